import { compareCodePoints } from '../core/index.js'

/**
 * How often each category was seen: exact while the categories fit, beyond that a sample. Each observation has a
 * level, 0 for three quarters of them, 1 for three quarters of the rest and so on, by its hash; a sample of level L
 * counts those of level L and above, L being the smallest for which the categories fit. So the same observations give
 * the same sample in whatever order and whoever saw which, and frequent categories are the last to be lost.
 *
 * Source: adaptive sampling, Wegman (1984), Flajolet, Computing 43 (1990), over observations rather than categories.
 */
export interface CategorySample {
  level: number
  /** Counts of each category by level; from the sample's level on. */
  readonly counts: Map<string, number[]>
  /** Bytes that the categories take, as {@link costOf} counts them. */
  cost: number
}

/** Levels there are: the last holds one observation in four million. */
export const SAMPLE_LEVELS = 12

/** Bytes an hour may take before the freeze: 840 of them are less than 1 MiB. */
export const SAMPLE_BUDGET = 1200

/** Bytes an hour may take after the freeze, for what the anchor does not name. */
export const NEWS_BUDGET = 300

/** A category and its counts; they take 24 bytes beside the text, at most, until a million observations an hour. */
const COUNTS_COST = 24

export function emptyCategorySample(): CategorySample {
  return { level: 0, counts: new Map(), cost: 0 }
}

/** The level of an observation, from its hash of 48 bits. */
export function levelOf(hash: number): number {
  const high = Math.floor(hash / 4_294_967_296)
  const zeros = high > 0 ? Math.clz32(high) - 16 : 16 + Math.clz32(hash)
  return Math.min(SAMPLE_LEVELS - 1, zeros >> 1)
}

/** Counts an observation of a category, or `weight` of them. */
export function addCategory(
  sample: CategorySample,
  category: string,
  level: number,
  weight: number,
  budget: number,
): void {
  if (level < sample.level) return
  let counts = sample.counts.get(category)
  if (counts === undefined) {
    counts = new Array<number>(SAMPLE_LEVELS).fill(0)
    sample.counts.set(category, counts)
    sample.cost += costOf(category)
  }
  counts[level] = counts[level]! + weight
  if (sample.cost > budget) raiseTo(sample, sample.level, budget)
}

/** Adds another sample, `times` over (−1 takes away what it has in common with this one). */
export function addSample(
  sample: CategorySample,
  other: CategorySample,
  times: number,
  budget: number,
): void {
  for (const [category, levels] of other.counts) {
    for (let level = sample.level; level < SAMPLE_LEVELS; level += 1) {
      const weight = times * levels[level]!
      if (weight !== 0) addCategory(sample, category, level, weight, Number.POSITIVE_INFINITY)
    }
  }
  raiseTo(sample, Math.max(sample.level, other.level), budget)
}

export function cloneCategorySample(sample: CategorySample): CategorySample {
  const counts = new Map([...sample.counts].map(([category, levels]) => [category, levels.slice()]))
  return { level: sample.level, counts, cost: sample.cost }
}

/** Each category that is in the sample with its count, by code point. */
export function categoryCounts(sample: CategorySample): (readonly [category: string, count: number])[] {
  return [...sample.counts]
    .map(([category, levels]) => [category, levels.reduce((sum, count) => sum + count, 0)] as const)
    .sort(([left], [right]) => compareCodePoints(left, right))
}

/** Raises the level to at least `least`, and until the categories fit. */
function raiseTo(sample: CategorySample, least: number, budget: number): void {
  while (sample.level < least || (sample.cost > budget && sample.level < SAMPLE_LEVELS - 1)) {
    for (const [category, levels] of sample.counts) {
      levels[sample.level] = 0
      if (levels.some((count) => count !== 0)) continue
      sample.counts.delete(category)
      sample.cost -= costOf(category)
    }
    sample.level += 1
  }
}

function costOf(category: string): number {
  let bytes = COUNTS_COST
  for (const character of category) {
    const point = character.codePointAt(0)!
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
