import type { JsonValue } from 'keelson/core'
import { type RandomStream, randomStream } from '../../../test/support/random-stream.js'
import { ANCHOR_POINTS, CHANGE_DAY, FIRST_SEED, POINTS_A_DAY, round } from './clock.js'
import type { Task } from './tasks.js'
import { alarmsOf } from './watch.js'

/** Vectors that change at the begin of day 30, or never. */
interface VectorStream {
  readonly name: string
  readonly dimensions: number
  readonly isNull?: true
  readonly process: (random: RandomStream) => (days: number) => readonly number[]
}

const isLater = (days: number): boolean => days >= CHANGE_DAY

function independent(dimensions: number, { normal }: RandomStream): number[] {
  return Array.from({ length: dimensions }, normal)
}

/** Two numbers of variance 1 that agree by `correlation`. */
function correlated(correlation: number, { normal }: RandomStream): number[] {
  const first = normal()
  return [first, correlation * first + Math.sqrt(1 - correlation * correlation) * normal()]
}

const STREAMS: readonly VectorStream[] = [
  {
    name: '8 independent coordinates',
    dimensions: 8,
    isNull: true,
    process: (random) => () => independent(8, random),
  },
  {
    name: '4 coordinates, each autoregressive 0.7',
    dimensions: 4,
    isNull: true,
    process: (random) => {
      let level = independent(4, random)
      return () => {
        level = level.map((last) => 0.7 * last + Math.sqrt(0.51) * random.normal())
        return level
      }
    },
  },
  {
    name: '2 coordinates that agree by 0.6',
    dimensions: 2,
    isNull: true,
    process: (random) => () => correlated(0.6, random),
  },
  {
    name: 'one coordinate of 8 by 1 σ',
    dimensions: 8,
    process: (random) => (days) =>
      independent(8, random).map((value, index) => value + (index === 2 && isLater(days) ? 1 : 0)),
  },
  {
    name: 'every coordinate of 64 by 0.3 σ, up or down',
    dimensions: 64,
    process: (random) => (days) =>
      independent(64, random).map(
        (value, index) => value + (isLater(days) ? (index % 3 === 0 ? 0.3 : -0.3) : 0),
      ),
  },
  {
    name: 'correlation of 2 from 0 to 0.6',
    dimensions: 2,
    process: (random) => (days) => correlated(isLater(days) ? 0.6 : 0, random),
  },
  {
    name: 'correlation of 2 from 0.6 to −0.2',
    dimensions: 2,
    process: (random) => (days) => correlated(isLater(days) ? -0.2 : 0.6, random),
  },
]

const POINTS: number = 60 * POINTS_A_DAY
const CHANGE: number = CHANGE_DAY * POINTS_A_DAY

/** Days within which an alarm counts as detection. */
const SPAN: number = 7 * POINTS_A_DAY

const keyOf = (name: string, seed: number): string => `vector | ${name} | ${seed}`

export function vectorTasks(seeds: number, isWanted: (name: string) => boolean): Task[] {
  return STREAMS.filter(({ name }) => isWanted(name)).flatMap(({ name, dimensions, process }) =>
    Array.from({ length: seeds }, (_, seed) => ({
      key: keyOf(name, seed),
      run: () => {
        const next = process(randomStream(FIRST_SEED + seed))
        return alarmsOf(POINTS, (index) => next(index / POINTS_A_DAY), { kind: 'vector', dimensions })
      },
    })),
  )
}

/** A row for each stream: alarms before any change, how many changes were found in a week, and how soon. */
export function vectorRows(
  results: ReadonlyMap<string, JsonValue>,
  seeds: number,
  isWanted: (name: string) => boolean,
): object[] {
  return STREAMS.filter(({ name }) => isWanted(name)).map(({ name, isNull }) => {
    const alarms = Array.from({ length: seeds }, (_, seed) => results.get(keyOf(name, seed)) as number[])
    const end = isNull ? POINTS : CHANGE
    const early = alarms.flat().filter((alarm) => alarm <= end).length
    const delays = alarms.flatMap((own) => {
      const hit = own.find((alarm) => alarm > CHANGE && alarm <= CHANGE + SPAN)
      return hit === undefined ? [] : [hit - CHANGE]
    })
    delays.sort((left, right) => left - right)
    return {
      stream: name,
      'false alarms / 10k': round((early * 10_000) / ((end - ANCHOR_POINTS) * seeds)),
      'detected %': isNull ? null : round((100 * delays.length) / seeds),
      'median delay': isNull ? null : (delays[delays.length >> 1] ?? null),
    }
  })
}
