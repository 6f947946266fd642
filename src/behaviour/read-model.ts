import { ByteReader, compareCodePoints } from '../core/index.js'
import { unpackBinaryForm } from '../hash/index.js'
import type { ActorState, Approval } from './actor-state.js'
import {
  ALERT_SCALE,
  byKind,
  byRanked,
  type Calibration,
  type DayOfPValues,
  KINDS,
  RANKED,
  scaleOf,
  sinceOf,
} from './calibration.js'
import { METER_WORDS } from './drift-meter.js'
import { EDGE_KINDS } from './edges.js'
import { fieldCount, fieldNames } from './fields.js'
import { hashText } from './hash-text.js'
import { Lexicon } from './lexicon.js'
import { DAY_FORM, MODEL_FORM, NUMBERED_LIMITS } from './model-form.js'
import type { ModelState } from './model-state.js'
import { type ActorDay, MOST_EXCEEDANCES, OpenDay } from './open-day.js'
import { type CompleteOptions, readOptions } from './options.js'
import type { PeerGroup, Population } from './population.js'
import { TableReader } from './read-tables.js'
import { byDayActorId, MOST_REMEMBERED_A_DAY, type RememberedEvent, VERDICTS } from './remembered-event.js'
import { packNote } from './row-note.js'
import { BINS, type BinScale, type DayOfScores, RING_DAYS, ScoreRing } from './score-ring.js'
import type { BehaviourLimits } from './types.js'

/**
 * Reads what `writeModel` wrote.
 *
 * @param lexicon gets the texts
 * @throws KeelsonError `behaviour/invalid-bytes`
 */
export function readModel(bytes: Uint8Array, lexicon: Lexicon = new Lexicon()): ModelState {
  const reader = new ByteReader(unpackBinaryForm(MODEL_FORM, bytes), MODEL_FORM.code)
  const options = readWrittenOptions(reader)
  const state = new ModelReader(reader, options, lexicon).read()
  reader.end()
  return state
}

/** What a shard has learnt in a day, and the digest of what it has in common with the others. */
export interface ShardDay {
  readonly common: Uint8Array
  readonly open: OpenDay
}

/** Bytes of the digest of what shards have in common. */
export const COMMON_BYTES = 16

/**
 * Reads the day of a shard.
 *
 * @param lexicon gets the texts
 * @throws KeelsonError `behaviour/invalid-bytes`
 */
export function readShardDay(bytes: Uint8Array, options: CompleteOptions, lexicon: Lexicon): ShardDay {
  const reader = new ByteReader(unpackBinaryForm(DAY_FORM, bytes), DAY_FORM.code)
  const common = reader.raw(COMMON_BYTES)
  const open = new ModelReader(reader, options, lexicon).readDay()
  reader.end()
  return { common, open }
}

const MOST_DAYS = 0xffff
const INT32 = 0x7fffffff
const UINT16 = 0xffff

function readWrittenOptions(reader: ByteReader): CompleteOptions {
  const warmupMs = reader.varint()
  const peers = reader.u8() === 1 ? 'learnt' : 'declared'
  const limits: Partial<Record<keyof BehaviourLimits, number>> = {}
  for (const name of NUMBERED_LIMITS) limits[name] = reader.varint()
  try {
    return readOptions({ warmupMs, peers, limits })
  } catch {
    throw reader.fail('the options are out of bounds')
  }
}

class ModelReader {
  readonly #reader: ByteReader
  readonly #options: CompleteOptions
  readonly #fields: number
  readonly #lexicon: Lexicon

  constructor(reader: ByteReader, options: CompleteOptions, lexicon: Lexicon) {
    this.#reader = reader
    this.#options = options
    this.#fields = fieldCount(options.limits.attributeFields)
    this.#lexicon = lexicon
  }

  read(): ModelState {
    const reader = this.#reader
    const latest = reader.varint()
    const openDay = this.#readBelow(MOST_DAYS + 1) - 1
    const tables = new TableReader(reader, this.#fields, this.#lexicon)
    const population = this.#readPopulation(tables)
    const remembered = this.#readList(() => this.#readRemembered(reader.string()))
    remembered.forEach((event, at) => {
      if (at > 0 && byDayActorId(remembered[at - 1]!, event) >= 0)
        throw reader.fail('events are not in order')
    })
    const actors = this.#readSorted((id) => this.#readActor(id, tables, openDay))
    const open = openDay < 0 ? undefined : this.#readOpenDay(tables, openDay)
    return { options: this.#options, lexicon: this.#lexicon, actors, population, remembered, open, latest }
  }

  readDay(): OpenDay {
    const day = this.#readBelow(MOST_DAYS)
    return this.#readOpenDay(new TableReader(this.#reader, this.#fields, this.#lexicon), day)
  }

  #readPopulation(tables: TableReader): Population {
    const reader = this.#reader
    const firstDay = this.#readBelow(MOST_DAYS + 1) - 1
    const frozen = this.#readFlag()
    const frozenFrom = this.#readBelow(MOST_DAYS + 1) - 1
    const slots = new Map<string, number>()
    const admitted = this.#readBelow(this.#options.limits.attributeFields + 1)
    for (let slot = 0; slot < admitted; slot += 1) slots.set(reader.string(), slot)
    if (slots.size < admitted) throw reader.fail('two attribute fields have one name')
    return {
      firstDay,
      frozen,
      frozenFrom,
      slots,
      fieldNames: fieldNames(slots),
      all: tables.readPopulation(),
      groups: this.#readSorted(() => this.#readGroup(tables)),
      calibration: this.#readCalibration(frozenFrom),
    }
  }

  #readGroup(tables: TableReader): PeerGroup {
    return {
      firstDay: this.#readBelow(MOST_DAYS),
      lastDay: this.#readBelow(MOST_DAYS),
      frozen: this.#readFlag(),
      expectation: this.#readInt32s(),
      movement: this.#readInt32s(),
      counts: tables.readPopulation(),
    }
  }

