import { KeelsonError } from '../../core/index.js'
import { equalBytes, unpackBinaryForm } from '../../hash/index.js'
import { BUNDLE_FORM } from './bundle.js'
import { bundleStatement } from './bundle-statement.js'
import type { BundleVerifier } from './types.js'

/**
 * Checks a detached signature of a bundle before it is loaded. Keelson holds no keys and no algorithm: the verifier is
 * the host's. Nothing of the payload is read before the verifier has said yes.
 *
 * Resolves if the bytes have the form and the digest of a bundle and the verifier gave exactly `true`; rejects
 * otherwise.
 *
 * @param bytes as `toBytes` gave them
 * @param signature over `bundleStatement(bytes)`
 * @param verifier is handed copies of the statement and of the signature; `false`, anything but `true`, a throw and a
 * rejection all refuse
 * @throws KeelsonError (as a rejection) `policy/invalid-bundle`, `policy/invalid-signature`, `policy/invalid-verifier`,
 * `policy/unverified-bundle`
 *
 * @example Ed25519 by WebCrypto
 * ```ts
 * import { bundleStatement, compilePolicy, loadBundle, verifyBundle } from 'keelson/policy'
 * const keys = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
 *
 * // Where the policy is released:
 * const bytes = compilePolicy('mode gate  policy p on deploy.apply { deny "not on a Friday" }').bundle!.toBytes()
 * const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, bundleStatement(bytes)))
 *
 * // Where it is used:
 * await verifyBundle(bytes, signature, (statement, signed) =>
 *   crypto.subtle.verify('Ed25519', keys.publicKey, signed, statement),
 * )
 * loadBundle(bytes).decide({ target: 'deploy.apply' }, { now: 1_790_000_000_000 }).effect // => 'deny'
 * ```
 */
export async function verifyBundle(
  bytes: Uint8Array,
  signature: Uint8Array,
  verifier: BundleVerifier,
): Promise<void> {
  unpackBinaryForm(BUNDLE_FORM, bytes)
  if (!(signature instanceof Uint8Array) || signature.length === 0) {
    throw new KeelsonError('policy/invalid-signature', 'the signature is not a Uint8Array with bytes in it', {
      help: 'hand in the raw signature over bundleStatement(bytes)',
    })
  }
  if (typeof verifier !== 'function') {
    throw new KeelsonError('policy/invalid-verifier', 'the verifier is not a function', {
      help: 'hand in (statement, signature) => Promise<boolean>',
    })
  }
  const statement = bundleStatement(bytes)
  const answer = await ask(verifier, statement.slice(), signature.slice())
  if (answer !== true) throw unverified('the verifier refused the signature')
  // The caller goes on with these bytes: what changed while the verifier was at work was not signed.
  if (!equalBytes(bundleStatement(bytes), statement)) {
    throw unverified('the bytes were changed while the signature was checked')
  }
}

async function ask(
  verifier: BundleVerifier,
  statement: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<unknown> {
  try {
    return await verifier(statement, signature)
  } catch (error) {
    throw unverified('the verifier failed', error)
  }
}

function unverified(why: string, cause?: unknown): KeelsonError {
  return new KeelsonError('policy/unverified-bundle', `the bundle is not verified: ${why}`, {
    help: 'do not load it; ask for a bundle and a signature that belong together',
    ...(cause === undefined ? {} : { cause }),
  })
}
