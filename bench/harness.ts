import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import benny from 'benny'

/**
 * One contender of a comparison: `run` does the work once and returns something, so that it is not optimised away, or a
 * promise, which is waited for.
 */
export interface Contender {
  readonly name: string
  readonly run: () => unknown
  /** Units of work that one run does, where it is not one; times are those of a unit. */
  readonly units?: number
}

export interface Comparison {
  /** What is compared, on what input. */
  readonly name: string
  readonly ours: Contender
  readonly peers: readonly Contender[]
  /** What belongs beside the times: how large each contender's output is, why a peer is left out. */
  readonly notes?: Notes
}

export type Notes = Readonly<Record<string, string | number | Readonly<Record<string, number>>>>

export interface ComparisonResult {
  readonly name: string
  /** Median over the rounds of the median time of one run, in microseconds. */
  readonly microseconds: Readonly<Record<string, number>>
  /** Median over the rounds of (peer's time ÷ our time) within the round; over 1 means that we are faster. */
  readonly timesFaster: Readonly<Record<string, number>>
  readonly notes?: Notes
}

const ROUNDS = Number(process.env.KEELSON_BENCH_ROUNDS ?? 5)
const SECONDS_A_CASE = 0.3

/**
 * Runs the contenders of each comparison interleaved, in several rounds, and takes medians. Ratios are formed within a
 * round, where both sides saw the same machine. benny stands behind this function and nowhere else, so that it can be
 * replaced (it is unmaintained since 2021).
 */
export async function compareAll(comparisons: readonly Comparison[]): Promise<ComparisonResult[]> {
  const results: ComparisonResult[] = []
  for (const comparison of comparisons) {
    const contenders = [comparison.ours, ...comparison.peers]
    const rounds: Map<string, number>[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      // Every round starts with another contender: the first one pays for the garbage of the one before.
      const turned = [
        ...contenders.slice(round % contenders.length),
        ...contenders.slice(0, round % contenders.length),
      ]
      rounds.push(await measure(turned))
    }
    const times = Object.fromEntries(
      contenders.map(({ name }) => [name, round3(median(rounds.map((times) => times.get(name)!)))]),
    )
    const ratios = Object.fromEntries(
      comparison.peers.map(({ name }) => [
        name,
        round3(median(rounds.map((times) => times.get(name)! / times.get(comparison.ours.name)!))),
      ]),
    )
    const { name, notes } = comparison
    results.push({
      name,
      microseconds: times,
      timesFaster: ratios,
      ...(notes === undefined ? {} : { notes }),
    })
    print(results[results.length - 1]!)
  }
  return results
}

/** Writes the results of a suite as `bench/results/<version>/<suite>.json`, the committed record. */
export function record(suite: string, results: readonly ComparisonResult[]): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const directory = `bench/results/${version}`
  mkdirSync(directory, { recursive: true })
  const host = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
  writeFileSync(`${directory}/${suite}.json`, `${JSON.stringify({ suite, host, results }, null, 2)}\n`)
}

async function measure(contenders: readonly Contender[]): Promise<Map<string, number>> {
  const cases = contenders.map(({ name, run }) =>
    benny.add(name, () => waitable(run()), { minSamples: 5, maxTime: SECONDS_A_CASE }),
  )
  const summary = await benny.suite('round', ...cases)
  const units = new Map(contenders.map(({ name, units = 1 }) => [name, units]))
  return new Map(
    summary.results.map(({ name, details }) => [name, (details.median * 1e6) / units.get(name)!]),
  )
}

/** benny waits for promises, and takes a function that it is given back for the test itself. */
function waitable(result: unknown): Promise<unknown> | undefined {
  return result instanceof Promise ? result : undefined
}

/** The median time of so many runs, in milliseconds, after two that do not count. */
export function medianOf(runs: number, run: () => unknown): number {
  const times: number[] = []
  for (let index = -2; index < runs; index += 1) {
    const start = performance.now()
    run()
    if (index >= 0) times.push(performance.now() - start)
  }
  return median(times)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function round3(value: number): number {
  return Number(value.toPrecision(3))
}

function print(result: ComparisonResult): void {
  console.log(result.name)
  for (const [name, time] of Object.entries(result.microseconds)) {
    const ratio = result.timesFaster[name]
    console.log(
      `  ${name.padEnd(32)} ${String(time).padStart(10)} µs${ratio === undefined ? '' : `  ${ratio} x our time`}`,
    )
  }
  for (const [name, note] of Object.entries(result.notes ?? {})) {
    console.log(`  ${name}: ${typeof note === 'object' ? JSON.stringify(note) : note}`)
  }
}
