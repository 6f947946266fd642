/**
 * How often the drift monitor cries wolf, what it finds and how soon: `npx tsx bench/accuracy/drift.ts [seeds]`.
 *
 * First the labelled streams of ../shared/eval/drift, where they are present (17 scenarios of 60 days at 10-minute
 * steps, change on day 30, anchor of 14 days, default settings), with a dummy that alarms every 1,000 points beside.
 * Then our own streams without a change, a year each, against the stated rate. Results go to bench/results/<version>/.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createDriftMonitor } from 'keelson/drift'
import { type RandomStream, randomStream } from '../../test/support/random-stream.js'

interface Evaluation {
  readonly stream: (name: string, seed: number) => Float64Array
  /** Name → kind of scenario. */
  readonly SC: Readonly<Record<string, readonly ['null' | 'drift' | 'transient', unknown]>>
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const STEP = 600_000
const POINTS_A_DAY = 144
const MONDAY = 1_767_571_200_000
const ANCHOR_DAYS = 14
const CHANGE_DAY = 30
const LATENESS = 300_000
/** No seed from here on was looked at while the detector was being made. */
const FIRST_SEED = 30_000

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

interface Run {
  /** When each alarm can first be seen, in points since the stream began. */
  readonly alarms: readonly number[]
  readonly verdict: string
  readonly bytes: number
}

function watch(values: ArrayLike<number>, falseAlarmsPerYear?: number): Run {
  const rate = falseAlarmsPerYear === undefined ? {} : { falseAlarmsPerYear }
  const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }], ...rate })
  const alarms: number[] = []
  const look = (at: number): string => {
    const { alarmedAt, verdict } = monitor.assess(at).features[0]!
    const seen = alarmedAt === null ? -1 : Math.ceil((alarmedAt + LATENESS - MONDAY) / STEP)
    if (seen > (alarms.at(-1) ?? -1)) alarms.push(seen)
    return verdict
  }
  let bytes = 0
  for (let index = 0; index < values.length; index += 1) {
    const at = MONDAY + index * STEP
    if (index === ANCHOR_DAYS * POINTS_A_DAY) {
      monitor.freezeAnchor({ from: MONDAY, to: at, reference: 'evaluation' })
    }
    monitor.observe({ at, feature: 'x', value: values[index]! })
    // An episode lasts a day at least, so a look every half day misses none.
    if (index > ANCHOR_DAYS * POINTS_A_DAY && index % (POINTS_A_DAY / 2) === 0) look(at)
    if (index === values.length - 1) bytes = monitor.toBytes().length
  }
  return { alarms, verdict: look(MONDAY + values.length * STEP + LATENESS), bytes }
}

/** What a detector that alarms every 1,000 points would say. */
function dummy(points: number): Run {
  const alarms: number[] = []
  for (let index = 1000; index < points; index += 1000)
    if (index >= ANCHOR_DAYS * POINTS_A_DAY) alarms.push(index)
  return { alarms, verdict: '-', bytes: 0 }
}

