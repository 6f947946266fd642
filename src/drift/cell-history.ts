import { SCORE_ONE, SCORE_ORDERS } from '../stats/index.js'
import { spanVariance } from './block-deviation.js'
import type { FeatureNorm } from './feature-norm.js'
import { CELL_HOURS } from './time.js'

/** Numbers of a cell: values, four score sums (Q14). */
export const CELL_FIELDS: number = 1 + SCORE_ORDERS

/** How far back the shape of a change is looked at, in hours. */
const HISTORY_HOURS = 672

/** The last 28 days in cells of six hours: what the shape of an episode is read from. */
export interface CellHistory {
  /** Numbers of cells, hour / 6, increasing; {@link CELL_FIELDS} sums for each. */
  readonly cells: number[]
  readonly sums: number[]
}

/** A direction's mean score in one cell, held against the anchor's, with its weight. */
export interface CellMean {
  /** First hour of the cell. */
  readonly hour: number
  /** Mean score less the anchor's. */
  readonly deviation: number
  /** One over its variance. */
  readonly weight: number
}

export function emptyHistory(): CellHistory {
  return { cells: [], sums: [] }
}

export function cloneHistory(history: CellHistory): CellHistory {
  return { cells: history.cells.slice(), sums: history.sums.slice() }
}

/** Adds an hour; hours come in order of time. `sums` holds the four score sums from `offset` on. */
export function addToHistory(
  history: CellHistory,
  hour: number,
  count: number,
  sums: ArrayLike<number>,
  offset: number,
): void {
  const cell = Math.floor(hour / CELL_HOURS)
  if (history.cells[history.cells.length - 1] !== cell) {
    history.cells.push(cell)
    for (let field = 0; field < CELL_FIELDS; field += 1) history.sums.push(0)
  }
  const base = history.sums.length - CELL_FIELDS
  history.sums[base] = history.sums[base]! + count
  for (let order = 0; order < SCORE_ORDERS; order += 1) {
    history.sums[base + 1 + order] = history.sums[base + 1 + order]! + sums[offset + order]!
  }
}

/** Forgets the cells that ended 28 days before `hour` or earlier. */
export function trimHistory(history: CellHistory, hour: number): void {
  let dropped = 0
  while (dropped < history.cells.length) {
    if ((history.cells[dropped]! + 1) * CELL_HOURS > hour - HISTORY_HOURS) break
    dropped += 1
  }
  history.cells.splice(0, dropped)
  history.sums.splice(0, dropped * CELL_FIELDS)
}

/** The means of one direction in the cells that begin in [from, to), in order of time. */
export function cellMeans(
  history: CellHistory,
  norm: FeatureNorm,
  direction: number,
  from: number,
  to: number,
): CellMean[] {
  const directionNorm = norm.directions[direction]!
  const means: CellMean[] = []
  for (let index = 0; index < history.cells.length; index += 1) {
    const hour = history.cells[index]! * CELL_HOURS
    if (hour < from || hour >= to) continue
    const count = history.sums[index * CELL_FIELDS]!
    const sum = history.sums[index * CELL_FIELDS + 1 + direction]!
    means.push({
      hour,
      deviation: sum / (count * SCORE_ONE) - directionNorm.mean,
      weight: 1 / spanVariance(directionNorm, norm.blockHours, CELL_HOURS, count),
    })
  }
  return means
}
