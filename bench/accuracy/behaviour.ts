/**
 * How well the behaviour model ranks planted attacks, and whether its p-values hold their rate:
 * `npx tsx bench/accuracy/behaviour.ts [seed …]` (seed 1 is for tuning; claims are made on others).
 *
 * Runs the generator of ../shared/eval/behaviour, where it is present, once with attacks and once without for each
 * seed, and reads its log line by line: each event is scored, then learnt; an approval that the log holds is approved.
 * Metrics are taken from day 14 on. Results go to bench/results/<version>/.
 */
import { execFileSync } from 'node:child_process'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type BehaviourEvent, type ChannelName, createBehaviourModel } from 'keelson/behaviour'

const START = 1_767_571_200_000
const DAY = 86_400_000
const WARMUP_DAYS = 14
const APPROVED_DAYS = 14
const CHANNELS: readonly ChannelName[] = ['live', 'anchor', 'burst']

interface Line {
  readonly ts: number
  readonly actor: string
  readonly role: string
  readonly kind: 'human' | 'service' | 'agent'
  readonly action: string
  readonly resource: string
  readonly attributes: Readonly<Record<string, string | number | boolean>> & {
    readonly session: string
    readonly approval?: { readonly subject: string }
  }
  readonly label: 0 | 1
  readonly attack: string
  readonly incident: string
}

/** What is kept of an event once it was scored. */
interface Outcome {
  readonly day: number
  readonly actor: string
  readonly attack: string
  readonly incident: string
  readonly p: number
  /** Evidence, and the bits of each channel. */
  readonly bits: Readonly<Record<'fused' | ChannelName, number>>
}

interface Replay {
  readonly outcomes: readonly Outcome[]
  /** Day of the approval of each actor that was moved to another role. */
  readonly moves: ReadonlyMap<string, number>
  readonly eventsPerSecond: number
  readonly bytesPerActor: number
}

// The label, the attack and the incident never reach the model.
function eventOf({ ts, actor, kind, role, action, resource, attributes }: Line): BehaviourEvent {
  const { session, approval: _approval, ...scalars } = attributes
  return { at: ts, actor, kind, role, action, resource, attributes: scalars, session }
}

async function replay(path: string): Promise<Replay> {
  const model = createBehaviourModel()
  const outcomes: Outcome[] = []
  const moves = new Map<string, number>()
  const actors = new Set<string>()
  let spent = 0n
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const line = JSON.parse(text) as Line
    const event = eventOf(line)
    const start = process.hrtime.bigint()
    const score = model.score(event)
    model.learn(event)
    spent += process.hrtime.bigint() - start
    const day = (line.ts - START) / DAY
    const { approval } = line.attributes
    if (approval !== undefined) {
      const until = line.ts + APPROVED_DAYS * DAY
      model.approve({ reference: `role-change-${approval.subject}`, actor: approval.subject, until })
      moves.set(approval.subject, day)
    }
    const bits = { fused: score.bits, live: 0, anchor: 0, burst: 0 }
    for (const channel of score.channels) bits[channel.name] = channel.bits
    actors.add(line.actor)
    outcomes.push({ day, actor: line.actor, attack: line.attack, incident: line.incident, p: score.p, bits })
  }
  return {
    outcomes,
    moves,
    eventsPerSecond: Math.round(outcomes.length / (Number(spent) / 1e9)),
    bytesPerActor: Math.round(model.toBytes().length / actors.size),
  }
}

type Ranking = (outcome: Outcome) => number

/** The score of the k-th largest negative, k a share of them: what lies above is an alarm at this false-positive rate. */
function thresholdAt(rate: number, negatives: readonly Outcome[], ranking: Ranking): number {
  const scores = negatives.map(ranking).sort((left, right) => right - left)
  return scores[Math.floor(scores.length * rate)]!
}

/** Average precision and area under the ROC curve; equal scores count as one step. */
function areas(outcomes: readonly Outcome[], ranking: Ranking): { precision: number; roc: number } {
  const ranked = outcomes.map((outcome) => ({ score: ranking(outcome), isAttack: outcome.attack !== '' }))
  ranked.sort((left, right) => right.score - left.score)
  const attacks = ranked.filter(({ isAttack }) => isAttack).length
  let [hits, misses, precision, roc] = [0, 0, 0, 0]
  for (let start = 0; start < ranked.length; ) {
    let end = start
    while (end < ranked.length && ranked[end]!.score === ranked[start]!.score) end += 1
    const found = ranked.slice(start, end).filter(({ isAttack }) => isAttack).length
    roc += (end - start - found) * (hits + found / 2)
    hits += found
    misses += end - start - found
    if (found > 0) precision += (found / attacks) * (hits / (hits + misses))
    start = end
  }
  return { precision, roc: roc / attacks / misses }
}

