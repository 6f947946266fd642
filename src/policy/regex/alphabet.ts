import { type CodePointRanges, complementOf, LAST_CODE_POINT } from './code-point-ranges.js'

/** Code points in columns: two share one if no set of a pattern tells them apart. */
export interface Alphabet {
  /** Where each stretch begins, and its column. */
  readonly bounds: readonly number[]
  readonly columns: readonly number[]
  readonly size: number
  /** The columns of each set, as words of 32 bits. */
  readonly sets: readonly (readonly number[])[]
}

/**
 * Divides the code points by the sets: each set splits every column that it takes only a part of.
 *
 * @returns `null` if more columns are needed than allowed
 */
export function divideAlphabet(sets: readonly CodePointRanges[], mostColumns: number): Alphabet | null {
  const bounds = boundsOf(sets)
  const place = new Map(bounds.map((bound, at) => [bound, at]))
  const sides = sets.map((ranges) => sideOf(ranges, place, bounds.length))
  const columns = new Array<number>(bounds.length).fill(0)
  const sizes = [bounds.length]
  for (const { stretches } of sides) {
    splitColumns(stretches, columns, sizes)
    if (sizes.length > mostColumns) return null
  }
  const words = sides.map((side) => wordsOf(side, columns, sizes.length))
  return { ...mergeStretches(bounds, columns), size: sizes.length, sets: words }
}

/** The stretches in a set, or those outside it: both divide the columns alike, and the fewer are quicker. */
interface Side {
  readonly isInside: boolean
  readonly stretches: readonly number[]
}

function sideOf(ranges: CodePointRanges, place: ReadonlyMap<number, number>, end: number): Side {
  const outside = complementOf(ranges)
  const isInside = countStretches(ranges, place, end) <= countStretches(outside, place, end)
  return { isInside, stretches: stretchesOf(isInside ? ranges : outside, place, end) }
}

/** Moves these stretches to columns of their own, unless they are all there is in their column. */
function splitColumns(stretches: readonly number[], columns: number[], sizes: number[]): void {
  const counts = new Map<number, number>()
  for (const stretch of stretches) counts.set(columns[stretch]!, (counts.get(columns[stretch]!) ?? 0) + 1)
  const movesTo = new Map<number, number>()
  for (const [column, count] of counts) {
    if (count === sizes[column]) continue
    sizes[column]! -= count
    movesTo.set(column, sizes.length)
    sizes.push(count)
  }
  for (const stretch of stretches) columns[stretch] = movesTo.get(columns[stretch]!) ?? columns[stretch]!
}

function boundsOf(sets: readonly CodePointRanges[]): number[] {
  const bounds = new Set([0])
  for (const ranges of sets) {
    for (let at = 0; at < ranges.length; at += 2) {
      bounds.add(ranges[at]!)
      if (ranges[at + 1]! < LAST_CODE_POINT) bounds.add(ranges[at + 1]! + 1)
    }
  }
  return [...bounds].sort((one, other) => one - other)
}

function countStretches(ranges: CodePointRanges, place: ReadonlyMap<number, number>, end: number): number {
  let count = 0
  for (let at = 0; at < ranges.length; at += 2) {
    count += (place.get(ranges[at + 1]! + 1) ?? end) - place.get(ranges[at]!)!
  }
  return count
}

function stretchesOf(ranges: CodePointRanges, place: ReadonlyMap<number, number>, end: number): number[] {
  const stretches: number[] = []
  for (let at = 0; at < ranges.length; at += 2) {
    const after = place.get(ranges[at + 1]! + 1) ?? end
    for (let stretch = place.get(ranges[at]!)!; stretch < after; stretch += 1) stretches.push(stretch)
  }
  return stretches
}

function wordsOf({ isInside, stretches }: Side, columns: readonly number[], size: number): number[] {
  const words = new Array<number>((size + 31) >>> 5).fill(0)
  for (const stretch of stretches) {
    const column = columns[stretch]!
    words[column >> 5] = (words[column >> 5]! | (1 << (column & 31))) >>> 0
  }
  if (isInside) return words
  return words.map((word, at) => (~word & (0xffff_ffff >>> Math.max(0, 32 * at + 32 - size))) >>> 0)
}

/** Neighbours of one column are one stretch. */
function mergeStretches(
  bounds: readonly number[],
  columns: readonly number[],
): Pick<Alphabet, 'bounds' | 'columns'> {
  const begins = (at: number): boolean => columns[at] !== columns[at - 1]
  return {
    bounds: bounds.filter((_, at) => begins(at)),
    columns: columns.filter((_, at) => begins(at)),
  }
}
