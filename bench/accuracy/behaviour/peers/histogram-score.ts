import type { TabularDetector } from './tabular.js'

const BINS = 10
const ALPHA = 0.1
const TOLERANCE = 0.5

interface Histogram {
  readonly low: number
  readonly width: number
  readonly bits: Float64Array
}

/**
 * HBOS: a histogram for each column, their rarities added. Source: Goldstein, Dengel, "Histogram-based Outlier Score",
 * KI 2012; settings as PyOD's (10 bins of equal width, alpha 0.1, tolerance 0.5).
 */
export function fitHistograms(rows: readonly Float64Array[]): TabularDetector {
  const columns = Array.from(rows[0]!, (_, column) => histogramOf(rows.map((row) => row[column]!)))
  return {
    score: (row) => columns.reduce((sum, histogram, column) => sum + rarityOf(histogram, row[column]!), 0),
  }
}

function histogramOf(values: readonly number[]): Histogram {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  // A column of one value gets numpy's range of 1 around it.
  if (low === high) [low, high] = [low - 0.5, high + 0.5]
  const width = (high - low) / BINS
  const counts = new Float64Array(BINS)
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value - low) / width))]! += 1
  return { low, width, bits: counts.map((count) => Math.log2(count / values.length / width + ALPHA)) }
}

function rarityOf({ low, width, bits }: Histogram, value: number): number {
  const bin = Math.floor((value - low) / width)
  if (bin >= 0 && bin < BINS) return -bits[bin]!
  const outside = bin < 0 ? low - value : value - low - BINS * width
  if (outside <= TOLERANCE * width) return -bits[bin < 0 ? 0 : BINS - 1]!
  return -bits.reduce((least, bit) => Math.min(least, bit))
}
