import { type ChannelName, createBehaviourModel } from 'keelson/behaviour'
import { type RankingMetrics, rankingMetrics, rounded, thresholdAt } from './metrics.js'
import { Numbering } from './numbering.js'
import { fitTails } from './peers/ecod.js'
import { FirstSeen } from './peers/first-seen.js'
import { HalfSpaceTrees } from './peers/half-space-trees.js'
import { fitHistograms } from './peers/histogram-score.js'
import { fitForest } from './peers/isolation-forest.js'
import { MarkovBigram } from './peers/markov-bigram.js'
import { midas, midasF, midasR } from './peers/midas.js'
import type { TabularDetector } from './peers/tabular.js'
import { COLUMNS, EventFields, SurprisalFeatures } from './surprisal-features.js'
import { DAY, eventOf, generatedLog, type Line, readLog, START } from './synthetic-log.js'

const WARMUP_DAYS = 14
/** Rows of the second week fit the detectors of rows: in the first, everything is new. */
const FIT_FROM_DAY = 7
const APPROVED_DAYS = 14
/** Day on which the last week of the planted lead-in begins. */
const WEEK_SIX = 50
/** Bits that half-space trees take for 1. */
const MOST_BITS = 16
const SEED = 1

export interface LogResult extends RankingMetrics {
  readonly detector: string
  readonly incidents: string
  readonly 'poison week 6': number
  readonly payload: number
  readonly 'alerts on movers': number
}

interface Measured {
  readonly lines: Pick<Line, 'ts' | 'actor' | 'attack' | 'incident'>[]
  readonly scores: Map<string, number[]>
  /** Day of the approval of each actor that was moved to another role. */
  readonly moves: Map<string, number>
}

/** What can be run on its own: our model, and the peers by what they take. */
export const GROUPS = ['keelson', 'symbols', 'edges', 'rows'] as const
export type Group = (typeof GROUPS)[number]

/** Detectors over one log, event by event: scored, then learnt. Metrics are taken from day 14 on. */
export async function peersOnSyntheticLog(seed: number, groups: readonly Group[]): Promise<LogResult[]> {
  const measured: Measured = { lines: [], scores: new Map(), moves: new Map() }
  const detectors = groups.map((group) => CREATE[group]())
  for await (const line of readLog(generatedLog(seed, true))) {
    const day = (line.ts - START) / DAY
    if (line.approved !== '') measured.moves.set(line.approved, day)
    const scores = detectors.flatMap((detector) => detector(line, day))
    if (day < WARMUP_DAYS) continue
    measured.lines.push({ ts: line.ts, actor: line.actor, attack: line.attack, incident: line.incident })
    for (const [name, score] of scores) {
      const column = measured.scores.get(name)
      if (column === undefined) measured.scores.set(name, [score])
      else column.push(score)
    }
  }
  return [...measured.scores].map(([detector, scores]) =>
    resultOf(detector, Float64Array.from(scores), measured),
  )
}

type Scores = readonly (readonly [detector: string, score: number])[]

function ourDetector(): (line: Line) => Scores {
  const model = createBehaviourModel()
  const channels: ChannelName[] = []
  return (line) => {
    const event = eventOf(line)
    const score = model.score(event)
    model.learn(event)
    if (line.approved !== '') {
      const until = line.ts + APPROVED_DAYS * DAY
      model.approve({ reference: `role-change-${line.approved}`, actor: line.approved, until })
    }
    for (const { name } of score.channels) if (!channels.includes(name)) channels.push(name)
    const bits = new Map(score.channels.map((channel) => [channel.name, channel.bits]))
    return [
      ['keelson', score.bits],
      ...channels.map((name) => [`keelson, ${name} alone`, bits.get(name) ?? 0] as const),
    ]
  }
}

function symbolDetectors(): (line: Line) => Scores {
  const seen = new FirstSeen()
  const bigram = new MarkovBigram()
  const fields = new EventFields()
  const previous = new Map<string, string>()
  return (line) => {
    const values = fields.next(line).map(([context, value]) => `${context} ${value}`)
    const before = previous.get(line.actor) ?? ''
    previous.set(line.actor, line.action)
    const scores = [
      ['first-seen values', seen.score(line.actor, values)],
      ['Markov bigram', bigram.score(line.actor, before, line.action)],
    ] as const
    seen.learn(line.actor, values)
    bigram.learn(line.actor, before, line.action)
    return scores
  }
}

