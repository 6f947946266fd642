import type { ByteReader, ByteWriter } from '../core/index.js'
import type { CellHistory } from './cell-history.js'
import type { DetectorState } from './detector-state.js'
import { EPISODE_VERDICTS, type Episode } from './episode.js'
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
  }
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
  writer.signedVarint(episode.alarmedAt)
  writer.signedVarint(episode.onsetFrom).signedVarint(episode.onsetTo)
  writer.varint(episode.size).signedVarint(episode.effect)
  writer.u8(EPISODE_VERDICTS.indexOf(episode.verdict)).u8(episode.looks).signedVarint(episode.settledAt)
  writer.varint(episode.returning).signedVarint(episode.returningSince)
  if (episode.closedAt === null) writer.u8(0)
  else writer.u8(1).signedVarint(episode.closedAt)
  if (episode.reference === null) writer.u8(0)
  else writer.u8(1).string(episode.reference)
  writer.varint(episode.excess)
}

function readEpisode(reader: ByteReader, directions: number): Episode {
  const direction = readWithin(reader, reader.u8(), 0, directions - 1)
  const sign = readFlag(reader) ? 1 : -1
  const alarmedAt = reader.signedVarint()
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
  return {
    direction,
    sign,
    alarmedAt,
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
  }
}