function ranked(name: string, { outcomes, moves }: Replay, ranking: Ranking): object {
  const measured = outcomes.filter(({ day }) => day >= WARMUP_DAYS)
  const negatives = measured.filter(({ attack }) => attack === '')
  const attacks = measured.filter(({ attack }) => attack !== '')
  const rare = thresholdAt(0.001, negatives, ranking)
  const common = thresholdAt(0.01, negatives, ranking)
  const found = (among: readonly Outcome[], threshold: number): number =>
    round(among.filter((outcome) => ranking(outcome) > threshold).length / among.length)
  const incidents = (among: readonly Outcome[]): number => new Set(among.map(({ incident }) => incident)).size
  const poison = attacks.filter(({ attack }) => attack === 'slow_poison')
  const moved = negatives.filter(({ actor, day }) => {
    const since = day - (moves.get(actor) ?? Number.POSITIVE_INFINITY)
    return since >= 0 && since < 7
  })
  const { precision, roc } = areas(measured, ranking)
  return {
    ranking: name,
    roc: round(roc),
    'pr-auc': round(precision),
    'tpr at 1 %': found(attacks, common),
    'tpr at 0.1 %': found(attacks, rare),
    incidents: `${incidents(attacks.filter((outcome) => ranking(outcome) > rare))}/${incidents(attacks)}`,
    'poison week 6': found(
      poison.filter(({ day }) => day >= 50),
      rare,
    ),
    payload: found(
      attacks.filter(({ attack }) => attack === 'slow_poison_payload'),
      rare,
    ),
    'alerts on movers': found(moved, rare),
  }
}

/** Realised over nominal rate of small p-values, by fortnight. */
function calibration(log: string, outcomes: readonly Outcome[]): object[] {
  const ratio = (among: readonly Outcome[], nominal: number): number =>
    round(among.filter(({ p }) => p <= nominal).length / among.length / nominal)
  return [14, 28, 42, 56].map((from) => {
    const all = outcomes.filter(({ day }) => day >= from && day < from + 14)
    const benign = all.filter(({ attack }) => attack === '')
    return {
      log,
      'from day': from,
      'benign at 1 %': ratio(benign, 0.01),
      'benign at 0.1 %': ratio(benign, 0.001),
      'all at 1 %': ratio(all, 0.01),
      'all at 0.1 %': ratio(all, 0.001),
    }
  })
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

async function evaluate(generator: string, seed: number, folder: string): Promise<object> {
  const path = join(folder, 'events.jsonl')
  const generate = (...more: string[]): void => {
    execFileSync(process.execPath, [generator, '--seed', String(seed), '--out', path, ...more], {
      stdio: 'ignore',
    })
  }
  generate()
  const attacked = await replay(path)
  const rankings = [
    ranked('fused', attacked, ({ bits }) => bits.fused),
    ...CHANNELS.map((name) => ranked(name, attacked, ({ bits }) => bits[name])),
  ]
  console.table(rankings)
  generate('--no-attacks')
  const clean = await replay(path)
  const rates = [...calibration('attacked', attacked.outcomes), ...calibration('clean', clean.outcomes)]
  console.table(rates)
  const { eventsPerSecond, bytesPerActor } = attacked
  console.log(`seed ${seed}: ${eventsPerSecond} events/s scored and learnt, ${bytesPerActor} bytes an actor`)
  return { seed, rankings, rates, eventsPerSecond, bytesPerActor }
}

const generator = fileURLToPath(new URL('../../../shared/eval/behaviour/generate.mjs', import.meta.url))
if (existsSync(generator)) {
  const seeds = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1]
  const folder = mkdtempSync(join(tmpdir(), 'keelson-behaviour-'))
  const results: object[] = []
  for (const seed of seeds) results.push(await evaluate(generator, seed, folder))
  rmSync(folder, { recursive: true })
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  mkdirSync(`bench/results/${version}`, { recursive: true })
  writeFileSync(`bench/results/${version}/behaviour-accuracy.json`, `${JSON.stringify(results, null, 2)}\n`)
} else {
  console.log('the generator of the log is not beside this checkout: nothing was run')
}
