import { CountMin } from './count-min.js'

const ROWS = 2
const COLUMNS = 1024
const DECAY = 0.5
/** Of MIDAS-F: what scores more is not merged into the mean. */
const THRESHOLD = 1000

/** A detector of edges that come in bursts. Ticks begin with 1 and never go back. */
export interface EdgeDetector {
  scoreAndLearn(source: number, target: number, tick: number): number
}

/** What is counted of: edges by both ends, nodes by one of them. */
type Part = 'edge' | 'source' | 'target'

/** Counts of the open tick beside the counts of all ticks. */
class Counts {
  readonly current: CountMin
  readonly total: CountMin
  /** Of MIDAS-F: the score that each cell had last. */
  readonly scores: CountMin
  readonly cells: Uint32Array = new Uint32Array(ROWS)

  constructor(seed: number) {
    this.current = new CountMin(ROWS, COLUMNS, seed)
    this.total = new CountMin(ROWS, COLUMNS, seed)
    this.scores = new CountMin(ROWS, COLUMNS, seed)
  }
}

function chiSquare(current: number, total: number, tick: number): number {
  if (total === 0 || tick === 1) return 0
  const excess = current * tick - total
  return (excess * excess) / (total * (tick - 1))
}

/** MIDAS. Source: Bhatia, Hooi, Yoon, Shin, Faloutsos, "MIDAS", AAAI 2020. */
export function midas(seed: number): EdgeDetector {
  const counts = new Counts(seed)
  let open = 1
  return {
    scoreAndLearn(source, target, tick) {
      if (tick > open) counts.current.scale(0)
      open = tick
      return count(counts, source, target, tick)
    },
  }
}

/** MIDAS-R: counts fade instead of ending with their tick, and nodes count too. Source: as {@link midas}. */
export function midasR(seed: number): EdgeDetector {
  const parts = threeCounts(seed)
  let open = 1
  return {
    scoreAndLearn(source, target, tick) {
      if (tick > open) for (const { current } of Object.values(parts)) current.scale(DECAY)
      open = tick
      return Math.max(
        count(parts.edge, source, target, tick),
        count(parts.source, source, 0, tick),
        count(parts.target, target, 0, tick),
      )
    },
  }
}

function count({ current, total, cells }: Counts, left: number, right: number, tick: number): number {
  current.locate(left, right, cells)
  current.add(cells)
  total.add(cells)
  return chiSquare(current.read(cells), total.read(cells), tick)
}

/**
 * MIDAS-F: as MIDAS-R, but what scored high in a tick does not raise the mean. Source: Bhatia, Liu, Hooi, Yoon, Shin,
 * Faloutsos, "Real-Time Anomaly Detection in Edge Streams", TKDD 2022.
 */
export function midasF(seed: number): EdgeDetector {
  const parts = threeCounts(seed)
  let open = 1
  return {
    scoreAndLearn(source, target, tick) {
      if (tick > open) for (const part of Object.values(parts)) merge(part, open)
      open = tick
      return Math.max(
        filtered(parts.edge, source, target, tick),
        filtered(parts.source, source, 0, tick),
        filtered(parts.target, target, 0, tick),
      )
    },
  }
}

/** Cells that scored high take their own mean for the tick. */
function merge({ current, total, scores }: Counts, tick: number): void {
  for (let cell = 0; cell < total.cells.length; cell += 1) {
    const isUsual = scores.cells[cell]! < THRESHOLD
    if (isUsual) total.cells[cell]! += current.cells[cell]!
    else if (tick > 1) total.cells[cell]! += total.cells[cell]! / (tick - 1)
  }
  current.scale(DECAY)
}

function filtered(
  { current, total, scores, cells }: Counts,
  left: number,
  right: number,
  tick: number,
): number {
  current.locate(left, right, cells)
  current.add(cells)
  const [now, before] = [current.read(cells), total.read(cells)]
  // The open tick is not in the total yet.
  const score = chiSquare(now, now + before, tick) * (before === 0 ? 0 : (now + before) / before)
  for (const cell of cells) scores.cells[cell] = score
  return score
}

function threeCounts(seed: number): Record<Part, Counts> {
  return { edge: new Counts(seed), source: new Counts(seed + 1), target: new Counts(seed + 2) }
}
