import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  type BehaviourEvent,
  type BehaviourModel,
  type BehaviourScore,
  type ChannelName,
  createBehaviourModel,
} from 'keelson/behaviour'
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
const ACTOR = 'namenode'

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

/** Bits of the channel that is made for it where a sequence ends, and the most unusual event by the other readings. */
const READINGS: Readonly<Record<string, (scores: readonly BehaviourScore[]) => number>> = {
  'keelson, sequence alone, at its end': (scores) => channelBits(scores.at(-1)!, 'sequence'),
  'keelson, live alone, most unusual': (scores) => most(scores.map((score) => channelBits(score, 'live'))),
  'keelson, anchor alone, most unusual': (scores) =>
    most(scores.map((score) => channelBits(score, 'anchor'))),
  'keelson, most unusual': (scores) => most(scores.map(({ bits }) => bits)),
}

/**
 * Our model: a sequence is a session, a key an action, and the end is told as an action of its own. A fork of the model
 * hears each tested sequence, at the least weight, so that every key follows the one before; then it is dropped.
 */
function ourScores(
  fitted: readonly Sequence[],
  tested: readonly Sequence[],
): ReadonlyMap<string, Float64Array> {
  const model = createBehaviourModel()
  fitted.forEach((sequence, position) => {
    for (const event of eventsOf(sequence, START + position * BETWEEN)) model.learn(event)
  })
  const after = START + fitted.length * BETWEEN
  const columns = new Map(Object.keys(READINGS).map((name) => [name, new Float64Array(tested.length)]))
  // Each fork is of the same model, so that equal sequences have equal scores.
  const known = new Map<string, number>()
  tested.forEach((sequence, at) => {
    const text = sequence.join(' ')
    const before = known.get(text)
    known.set(text, before ?? at)
    const scores = before === undefined ? heard(model.fork(ACTOR), eventsOf(sequence, after)) : []
    for (const [name, column] of columns) {
      column[at] = before === undefined ? READINGS[name]!(scores) : column[before]!
    }
  })
  return columns
}

function heard(model: BehaviourModel, events: readonly BehaviourEvent[]): BehaviourScore[] {
  return events.map((event) => {
    const score = model.score(event)
    model.learn(event, { weight: 1 / 16 })
    return score
  })
}

function channelBits(score: BehaviourScore, channel: ChannelName): number {
  return score.channels.find(({ name }) => name === channel)!.bits
}

function eventsOf(sequence: Sequence, at: number): BehaviourEvent[] {
  return [...sequence.map((key) => `key ${key}`), 'session.end'].map((action, position) => ({
    at: at + position * 1000,
    actor: ACTOR,
    kind: 'service',
    action,
    resource: 'block',
    session: `block-${at}`,
  }))
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
