import type { RandomStream } from '../../../test/support/random-stream.js'
import { ANCHOR_DAYS, DAY, MONDAY, POINTS_A_DAY } from './clock.js'
import type { StreamValue, WatchOptions } from './watch.js'

/** A year without a change, after the anchor. */
const YEAR_DAYS = 365
export const YEAR_POINTS: number = (ANCHOR_DAYS + YEAR_DAYS) * POINTS_A_DAY

type Process = (random: RandomStream) => (step: number) => StreamValue

export interface NullStream {
  readonly name: string
  readonly process: Process
  readonly options?: WatchOptions
  /** Only the alarms of the values count. */
  readonly ownOnly?: true
  /** The mean score stays where the anchor was, whatever came before: what the strict mode assumes. */
  readonly isStrict?: true
}

const wave = (step: number): number => Math.sin((2 * Math.PI * step) / POINTS_A_DAY)

function autoregressive(share: number): Process {
  return ({ normal }) => {
    let level = normal()
    return () => {
      level = share * level + Math.sqrt(1 - share * share) * normal()
      return level
    }
  }
}

function poissonDraw(mean: number, uniform: () => number): number {
  let count = 0
  const floor = Math.exp(-mean)
  for (let product = uniform(); product > floor; product *= uniform()) count += 1
  return count
}

const poisson =
  (rate: (step: number) => number): Process =>
  ({ uniform }) =>
  (step) =>
    poissonDraw(rate(step), uniform)

/** A Poisson count whose mean is itself drawn, from a gamma distribution of shape 2: variance m + m²/2. */
const negativeBinomial =
  (rate: (step: number) => number): Process =>
  ({ uniform }) =>
  (step) => {
    const gamma = -Math.log(1 - uniform()) - Math.log(1 - uniform())
    return poissonDraw((rate(step) * gamma) / 2, uniform)
  }

const oneIn =
  (many: number): Process =>
  ({ uniform }) =>
  () =>
    uniform() < 1 / many ? 1 : 0

/** Central European time: the clock goes forward on 29 March 2026 and back on 25 October, at 01:00Z. */
const OFFSETS = [
  { from: 0, minutes: 60 },
  { from: Date.UTC(2026, 2, 29, 1), minutes: 120 },
  { from: Date.UTC(2026, 9, 25, 1), minutes: 60 },
  { from: Date.UTC(2027, 2, 28, 1), minutes: 120 },
]

function localStep(step: number): number {
  const at = MONDAY + (step * DAY) / POINTS_A_DAY
  const { minutes } = OFFSETS.findLast(({ from }) => from <= at)!
  return step + minutes / 10
}

const CATEGORIES = [0.4, 0.65, 0.85, 0.95, 1]
const categoryOf = (uniform: number): number => CATEGORIES.findIndex((end) => uniform < end)

/** A location effect of 0.01, which is tolerated, is 0.015 σ (docs/statistics.md §2). */
const TOLERATED_SHIFT = 0.015

/** Streams in which nothing ever changes, or nothing that counts. */
export const NULL_STREAMS: readonly NullStream[] = [
  { name: 'independent', process: ({ normal }) => normal, isStrict: true },
  ...[0.5, 0.8, 0.9, 0.95, 0.99].map((share) => ({
    name: `autoregressive ${share}`,
    process: autoregressive(share),
  })),
  {
    name: 'heavy tails, t3',
    isStrict: true,
    process:
      ({ normal }) =>
      () =>
        normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3),
  },
  {
    name: 'log-normal',
    isStrict: true,
    process:
      ({ normal }) =>
      () =>
        Math.exp(normal()),
  },
  {
    name: 'season',
    process:
      ({ normal }) =>
      (step) =>
        1.5 * wave(step) + normal(),
  },
  {
    name: 'multiplicative season',
    process:
      ({ normal }) =>
      (step) =>
        Math.exp(0.5 * normal()) * (2 + 1.5 * wave(step)),
  },
  {
    name: 'season by local time',
    options: { utcOffset: OFFSETS },
    process:
      ({ normal }) =>
      (step) =>
        1.5 * wave(localStep(step)) + normal(),
  },
  {
    name: 'volatility, log AR(1)',
    process: ({ normal }) => {
      let spread = 0
      return () => {
        spread = 0.98 * spread + 0.2 * normal()
        return Math.exp(spread / 4) * normal()
      }
    },
  },
  {
    name: 'volatility, GARCH(1,1)',
    process: ({ normal }) => {
      let variance = 1
      let last = normal()
      return () => {
        variance = 0.05 + 0.1 * last * last + 0.85 * variance
        last = Math.sqrt(variance) * normal()
        return last
      }
    },
  },
  { name: 'counts, Poisson 0.3', process: poisson(() => 0.3), options: { kind: 'count' }, isStrict: true },
  {
    name: 'counts, Poisson with season',
    process: poisson((step) => 4 * (1 + 0.8 * wave(step))),
    options: { kind: 'count' },
  },
  {
    name: 'counts, negative binomial with season',
    process: negativeBinomial((step) => 4 * (1 + 0.8 * wave(step))),
    options: { kind: 'count' },
  },
  { name: 'one in 100', process: oneIn(100), isStrict: true },
  { name: 'one in 1000', process: oneIn(1000), isStrict: true },
  {
    name: 'trend within the tolerance',
    process:
      ({ normal }) =>
      (step) =>
        normal() + Math.max(0, (step / POINTS_A_DAY - ANCHOR_DAYS) / YEAR_DAYS) * TOLERATED_SHIFT,
  },
  {
    name: 'one day in 20 is missing',
    // A day without values is drift of the arrival where the anchor had none.
    ownOnly: true,
    process: ({ normal, uniform }) => {
      let isMissing = false
      return (step) => {
        if (step % POINTS_A_DAY === 0) isMissing = uniform() < 0.05
        return isMissing ? undefined : normal()
      }
    },
  },
  {
    name: 'one value in 10 is missing',
    process:
      ({ normal, uniform }) =>
      () =>
        uniform() < 0.1 ? null : normal(),
  },
  {
    name: 'categories',
    options: { kind: 'categorical' },
    isStrict: true,
    process:
      ({ uniform }) =>
      () =>
        categoryOf(uniform()),
  },
  {
    name: 'categories, Markov',
    options: { kind: 'categorical' },
    process: ({ uniform }) => {
      let state = categoryOf(uniform())
      return () => {
        if (uniform() < 0.1) state = categoryOf(uniform())
        return state
      }
    },
  },
  { name: 'constant', process: () => () => 5, isStrict: true },
]
