import type { ByteReader, ByteWriter } from '../core/index.js'
import { compareCodePoints } from '../core/index.js'
import { SCORE_ORDERS } from '../stats/index.js'
import type { AlarmRule } from './alarm-rule.js'
import { readCategories, readCategory, writeCategories } from './category-sample-bytes.js'
import { type CheckedDeclaration, shadowSince } from './declaration.js'
import { readDetector, readFlag, writeDetector } from './detector-bytes.js'
import { EvidenceRing, type RingLayout } from './evidence-ring.js'
import { readDouble, readWithin } from './feature-norm-bytes.js'
import type { CarriedPart, FeatureState, OpenIds, WatchingPhase } from './feature-state.js'
import { CATEGORY_SAMPLE_SIZE, type HourSample, SAMPLE_SIZE, VECTOR_SAMPLE_SIZE } from './hour-sample.js'
import type { OpenSources, SourceHour } from './open-sources.js'
import { lanesOf } from './projection.js'
import { packBins, readBins } from './sparse-bins.js'
import type { StreamNorm } from './stream-norm.js'
import { readStreamNorm, writeStreamNorm } from './stream-norm-bytes.js'
import { HOUR_MS, hourOf } from './time.js'
import type { DriftFeature } from './types.js'
import { readMomentCells, readMoments, writeMomentCells, writeMoments } from './vector-moments-bytes.js'
import {
  ringLayout,
  STREAM_ROLES,
  type StreamRole,
  streamName,
  type WatchedStream,
} from './watched-stream.js'

const TWO_POW_32 = 4_294_967_296

/** Members that the entries of an hour have: hardly any have them, and there are many entries. */
const EXPOSURES = 1
const ORIGINS = 2
const CATEGORIES = 4

/** Appends the state of a feature; everything that has no order of its own is written in order of time or of key. */
export function writeFeature(writer: ByteWriter, feature: FeatureState): void {
  if (feature.latest === null) writer.u8(0)
  else writer.u8(1).signedVarint(feature.latest)
  writer.varint(feature.late)
  writeIds(writer, feature.ids)
  const { phase } = feature
  if (phase.kind === 'sampling') writeSamples(writer, phase.hours)
  else writeWatching(writer, phase)
}

/** What a feature's bytes do not say of it. */
export interface FeatureOrigin {
  readonly feature: DriftFeature
  /** The end of the feature's anchor; `null` before the freeze. */
  readonly anchorEnd: number | null
  readonly declarations: readonly CheckedDeclaration[]
  /** The alarm rule of a stream. */
  readonly ruleOf: (role: StreamRole, norm: StreamNorm) => AlarmRule
}

/** Reads what {@link writeFeature} wrote. */
export function readFeature(reader: ByteReader, origin: FeatureOrigin): FeatureState {
  const { feature, anchorEnd } = origin
  const latest = readFlag(reader) ? reader.signedVarint() : null
  const late = reader.varint()
  const ids = readIds(reader)
  const phase: FeatureState['phase'] =
    anchorEnd === null
      ? { kind: 'sampling', hours: readSamples(reader, feature) }
      : readWatching(reader, origin, anchorEnd)
  return { name: feature.name, latest, late, ids, phase }
}

function writeSamples(writer: ByteWriter, hours: ReadonlyMap<number, HourSample>): void {
  writer.varint(hours.size)
  for (const [hour, sample] of inOrder(hours)) {
    writer.signedVarint(hour).varint(sample.overflow).varint(sample.missing).varint(sample.late)
    writer.u8(sample.entries.length)
    const hasExposures = sample.entries.some(({ exposure }) => exposure !== 1)
    const hasOrigins = sample.entries.some(({ origin }) => origin !== 0)
    const hasCategories = sample.entries.some(({ category }) => category !== null)
    writer.u8((hasExposures ? EXPOSURES : 0) + (hasOrigins ? ORIGINS : 0) + (hasCategories ? CATEGORIES : 0))
    for (const { hash, at, value, category, projections, exposure, repeats, origin } of sample.entries) {
      // 48 bits of hash, then where in the hour.
      const high = Math.floor(hash / TWO_POW_32)
      writer
        .u32(hash - high * TWO_POW_32)
        .u8(high & 0xff)
        .u8(high >> 8)
      writer.varint(at - hour * HOUR_MS)
      if (category === null) writer.f64(value)
      else writer.string(category)
      for (const projection of projections) writer.f64(projection)
      writer.varint(repeats)
      if (hasOrigins) writer.u32(origin)
      if (hasExposures) writer.f64(exposure)
    }
    writeCategories(writer, sample.categories)
  }
}

/** Projections of a feature's values; `null` where they are no vectors. */
function vectorLanes(feature: DriftFeature): number | null {
  return feature.kind === 'vector' ? lanesOf(feature.dimensions) : null
}

/** Projections of a feature's values; 1 where they are no vectors. */
function laneCount(feature: DriftFeature): number {
  return vectorLanes(feature) ?? 1
}

