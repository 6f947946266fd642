import { SCORE_ONE } from '../stats/index.js'
import { spanVariance } from './block-deviation.js'
import type { StreamNorm } from './stream-norm.js'
import { CELL_HOURS } from './time.js'

/** How far back the shape of a change is looked at, in hours. */
const HISTORY_HOURS = 672

/** The last 28 days in cells of six hours: what the shape of an episode is read from. */
export interface CellHistory {
  /** Numbers of cells, hour / 6, increasing; for each how many values, and a score sum (Q14) of each direction. */
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

/** Adds an hour; hours come in order of time. `sums` holds the score sums of the directions from `offset` on. */
export function addToHistory(
  history: CellHistory,
  hour: number,
  count: number,
  sums: ArrayLike<number>,
  offset: number,
  directions: number,
): void {
  const cell = Math.floor(hour / CELL_HOURS)
  if (history.cells[history.cells.length - 1] !== cell) {
    history.cells.push(cell)
    for (let field = 0; field <= directions; field += 1) history.sums.push(0)
  }
  const base = history.sums.length - directions - 1
  history.sums[base] = history.sums[base]! + count
  for (let order = 0; order < directions; order += 1) {
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
  if (dropped === 0) return
  history.sums.splice(0, dropped * (history.sums.length / history.cells.length))
  history.cells.splice(0, dropped)
}

/** The means of one direction in the cells that begin in [from, to), in order of time. */
export function cellMeans(
  history: CellHistory,
  norm: StreamNorm,
  direction: number,
  from: number,
  to: number,
): CellMean[] {
  const directionNorm = norm.directions[direction]!
  const fields = 1 + norm.directions.length
  const means: CellMean[] = []
  for (let index = 0; index < history.cells.length; index += 1) {
    const hour = history.cells[index]! * CELL_HOURS
    if (hour < from || hour >= to) continue
    const count = history.sums[index * fields]!
    const sum = history.sums[index * fields + 1 + direction]!
    means.push({
      hour,
      deviation: sum / (count * SCORE_ONE) - directionNorm.mean,
      weight: 1 / spanVariance(directionNorm, norm.blockHours, CELL_HOURS, count),
    })
  }
  return means
}
