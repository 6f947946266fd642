/**
 * How often the drift monitor cries wolf, what it finds, how soon, and what it calls it:
 *
 *     npx tsx bench/accuracy/drift.ts [labelled] [vectors] [nulls] [verdicts] [speed] [--seeds n] [--only name] [--jobs n]
 *
 * - `labelled`: the streams of ../shared/eval/drift, where they are present (17 scenarios of 60 days at 10-minute
 *   steps, change on day 30, anchor of 14 days, default settings), with the detectors of peers/ and a dummy that alarms
 *   every 1,000 points beside.
 * - `vectors`: streams of vectors, with a shift or a change of correlation on day 30, or without.
 * - `nulls`: streams without a change, a year each, at two stated rates, with exact intervals.
 * - `verdicts`: scenarios with the verdict that docs/statistics.md publishes, and the matrix of what was found.
 *
 * All parts where none is named. What is done is kept under node_modules/.cache as long as the code is the same, so a
 * run that was stopped goes on. Without `--only` results go to bench/results/<version>/drift-accuracy.json; parts that
 * were not run keep what stands there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createDriftMonitor } from 'keelson/drift'
import { randomStream } from '../../test/support/random-stream.js'
import { ANCHOR_DAYS, ANCHOR_POINTS, DAY, MONDAY, STEP } from './drift/clock.js'
import { type Labelled, labelledRows, labelledTasks } from './drift/labelled.js'
import { nullRows, nullTasks } from './drift/nulls.js'
import { runTasks, type Task } from './drift/tasks.js'
import { vectorRows, vectorTasks } from './drift/vectors.js'
import { verdictRows, verdictTasks } from './drift/verdicts.js'

const PARTS = ['labelled', 'vectors', 'nulls', 'verdicts', 'speed'] as const

/** The best of some rounds: what else the machine does only ever slows. */
function pointsASecond(): number {
  const { normal } = randomStream(1)
  const values = Float64Array.from({ length: 8640 }, normal)
  const points = 2_000_000
  const rounds = Array.from({ length: 5 }, () => {
    const monitor = createDriftMonitor({ features: [{ name: 'x', kind: 'numeric' }] })
    for (let index = 0; index < ANCHOR_POINTS; index += 1) {
      monitor.observe({ at: MONDAY + index * STEP, feature: 'x', value: values[index]! })
    }
    const end = MONDAY + ANCHOR_DAYS * DAY
    monitor.freezeAnchor({ from: MONDAY, to: end, reference: 'speed' })
    const start = performance.now()
    for (let index = 0; index < points; index += 1) {
      monitor.observe({ at: end + index * 250, feature: 'x', value: values[index % 8640]! })
    }
    return points / ((performance.now() - start) / 1000)
  })
  return Math.round(Math.max(...rounds))
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    share: { type: 'string' },
  },
})
const unknown = positionals.filter((name) => !(PARTS as readonly string[]).includes(name))
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}: ${PARTS.join(', ')}`)
const runs = (part: (typeof PARTS)[number]): boolean => positionals.length === 0 || positionals.includes(part)
const seeds = Number(options.seeds)
const { only } = options
const isWanted = (name: string): boolean => only === undefined || name.includes(only)

const generator = new URL('../../../shared/eval/drift/gen.mjs', import.meta.url)
const labelled = existsSync(generator) ? ((await import(generator.href)) as Labelled) : null
const tasks: Task[] = [
  ...(runs('labelled') && labelled !== null ? labelledTasks(labelled, seeds, isWanted) : []),
  ...(runs('vectors') ? vectorTasks(seeds, isWanted) : []),
  ...(runs('verdicts') ? verdictTasks(labelled, seeds, isWanted) : []),
  ...(runs('nulls') ? nullTasks(seeds, isWanted) : []),
]
const results = await runTasks(tasks, Number(options.jobs), options.share)
if (options.share === undefined) report()

function report(): void {
  const found: Record<string, unknown> = {}
  if (runs('labelled') && labelled !== null) {
    const rows = labelledRows(labelled, results, seeds, isWanted)
    console.table(rows)
    found.labelled = { seeds, rows }
  } else if (runs('labelled')) console.log('the labelled streams are not beside this checkout: left out')
  if (runs('vectors')) {
    const rows = vectorRows(results, seeds, isWanted)
    console.table(rows)
    found.vectors = { seeds, rows }
  }
  if (runs('verdicts')) {
    const { scenarios, matrix } = verdictRows(labelled, results, seeds, isWanted)
    console.table(
      scenarios.map((row) => ({ ...row, found: JSON.stringify((row as { found: object }).found) })),
    )
    console.table(matrix)
    found.verdicts = { seeds, scenarios, matrix }
  }
  if (runs('nulls')) {
    const rows = nullRows(results, seeds, isWanted)
    console.table(rows)
    found.nulls = { seeds, rows }
  }
  if (runs('speed') && only === undefined) {
    found.pointsASecond = pointsASecond()
    console.log(`${found.pointsASecond} points/s`)
  }
  if (only === undefined) write(found)
}

function write(found: object): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const file = `bench/results/${version}/drift-accuracy.json`
  mkdirSync(`bench/results/${version}`, { recursive: true })
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {}
  writeFileSync(file, `${JSON.stringify({ ...before, ...found }, null, 2)}\n`)
}