function largestSample(kind: DriftFeature['kind'], lanes: number): number {
  if (kind === 'categorical') return CATEGORY_SAMPLE_SIZE
  return lanes > 1 ? VECTOR_SAMPLE_SIZE : SAMPLE_SIZE
}

function readSamples(reader: ByteReader, feature: DriftFeature): Map<number, HourSample> {
  const { kind } = feature
  const lanes = laneCount(feature)
  const largest = largestSample(kind, lanes)
  const hours = new Map<number, HourSample>()
  for (let left = reader.varint(); left > 0; left -= 1) {
    const hour = reader.signedVarint()
    const overflow = reader.varint()
    const missing = reader.varint()
    const late = reader.varint()
    const length = reader.u8()
    if (length > largest) throw reader.fail('an hour holds too large a sample')
    const members = readWithin(reader, reader.u8(), 0, EXPOSURES + ORIGINS + CATEGORIES)
    if ((members & CATEGORIES) > 0 !== (kind === 'categorical' && length > 0)) {
      throw reader.fail('an hour is of another kind than its feature')
    }
    const entries = Array.from({ length }, () => {
      const low = reader.u32()
      const high = reader.u8() + reader.u8() * 256
      const at = hour * HOUR_MS + reader.varint()
      const category = members & CATEGORIES ? readCategory(reader) : null
      const value = category === null ? readDouble(reader) : 0
      const projections = Array.from({ length: lanes - 1 }, () => readDouble(reader))
      const repeats = reader.varint()
      const origin = members & ORIGINS ? reader.u32() : 0
      const exposure = members & EXPOSURES ? reader.f64() : 1
      if (!(exposure > 0 && exposure < Number.POSITIVE_INFINITY)) {
        throw reader.fail('an exposure is not positive')
      }
      return { hash: high * TWO_POW_32 + low, at, value, category, projections, exposure, repeats, origin }
    })
    if (!increases(entries.map(({ hash }) => hash))) throw reader.fail('a sample is out of order')
    if (entries.some(({ at }) => at >= (hour + 1) * HOUR_MS)) throw reader.fail('a value is not of its hour')
    const categories = readCategories(reader)
    if (kind !== 'categorical' && categories.counts.size + categories.level > 0) {
      throw reader.fail('an hour is of another kind than its feature')
    }
    hours.set(hour, { overflow, missing, late, entries, categories })
  }
  return hours
}

function writeWatching(writer: ByteWriter, phase: WatchingPhase): void {
  for (const { norm } of phase.streams) writeStreamNorm(writer, norm)
  writeRing(writer, phase.ring)
  for (const { prefix } of phase.streams) writeDetector(writer, prefix)
  writeSources(writer, phase.sources)
  writeMomentCells(writer, phase.moments)
  writeSamples(writer, phase.shadow.hours)
  if (phase.carried === null) writer.u8(0)
  else writeCarried(writer.u8(1), phase.carried)
}

function readWatching(reader: ByteReader, origin: FeatureOrigin, anchorEnd: number): WatchingPhase {
  const { feature, declarations } = origin
  const norms = readNorms(reader, feature)
  const layout = ringLayout(norms[0]!)
  const ring = readRing(reader, layout)
  const streams = STREAM_ROLES.map((role, index): WatchedStream => {
    const norm = norms[index]!
    return {
      name: streamName(feature.name, role),
      role,
      norm,
      rule: origin.ruleOf(role, norm),
      prefix: readDetector(reader, norm),
    }
  })
  if (streams.some(({ prefix }) => prefix.hour !== streams[0]!.prefix.hour)) {
    throw reader.fail('the streams of a feature are at different hours')
  }
  const sources = readSources(reader, vectorLanes(feature))
  const moments = readMomentCells(reader, laneCount(feature))
  const shadow = {
    since: shadowSince(declarations, feature.name, anchorEnd),
    hours: readSamples(reader, feature),
  }
  const carried = readFlag(reader) ? readCarried(reader, layout, feature) : null
  const since = hourOf(anchorEnd - 1) + 1
  return { kind: 'watching', anchorEnd, streams, ring, since, carried, sources, moments, shadow }
}

const NORM_KINDS: Readonly<Record<DriftFeature['kind'], StreamNorm['kind']>> = {
  numeric: 'scored',
  count: 'scored',
  categorical: 'shares',
  vector: 'vector',
}

function readNorms(reader: ByteReader, feature: DriftFeature): readonly StreamNorm[] {
  const norms = STREAM_ROLES.map(() => readStreamNorm(reader))
  const [values, missing, arrival, lateness] = norms as [StreamNorm, StreamNorm, StreamNorm, StreamNorm]
  const isOfKind =
    values.kind === NORM_KINDS[feature.kind] &&
    (values.kind !== 'shares' || values.dictionary !== null) &&
    (feature.kind !== 'vector' || values.directions.length === lanesOf(feature.dimensions) * SCORE_ORDERS) &&
    arrival.kind === 'scored' &&
    [missing, lateness].every((norm) => norm.kind === 'shares' && norm.dictionary === null)
  if (!isOfKind) throw reader.fail('a norm is of another kind than its feature')
  return norms
}

