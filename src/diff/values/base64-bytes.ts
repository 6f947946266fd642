import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'

/** RFC 4648 §4 in whole groups, with the padding that the last one needs. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Bytes in base64 (RFC 4648 §4) as Go reads them into `[]byte`: line breaks do not count, and neither does whether no
 * bytes are written as `""` or as `null`.
 *
 * @example
 * ```ts
 * import { base64Bytes } from 'keelson/diff'
 * base64Bytes.canonical('c2Vj\ncmV0\n') // => 'c2VjcmV0'
 * base64Bytes.canonical(null) // => ''
 * base64Bytes.canonical('not base64!') // => undefined
 * ```
 */
export const base64Bytes: ValueSemantics = { name: 'base64', canonical: canonicalBytes }

function canonicalBytes(value: JsonValue): JsonValue | undefined {
  if (value === null) return ''
  if (typeof value !== 'string') return undefined
  const text = value.replace(/[\r\n]+/g, '')
  return text.length % 4 === 0 && BASE64.test(text) ? text : undefined
}
