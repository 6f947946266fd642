/**
 * Orders two strings by code point, which is also the order of their UTF-8 (and, for lone surrogates, WTF-8) bytes.
 * JavaScript's own `<` orders by UTF-16 unit and puts U+1F600 before U+FF5E.
 *
 * @returns negative, zero or positive
 *
 * @example
 * ```ts
 * import { compareCodePoints } from 'keelson/core'
 * compareCodePoints('\uff5e', '\u{1f600}') < 0 // => true
 * ```
 */
export function compareCodePoints(left: string, right: string): number {
  // Where one side holds no unit from the surrogates on, both orders agree, and the engine's own comparison takes half the
  // time of this loop on paths of 25 units.
  if (!FROM_SURROGATES.test(left)) return left < right ? -1 : left === right ? 0 : 1
  const shared = Math.min(left.length, right.length)
  let at = 0
  while (at < shared && left.charCodeAt(at) === right.charCodeAt(at)) at += 1
  if (at === shared) {
    return left.length - right.length
  }
  // The first unit that differs may be the second half of a pair: compare from where the code point starts.
  const insidePair =
    at > 0 &&
    isHighSurrogate(left.charCodeAt(at - 1)) &&
    (isLowSurrogate(left.charCodeAt(at)) || isLowSurrogate(right.charCodeAt(at)))
  const start = insidePair ? at - 1 : at
  return left.codePointAt(start)! - right.codePointAt(start)!
}

const FROM_SURROGATES = /[\ud800-\uffff]/

/** The object's own enumerable string keys in code-point order. */
export function sortedKeys(object: object): string[] {
  return Object.keys(object).sort(compareCodePoints)
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00
}
