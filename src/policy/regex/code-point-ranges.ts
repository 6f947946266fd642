/** A set of code points: first and last of each range, ascending; ranges neither overlap nor touch. */
export type CodePointRanges = readonly number[]

export const LAST_CODE_POINT = 0x10ffff

export const ALL_CODE_POINTS: CodePointRanges = [0, LAST_CODE_POINT]

/** The set of ranges that stand in any order and may overlap. */
export function unionOf(pairs: readonly number[]): CodePointRanges {
  const sorted: (readonly [first: number, last: number])[] = []
  for (let at = 0; at < pairs.length; at += 2) sorted.push([pairs[at]!, pairs[at + 1]!])
  sorted.sort((one, other) => one[0] - other[0])
  const union: number[] = []
  for (const [first, last] of sorted) {
    const end = union.length - 1
    if (end > 0 && first <= union[end]! + 1) union[end] = Math.max(union[end]!, last)
    else union.push(first, last)
  }
  return union
}

export function complementOf(ranges: CodePointRanges): CodePointRanges {
  const complement: number[] = []
  let next = 0
  for (let at = 0; at < ranges.length; at += 2) {
    if (ranges[at]! > next) complement.push(next, ranges[at]! - 1)
    next = ranges[at + 1]! + 1
  }
  if (next <= LAST_CODE_POINT) complement.push(next, LAST_CODE_POINT)
  return complement
}

/** With the other case of each ASCII letter in it. */
export function withBothCases(ranges: CodePointRanges): CodePointRanges {
  const pairs = [...ranges]
  for (let at = 0; at < ranges.length; at += 2) {
    addShifted(pairs, ranges[at]!, ranges[at + 1]!, 0x41, 0x20)
    addShifted(pairs, ranges[at]!, ranges[at + 1]!, 0x61, -0x20)
  }
  return unionOf(pairs)
}

/** Adds the part of a range that lies in the 26 letters from `letters`, shifted. */
function addShifted(pairs: number[], first: number, last: number, letters: number, shift: number): void {
  const from = Math.max(first, letters)
  const to = Math.min(last, letters + 25)
  if (from <= to) pairs.push(from + shift, to + shift)
}
