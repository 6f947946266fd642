import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'

/**
 * Text in which the letters A to Z count as a to z: host names, header names, media types. Letters beyond ASCII stay
 * what they are, since what their other case is depends on language and Unicode version.
 *
 * @example
 * ```ts
 * import { asciiCaseInsensitive } from 'keelson/diff'
 * asciiCaseInsensitive.canonical('WWW.Example.com') // => 'www.example.com'
 * ```
 */
export const asciiCaseInsensitive: ValueSemantics = { name: 'ascii-case', canonical: inLowerCase }

function inLowerCase(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string') return undefined
  return value.replace(/[A-Z]+/g, (letters) => {
    let lower = ''
    for (let at = 0; at < letters.length; at += 1) lower += String.fromCharCode(letters.charCodeAt(at) + 32)
    return lower
  })
}
