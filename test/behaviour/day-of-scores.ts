import { type BinScale, binOf, type DayOfScores } from '../../src/behaviour/score-ring.js'

const ONE_EVENT = 16

/** One closed day of a ring that holds these scores, each as one event. */
export function dayOfScores(scale: BinScale, scores: readonly number[], day = 0): DayOfScores {
  const weights = new Map<number, number>()
  for (const score of scores) {
    const bin = binOf(scale, score)
    weights.set(bin, (weights.get(bin) ?? 0) + ONE_EVENT)
  }
  const bins = [...weights.keys()].sort((left, right) => left - right)
  return { day, bins, weights: bins.map((bin) => weights.get(bin)!) }
}
