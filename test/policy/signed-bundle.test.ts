import { webcrypto } from 'node:crypto'
import { isKeelsonError } from 'keelson/core'
import { bundleStatement, compilePolicy, loadBundle, verifyBundle } from 'keelson/policy'
import * as runtime from 'keelson/policy/runtime'
import { describe, expect, test } from 'vitest'

const TEXT = 'input a: json\npolicy p on t.run { when a.b == "x" deny "no" unless a.c in [1, 2] allow }'
const bytes = compilePolicy(TEXT).bundle!.toBytes()
const signature = Uint8Array.of(1, 2, 3)

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
  } catch (error) {
    return isKeelsonError(error) ? error.code : String(error)
  }
  return 'resolved'
}

describe('a signed bundle', () => {
  test('is verified by Ed25519 over its statement, and no changed byte of either passes', async () => {
    const { privateKey, publicKey } = (await webcrypto.subtle.generateKey('Ed25519', false, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair
    const signed = new Uint8Array(
      await webcrypto.subtle.sign('Ed25519', privateKey, bundleStatement(bytes) as Uint8Array<ArrayBuffer>),
    )
    const verifier: runtime.BundleVerifier = (statement, given) =>
      webcrypto.subtle.verify('Ed25519', publicKey, given, statement)
    expect(await codeOf(verifyBundle(bytes, signed, verifier))).toBe('resolved')
    for (let at = 0; at < signed.length; at += 7) {
      const other = signed.slice()
      other[at]! ^= 1
      expect(await codeOf(verifyBundle(bytes, other, verifier))).toBe('policy/unverified-bundle')
    }
    const others = compilePolicy(TEXT.replace('"no"', '"on"')).bundle!.toBytes()
    expect(await codeOf(verifyBundle(others, signed, verifier))).toBe('policy/unverified-bundle')
    // A signature over the bare bytes is none over the bundle.
    const bare = new Uint8Array(
      await webcrypto.subtle.sign('Ed25519', privateKey, bytes as Uint8Array<ArrayBuffer>),
    )
    expect(await codeOf(verifyBundle(bytes, bare, verifier))).toBe('policy/unverified-bundle')
  })

  test('has a statement that says type and length', () => {
    const text = new TextDecoder('latin1').decode(bundleStatement(bytes))
    expect(text.startsWith(`DSSEv1 24 keelson.policy.bundle.v1 ${bytes.length} KSPB`)).toBe(true)
    expect(bundleStatement(bytes).slice(-bytes.length)).toEqual(bytes)
  })

  test('is refused for every answer but true', async () => {
    const answers: readonly unknown[] = [false, undefined, null, 1, 'true', {}, [true]]
    for (const answer of answers) {
      expect(await codeOf(verifyBundle(bytes, signature, () => answer as boolean))).toBe(
        'policy/unverified-bundle',
      )
      const later = verifyBundle(bytes, signature, () => Promise.resolve(answer as boolean))
      expect(await codeOf(later)).toBe('policy/unverified-bundle')
    }
  })

  test('is refused where the verifier fails, with the cause', async () => {
    const cause = new Error('no key')
    const failing: readonly runtime.BundleVerifier[] = [
      () => Promise.reject(cause),
      () => {
        throw cause
      },
    ]
    for (const verifier of failing) {
      const error = await verifyBundle(bytes, signature, verifier).catch((thrown: unknown) => thrown)
      expect(isKeelsonError(error) && error.code).toBe('policy/unverified-bundle')
      expect((error as Error).cause).toBe(cause)
    }
  })

  test('is refused where its bytes change while the verifier is at work', async () => {
    const own = bytes.slice()
    const run = verifyBundle(own, signature, () => {
      own[own.length - 1]! ^= 1
      return true
    })
    expect(await codeOf(run)).toBe('policy/unverified-bundle')
  })

  test('hands the verifier copies', async () => {
    const own = bytes.slice()
    const given = signature.slice()
    await verifyBundle(own, given, (statement, signed) => {
      statement.fill(0)
      signed.fill(0)
      return true
    })
    expect([own, given]).toEqual([bytes, signature])
  })

  test('asks no verifier about what is no bundle, no signature or nobody to ask', async () => {
    let asked = 0
    const verifier = (): boolean => {
      asked += 1
      return true
    }
    const changed = bytes.slice()
    changed[9]! ^= 1
    const refused: readonly (readonly [string, unknown, unknown, unknown])[] = [
      ['policy/invalid-bundle', changed, signature, verifier],
      ['policy/invalid-bundle', bytes.slice(0, -1), signature, verifier],
      ['policy/invalid-bundle', 'KSPB', signature, verifier],
      ['policy/invalid-bundle', undefined, signature, verifier],
      ['policy/invalid-signature', bytes, 'abc', verifier],
      ['policy/invalid-signature', bytes, new Uint8Array(), verifier],
      ['policy/invalid-signature', bytes, null, verifier],
      ['policy/invalid-verifier', bytes, signature, undefined],
      ['policy/invalid-verifier', bytes, signature, { verify: verifier }],
    ]
    for (const [code, ...parameters] of refused) {
      expect(await codeOf(verifyBundle(...(parameters as Parameters<typeof verifyBundle>)))).toBe(code)
    }
    expect(asked).toBe(0)
  })

  test('keeps its signature: loading and writing gives the same bytes, with and without the compiler', () => {
    expect(loadBundle(bytes).toBytes()).toEqual(bytes)
    expect(runtime.loadBundle(bytes).toBytes()).toEqual(bytes)
    expect(compilePolicy(TEXT).bundle!.toBytes()).toEqual(bytes)
    expect(runtime.verifyBundle).toBe(verifyBundle)
  })
})
