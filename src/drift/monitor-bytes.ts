import { ByteReader, ByteWriter, KeelsonError } from '../core/index.js'
import { type BinaryForm, packBinaryForm, unpackBinaryForm } from '../hash/index.js'
import { anchorDigest } from './anchor-digest.js'
import { completeOptions, type MonitorConfiguration } from './configuration.js'
import { addDeclaration, type CheckedDeclaration, checkDeclaration } from './declaration.js'
import { readFlag } from './detector-bytes.js'
import { readFeature, writeFeature } from './feature-bytes.js'
import { readWithin } from './feature-norm-bytes.js'
import type { FeatureState, WatchingPhase } from './feature-state.js'
import type { AnchorRecord, MonitorState } from './monitor-state.js'
import { anchorEndOf, readPromotions, writePromotions } from './promotion.js'
import type { DriftFeature, ExpectedEffect } from './types.js'
import { streamNames, streamRule } from './watched-stream.js'

const FORM: BinaryForm = { magic: 'KDRM', version: 1, code: 'drift/invalid-bytes' }

const KINDS = ['numeric', 'count', 'categorical', 'vector'] as const
const DIRECTIONS = ['up', 'down', 'any'] as const

/** The one binary form of a state: `KDRM`, version 1, payload, digest. */
export function encodeMonitor(state: MonitorState): Uint8Array {
  const writer = new ByteWriter()
  writeConfiguration(writer, state.configuration)
  writer.varint(state.declarations.length)
  for (const declaration of state.declarations) writeDeclaration(writer, declaration)
  if (state.resumedAt === null) writer.u8(0)
  else writer.u8(1).signedVarint(state.resumedAt)
  if (state.anchor === null) writer.u8(0)
  else writeAnchor(writer.u8(1), state.anchor)
  for (const feature of state.features) writeFeature(writer, feature)
  return packBinaryForm(FORM, writer.finish())
}

/**
 * Reads what {@link encodeMonitor} wrote.
 *
 * @throws KeelsonError `drift/invalid-bytes`
 */
export function decodeMonitor(bytes: Uint8Array): MonitorState {
  const reader = new ByteReader(unpackBinaryForm(FORM, bytes), FORM.code)
  try {
    const state = readMonitor(reader)
    // Whatever was read must have been written in the one form, or two spellings would stand for one state.
    const again = encodeMonitor(state)
    if (again.length === bytes.length && again.every((byte, index) => byte === bytes[index])) return state
  } catch (error) {
    if (error instanceof KeelsonError && error.code === FORM.code) throw error
    // What the checks of options and declarations refuse is, in bytes, a fault of the bytes.
    throw reader.fail('what they hold is not possible')
  }
  throw reader.fail('they are not in the one form')
}

/** The bytes of what two monitors must have in common to be merged. */
export function configurationBytes(configuration: MonitorConfiguration): Uint8Array {
  const writer = new ByteWriter()
  writeConfiguration(writer, configuration)
  return writer.finish()
}

function readMonitor(reader: ByteReader): MonitorState {
  const configuration = readConfiguration(reader)
  const known = streamNames(configuration)
  let declarations: readonly CheckedDeclaration[] = []
  for (let left = reader.varint(); left > 0; left -= 1) {
    declarations = addDeclaration(declarations, checkDeclaration(readDeclaration(reader), known))
  }
  const resumedAt = readFlag(reader) ? reader.signedVarint() : null
  const anchor = readFlag(reader) ? readAnchor(reader) : null
  const features = configuration.features.map((feature) =>
    readFeature(reader, {
      feature,
      anchorEnd: anchor === null ? null : anchorEndOf(anchor, feature.name),
      declarations,
      ruleOf: (role, norm) => streamRule(configuration, role, norm),
    }),
  )
  reader.end()
  if (anchor !== null && anchor.digest !== digestOf(anchor, configuration, features)) {
    throw reader.fail('the anchor is not the one that its digest names')
  }
  return { configuration, anchor, declarations, resumedAt, features }
}

