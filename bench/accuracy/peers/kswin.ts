import { ksTest } from 'keelson/drift'
import { randomStream } from '../../../test/support/random-stream.js'
import type { Peer } from './peer.js'

const WINDOW = 100
const RECENT = 30
const DEFAULT_ALPHA = 0.005
/** A Kolmogorov–Smirnov distance below this never counts. */
const SMALLEST = 0.1

/** p-values of two samples of 30 by their distance in thirtieths: there are 31. */
const P_VALUES: readonly number[] = Array.from({ length: RECENT + 1 }, (_, steps) => {
  const first = Array.from({ length: RECENT }, (_, index) => index)
  return ksTest(
    first,
    first.map((value) => value + steps - 0.5),
    { method: 'exact' },
  ).p
})

/**
 * The last 30 values against 30 that are drawn from the 70 before them, by the exact Kolmogorov–Smirnov test, at every
 * value. Source: Raab, Heusinger, Schleif, *Neurocomputing* 416, 2020; settings as in River, which forgets all after an
 * alarm (the paper keeps the 30) and draws from the begin again.
 */
export function kswin(alpha: number = DEFAULT_ALPHA): Peer {
  return {
    name: 'KSWIN',
    takesBits: false,
    watch(values, seed) {
      const alarms: number[] = []
      let start = 0
      let random = randomStream(seed)
      for (let index = 0; index < values.length; index += 1) {
        if (index + 1 - start < WINDOW) continue
        const begin = index + 1 - WINDOW
        const drawn = draw(values, begin, random.uniform)
        const recent = Float64Array.from(
          { length: RECENT },
          (_, offset) => values[index + 1 - RECENT + offset]!,
        )
        const steps = distanceInSteps(drawn, recent.sort())
        if (P_VALUES[steps]! > alpha || steps / RECENT <= SMALLEST) continue
        alarms.push(index)
        start = index + 1
        random = randomStream(seed)
      }
      return alarms
    },
  }
}

/** 30 of the oldest 70 of the window, without putting back, sorted. */
function draw(values: ArrayLike<number>, begin: number, uniform: () => number): Float64Array {
  const places = Array.from({ length: WINDOW - RECENT }, (_, index) => index)
  return Float64Array.from({ length: RECENT }, (_, taken) => {
    const other = taken + Math.floor(uniform() * (places.length - taken))
    const place = places[other]!
    places[other] = places[taken]!
    return values[begin + place]!
  }).sort()
}

/** The Kolmogorov–Smirnov distance of two sorted samples of equal size, times that size. */
function distanceInSteps(left: Float64Array, right: Float64Array): number {
  let largest = 0
  let first = 0
  let second = 0
  while (first < left.length && second < right.length) {
    const value = Math.min(left[first]!, right[second]!)
    while (first < left.length && left[first]! <= value) first += 1
    while (second < right.length && right[second]! <= value) second += 1
    largest = Math.max(largest, Math.abs(first - second))
  }
  return largest
}