/** Appends what all shards of a frozen monitor have in common. */
export function writeCarried(writer: ByteWriter, carried: CarriedPart): void {
  writeRing(writer, carried.ring)
  writer.varint(carried.late)
  writeIds(writer, carried.ids)
  writeSources(writer, carried.sources)
  writeMomentCells(writer, carried.moments)
  writeSamples(writer, carried.shadow)
}

function readCarried(reader: ByteReader, layout: RingLayout, feature: DriftFeature): CarriedPart {
  return {
    ring: readRing(reader, layout),
    late: reader.varint(),
    ids: readIds(reader),
    sources: readSources(reader, vectorLanes(feature)),
    moments: readMomentCells(reader, laneCount(feature)),
    shadow: readSamples(reader, feature),
  }
}

function writeRing(writer: ByteWriter, ring: EvidenceRing): void {
  writer.varint(ring.dense.size)
  for (const [hour, counts] of inOrder(ring.dense)) writer.signedVarint(hour).raw(packBins(counts))
  writer.varint(ring.hours.length)
  for (let index = 0; index < ring.hours.length; index += 1) {
    writer.signedVarint(ring.hours[index]!)
    for (let field = 0; field < ring.fields; field += 1) {
      writer.signedVarint(ring.sums[index * ring.fields + field]!)
    }
  }
  writer.varint(ring.cells.size)
  for (const [cell, packed] of inOrder(ring.cells)) writer.signedVarint(cell).raw(packed)
  writer.varint(ring.news.size)
  for (const [hour, sample] of inOrder(ring.news)) writeCategories(writer.signedVarint(hour), sample)
  if (ring.forgotten === null) writer.u8(0)
  else writer.u8(1).signedVarint(ring.forgotten)
}

function readRing(reader: ByteReader, layout: RingLayout): EvidenceRing {
  const ring = new EvidenceRing(layout)
  for (let left = reader.varint(); left > 0; left -= 1) {
    readBins(reader, ring.denseHour(reader.signedVarint()), 1)
  }
  for (let left = reader.varint(); left > 0; left -= 1) {
    ring.hours.push(reader.signedVarint())
    for (let field = 0; field < ring.fields; field += 1) ring.sums.push(reader.signedVarint())
  }
  if (!increases(ring.hours)) throw reader.fail('the hours are out of order')
  for (let left = reader.varint(); left > 0; left -= 1) {
    const cell = reader.signedVarint()
    const bins = new Float64Array(ring.bins)
    readBins(reader, bins, 1)
    ring.cells.set(cell, packBins(bins))
  }
  if (layout.scores === null && ring.hours.some((hour) => !ring.cells.has(hour))) {
    throw reader.fail('an hour has no bins')
  }
  for (let left = reader.varint(); left > 0; left -= 1) {
    const hour = reader.signedVarint()
    ring.news.set(hour, readCategories(reader))
  }
  ring.forgotten = readFlag(reader) ? reader.signedVarint() : null
  return ring
}

function writeIds(writer: ByteWriter, ids: OpenIds): void {
  writer.varint(ids.size)
  for (const [hour, keys] of inOrder(ids)) {
    writer.signedVarint(hour).varint(keys.size)
    for (const key of [...keys].sort(compareCodePoints)) writer.string(key)
  }
}

function readIds(reader: ByteReader): OpenIds {
  const ids: OpenIds = new Map()
  for (let left = reader.varint(); left > 0; left -= 1) {
    const hour = reader.signedVarint()
    const keys = new Set<string>()
    for (let keysLeft = reader.varint(); keysLeft > 0; keysLeft -= 1) keys.add(reader.string())
    ids.set(hour, keys)
  }
  return ids
}

function writeSources(writer: ByteWriter, open: OpenSources): void {
  writer.varint(open.size)
  for (const [hour, sources] of inOrder(open)) {
    writer.signedVarint(hour).varint(sources.size)
    for (const source of [...sources.keys()].sort(compareCodePoints)) {
      const { bins, moments } = sources.get(source)!
      writer.string(source).varint(bins.size)
      for (const [bin, count] of inOrder(bins)) writer.varint(bin).varint(count)
      if (moments !== null) writeMoments(writer, moments)
    }
  }
}

/** @param vectors how many projections, where the feature is one of vectors; else `null` */
function readSources(reader: ByteReader, vectors: number | null): OpenSources {
  const open: OpenSources = new Map()
  for (let hours = reader.varint(); hours > 0; hours -= 1) {
    const hour = reader.signedVarint()
    const sources = new Map<string, SourceHour>()
    for (let named = reader.varint(); named > 0; named -= 1) {
      const source = reader.string()
      const bins = new Map<number, number>()
      for (let left = reader.varint(); left > 0; left -= 1) bins.set(reader.varint(), reader.varint())
      sources.set(source, { bins, moments: vectors === null ? null : readMoments(reader, vectors) })
    }
    open.set(hour, sources)
  }
  return open
}

function increases(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > numbers[index - 1]!)
}

function inOrder<Value>(map: ReadonlyMap<number, Value>): (readonly [number, Value])[] {
  return [...map].sort(([left], [right]) => left - right)
}
