// With the `u` flag a surrogate pair is one code point, so the class finds halves only.
const LONE_SURROGATE = /[\ud800-\udfff]/u

/** True where half of a surrogate pair stands alone: such a string has no UTF-8 form. */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text)
}
