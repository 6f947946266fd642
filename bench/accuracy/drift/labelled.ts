import type { JsonValue } from 'keelson/core'
import { adwin } from '../peers/adwin.js'
import { dailyKs } from '../peers/daily-ks.js'
import { hddmW } from '../peers/hddm-w.js'
import { kswin } from '../peers/kswin.js'
import { pageHinkley } from '../peers/page-hinkley.js'
import type { Peer } from '../peers/peer.js'
import { ANCHOR_POINTS, CHANGE_DAY, FIRST_SEED, POINTS_A_DAY, round } from './clock.js'
import type { Task } from './tasks.js'
import { alarmsOf, type WatchOptions } from './watch.js'

/** The labelled streams of an evaluation: name → kind and how it is made. */
export interface Labelled {
  readonly stream: (name: string, seed: number) => Float64Array
  readonly SC: Readonly<Record<string, readonly ['null' | 'drift' | 'transient', unknown]>>
}

const POINTS: number = 60 * POINTS_A_DAY
const CHANGE: number = CHANGE_DAY * POINTS_A_DAY

/** Days within which an alarm counts as detection, and the stream without a change that chance is measured on. */
const SPANS: Readonly<Record<string, readonly [days: number, matching: string]>> = {
  abrupt_1s: [7, 'stationary'],
  abrupt_03s: [7, 'stationary'],
  abrupt_down_1s: [7, 'stationary'],
  gradual_7d: [14, 'stationary'],
  incremental_7d: [14, 'stationary'],
  variance_2x: [7, 'stationary'],
  shape_same_mv: [7, 'stationary'],
  categorical_mix: [7, 'categorical_null'],
  poisoning_30d: [30, 'stationary'],
  recurring: [3, 'stationary'],
  seasonal_abrupt: [7, 'seasonal'],
  transient: [7, 'stationary'],
}

interface Detector {
  readonly name: string
  /** The first point at which it could alarm. */
  readonly from: number
  readonly alarms: (values: Float64Array, scenario: string, seed: number) => number[]
}

const PEERS: readonly Peer[] = [adwin, pageHinkley, kswin(), hddmW, dailyKs(POINTS_A_DAY)]

/** What our monitor is told of a labelled stream. */
export function kindOf(scenario: string): WatchOptions {
  return scenario.startsWith('categorical') ? { kind: 'categorical' } : {}
}

const DETECTORS: readonly Detector[] = [
  {
    name: 'Keelson',
    from: ANCHOR_POINTS,
    alarms: (values, scenario) => alarmsOf(values.length, (index) => values[index]!, kindOf(scenario)),
  },
  ...PEERS.map(({ name, takesBits, watch }) => ({
    name,
    from: 0,
    alarms: (values: Float64Array, scenario: string, seed: number) =>
      watch(takesBits ? bitsOf(values, scenario) : values, seed),
  })),
  {
    name: 'every 1,000 points',
    from: 0,
    alarms: (values) =>
      Array.from({ length: Math.floor((values.length - 1) / 1000) }, (_, index) => 1000 * (index + 1)),
  },
]

/** What a detector of bits is given: whether a value is unusual. */
function bitsOf(values: Float64Array, scenario: string): Float64Array {
  const isCategory = scenario.startsWith('categorical')
  return values.map((value) => (isCategory ? Number(value === 4) : Number(value > 1)))
}

const keyOf = (detector: string, scenario: string, seed: number): string =>
  `labelled | ${detector} | ${scenario} | ${seed}`

export function labelledTasks(
  { stream, SC }: Labelled,
  seeds: number,
  isWanted: (name: string) => boolean,
): Task[] {
  return Object.keys(SC)
    .filter(isWanted)
    .flatMap((scenario) =>
      DETECTORS.flatMap(({ name, alarms }) =>
        Array.from({ length: seeds }, (_, seed) => ({
          key: keyOf(name, scenario, seed),
          run: () => alarms(stream(scenario, FIRST_SEED + seed), scenario, seed),
        })),
      ),
    )
}

/** A row for each scenario and detector. */
export function labelledRows(
  { SC }: Labelled,
  results: ReadonlyMap<string, JsonValue>,
  seeds: number,
  isWanted: (name: string) => boolean,
): object[] {
  const runs = (detector: string, scenario: string): readonly number[][] =>
    Array.from(
      { length: seeds },
      (_, seed) => (results.get(keyOf(detector, scenario, seed)) as number[] | undefined) ?? [],
    )
  return Object.entries(SC)
    .filter(([scenario]) => isWanted(scenario))
    .flatMap(([scenario, [kind]]) =>
      DETECTORS.map(({ name, from }) => {
        const own = runs(name, scenario)
        const end = kind === 'null' ? POINTS : CHANGE
        const falseAlarms = own.flat().filter((alarm) => alarm <= end).length
        const [days, matching] = SPANS[scenario] ?? [0, '']
        const found = days === 0 ? [] : own.flatMap((alarms) => delays(alarms, scenario, days))
        const chance =
          days === 0 ? [] : runs(name, matching).flatMap((alarms) => delays(alarms, scenario, days))
        return {
          scenario,
          detector: name,
          'false alarms / 10k': round((falseAlarms * 10_000) / ((end - from) * seeds)),
          'detected %': days === 0 ? null : round(100 * share(found)),
          'skill %': days === 0 ? null : round(100 * (share(found) - share(chance))),
          'median delay': median(found),
        }
      }),
    )
}

/** Delay in points of the first alarm in each span; `null` where there is none. */
function delays(alarms: readonly number[], scenario: string, days: number): (number | null)[] {
  const starts = scenario === 'recurring' ? [0, 10, 20] : [0]
  return starts.map((start) => {
    const from = CHANGE + start * POINTS_A_DAY
    const hit = alarms.find((alarm) => alarm > from && alarm <= from + days * POINTS_A_DAY)
    return hit === undefined ? null : hit - from
  })
}

function share(values: readonly (number | null)[]): number {
  return values.length === 0 ? 0 : values.filter((value) => value !== null).length / values.length
}

function median(values: readonly (number | null)[]): number | null {
  const found = values.filter((value) => value !== null).sort((left, right) => left - right)
  return found[found.length >> 1] ?? null
}
