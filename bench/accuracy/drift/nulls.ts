import type { JsonValue } from 'keelson/core'
import { randomStream } from '../../../test/support/random-stream.js'
import { ANCHOR_DAYS, ANCHOR_POINTS, DAY, FIRST_SEED, MONDAY, round } from './clock.js'
import { NULL_STREAMS, type NullStream, YEAR_POINTS } from './null-streams.js'
import { poissonInterval } from './poisson-interval.js'
import type { Task } from './tasks.js'
import { endOf, type WatchOptions, watch } from './watch.js'

/** False alarms a year that are stated, the looser first. */
const STATED = [4, 0.5] as const

/**
 * All alarms that a monitor raised in the year, of its side streams too. The report counts episodes since the anchor,
 * so one look at the end sees all.
 */
function alarmsInYear({ process, options, ownOnly }: NullStream, seed: number, more: WatchOptions): number {
  const next = process(randomStream(FIRST_SEED + seed))
  const monitor = watch(YEAR_POINTS, next, { ...options, ...more })
  const { features } = monitor.assess(endOf(YEAR_POINTS))
  const counted = ownOnly === true ? features.slice(0, 1) : features
  return counted.reduce((sum, { alarms }) => sum + alarms, 0)
}

/** Both modes; the strict one only where its assumption is met. */
const MODES = ['calibrated', 'strict'] as const
type Mode = (typeof MODES)[number]

/**
 * Alarms at each stated rate. The rate moves only the threshold: where the evidence never reached the lower one, it
 * never reached the higher, and the second run is not needed.
 */
function bothSettings(stream: NullStream, seed: number, mode: Mode): number[] {
  const counts: number[] = []
  for (const falseAlarmsPerYear of STATED) {
    const isQuiet = counts.at(-1) === 0
    counts.push(isQuiet ? 0 : alarmsInYear(stream, seed, { falseAlarmsPerYear, mode }))
  }
  return counts
}

const EXPECTED_SEEDS = 8

/** What the summaries of some anchors say that should be raised in a year, in mean. */
function expectedInYear({ process, options }: NullStream, mode: Mode, falseAlarmsPerYear: number): number {
  let sum = 0
  for (let seed = 0; seed < EXPECTED_SEEDS; seed += 1) {
    const next = process(randomStream(FIRST_SEED + seed))
    const monitor = watch(ANCHOR_POINTS, next, { ...options, falseAlarmsPerYear, mode })
    const to = MONDAY + ANCHOR_DAYS * DAY
    sum += monitor.freezeAnchor({ from: MONDAY, to, reference: 'evaluation' }).features[0]!
      .expectedFalseAlarms
  }
  return sum / EXPECTED_SEEDS
}

const keyOf = (name: string, mode: Mode, seed: number): string => `null | ${name} | ${mode} | ${seed}`

function runsOf(isWanted: (name: string) => boolean): { stream: NullStream; mode: Mode }[] {
  return MODES.flatMap((mode) =>
    NULL_STREAMS.filter(({ name, isStrict }) => isWanted(name) && (mode === 'calibrated' || isStrict)).map(
      (stream) => ({ stream, mode }),
    ),
  )
}

export function nullTasks(seeds: number, isWanted: (name: string) => boolean): Task[] {
  const wanted = runsOf(isWanted)
  return Array.from({ length: seeds }, (_, seed) =>
    wanted.map(({ stream, mode }) => ({
      key: keyOf(stream.name, mode, seed),
      run: () => bothSettings(stream, seed, mode),
    })),
  ).flat()
}

/** A row for each stream and stated rate: what was realised, with its exact 95 % interval. */
export function nullRows(
  results: ReadonlyMap<string, JsonValue>,
  seeds: number,
  isWanted: (name: string) => boolean,
): object[] {
  return runsOf(isWanted).flatMap(({ stream, mode }) =>
    [...STATED].reverse().map((stated) => {
      const setting = STATED.indexOf(stated)
      const counts = Array.from(
        { length: seeds },
        (_, seed) => (results.get(keyOf(stream.name, mode, seed)) as number[])[setting]!,
      )
      const total = counts.reduce((sum, count) => sum + count, 0)
      const [lower, upper] = poissonInterval(total)
      return {
        stream: stream.name,
        mode,
        'stated a year': stated,
        'expected a year': round(expectedInYear(stream, mode, stated)),
        alarms: total,
        'realised a year': round(total / seeds),
        'from (95 %)': round(lower / seeds),
        'to (95 %)': round(upper / seeds),
        'years with an alarm %': round((100 * counts.filter((count) => count > 0).length) / seeds),
        holds: lower / seeds <= stated,
      }
    }),
  )
}