/** Delay in points of the first alarm in each span; `null` where there is none. */
function delays(run: Run, name: string, days: number): (number | null)[] {
  const starts = name === 'recurring' ? [0, 10, 20] : [0]
  return starts.map((start) => {
    const from = (CHANGE_DAY + start) * POINTS_A_DAY
    const hit = run.alarms.find((alarm) => alarm > from && alarm <= from + days * POINTS_A_DAY)
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

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function evaluate({ stream, SC }: Evaluation, seeds: number): object[] {
  const runs = new Map<string, readonly Run[]>()
  for (const name of Object.keys(SC)) {
    runs.set(
      name,
      Array.from({ length: seeds }, (_, index) => watch(stream(name, FIRST_SEED + index))),
    )
  }
  const rows = Object.entries(SC).map(([name, [kind]]) => row(name, kind, runs, 60 * POINTS_A_DAY))
  console.table(rows)
  return rows
}

function row(name: string, kind: string, runs: ReadonlyMap<string, readonly Run[]>, points: number): object {
  const own = runs.get(name)!
  const watched = (points - ANCHOR_DAYS * POINTS_A_DAY) * own.length
  const changeAt = kind === 'null' ? Number.POSITIVE_INFINITY : CHANGE_DAY * POINTS_A_DAY
  const falseAlarms = own.flatMap(({ alarms }) => alarms.filter((alarm) => alarm <= changeAt)).length
  const exposed = kind === 'null' ? watched : (CHANGE_DAY - ANCHOR_DAYS) * POINTS_A_DAY * own.length
  const [days, matching] = SPANS[name] ?? [0, '']
  const found = days === 0 ? [] : own.flatMap((run) => delays(run, name, days))
  const chance = days === 0 ? [] : runs.get(matching)!.flatMap((run) => delays(run, name, days))
  return {
    scenario: name,
    'false alarms / 10k': round((falseAlarms * 10_000) / exposed),
    'detected %': days === 0 ? null : round(100 * share(found)),
    'skill %': days === 0 ? null : round(100 * (share(found) - share(chance))),
    'median delay': median(found),
    'dummy skill %': days === 0 ? null : 0,
    'dummy delay': days === 0 ? null : median(delays(dummy(points), name, days)),
    verdicts: JSON.stringify(tally(own.map(({ verdict }) => verdict))),
    bytes: Math.max(...own.map(({ bytes }) => bytes)),
  }
}

type Process = (random: RandomStream) => (step: number) => number

function autoregressive(share: number): Process {
  return ({ normal }) => {
    let level = normal()
    return () => {
      level = share * level + Math.sqrt(1 - share * share) * normal()
      return level
    }
  }
}

function poisson(rate: (step: number) => number): Process {
  return ({ uniform }) =>
    (step) => {
      let count = 0
      for (let product = uniform(); product > Math.exp(-rate(step)); product *= uniform()) count += 1
      return count
    }
}

const wave = (step: number): number => Math.sin((2 * Math.PI * step) / POINTS_A_DAY)

/** Streams in which nothing ever changes. */
const UNCHANGING: Readonly<Record<string, Process>> = {
  independent: ({ normal }) => normal,
  seasonal:
    ({ normal }) =>
    (step) =>
      1.5 * wave(step) + normal(),
  'autoregressive .8': autoregressive(0.8),
  'autoregressive .95': autoregressive(0.95),
  'autoregressive .99': autoregressive(0.99),
  'log-normal':
    ({ normal }) =>
    () =>
      Math.exp(normal()),
  'multiplicative season':
    ({ normal }) =>
    (step) =>
      Math.exp(0.5 * normal()) * (2 + 1.5 * wave(step)),
  'volatility clustering': ({ normal }) => {
    let spread = 0
    return () => {
      spread = 0.98 * spread + 0.2 * normal()
      return Math.exp(spread / 4) * normal()
    }
  },
  'counts, 0.3 a step': poisson(() => 0.3),
  'counts with a season': poisson((step) => 4 * (1 + 0.8 * wave(step))),
  'one in 100':
    ({ uniform }) =>
    () =>
      uniform() < 0.01 ? 1 : 0,
  'one in 1000':
    ({ uniform }) =>
    () =>
      uniform() < 0.001 ? 1 : 0,
  constant: () => () => 5,
}

function yearWithoutChange(seeds: number): object[] {
  const rows = Object.entries(UNCHANGING).flatMap(([name, process]) =>
    [0.1, 0.5, 4].map((stated) => {
      const counts = Array.from({ length: seeds }, (_, seed) => {
        const next = process(randomStream(FIRST_SEED + seed))
        const values = Float64Array.from({ length: (ANCHOR_DAYS + 365) * POINTS_A_DAY }, (_, step) =>
          next(step),
        )
        return watch(values, stated).alarms.length
      })
      const total = counts.reduce((sum, count) => sum + count, 0)
      return {
        stream: name,
        'stated a year': stated,
        'realised a year': round(total / seeds),
        // Two standard errors of a count above it, and two more alarms, since none seen is not none.
        'at most': round((total + 2 * Math.sqrt(total) + 2) / seeds),
        'years with an alarm %': round((100 * counts.filter((count) => count > 0).length) / seeds),
      }
    }),
  )
  console.table(rows)
  return rows
}

function pointsASecond(): number {
  const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }] })
  const { normal } = randomStream(1)
  const values = Float64Array.from({ length: 8640 }, normal)
  for (let index = 0; index < 2016; index += 1) {
    monitor.observe({ at: MONDAY + index * STEP, feature: 'x', value: values[index]! })
  }
  const end = MONDAY + ANCHOR_DAYS * DAY
  monitor.freezeAnchor({ from: MONDAY, to: end, reference: 'speed' })
  const points = 4_000_000
  const start = performance.now()
  for (let index = 0; index < points; index += 1) {
    monitor.observe({ at: end + index * 250, feature: 'x', value: values[index % 8640]! })
  }
  return Math.round(points / ((performance.now() - start) / 1000))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const seeds = Number(process.argv[2] ?? 20)
const generator = new URL('../../../shared/eval/drift/gen.mjs', import.meta.url)
const labelled = existsSync(generator) ? evaluate((await import(generator.href)) as Evaluation, seeds) : []
if (labelled.length === 0) console.log('the labelled streams are not beside this checkout: left out')
const unchanging = yearWithoutChange(seeds)
const speed = pointsASecond()
console.log(`${speed} points/s`)
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
mkdirSync(`bench/results/${version}`, { recursive: true })
writeFileSync(
  `bench/results/${version}/drift-accuracy.json`,
  `${JSON.stringify({ seeds, labelled, unchanging, pointsASecond: speed }, null, 2)}\n`,
)