/** The detectors of rows, over the surprisals of a baseline that goes on learning, and of one that ends with day 14. */
function rowDetectors(): (line: Line, day: number) => Scores {
  const fields = new EventFields()
  const baselines = (['live', 'frozen'] as const).map((name) => ({
    name,
    features: new SurprisalFeatures(),
    fitRows: [] as Float64Array[],
    fitted: [] as (readonly [name: string, detector: TabularDetector])[],
  }))
  const trees = [
    { trees: 10, height: 8 },
    { trees: 25, height: 15 },
  ].map((size) => {
    const detector = new HalfSpaceTrees({ ...size, columns: COLUMNS.length, window: 250, seed: SEED })
    return [`half-space trees ${size.trees} x ${size.height}, live`, detector] as const
  })
  return (line, day) => {
    const shown = fields.next(line)
    return baselines.flatMap(({ name, features, fitRows, fitted }): Scores => {
      const row = features.row(line, shown)
      if (name === 'live' || day < WARMUP_DAYS) features.learn(line, shown)
      if (day >= FIT_FROM_DAY && day < WARMUP_DAYS) fitRows.push(row)
      if (day >= WARMUP_DAYS && fitted.length === 0) {
        fitted.push(
          [`HBOS, ${name}`, fitHistograms(fitRows)],
          [`ECOD, ${name}`, fitTails(fitRows)],
          [`isolation forest, ${name}`, fitForest(fitRows, SEED)],
        )
      }
      const scaled = row.map((bits) => Math.min(1, bits / MOST_BITS))
      return [
        ...fitted.map(([detector, { score }]) => [detector, score(row)] as const),
        ...(name === 'frozen'
          ? []
          : trees.map(([detector, forest]) => {
              const score = forest.score(scaled)
              forest.learn(scaled)
              return [detector, score] as const
            })),
      ]
    })
  }
}

/** Edges from an actor to an action in a namespace, in ticks of an hour. */
function edgeDetectors(): (line: Line) => Scores {
  const detectors = [
    ['MIDAS', midas(SEED)],
    ['MIDAS-R', midasR(SEED)],
    ['MIDAS-F', midasF(SEED)],
  ] as const
  const numbers = new Numbering()
  return (line) => {
    const tick = Math.floor((line.ts - START) / (DAY / 24)) + 1
    const source = numbers.of(line.actor)
    const target = numbers.of(`${line.action} in ${line.attributes.ns}`)
    return detectors.map(([name, detector]) => [name, detector.scoreAndLearn(source, target, tick)] as const)
  }
}

const CREATE: Readonly<Record<Group, () => (line: Line, day: number) => Scores>> = {
  keelson: ourDetector,
  symbols: symbolDetectors,
  edges: edgeDetectors,
  rows: rowDetectors,
}

function resultOf(detector: string, scores: Float64Array, { lines, moves }: Measured): LogResult {
  const isAttack = Uint8Array.from(lines, ({ attack }) => (attack === '' ? 0 : 1))
  const rare = thresholdAt(0.001, scores, isAttack)
  const found = (holds: (line: Measured['lines'][number], at: number) => boolean): number => {
    const among = lines.flatMap((line, at) => (holds(line, at) ? [at] : []))
    return rounded(among.filter((at) => scores[at]! > rare).length / among.length)
  }
  const dayOf = (ts: number): number => (ts - START) / DAY
  const incidents = (least: number): number =>
    new Set(
      lines.flatMap(({ attack, incident }, at) => (attack !== '' && scores[at]! > least ? [incident] : [])),
    ).size
  return {
    detector,
    ...rankingMetrics(scores, isAttack),
    incidents: `${incidents(rare)}/${incidents(Number.NEGATIVE_INFINITY)}`,
    'poison week 6': found(({ attack, ts }) => attack === 'slow_poison' && dayOf(ts) >= WEEK_SIX),
    payload: found(({ attack }) => attack === 'slow_poison_payload'),
    'alerts on movers': found(({ attack, actor, ts }) => {
      const since = dayOf(ts) - (moves.get(actor) ?? Number.POSITIVE_INFINITY)
      return attack === '' && since >= 0 && since < 7
    }),
  }
}
