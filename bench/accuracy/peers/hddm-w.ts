import type { Peer } from './peer.js'

const CONFIDENCE = 0.001
const WEIGHT = 0.05

/** An exponentially weighted mean, and the sum of its squared weights, which McDiarmid's bound rests on. */
interface Sample {
  readonly mean: number
  readonly squaredWeights: number
  readonly isEmpty: boolean
}

const EMPTY: Sample = { mean: 0, squaredWeights: 1, isEmpty: true }

function extend({ mean, squaredWeights, isEmpty }: Sample, value: number): Sample {
  return {
    mean: isEmpty ? value : WEIGHT * value + (1 - WEIGHT) * mean,
    squaredWeights: WEIGHT * WEIGHT + (1 - WEIGHT) * (1 - WEIGHT) * squaredWeights,
    isEmpty: false,
  }
}

function bound(squaredWeights: number): number {
  return Math.sqrt((squaredWeights * Math.log(1 / CONFIDENCE)) / 2)
}

/**
 * The weighted mean since its lowest point against the one up to it, by McDiarmid's inequality; sees rises only.
 * Source: Frías-Blanco and others, *IEEE TKDE* 27, 2015 (the W-test); settings as in River.
 */
export const hddmW: Peer = {
  name: 'HDDM_W',
  takesBits: true,
  watch(values) {
    const alarms: number[] = []
    let total = EMPTY
    let before = EMPTY
    let since = EMPTY
    let lowest = Number.POSITIVE_INFINITY
    for (let index = 0; index < values.length; index += 1) {
      total = extend(total, values[index]!)
      const upper = total.mean + bound(total.squaredWeights)
      if (upper < lowest) {
        lowest = upper
        before = total
        since = EMPTY
      } else since = extend(since, values[index]!)
      if (before.isEmpty || since.isEmpty) continue
      if (since.mean - before.mean <= bound(before.squaredWeights + since.squaredWeights)) continue
      alarms.push(index)
      total = EMPTY
      before = EMPTY
      since = EMPTY
      lowest = Number.POSITIVE_INFINITY
    }
    return alarms
  },
}
