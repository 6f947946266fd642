import { frechetOfMoments, type Moments, medianOfSorted } from '../stats/index.js'
import { CELL_HOURS } from './time.js'

/** What the projections of vectors are measured by: fixed with the anchor. */
export interface VectorScale {
  readonly centers: Float64Array
  /** Positive: for Gaussian values their standard deviations. */
  readonly spreads: Float64Array
}

/** Fixed point of a projection in spreads. */
const STEPS = 256

/** Spreads beyond which a projection counts as no further. */
const LARGEST = 16

/** Median distance from the median of a Gaussian, in standard deviations. */
const GAUSSIAN_MEDIAN = 0.6744897501960817

/** How many, then sums of each projection, then of the products of each with itself and those before it. */
export type MomentSums = Float64Array

/** Moments by number of the cell, hour / 6. */
export type MomentCells = Map<number, MomentSums>

/** Numbers that the moments of so many projections consist of. */
export function momentFields(lanes: number): number {
  return 1 + lanes + (lanes * (lanes + 1)) / 2
}

/** Median, and median distance from it, of each projection. */
export function makeScale(lanes: readonly (readonly number[])[]): VectorScale {
  const centers = Float64Array.from(lanes, (values) => medianOfSorted(Float64Array.from(values).sort()))
  const spreads = Float64Array.from(lanes, (values, lane) => {
    const distances = Float64Array.from(values, (value) => Math.abs(value - centers[lane]!)).sort()
    const spread = medianOfSorted(distances) / GAUSSIAN_MEDIAN
    // Where more than half are alike there is no unit but that of the vectors.
    return spread > 0 ? Math.min(Number.MAX_VALUE, spread) : 1
  })
  return { centers, spreads }
}

/** Adds a vector by its projections. Whole numbers, so that no order makes a difference. */
export function addVector(
  sums: MomentSums,
  { centers, spreads }: VectorScale,
  projections: readonly number[],
  weight: number,
): void {
  const { length } = projections
  const steps = projections.map((projection, lane) => {
    const distance = (projection - centers[lane]!) / spreads[lane]!
    return Math.round(Math.max(-LARGEST, Math.min(LARGEST, distance)) * STEPS)
  })
  sums[0] = sums[0]! + weight
  let product = 1 + length
  for (let lane = 0; lane < length; lane += 1) {
    sums[1 + lane] = sums[1 + lane]! + weight * steps[lane]!
    for (let other = 0; other <= lane; other += 1) {
      sums[product] = sums[product]! + weight * steps[lane]! * steps[other]!
      product += 1
    }
  }
}

/** The moments of the cell of an hour, made where there are none. */
export function cellMoments(cells: MomentCells, hour: number, lanes: number): MomentSums {
  const cell = Math.floor(hour / CELL_HOURS)
  let sums = cells.get(cell)
  if (sums === undefined) {
    sums = new Float64Array(momentFields(lanes))
    cells.set(cell, sums)
  }
  return sums
}

export function copyMoments(cells: MomentCells): MomentCells {
  return new Map([...cells].map(([cell, sums]) => [cell, sums.slice()]))
}

/** Adds other cells, `times` over (−1 takes them away). */
export function addMoments(cells: MomentCells, other: MomentCells, times: number): void {
  for (const [cell, sums] of other) {
    const own = cells.get(cell) ?? new Float64Array(sums.length)
    for (let field = 0; field < sums.length; field += 1) own[field] = own[field]! + times * sums[field]!
    cells.set(cell, own)
  }
}

/** Forgets the cells before an hour, a multiple of six. */
export function dropMoments(cells: MomentCells, hour: number): void {
  for (const cell of cells.keys()) if (cell * CELL_HOURS < hour) cells.delete(cell)
}

/**
 * The Fréchet distance of the projections in [from, to), both multiples of six hours, from the anchor's, in the
 * anchor's spreads; `null` where there are fewer than two vectors.
 */
export function frechetFromAnchor(
  cells: MomentCells,
  usual: MomentSums,
  lanes: number,
  from: number,
  to: number,
): number | null {
  const sums = new Float64Array(momentFields(lanes))
  for (let hour = from; hour < to; hour += CELL_HOURS) {
    const cell = cells.get(hour / CELL_HOURS) ?? []
    for (let field = 0; field < cell.length; field += 1) sums[field] = sums[field]! + cell[field]!
  }
  if (sums[0]! < 2) return null
  return frechetOfMoments(momentsOf(sums, lanes), momentsOf(usual, lanes), lanes)
}

function momentsOf(sums: MomentSums, lanes: number): Moments {
  const count = sums[0]!
  const mean = Float64Array.from({ length: lanes }, (_, lane) => sums[1 + lane]! / (count * STEPS))
  const covariance = new Float64Array(lanes * lanes)
  let product = 1 + lanes
  for (let lane = 0; lane < lanes; lane += 1) {
    for (let other = 0; other <= lane; other += 1) {
      const about = sums[product]! - (sums[1 + lane]! * sums[1 + other]!) / count
      covariance[lane * lanes + other] = about / ((count - 1) * STEPS * STEPS)
      covariance[other * lanes + lane] = covariance[lane * lanes + other]!
      product += 1
    }
  }
  return { mean, covariance }
}
