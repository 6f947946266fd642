// With the `u` flag this matches only half of a pair: UTF-8, and so the binary form, cannot hold one.
const LONE_SURROGATE = /[\ud800-\udfff]/u

const MAX_TEXT_LENGTH = 1024

/** True for text that the binary form holds exactly: a string of at most 1,024 units without a lone surrogate. */
export function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH && !LONE_SURROGATE.test(value)
}

/** The same for a name or reference, which also may not be empty. */
export function isStorableName(value: unknown): value is string {
  return isStorableText(value) && value !== ''
}
