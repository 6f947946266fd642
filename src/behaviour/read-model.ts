import { ByteReader, compareCodePoints } from '../core/index.js'
import { unpackBinaryForm } from '../hash/index.js'
import { type ActorState, type Approval, hashActor } from './actor-state.js'
import {
  byKind,
  byRanked,
  type Calibration,
  type DayOfPValues,
  KINDS,
  RANKED,
  scaleOf,
} from './calibration.js'
import { fieldCount, fieldNames } from './fields.js'
import { MODEL_FORM, NUMBERED_LIMITS } from './model-form.js'
import type { ModelState } from './model-state.js'
import { type ActorDay, MOST_EXCEEDANCES, OpenDay } from './open-day.js'
import { type CompleteOptions, readOptions } from './options.js'
import type { PeerGroup, Population } from './population.js'
import { TableReader } from './read-tables.js'
import { BINS, type BinScale, type DayOfScores, RING_DAYS, ScoreRing } from './score-ring.js'
import type { BehaviourLimits } from './types.js'

/**
 * Reads what `writeModel` wrote.
 *
 * @throws KeelsonError `behaviour/invalid-bytes`
 */
export function readModel(bytes: Uint8Array): ModelState {
  const reader = new ByteReader(unpackBinaryForm(MODEL_FORM, bytes), MODEL_FORM.code)
  const state = new ModelReader(reader).read()
  reader.end()
  return state
}

const MOST_DAYS = 0xffff
const INT32 = 0x7fffffff

class ModelReader {
  readonly #reader: ByteReader
  readonly #options: CompleteOptions
  readonly #fields: number

  constructor(reader: ByteReader) {
    this.#reader = reader
    this.#options = this.#readOptions()
    this.#fields = fieldCount(this.#options.limits.attributeFields)
  }

  read(): ModelState {
    const reader = this.#reader
    const latest = reader.varint()
    const tables = new TableReader(reader, this.#fields)
    const population = this.#readPopulation(tables)
    const actors = this.#readSorted((id) => this.#readActor(id, tables))
    const open = this.#readFlag() ? this.#readOpenDay(tables) : undefined
    return { options: this.#options, lexicon: tables.lexicon, actors, population, open, latest }
  }

  #readOptions(): CompleteOptions {
    const warmupMs = this.#reader.varint()
    const limits: Partial<Record<keyof BehaviourLimits, number>> = {}
    for (const name of NUMBERED_LIMITS) limits[name] = this.#reader.varint()
    try {
      return readOptions({ warmupMs, limits })
    } catch {
      throw this.#reader.fail('the options are out of bounds')
    }
  }

  #readPopulation(tables: TableReader): Population {
    const reader = this.#reader
    const firstDay = this.#readBelow(MOST_DAYS + 1) - 1
    const frozen = this.#readFlag()
    const slots = new Map<string, number>()
    const admitted = this.#readBelow(this.#options.limits.attributeFields + 1)
    for (let slot = 0; slot < admitted; slot += 1) slots.set(reader.string(), slot)
    if (slots.size < admitted) throw reader.fail('two attribute fields have one name')
    return {
      firstDay,
      frozen,
      slots,
      fieldNames: fieldNames(slots),
      all: tables.readTable(true),
      groups: this.#readSorted(() => this.#readGroup(tables)),
      calibration: this.#readCalibration(),
    }
  }

  #readGroup(tables: TableReader): PeerGroup {
    return {
      firstDay: this.#readBelow(MOST_DAYS),
      lastDay: this.#readBelow(MOST_DAYS),
      frozen: this.#readFlag(),
      expectation: this.#readInt32s(),
      movement: this.#readInt32s(),
      counts: tables.readTable(true),
    }
  }

  #readCalibration(): Calibration {
    const rings = byKind(() => byRanked((ranked) => new ScoreRing(scaleOf(ranked))))
    const pooled = byRanked((ranked) => new ScoreRing(scaleOf(ranked)))
    for (const ranked of RANKED) {
      for (const kind of KINDS) rings[kind][ranked] = this.#readRing(scaleOf(ranked))
      pooled[ranked] = this.#readRing(scaleOf(ranked))
    }
    const checks = byKind((): DayOfPValues[] => [])
    for (const kind of KINDS) {
      const days = this.#readBelow(RING_DAYS + 1)
      for (let day = 0; day < days; day += 1) {
        checks[kind].push({ events: this.#reader.varint(), low: this.#reader.varint() })
      }
    }
    return { rings, pooled, checks }
  }

  #readRing(scale: BinScale): ScoreRing {
    const days: DayOfScores[] = []
    const count = this.#readBelow(RING_DAYS + 1)
    for (let day = 0; day < count; day += 1) {
      const scores = [...this.#readScores()]
      days.push({ bins: scores.map(([bin]) => bin), weights: scores.map(([, weight]) => weight) })
    }
    return new ScoreRing(scale, days)
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

  #readActor(id: string, tables: TableReader): ActorState {
    const reader = this.#reader
    return {
      hash: hashActor(id),
      firstAt: reader.varint(),
      lastDay: this.#readBelow(MOST_DAYS),
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
      counts: tables.readTable(false),
    }
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

  #readOpenDay(tables: TableReader): OpenDay {
    const open = new OpenDay(this.#readBelow(MOST_DAYS))
    for (const [group, counts] of this.#readSorted(() => tables.readOpenCounts()))
      open.counts.set(group, counts)
    for (const [id, actor] of this.#readSorted(() => this.#readActorDay())) open.actors.set(id, actor)
    for (const kind of KINDS) {
      for (const ranked of RANKED) {
        for (const [bin, weight] of this.#readScores()) open.scores[kind][ranked].set(bin, weight)
      }
      open.checks[kind].events = this.#reader.varint()
      open.checks[kind].low = this.#reader.varint()
    }
    for (const [name, actors] of this.#readSorted(() => tables.readHashes()))
      open.candidates.set(name, actors)
    return open
  }

  #readActorDay(): ActorDay {
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
    }
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
