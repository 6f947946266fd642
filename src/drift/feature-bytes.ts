import type { ByteReader, ByteWriter } from '../core/index.js'
import { compareCodePoints } from '../core/index.js'
import { SCORE_ORDERS } from '../stats/index.js'
import { type CheckedDeclaration, shadowSince } from './declaration.js'
import { readDetector, readFlag, writeDetector } from './detector-bytes.js'
import { EvidenceRing, HOUR_FIELDS } from './evidence-ring.js'
import { readNorm, writeNorm } from './feature-norm-bytes.js'
import type { CarriedPart, FeatureState, OpenIds, WatchingPhase } from './feature-state.js'
import { type HourSample, SAMPLE_SIZE } from './hour-sample.js'
import type { OpenSources } from './open-sources.js'
import { packBins, readBins } from './sparse-bins.js'
import { HOUR_MS } from './time.js'

const TWO_POW_32 = 4_294_967_296

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

/**
 * Reads what {@link writeFeature} wrote.
 *
 * @param anchorEnd the end of the feature's anchor; `null` before the freeze
 * @param thresholdOf the alarm threshold of a feature with blocks of so many hours
 */
export function readFeature(
  reader: ByteReader,
  name: string,
  anchorEnd: number | null,
  declarations: readonly CheckedDeclaration[],
  thresholdOf: (blockHours: number) => number,
): FeatureState {
  const latest = readFlag(reader) ? reader.signedVarint() : null
  const late = reader.varint()
  const ids = readIds(reader)
  if (anchorEnd === null) {
    return { name, latest, late, ids, phase: { kind: 'sampling', hours: readSamples(reader) } }
  }
  const since = shadowSince(declarations, name, anchorEnd)
  return { name, latest, late, ids, phase: readWatching(reader, anchorEnd, since, thresholdOf) }
}

function writeSamples(writer: ByteWriter, hours: ReadonlyMap<number, HourSample>): void {
  writer.varint(hours.size)
  for (const [hour, sample] of inOrder(hours)) {
    writer.signedVarint(hour).varint(sample.overflow).varint(sample.missing).u8(sample.entries.length)
    for (const { hash, at, value, repeats, origin } of sample.entries) {
      // 48 bits of hash, then where in the hour.
      const high = Math.floor(hash / TWO_POW_32)
      writer
        .u32(hash - high * TWO_POW_32)
        .u8(high & 0xff)
        .u8(high >> 8)
      writer
        .varint(at - hour * HOUR_MS)
        .f64(value)
        .varint(repeats)
        .u32(origin)
    }
  }
}

function readSamples(reader: ByteReader): Map<number, HourSample> {
  const hours = new Map<number, HourSample>()
  for (let left = reader.varint(); left > 0; left -= 1) {
    const hour = reader.signedVarint()
    const overflow = reader.varint()
    const missing = reader.varint()
    const length = reader.u8()
    if (length > SAMPLE_SIZE) throw reader.fail('an hour holds too large a sample')
    const entries = Array.from({ length }, () => {
      const low = reader.u32()
      const high = reader.u8() + reader.u8() * 256
      const at = hour * HOUR_MS + reader.varint()
      const value = reader.f64()
      if (!Number.isFinite(value)) throw reader.fail('a value is not finite')
      return { hash: high * TWO_POW_32 + low, at, value, repeats: reader.varint(), origin: reader.u32() }
    })
    if (!increases(entries.map(({ hash }) => hash))) throw reader.fail('a sample is out of order')
    if (entries.some(({ at }) => at >= (hour + 1) * HOUR_MS)) throw reader.fail('a value is not of its hour')
    hours.set(hour, { overflow, missing, entries })
  }
  return hours
}

function writeWatching(writer: ByteWriter, phase: WatchingPhase): void {
  writeNorm(writer, phase.norm)
  writeRing(writer, phase.ring)
  writeDetector(writer, phase.prefix)
  writeSources(writer, phase.sources)
  writeSamples(writer, phase.shadow.hours)
  if (phase.carried === null) writer.u8(0)
  else writeCarried(writer.u8(1), phase.carried)
}

function readWatching(
  reader: ByteReader,
  anchorEnd: number,
  since: number | null,
  thresholdOf: (blockHours: number) => number,
): WatchingPhase {
  const norm = readNorm(reader)
  const threshold = thresholdOf(norm.blockHours)
  const ring = readRing(reader, norm.scores)
  const prefix = readDetector(reader)
  const sources = readSources(reader)
  const shadow = { since, hours: readSamples(reader) }
  const carried = readFlag(reader) ? readCarried(reader, norm.scores) : null
  return { kind: 'watching', norm, anchorEnd, threshold, ring, prefix, carried, sources, shadow }
}

/** Appends what all shards of a frozen monitor have in common. */
export function writeCarried(writer: ByteWriter, carried: CarriedPart): void {
  writeRing(writer, carried.ring)
  writer.varint(carried.late)
  writeIds(writer, carried.ids)
  writeSources(writer, carried.sources)
  writeSamples(writer, carried.shadow)
}

function readCarried(reader: ByteReader, scores: Int32Array): CarriedPart {
  return {
    ring: readRing(reader, scores),
    late: reader.varint(),
    ids: readIds(reader),
    sources: readSources(reader),
    shadow: readSamples(reader),
  }
}

function writeRing(writer: ByteWriter, ring: EvidenceRing): void {
  writer.varint(ring.dense.size)
  for (const [hour, counts] of inOrder(ring.dense)) writer.signedVarint(hour).raw(packBins(counts))
  writer.varint(ring.hours.length)
  for (let index = 0; index < ring.hours.length; index += 1) {
    writer.signedVarint(ring.hours[index]!)
    for (let field = 0; field < HOUR_FIELDS; field += 1) {
      writer.signedVarint(ring.sums[index * HOUR_FIELDS + field]!)
    }
  }
  writer.varint(ring.cells.size)
  for (const [cell, packed] of inOrder(ring.cells)) writer.signedVarint(cell).raw(packed)
}

function readRing(reader: ByteReader, scores: Int32Array): EvidenceRing {
  const ring = new EvidenceRing(scores)
  for (let left = reader.varint(); left > 0; left -= 1) {
    readBins(reader, ring.denseHour(reader.signedVarint()), 1)
  }
  for (let left = reader.varint(); left > 0; left -= 1) {
    ring.hours.push(reader.signedVarint())
    for (let field = 0; field < HOUR_FIELDS; field += 1) ring.sums.push(reader.signedVarint())
  }
  if (!increases(ring.hours)) throw reader.fail('the hours are out of order')
  for (let left = reader.varint(); left > 0; left -= 1) {
    const cell = reader.signedVarint()
    const bins = new Float64Array(scores.length / SCORE_ORDERS)
    readBins(reader, bins, 1)
    ring.cells.set(cell, packBins(bins))
  }
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
      const bins = sources.get(source)!
      writer.string(source).varint(bins.size)
      for (const [bin, count] of inOrder(bins)) writer.varint(bin).varint(count)
    }
  }
}

function readSources(reader: ByteReader): OpenSources {
  const open: OpenSources = new Map()
  for (let hours = reader.varint(); hours > 0; hours -= 1) {
    const hour = reader.signedVarint()
    const sources = new Map<string, Map<number, number>>()
    for (let named = reader.varint(); named > 0; named -= 1) {
      const source = reader.string()
      const bins = new Map<number, number>()
      for (let left = reader.varint(); left > 0; left -= 1) bins.set(reader.varint(), reader.varint())
      sources.set(source, bins)
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