function digestOf(
  { from, to, reference, promotions }: AnchorRecord,
  { utcOffset }: MonitorConfiguration,
  features: readonly FeatureState[],
): string {
  const frozen = features.map(({ name, phase }) => ({
    name,
    norms: (phase as WatchingPhase).streams.map(({ norm }) => norm),
  }))
  return anchorDigest({ from, to, reference, utcOffset, promotions, features: frozen })
}

function writeConfiguration(writer: ByteWriter, configuration: MonitorConfiguration): void {
  writer.varint(configuration.features.length)
  for (const feature of configuration.features) {
    writer.string(feature.name).u8(KINDS.indexOf(feature.kind))
    if (feature.kind === 'vector') writer.varint(feature.dimensions)
  }
  writer
    .f64(configuration.falseAlarmsPerYear)
    .varint(configuration.latenessMs)
    .varint(configuration.longestSilenceMs)
    .varint(configuration.sourceLimitAnHour)
  if (configuration.strictTolerance === null) writer.u8(0)
  else writer.u8(1).f64(configuration.strictTolerance)
  writer.varint(configuration.utcOffset.length)
  for (const { from, minutes } of configuration.utcOffset) writer.signedVarint(from).signedVarint(minutes)
}

function readConfiguration(reader: ByteReader): MonitorConfiguration {
  const features = readList(reader, (): DriftFeature => {
    const name = reader.string()
    const kind = KINDS[readWithin(reader, reader.u8(), 0, KINDS.length - 1)]!
    return kind === 'vector' ? { name, kind, dimensions: reader.varint() } : { name, kind }
  })
  const falseAlarmsPerYear = reader.f64()
  const latenessMs = reader.varint()
  const longestSilenceMs = reader.varint()
  const sourceLimitAnHour = reader.varint()
  const strict = readFlag(reader) ? { mode: 'strict' as const, strictTolerance: reader.f64() } : {}
  const utcOffset = readList(reader, () => ({ from: reader.signedVarint(), minutes: reader.signedVarint() }))
  return completeOptions({
    features,
    falseAlarmsPerYear,
    latenessMs,
    longestSilenceMs,
    sourceLimitAnHour,
    utcOffset,
    ...strict,
  })
}

function writeAnchor(writer: ByteWriter, anchor: AnchorRecord): void {
  writer.signedVarint(anchor.from).signedVarint(anchor.to).string(anchor.reference).string(anchor.digest)
  writePromotions(writer, anchor.promotions)
}

function readAnchor(reader: ByteReader): AnchorRecord {
  return {
    from: reader.signedVarint(),
    to: reader.signedVarint(),
    reference: reader.string(),
    digest: reader.string(),
    promotions: readPromotions(reader),
  }
}

function writeDeclaration(writer: ByteWriter, declaration: CheckedDeclaration): void {
  writer.string(declaration.reference).signedVarint(declaration.from).signedVarint(declaration.to)
  writer.varint(declaration.features.length)
  for (const feature of declaration.features) {
    writer.string(feature)
    const expected = declaration.expect[feature]
    if (expected === undefined) writer.u8(0)
    else writer.u8(1 + DIRECTIONS.indexOf(expected.direction)).f64(expected.maxEffect)
  }
}

function readDeclaration(reader: ByteReader): CheckedDeclaration {
  const reference = reader.string()
  const from = reader.signedVarint()
  const to = reader.signedVarint()
  const expect: Record<string, ExpectedEffect> = Object.create(null)
  const features = readList(reader, () => {
    const feature = reader.string()
    const direction = readWithin(reader, reader.u8(), 0, DIRECTIONS.length)
    if (direction > 0) expect[feature] = { direction: DIRECTIONS[direction - 1]!, maxEffect: reader.f64() }
    return feature
  })
  return { reference, features, from, to, expect }
}

function readList<Item>(reader: ByteReader, read: () => Item): Item[] {
  const items: Item[] = []
  for (let left = reader.varint(); left > 0; left -= 1) items.push(read())
  return items
}
