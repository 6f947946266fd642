/**
 * The UTF-8 bytes of a string; half of a surrogate pair becomes the three bytes that UTF-8 would give its code point
 * (WTF-8). `TextEncoder` would write U+FFFD for every such half, and two different strings would hash as one.
 */
export function encodeWtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    const point = text.codePointAt(at)!
    if (point < 0x80) {
      bytes[length] = point
      length += 1
    } else if (point < 0x800) {
      bytes[length] = 0xc0 | (point >> 6)
      bytes[length + 1] = 0x80 | (point & 0x3f)
      length += 2
    } else if (point < 0x10000) {
      bytes[length] = 0xe0 | (point >> 12)
      bytes[length + 1] = 0x80 | ((point >> 6) & 0x3f)
      bytes[length + 2] = 0x80 | (point & 0x3f)
      length += 3
    } else {
      bytes[length] = 0xf0 | (point >> 18)
      bytes[length + 1] = 0x80 | ((point >> 12) & 0x3f)
      bytes[length + 2] = 0x80 | ((point >> 6) & 0x3f)
      bytes[length + 3] = 0x80 | (point & 0x3f)
      length += 4
      at += 1
    }
  }
  return bytes.subarray(0, length)
}
