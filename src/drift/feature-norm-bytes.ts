import type { ByteReader, ByteWriter } from '../core/index.js'
import { SCORE_ORDERS } from '../stats/index.js'
import type { DirectionNorm } from './block-deviation.js'
import { COMPONENTS, LOG_WEIGHTS } from './components.js'
import { type FeatureNorm, scoresOf } from './feature-norm.js'
import { SEASONS, type Season, strataOf } from './season.js'
import { DAY_HOURS } from './time.js'

const MOST_EDGES = 63

const LEVELS = 0
const LEVELS_AND_SPREADS = 1
const RATES = 2

/** Appends a norm. Its scores are left out: they follow from the counts. */
export function writeNorm(writer: ByteWriter, norm: FeatureNorm): void {
  writeSeason(writer, norm.season)
  writer.u8(norm.edges.length)
  for (const edge of norm.edges) writer.f64(edge)
  for (const count of norm.counts) writer.varint(count)
  writer.u8(norm.blockHours)
  for (const direction of norm.directions) writeDirection(writer, direction)
  for (const penalty of norm.penalties) writer.signedVarint(penalty)
  writer.varint(norm.values).f64(norm.hourShare)
}

/** Reads what {@link writeNorm} wrote; throws the reader's error for anything else. */
export function readNorm(reader: ByteReader): FeatureNorm {
  const season = readSeason(reader)
  const edges = readDoubles(reader, readWithin(reader, reader.u8(), 1, MOST_EDGES))
  for (let index = 1; index < edges.length; index += 1) {
    if (!(edges[index]! > edges[index - 1]!)) throw reader.fail('the edges do not increase')
  }
  const counts = new Float64Array(edges.length + 1)
  for (let bin = 0; bin < counts.length; bin += 1) counts[bin] = reader.varint()
  const blockHours = readBlockHours(reader)
  const directions = Array.from({ length: SCORE_ORDERS }, () => readDirection(reader))
  const penalties = Int32Array.from(COMPONENTS, () => reader.signedVarint())
  const values = reader.varint()
  const hourShare = readDouble(reader)
  return {
    kind: 'scored',
    components: COMPONENTS,
    logWeights: LOG_WEIGHTS,
    season,
    edges,
    counts,
    scores: scoresOf(counts),
    blockHours,
    directions,
    penalties,
    values,
    hourShare,
  }
}

/** Appends what a direction deviates by. */
export function writeDirection(writer: ByteWriter, direction: DirectionNorm): void {
  for (const field of directionFields(direction)) writer.f64(field)
  writer.varint(direction.blocks)
}

function directionFields(direction: DirectionNorm): readonly number[] {
  return [
    direction.mean,
    direction.between,
    direction.within,
    direction.betweenSlack,
    direction.usualCount,
    direction.factor,
    direction.floor,
  ]
}

/** Reads what {@link writeDirection} wrote. */
export function readDirection(reader: ByteReader): DirectionNorm {
  const mean = readDouble(reader)
  const between = readDouble(reader)
  const within = readDouble(reader)
  const betweenSlack = readDouble(reader)
  const usualCount = readDouble(reader)
  const factor = readDouble(reader)
  const floor = readDouble(reader)
  const blocks = reader.varint()
  const isSound =
    Math.min(between, within, betweenSlack) >= 0 &&
    Math.min(usualCount, blocks) >= 1 &&
    Math.min(factor, floor) > 0
  if (!isSound) throw reader.fail('a norm is not possible')
  return { mean, between, within, betweenSlack, usualCount, factor, floor, blocks }
}

function writeSeason(writer: ByteWriter, season: Season): void {
  const form = season.isRate ? RATES : season.spreads === null ? LEVELS : LEVELS_AND_SPREADS
  writer.u8(SEASONS.indexOf(season.name)).u8(form)
  for (const median of season.medians) writer.f64(median)
  for (const spread of season.spreads ?? []) writer.f64(spread)
}

function readSeason(reader: ByteReader): Season {
  const name = SEASONS[reader.u8()]
  if (name === undefined) throw reader.fail('the season is unknown')
  const form = readWithin(reader, reader.u8(), LEVELS, RATES)
  const medians = readDoubles(reader, strataOf(name))
  const spreads = form === LEVELS_AND_SPREADS ? readDoubles(reader, strataOf(name)) : null
  if (spreads?.some((spread) => !(spread > 0))) throw reader.fail('a spread is not positive')
  if (form === RATES && medians.some((rate) => rate < 0)) throw reader.fail('a rate is negative')
  return { name, medians, spreads, isRate: form === RATES }
}

function readDoubles(reader: ByteReader, length: number): Float64Array {
  const doubles = new Float64Array(length)
  for (let index = 0; index < length; index += 1) doubles[index] = readDouble(reader)
  return doubles
}

/** A finite double. */
export function readDouble(reader: ByteReader): number {
  const value = reader.f64()
  if (!Number.isFinite(value)) throw reader.fail('a number is not finite')
  return value
}

/** Hours of a block: a divisor of a day. */
export function readBlockHours(reader: ByteReader): number {
  const blockHours = readWithin(reader, reader.u8(), 1, DAY_HOURS)
  if (DAY_HOURS % blockHours !== 0) throw reader.fail('the blocks do not divide a day')
  return blockHours
}

/** The value, if it lies in [smallest, largest]. */
export function readWithin(reader: ByteReader, value: number, smallest: number, largest: number): number {
  if (value < smallest || value > largest) {
    throw reader.fail(`${value} is not between ${smallest} and ${largest}`)
  }
  return value
}
