import { compareCodePoints } from '../core/index.js'
import { type CategorySample, categoryCounts } from './category-sample.js'
import type { FeatureNorm } from './feature-norm.js'
import type { ShareNorm } from './share-norm.js'
import type { DriftBin } from './types.js'

const MOST_BINS = 3

/** The anchor's values in each bin. */
export function anchorCounts(norm: FeatureNorm | ShareNorm): Float64Array {
  if (norm.kind === 'scored') return norm.counts
  const kinds = norm.directions.length
  const counts = new Float64Array(kinds)
  for (const [index, count] of norm.strata.counts.entries()) {
    counts[index % kinds] = counts[index % kinds]! + count
  }
  return counts
}

/** The ranges whose shares differ most from the anchor's. */
export function valueBins(norm: FeatureNorm, counts: Float64Array): readonly DriftBin[] {
  return mostChanged(norm, counts, (index) => [
    {
      from: index === 0 ? null : norm.edges[index - 1]!,
      to: index === norm.edges.length ? null : norm.edges[index]!,
    },
  ])
}

/** The same of categories; those that the anchor does not name are named where they are known. */
export function categoryBins(
  norm: ShareNorm,
  counts: Float64Array,
  news: CategorySample,
): readonly DriftBin[] {
  const names = norm.dictionary?.names ?? []
  const last = norm.directions.length - 1
  const bins = mostChanged(norm, counts, (index) => {
    const range = { from: null, to: null }
    if (index < names.length) return [{ category: names[index]!, ...range }]
    return [{ group: index === last ? ('new' as const) : ('other' as const), ...range }]
  })
  return bins.flatMap((bin) => (bin.group === 'new' ? [bin, ...newsBins(bin, counts, news)] : [bin]))
}

/** The most frequent of what is new, as shares of all. */
function newsBins(group: DriftBin, counts: Float64Array, news: CategorySample): readonly DriftBin[] {
  const entries = [...categoryCounts(news)]
  let kept = 0
  for (const [, count] of entries) kept += count
  if (kept === 0 || counts[counts.length - 1]! === 0) return []
  entries.sort(([left, count], [right, other]) => other - count || compareCodePoints(left, right))
  return entries.slice(0, MOST_BINS).map(([category, count]) => ({
    category,
    from: null,
    to: null,
    expected: 0,
    observed: (group.observed * count) / kept,
  }))
}

type Range = Omit<DriftBin, 'expected' | 'observed'>

function mostChanged(
  norm: FeatureNorm | ShareNorm,
  counts: Float64Array,
  rangesOf: (index: number) => readonly Range[],
): readonly DriftBin[] {
  let total = 0
  for (const count of counts) total += count
  if (total === 0) return []
  const usual = anchorCounts(norm)
  const changed: { readonly index: number; readonly expected: number; readonly observed: number }[] = []
  for (let index = 0; index < counts.length; index += 1) {
    const expected = usual[index]! / norm.values
    const observed = counts[index]! / total
    if (expected !== observed) changed.push({ index, expected, observed })
  }
  const difference = (bin: { readonly expected: number; readonly observed: number }): number =>
    Math.abs(bin.observed - bin.expected)
  changed.sort((left, right) => difference(right) - difference(left) || left.index - right.index)
  return changed
    .slice(0, MOST_BINS)
    .flatMap(({ index, expected, observed }) =>
      rangesOf(index).map((range) => ({ ...range, expected, observed })),
    )
}