  #readCalibration(frozenFrom: number): Calibration {
    const rings = byKind(() => byRanked((ranked) => new ScoreRing(scaleOf(ranked))))
    const pooled = byRanked((ranked) => new ScoreRing(scaleOf(ranked)))
    for (const ranked of RANKED) {
      const since = sinceOf(ranked, frozenFrom)
      for (const kind of KINDS) rings[kind][ranked] = this.#readRing(scaleOf(ranked), since)
      pooled[ranked] = this.#readRing(scaleOf(ranked), since)
    }
    const checks = byKind((): DayOfPValues[] => [])
    for (const kind of KINDS) {
      const days = this.#readBelow(RING_DAYS + 1)
      for (let day = 0; day < days; day += 1) {
        checks[kind].push({ events: this.#reader.varint(), low: this.#reader.varint() })
      }
    }
    return { rings, pooled, checks, alerts: this.#readRing(ALERT_SCALE) }
  }

  #readRing(scale: BinScale, since = -1): ScoreRing {
    const days: DayOfScores[] = []
    const count = this.#readBelow(scale.days + 1)
    for (let day = 0; day < count; day += 1) {
      const utcDay = this.#readBelow(MOST_DAYS)
      if (day > 0 && utcDay <= days[day - 1]!.day) throw this.#reader.fail('days are not in order')
      const scores = [...this.#readScores()]
      days.push({
        day: utcDay,
        bins: scores.map(([bin]) => bin),
        weights: scores.map(([, weight]) => weight),
      })
    }
    return new ScoreRing(scale, days, since)
  }

  #readScores(): Map<number, number> {
    const scores = new Map<number, number>()
    const count = this.#readBelow(BINS + 1)
    let last = -1
    for (let position = 0; position < count; position += 1) {
      const bin = this.#readBelow(BINS)
      if (bin <= last) throw this.#reader.fail('scores are not in order')
      scores.set(bin, this.#reader.varint())
      last = bin
    }
    return scores
  }

  #readActor(id: string, tables: TableReader, openDay: number): ActorState {
    const reader = this.#reader
    const likeness = this.#options.peers === 'learnt' ? reader.string() : ''
    const firstAt = reader.varint()
    const lastDay = this.#readBelow(MOST_DAYS)
    return {
      hash: hashText(id),
      likeness,
      firstAt,
      lastDay,
      activeDays: this.#readBelow(MOST_DAYS + 1),
      expectation: this.#readInt32s(),
      samples: this.#readBytes(),
      frozen: this.#readFlag(),
      baseline: reader.string(),
      frozenExpectation: this.#readInt32s(),
      frozenMovement: this.#readInt32s(),
      approvals: this.#readList(() => this.#readApproval()),
      previousAction: reader.string(),
      previousSession: reader.string(),
      previousAt: reader.varint(),
      sessionSteps: reader.varint(),
      sessionSum: reader.signedVarint(),
      sessionLargest: reader.signedVarint(),
      surge: { minute: reader.varint(), count: reader.varint(), past: reader.varint() },
      exceedances: byRanked(() => this.#readBelow(MOST_EXCEEDANCES + 1)),
      window: {
        hour: reader.varint() - 1,
        group: reader.string(),
        events: reader.varint(),
        pairs: this.#readSorted(() => reader.varint()),
      },
      meter: Uint16Array.from({ length: METER_WORDS }, () => this.#readBelow(UINT16 + 1)),
      counts: tables.readActor(() => this.#readNote(lastDay, openDay)),
      edges: tables.readRows(EDGE_KINDS, (edges, row) => {
        edges.setCount(row, reader.varint())
        const last = lastDay - this.#readBelow(lastDay + 1)
        edges.setAnchor(row, last - this.#readBelow(last + 1) + 1)
        edges.setNote(row, ((last << 16) | this.#readBelow(UINT16 + 1)) >>> 0)
      }),
    }
  }

  #readNote(lastDay: number, openDay: number): number {
    const coded = this.#readBelow((lastDay + 1) * 4)
    if (coded === 0) return 0
    const support = coded % 4
    if (support === 0) throw this.#reader.fail('a value was counted on no day')
    const day = lastDay - (coded - support) / 4
    return packNote(day, support, day === openDay ? this.#reader.varint() : 0)
  }

  #readApproval(): Approval {
    const reader = this.#reader
    const reference = reader.string()
    const from = reader.varint()
    const until = reader.varint()
    const fields = this.#readBelow(this.#fields + 2)
    if (fields === 0) return { reference, fields: null, from, until }
    const numbers = Array.from({ length: fields - 1 }, () => this.#readBelow(this.#fields))
    return { reference, fields: numbers, from, until }
  }

  #readOpenDay(tables: TableReader, day: number): OpenDay {
    const open = new OpenDay(day)
    for (const [group, counts] of this.#readSorted(() => tables.readOpen())) open.counts.set(group, counts)
    for (const [id, actor] of this.#readSorted((name) => this.#readActorDay(name))) open.actors.set(id, actor)
    for (const kind of KINDS) {
      for (const ranked of RANKED) {
        for (const [bin, weight] of this.#readScores()) open.scores[kind][ranked].set(bin, weight)
      }
      open.checks[kind].events = this.#reader.varint()
      open.checks[kind].low = this.#reader.varint()
    }
    for (const [name, actors] of this.#readSorted(() => tables.readHashes()))
      open.candidates.set(name, actors)
    const corrections = this.#reader.varint()
    for (let count = 0; count < corrections; count += 1) {
      open.corrections.set(this.#reader.varint(), this.#reader.signedVarint())
    }
    return open
  }

  #readRemembered(actor: string): RememberedEvent {
    const reader = this.#reader
    const id = reader.string()
    const day = this.#readBelow(MOST_DAYS)
    const kind = KINDS[this.#readBelow(KINDS.length)]!
    const evidence = reader.varint()
    const weight = reader.varint()
    const session = reader.string()
    const bins = byRanked(() => -1)
    const entered = byRanked(() => false)
    for (const ranked of RANKED) {
      bins[ranked] = this.#readBelow(BINS + 1) - 1
      entered[ranked] = this.#readFlag()
    }
    const verdict = VERDICTS[this.#readBelow(VERDICTS.length)]!
    return { id, actor, day, kind, evidence, weight, session, bins, entered, verdict }
  }

  #readActorDay(id: string): ActorDay {
    const kind = KINDS[this.#readBelow(KINDS.length)]!
    const group = this.#reader.string()
    const added = byRanked(() => 0)
    for (const ranked of RANKED) added[ranked] = this.#reader.varint()
    return {
      kind,
      group,
      added,
      newValues: this.#readBytes(),
      expectation: this.#readInt32s(),
      events: this.#readNumbers(),
      surprisal: this.#readNumbers(),
      movement: this.#readNumbers(),
      sessions: this.#readSorted(() => this.#reader.varint()),
      remembered: this.#readRememberedOf(id),
    }
  }

  #readRememberedOf(actor: string): RememberedEvent[] {
    const events = this.#readList(() => this.#readRemembered(actor))
    if (events.length > MOST_REMEMBERED_A_DAY) throw this.#reader.fail('too many events are remembered')
    return events
  }

  /** Entries under names, which must be in code-point order and each there once. */
  #readSorted<Value>(read: (name: string) => Value): Map<string, Value> {
    const entries = new Map<string, Value>()
    const count = this.#reader.varint()
    let last: string | undefined
    for (let position = 0; position < count; position += 1) {
      const name = this.#reader.string()
      if (last !== undefined && compareCodePoints(last, name) >= 0)
        throw this.#reader.fail('names are not in order')
      entries.set(name, read(name))
      last = name
    }
    return entries
  }

  #readList<Value>(read: () => Value): Value[] {
    const values: Value[] = []
    const count = this.#reader.varint()
    for (let position = 0; position < count; position += 1) values.push(read())
    return values
  }

  #readInt32s(): Int32Array {
    return Int32Array.from({ length: this.#fields }, () => {
      const number = this.#reader.signedVarint()
      if (Math.abs(number) > INT32) throw this.#reader.fail('a number does not fit 32 bits')
      return number
    })
  }

  #readNumbers(): Float64Array {
    return Float64Array.from({ length: this.#fields }, () => this.#reader.signedVarint())
  }

  #readBytes(): Uint8Array {
    return this.#reader.raw(this.#fields).slice()
  }

  #readFlag(): boolean {
    return this.#readBelow(2) === 1
  }

  #readBelow(bound: number): number {
    const number = this.#reader.varint()
    if (number >= bound) throw this.#reader.fail(`${number} is not below ${bound}`)
    return number
  }
}
