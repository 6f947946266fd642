import type { ByteReader, ByteWriter } from '../core/index.js'
import {
  binsOf,
  type CategoryDictionary,
  dictionaryOf,
  MOST_NAMES,
  MOST_OTHERS,
} from './category-dictionary.js'
import type { FeatureNorm } from './feature-norm.js'
import {
  readBlockHours,
  readDirection,
  readDouble,
  readNorm,
  readWithin,
  writeDirection,
  writeNorm,
} from './feature-norm-bytes.js'
import { lanesOf, MOST_DIMENSIONS } from './projection.js'
import { SEASONS, strataOf } from './season.js'
import { shareComponents } from './share-evidence.js'
import type { StratumCounts } from './share-fit.js'
import { completeShareNorm, type ShareNorm } from './share-norm.js'
import type { StreamNorm } from './stream-norm.js'
import { isStorableText } from './text.js'
import { readMoments, readScale, writeMoments, writeScale } from './vector-moments-bytes.js'
import { joinLanes, type VectorNorm } from './vector-norm.js'

const SCORED = 0
const BINARY = 1
const CATEGORIES = 2
const VECTORS = 3

/** Appends a norm of any kind. */
export function writeStreamNorm(writer: ByteWriter, norm: StreamNorm): void {
  if (norm.kind === 'scored') writeNorm(writer.u8(SCORED), norm)
  else if (norm.kind === 'vector') writeVectorNorm(writer.u8(VECTORS), norm)
  else writeShareNorm(writer, norm)
}

/** Reads what {@link writeStreamNorm} wrote; throws the reader's error for anything else. */
export function readStreamNorm(reader: ByteReader): StreamNorm {
  const kind = readWithin(reader, reader.u8(), SCORED, VECTORS)
  if (kind === VECTORS) return readVectorNorm(reader)
  return kind === SCORED ? readNorm(reader) : readShareNorm(reader, kind === CATEGORIES)
}

function writeVectorNorm(writer: ByteWriter, { lanes, scale, usual }: VectorNorm): void {
  writer.u8(lanes.length)
  for (const lane of lanes) writeNorm(writer, lane)
  writeScale(writer, scale)
  writeMoments(writer, usual)
}

function readVectorNorm(reader: ByteReader): VectorNorm {
  const length = readWithin(reader, reader.u8(), 1, lanesOf(MOST_DIMENSIONS))
  const lanes = Array.from({ length }, () => readNorm(reader))
  const [{ blockHours, values, hourShare }] = lanes as [FeatureNorm, ...FeatureNorm[]]
  const isSound = lanes.every(
    (lane) => lane.blockHours === blockHours && lane.values === values && lane.hourShare === hourShare,
  )
  if (!isSound) throw reader.fail('the projections are not of the same vectors')
  return joinLanes(lanes, readScale(reader, length), readMoments(reader, length))
}

function writeShareNorm(writer: ByteWriter, norm: ShareNorm): void {
  const { dictionary, strata } = norm
  writer.u8(dictionary === null ? BINARY : CATEGORIES)
  if (dictionary !== null) writeDictionary(writer, dictionary)
  writer.u8(norm.fallsToo ? 1 : 0)
  writer.u8(SEASONS.indexOf(strata.season))
  for (const size of strata.sizes) writer.varint(size)
  for (const count of strata.counts) writer.varint(count)
  writer.u8(norm.blockHours)
  for (const direction of norm.directions) writeDirection(writer, direction)
  for (const penalty of norm.penalties) writer.signedVarint(penalty)
  writer.varint(norm.values).f64(norm.hourShare)
}

function readShareNorm(reader: ByteReader, hasCategories: boolean): ShareNorm {
  const dictionary = hasCategories ? readDictionary(reader) : null
  const kinds = dictionary === null ? 1 : binsOf(dictionary)
  const fallsToo = readWithin(reader, reader.u8(), 0, 1) === 1
  const strata = readStrata(reader, kinds)
  const blockHours = readBlockHours(reader)
  const directions = Array.from({ length: kinds }, () => readDirection(reader))
  const penalties = Int32Array.from(shareComponents(kinds, fallsToo), () => reader.signedVarint())
  const values = reader.varint()
  const hourShare = readDouble(reader)
  return completeShareNorm({
    dictionary,
    fallsToo,
    strata,
    blockHours,
    directions,
    penalties,
    values,
    hourShare,
  })
}

function readStrata(reader: ByteReader, kinds: number): StratumCounts {
  const season = SEASONS[reader.u8()]
  if (season === undefined) throw reader.fail('the season is unknown')
  const sizes = Float64Array.from({ length: strataOf(season) }, () => reader.varint())
  const counts = Float64Array.from({ length: sizes.length * kinds }, () => reader.varint())
  const isSound = counts.every((count, index) => count <= sizes[Math.floor(index / kinds)]!)
  if (!isSound) throw reader.fail('a share is above one')
  return { season, sizes, counts }
}

function writeDictionary(writer: ByteWriter, { names, others }: CategoryDictionary): void {
  writer.u8(names.length)
  for (const name of names) writer.string(name)
  writer.varint(others.length)
  for (const hash of others) writer.u32(hash)
}

function readDictionary(reader: ByteReader): CategoryDictionary {
  const length = readWithin(reader, reader.u8(), 0, MOST_NAMES)
  const names = Array.from({ length }, () => reader.string())
  if (new Set(names).size !== length || !names.every(isStorableText)) {
    throw reader.fail('a dictionary is not possible')
  }
  const others = new Uint32Array(readWithin(reader, reader.varint(), 0, MOST_OTHERS))
  for (let index = 0; index < others.length; index += 1) others[index] = reader.u32()
  if (others.some((hash, index) => index > 0 && hash <= others[index - 1]!)) {
    throw reader.fail('a dictionary is out of order')
  }
  return dictionaryOf(names, others)
}
