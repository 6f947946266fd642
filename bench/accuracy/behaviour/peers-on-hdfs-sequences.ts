import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type BehaviourEvent, createBehaviourModel } from 'keelson/behaviour'
import { type RankingMetrics, rankingMetrics } from './metrics.js'
import { fitTails } from './peers/ecod.js'
import { FirstSeen } from './peers/first-seen.js'
import { HalfSpaceTrees } from './peers/half-space-trees.js'
import { fitHistograms } from './peers/histogram-score.js'
import { fitForest } from './peers/isolation-forest.js'
import { MarkovBigram } from './peers/markov-bigram.js'

const FITTED = 3000
const SEED = 1
/** Thursday 1 January 2026; the sequences that are fitted come one every ten minutes, which is three weeks. */
const START = 1_767_225_600_000
const BETWEEN = 600_000

export interface SequenceResult extends RankingMetrics {
  readonly detector: string
}

type Sequence = readonly string[]

/**
 * Log keys of HDFS blocks (Du, Li, Zheng, Srikumar, "DeepLog", 2017): fitted on the first 3,000 normal sequences, one
 * score for each of the other normal and of the abnormal ones, none of which is learnt.
 */
export function peersOnHdfsSequences(folder: string): SequenceResult[] {
  const normal = readSequences(join(folder, 'hdfs_train.gz'))
  const abnormal = readSequences(join(folder, 'hdfs_test_abnormal.gz'))
  const fitted = normal.slice(0, FITTED)
  const tested = [...normal.slice(FITTED), ...abnormal]
  const isPositive = Uint8Array.from(tested, (_, at) => (at < normal.length - FITTED ? 0 : 1))
  const scorers = [...sequenceScorers(fitted), ...bagScorers(fitted)]
  const columns = [
    ...scorers.map(([detector, score]) => [detector, Float64Array.from(tested, score)] as const),
    ...ourScores(fitted, tested),
  ]
  return columns.map(([detector, scores]) => ({ detector, ...rankingMetrics(scores, isPositive) }))
}

type Scorer = readonly [detector: string, score: (sequence: Sequence) => number]

function readSequences(path: string): Sequence[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n')
  return lines.map((line) => line.trim().split(/\s+/))
}

function sequenceScorers(fitted: readonly Sequence[]): Scorer[] {
  const seen = new FirstSeen()
  const bigram = new MarkovBigram()
  for (const sequence of fitted) {
    for (const [before, key] of pairs(sequence)) {
      seen.learn('', [key])
      bigram.learn('', before, key)
    }
  }
  const surprisals = (sequence: Sequence): number[] =>
    pairs(sequence).map(([before, key]) => bigram.score('', before, key))
  return [
    ['first-seen keys', (sequence) => sequence.reduce((count, key) => count + seen.score('', [key]), 0)],
    ['Markov bigram, most surprising', (sequence) => most(surprisals(sequence))],
    ['Markov bigram, mean', (sequence) => mean(surprisals(sequence))],
  ]
}

/** The detectors of rows take how often each key occurs; a key that was not fitted has no column, as in any library. */
function bagScorers(fitted: readonly Sequence[]): Scorer[] {
  const keys = [...new Set(fitted.flat())]
  const columns = new Map(keys.map((key, column) => [key, column]))
  const bagOf = (sequence: Sequence): Float64Array => {
    const bag = new Float64Array(keys.length)
    for (const key of sequence) {
      const column = columns.get(key)
      if (column !== undefined) bag[column]! += 1
    }
    return bag
  }
  const bags = fitted.map(bagOf)
  const largest = bags.reduce((sofar, bag) => sofar.map((count, column) => Math.max(count, bag[column]!)))
  const scaled = (bag: Float64Array): Float64Array =>
    bag.map((count, column) => Math.min(1, count / Math.max(1, largest[column]!)))
  const trees = new HalfSpaceTrees({ columns: keys.length, trees: 25, height: 15, window: 250, seed: SEED })
  for (const bag of bags) trees.learn(scaled(bag))
  const fit = [
    ['HBOS', fitHistograms(bags)],
    ['ECOD', fitTails(bags)],
    ['isolation forest', fitForest(bags, SEED)],
  ] as const
  return [
    ...fit.map(
      ([name, { score }]): Scorer => [`${name} of key counts`, (sequence) => score(bagOf(sequence))],
    ),
    ['half-space trees of key counts', (sequence) => trees.score(scaled(bagOf(sequence)))],
  ]
}

/** Our model: a key is an action, after the key before it as its intent, on the n-th resource of its kind. */
function ourScores(
  fitted: readonly Sequence[],
  tested: readonly Sequence[],
): ReadonlyMap<string, Float64Array> {
  const model = createBehaviourModel()
  fitted.forEach((sequence, position) => {
    for (const event of eventsOf(sequence, START + position * BETWEEN)) model.learn(event)
  })
  const after = START + fitted.length * BETWEEN
  const columns = new Map<string, Float64Array>()
  const put = (detector: string, at: number, bits: readonly number[]): void => {
    for (const [way, value] of [
      ['most unusual', most(bits)],
      ['mean', mean(bits)],
    ] as const) {
      const name = `${detector}, ${way}`
      if (!columns.has(name)) columns.set(name, new Float64Array(tested.length))
      columns.get(name)![at] = value
    }
  }
  tested.forEach((sequence, at) => {
    const scores = eventsOf(sequence, after).map((event) => model.score(event))
    put(
      'keelson',
      at,
      scores.map(({ bits }) => bits),
    )
    scores[0]!.channels.forEach(({ name }, channel) => {
      put(
        `keelson, ${name} alone`,
        at,
        scores.map(({ channels }) => channels[channel]?.bits ?? 0),
      )
    })
  })
  return columns
}

function eventsOf(sequence: Sequence, at: number): BehaviourEvent[] {
  const counts = new Map<string, number>()
  const base = { actor: 'namenode', kind: 'service' } as const
  const events = pairs(sequence).map(([before, key], position): BehaviourEvent => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return {
      ...base,
      at: at + position * 1000,
      action: `key ${key}`,
      intent: `after ${before}`,
      resource: `key ${key}:${count}`,
    }
  })
  const last = sequence.at(-1) ?? ''
  const length = sequence.length
  return [
    ...events,
    { ...base, at: at + length * 1000, action: 'end', intent: `after ${last}`, resource: `length:${length}` },
  ]
}

/** Each key with the one before; the first comes after `''`. */
function pairs(sequence: Sequence): (readonly [before: string, key: string])[] {
  return sequence.map((key, position) => [sequence[position - 1] ?? '', key])
}

function most(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
