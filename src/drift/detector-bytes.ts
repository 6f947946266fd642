import type { ByteReader, ByteWriter } from '../core/index.js'
import type { CellHistory } from './cell-history.js'
import type { DetectorState } from './detector-state.js'
import { EPISODE_VERDICTS, type Episode } from './episode.js'
import type { StoredEpisode } from './episode-library.js'
import { readWithin } from './feature-norm-bytes.js'
import type { StreamNorm } from './stream-norm.js'

/** Appends the state of a detector. */
export function writeDetector(writer: ByteWriter, state: DetectorState): void {
  writer.signedVarint(state.hour).signedVarint(state.watchedSince)
  writer.varint(state.blocks).varint(state.alarms).signedVarint(state.evidence)
  for (let index = 0; index < state.levels.length; index += 1) {
    writer.signedVarint(state.levels[index]!)
    writer.signedVarint(state.onsetMeans[index]!).varint(state.onsetVariances[index]!)
  }
  writeHistory(writer, state.history)
  if (state.episode === null) writer.u8(0)
  else writeEpisode(writer.u8(1), state.episode)
  writer.varint(state.pastEpisodes.length)
  for (const stored of state.pastEpisodes) writeStored(writer, stored)
}

/** Reads what {@link writeDetector} wrote; throws the reader's error for anything else. */
export function readDetector(reader: ByteReader, norm: StreamNorm): DetectorState {
  const hour = reader.signedVarint()
  const watchedSince = reader.signedVarint()
  const blocks = reader.varint()
  const alarms = reader.varint()
  const evidence = reader.signedVarint()
  const levels = new Int32Array(norm.components.length)
  const onsetMeans = new Float64Array(norm.components.length)
  const onsetVariances = new Float64Array(norm.components.length)
  for (let index = 0; index < norm.components.length; index += 1) {
    levels[index] = reader.signedVarint()
    onsetMeans[index] = reader.signedVarint()
    onsetVariances[index] = reader.varint()
  }
  const history = readHistory(reader, norm.directions.length)
  const episode = readFlag(reader) ? readEpisode(reader, norm.directions.length) : null
  const pastEpisodes: StoredEpisode[] = []
  for (let left = reader.varint(); left > 0; left -= 1) {
    pastEpisodes.push(readStored(reader, norm.directions.length))
  }
  return {
    hour,
    levels,
    onsetMeans,
    onsetVariances,
    evidence,
    blocks,
    history,
    watchedSince,
    alarms,
    episode,
    pastEpisodes,
  }
}

function writeStored(writer: ByteWriter, stored: StoredEpisode): void {
  writer.u8(stored.direction).u8(stored.sign === 1 ? 1 : 0)
  writer.signedVarint(stored.from).signedVarint(stored.to).varint(stored.count)
  for (const effect of stored.effects) writer.signedVarint(effect)
  for (const variance of stored.variances) writer.varint(variance)
}

function readStored(reader: ByteReader, directions: number): StoredEpisode {
  const direction = readWithin(reader, reader.u8(), 0, directions - 1)
  const sign = readFlag(reader) ? 1 : -1
  const from = reader.signedVarint()
  const to = reader.signedVarint()
  if (to <= from) throw reader.fail('an episode ends before it begins')
  const count = reader.varint()
  const effects = Array.from({ length: directions }, () => reader.signedVarint())
  const variances = Array.from({ length: directions }, () => reader.varint())
  return { direction, sign, from, to, count, effects, variances }
}

/** A byte that is 0 or 1. */
export function readFlag(reader: ByteReader): boolean {
  return readWithin(reader, reader.u8(), 0, 1) === 1
}

function writeHistory(writer: ByteWriter, history: CellHistory): void {
  const fields = history.cells.length === 0 ? 0 : history.sums.length / history.cells.length
  writer.varint(history.cells.length)
  for (let index = 0; index < history.cells.length; index += 1) {
    writer.signedVarint(history.cells[index]!)
    for (let field = 0; field < fields; field += 1) {
      writer.signedVarint(history.sums[index * fields + field]!)
    }
  }
}

function readHistory(reader: ByteReader, directions: number): CellHistory {
  const history: CellHistory = { cells: [], sums: [] }
  for (let left = reader.varint(); left > 0; left -= 1) {
    history.cells.push(reader.signedVarint())
    const count = reader.signedVarint()
    if (count < 1) throw reader.fail('a cell is empty')
    history.sums.push(count)
    for (let field = 1; field <= directions; field += 1) history.sums.push(reader.signedVarint())
  }
  const isOrdered = history.cells.every((cell, index) => index === 0 || cell > history.cells[index - 1]!)
  if (!isOrdered) throw reader.fail('the cells are out of order')
  return history
}

function writeEpisode(writer: ByteWriter, episode: Episode): void {
  writer.u8(episode.direction).u8(episode.sign === 1 ? 1 : 0)
  writer.signedVarint(episode.openedAt).varint(episode.alarmedAt - episode.openedAt)
  writer.varint(episode.escalations).signedVarint(episode.alarmEffect)
  writer.signedVarint(episode.onsetFrom).signedVarint(episode.onsetTo)
  writer.varint(episode.size).signedVarint(episode.effect)
  writer.u8(EPISODE_VERDICTS.indexOf(episode.verdict)).u8(episode.looks).signedVarint(episode.settledAt)
  writer.varint(episode.returning).signedVarint(episode.returningSince)
  if (episode.closedAt === null) writer.u8(0)
  else writer.u8(1).signedVarint(episode.closedAt)
  if (episode.reference === null) writer.u8(0)
  else writer.u8(1).string(episode.reference)
  writer.varint(episode.excess)
  if (episode.recurs === null) writer.u8(0)
  else {
    const { from, to, count } = episode.recurs
    writer.u8(1).signedVarint(from).signedVarint(to).varint(count)
  }
}

function readEpisode(reader: ByteReader, directions: number): Episode {
  const direction = readWithin(reader, reader.u8(), 0, directions - 1)
  const sign = readFlag(reader) ? 1 : -1
  const openedAt = reader.signedVarint()
  const alarmedAt = openedAt + reader.varint()
  const escalations = reader.varint()
  const alarmEffect = reader.signedVarint()
  const onsetFrom = reader.signedVarint()
  const onsetTo = reader.signedVarint()
  const size = reader.varint()
  const effect = reader.signedVarint()
  const verdict = EPISODE_VERDICTS[reader.u8()]
  if (verdict === undefined) throw reader.fail('a verdict is unknown')
  const looks = reader.u8()
  const settledAt = reader.signedVarint()
  const returning = reader.varint()
  const returningSince = reader.signedVarint()
  const closedAt = readFlag(reader) ? reader.signedVarint() : null
  const reference = readFlag(reader) ? reader.string() : null
  const excess = reader.varint()
  const recurs = readFlag(reader)
    ? { from: reader.signedVarint(), to: reader.signedVarint(), count: reader.varint() }
    : null
  return {
    direction,
    sign,
    openedAt,
    alarmedAt,
    escalations,
    alarmEffect,
    onsetFrom,
    onsetTo,
    size,
    effect,
    verdict,
    looks,
    settledAt,
    returning,
    returningSince,
    closedAt,
    reference,
    excess,
    recurs,
  }
}
