/** What a signature of a bundle is about; another kind of bytes can never pass for it. */
const PAYLOAD_TYPE = 'keelson.policy.bundle.v1'

/**
 * The bytes to sign for a bundle: DSSE's pre-authentication encoding,
 * `DSSEv1 SP length(type) SP type SP length(bytes) SP bytes`, over all bytes of the bundle, with the type
 * `keelson.policy.bundle.v1`. The lengths and the type keep a signature over anything else from being one over a bundle.
 *
 * Source: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 *
 * @example
 * ```ts
 * import { bundleStatement } from 'keelson/policy'
 * const statement = bundleStatement(new TextEncoder().encode('bytes'))
 * new TextDecoder().decode(statement) // => 'DSSEv1 24 keelson.policy.bundle.v1 5 bytes'
 * ```
 */
export function bundleStatement(bytes: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${bytes.length} `
  const statement = new Uint8Array(head.length + bytes.length)
  for (let at = 0; at < head.length; at += 1) statement[at] = head.charCodeAt(at)
  statement.set(bytes, head.length)
  return statement
}
