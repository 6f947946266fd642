import { decodeUtf8Leniently } from '../core/index.js'
import { decodeBase64Url } from '../hash/index.js'

/** Less base64 holds no secret that could be told from a word; four characters hold three bytes. */
const SHORTEST = 16

/** Most of what looks like base64 is a word or a key: its beginning is enough to see that. */
const LOOKED_AT_FIRST = 32

/** Line ends, as where long base64 is broken into lines, and padding. */
const WRAPPING = /[\r\n]+|=+$/g

/**
 * The text that base64 (RFC 4648 §4 or §5, padded or not, in lines or not) holds; `null` for what is not base64, for
 * less than 16 characters, and for bytes that are no printable UTF-8.
 */
export function textOfBase64(base64: string): string | null {
  if (base64.length < SHORTEST) return null
  const trimmed = base64.trimEnd()
  if (!/^[A-Za-z0-9+/_\r\n-]+={0,2}$/.test(trimmed)) return null
  const plain = trimmed.replace(WRAPPING, '').replaceAll('+', '-').replaceAll('/', '_')
  // A character may be cut in two at the end of the beginning.
  const beginning = decode(plain.slice(0, LOOKED_AT_FIRST))?.replace(/\ufffd$/, '')
  if (beginning === undefined || !isPrintable(beginning)) return null
  const text = decode(plain)
  return text !== undefined && isPrintable(text) ? text : null
}

function decode(base64: string): string | undefined {
  try {
    return decodeUtf8Leniently(decodeBase64Url(base64))
  } catch {
    return undefined
  }
}

function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === 127 || unit === 0xfffd || (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13))
      return false
  }
  return true
}
