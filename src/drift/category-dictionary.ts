import { compareCodePoints } from '../core/index.js'
import { lowerBound } from '../stats/index.js'
import { textHash } from './observation-key.js'

/** The categories that an anchor knows. */
export interface CategoryDictionary {
  /** The most frequent, at most {@link MOST_NAMES}: each is a bin of its own. */
  readonly names: readonly string[]
  /** Hashes of further ones, in increasing order; together they are the bin after the names, if there are any. */
  readonly others: Uint32Array
  /** Bins of the names. */
  readonly bins: ReadonlyMap<string, number>
}

export const MOST_NAMES = 64
export const MOST_OTHERS = 1024

/** Longer categories are known by their begin, their end and a hash. */
const MOST_UNITS = 40
const KEPT_BEGIN = 12
const KEPT_END = 14

/** Makes a dictionary of names in order and the hashes of others. */
export function dictionaryOf(names: readonly string[], others: Uint32Array): CategoryDictionary {
  return { names, others, bins: new Map(names.map((name, index) => [name, index])) }
}

/**
 * The categories that the anchor saw on two local days or more, by frequency, then by code point: one seen on a single
 * day would have been new on it, so it speaks for how often new ones come.
 */
export function makeDictionary(
  hours: readonly { readonly localHour: number; readonly counts: ReadonlyMap<string, number> }[],
  dayHours: number,
): CategoryDictionary {
  const totals = new Map<string, { count: number; day: number; isLasting: boolean }>()
  for (const { localHour, counts } of hours) {
    const day = Math.floor(localHour / dayHours)
    for (const [category, count] of counts) {
      const total = totals.get(category)
      if (total === undefined) totals.set(category, { count, day, isLasting: false })
      else {
        total.count += count
        total.isLasting ||= total.day !== day
      }
    }
  }
  const lasting = [...totals].filter(([, { isLasting }]) => isLasting)
  lasting.sort(([left, { count }], [right, other]) => other.count - count || compareCodePoints(left, right))
  const names = lasting.slice(0, MOST_NAMES).map(([name]) => name)
  const further = lasting.slice(MOST_NAMES, MOST_NAMES + MOST_OTHERS).map(([name]) => textHash(name))
  return dictionaryOf(names, Uint32Array.from(new Set(further)).sort())
}

/** Bins: the names, the others where there are any, and what is new. */
export function binsOf({ names, others }: CategoryDictionary): number {
  return names.length + (others.length > 0 ? 2 : 1)
}

/** The bin of a category, as {@link categoryLabel} gives it. */
export function binOfCategory(dictionary: CategoryDictionary, label: string): number {
  const bin = dictionary.bins.get(label)
  if (bin !== undefined) return bin
  const { names, others } = dictionary
  return isAmong(others, textHash(label)) ? names.length : binsOf(dictionary) - 1
}

/** What a category is known by: itself, or, beyond 40 units, its begin, its end and 32 bits of its hash. */
export function categoryLabel(category: string): string {
  if (category.length <= MOST_UNITS) return category
  const hash = textHash(category).toString(16).padStart(8, '0')
  // Half of a surrogate pair cannot be stored.
  const begin = category.slice(0, KEPT_BEGIN).replace(/[\ud800-\udbff]$/, '')
  const end = category.slice(-KEPT_END).replace(/^[\udc00-\udfff]/, '')
  return `${begin}…${end}~${hash}`
}

function isAmong(sorted: Uint32Array, value: number): boolean {
  return sorted[lowerBound(sorted, value)] === value
}
