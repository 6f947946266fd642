/**
 * How well the behaviour model ranks planted attacks, and whether its p-values hold their rate:
 *
 *     npx tsx bench/accuracy/behaviour.ts [seed …] [--poisoning] [--without-roles]
 *
 * (Seed 1 is for tuning; claims are made on others.) Runs the generator of ../shared/eval/behaviour, where it is
 * present, once with attacks and once without for each seed; logs stay in the temporary folder. Each event is scored,
 * then learnt. Metrics are taken from day 14 on. With `--poisoning` the ways to poison of behaviour/poisoning.ts are
 * run instead. One process, one log at a time. Results go to bench/results/<version>/.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { RANKINGS } from './behaviour/outcomes.js'
import { SCENARIOS, UNPREPARED } from './behaviour/poisoning.js'
import {
  alerting,
  calibration,
  foundByAttack,
  foundByP,
  isFortnight,
  rank,
  round,
} from './behaviour/ranking.js'
import { replay } from './behaviour/replay.js'
import { generatedLog, hasGenerator, readLog } from './behaviour/synthetic-log.js'

interface SeedResult {
  readonly seed: number
  readonly rankings: readonly Record<string, string | number>[]
  readonly found: Record<string, number>
  readonly rates: readonly Record<string, string | number>[]
  readonly alerts: readonly Record<string, string | number>[]
  readonly eventsPerSecond: number
  readonly bytesPerActor: number
}

async function evaluate(seed: number): Promise<SeedResult> {
  const attacked = await replay(readLog(generatedLog(seed, true)))
  const { outcomes, eventsPerSecond, bytesPerActor } = attacked
  const rankings = RANKINGS.map((ranking) => rank(outcomes, ranking))
  const found = foundByAttack(outcomes)
  console.table(rankings)
  console.table([found])
  const clean = await replay(readLog(generatedLog(seed, false)))
  const rates = [...calibration('attacked', outcomes), ...calibration('clean', clean.outcomes)]
  console.table(rates)
  const alerts = [alerting('attacked', outcomes), alerting('clean', clean.outcomes)]
  console.table(alerts)
  console.log(`seed ${seed}: ${eventsPerSecond} events/s scored and learnt, ${bytesPerActor} bytes an actor`)
  return { seed, rankings, found, rates, alerts, eventsPerSecond, bytesPerActor }
}

/** Means of the fused ranking over the seeds that claims are made on, and the extremes of the rates in fortnights. */
function summary(results: readonly SeedResult[]): Record<string, string | number> {
  const fused = results.map(({ rankings }) => rankings[0]!)
  const row: Record<string, string | number> = { seeds: results.map(({ seed }) => seed).join(' ') }
  for (const [name, value] of Object.entries(fused[0]!)) {
    if (typeof value === 'number') {
      row[name] = round(fused.reduce((sum, result) => sum + Number(result[name]), 0) / fused.length)
    }
  }
  row['all incidents found in'] = fused.filter(({ incidents }) => incidents === '38/38').length
  for (const log of ['attacked', 'clean']) {
    for (const rate of ['benign at 1 %', 'benign at 0.1 %']) {
      const values = results.flatMap(({ rates }) =>
        rates.filter((of) => of.log === log && isFortnight(of)).map((of) => Number(of[rate])),
      )
      row[`${log}, ${rate}`] = `${Math.min(...values)} to ${Math.max(...values)}`
    }
  }
  return row
}

/** Bars: payload at least .75 and week 6 at least .55, and of the payload's rate without lead-in at least .9. */
async function poisoning(seed: number): Promise<object[]> {
  const rows: object[] = []
  let unprepared = Number.NaN
  for (const { name, change } of SCENARIOS) {
    const { outcomes } = await replay(change(() => readLog(generatedLog(seed, true))))
    const fused = rank(outcomes, 'fused')
    const payload = Number(fused.payload)
    if (name === UNPREPARED) unprepared = payload
    const rates = calibration('', outcomes)
      .filter(isFortnight)
      .map((fortnight) => Number(fortnight['benign at 1 %']))
    rows.push({
      seed,
      scenario: name,
      payload,
      'of it without lead-in': round(payload / unprepared),
      'poison week 6': fused['poison week 6']!,
      'payload at p of 0.1 %': foundByP(outcomes, 'slow_poison_payload', 0.001),
      'pr-auc': fused['pr-auc']!,
      incidents: fused.incidents!,
      'benign at 1 %': `${Math.min(...rates)} to ${Math.max(...rates)}`,
      found: foundByAttack(outcomes),
    })
    console.log(JSON.stringify(rows.at(-1)))
  }
  return rows
}

/** What the model finds where no role is declared: with all of a kind for peers, and with peers that are learnt. */
async function withoutRoles(seed: number): Promise<object[]> {
  const rows: object[] = []
  for (const peers of ['declared', 'learnt'] as const) {
    const { outcomes } = await replay(readLog(generatedLog(seed, true)), { peers }, ['role'])
    rows.push({ seed, peers, ...rank(outcomes, 'fused'), found: foundByAttack(outcomes) })
    console.log(JSON.stringify(rows.at(-1)))
  }
  return rows
}

function write(name: string, results: unknown): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const folder = `bench/results/${version}`
  mkdirSync(folder, { recursive: true })
  const path = `${folder}/${name}.json`
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`)
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    poisoning: { type: 'boolean', default: false },
    'without-roles': { type: 'boolean', default: false },
  },
})
const seeds = positionals.length > 0 ? positionals.map(Number) : [1]
if (!hasGenerator()) {
  console.log('the generator of the log is not beside this checkout: nothing was run')
} else if (options.poisoning) {
  const rows: object[] = []
  for (const seed of seeds) rows.push(...(await poisoning(seed)))
  write('behaviour-poisoning', rows)
} else if (options['without-roles']) {
  const rows: object[] = []
  for (const seed of seeds) rows.push(...(await withoutRoles(seed)))
  write('behaviour-without-roles', rows)
} else {
  const results: SeedResult[] = []
  for (const seed of seeds) results.push(await evaluate(seed))
  const claims = results.filter(({ seed }) => seed !== 1)
  const mean = claims.length > 0 ? summary(claims) : undefined
  if (mean !== undefined) console.table([mean])
  write('behaviour-accuracy', { mean, seeds: results })
}
