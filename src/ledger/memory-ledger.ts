import { ByteWriter, encodeUtf8, type JsonValue, KeelsonError, parseJson } from '../core/index.js'
import { type BinaryForm, leafHash, MerkleTree, packBinaryForm } from '../hash/index.js'
import { formatHash } from './hash-text.js'
import { assertStateQuery, readQuery } from './read-query.js'
import { leafText, readRecordedEntry, recordEntry } from './record-entry.js'
import type { Ledger, LedgerEntry, LedgerLimits, LedgerQuery, Receipt, RecordedEntry } from './types.js'

/** The binary form of docs/ledger.md. */
export const LEDGER_FORM: BinaryForm = { magic: 'KLGR', version: 1, code: 'ledger/invalid-bytes' }

/** What queries narrow by, kept apart so that only entries that match are parsed. */
interface Row {
  readonly at: number
  readonly actor: string
  readonly kind: string
  readonly resource: string
  /** The leaf: text cannot be changed under us, and parsing it gives every reader a copy of its own. */
  readonly text: string
}

/** Indexes, ascending, of the entries about one resource. */
interface ResourceIndexes {
  readonly all: number[]
  /** Those with a `before` or an `after`. */
  readonly states: number[]
}

/** The ledger behind `createLedger` and `openLedger`. An append costs one canonical text and O(log n) hashes. */
export class MemoryLedger implements Ledger {
  readonly #limits: LedgerLimits
  readonly #tree: MerkleTree = new MerkleTree()
  readonly #rows: Row[] = []
  readonly #byResource: Map<string, ResourceIndexes> = new Map()

  constructor(limits: LedgerLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#rows.length
  }

  append(entry: LedgerEntry): Receipt {
    const recorded = recordEntry(entry, this.size)
    const leaf = this.#commit(recorded, leafText(recorded))
    return { index: recorded.index, leafHash: formatHash(leaf), root: this.root(), size: this.size }
  }

  /**
   * Takes back a leaf that `toBytes` wrote.
   *
   * @throws KeelsonError for anything else; the caller says which bytes were at fault
   */
  restore(text: string): void {
    const recorded = readRecordedEntry(parseJson(text))
    if (recorded.index !== this.size || leafText(recorded) !== text) {
      throw new KeelsonError('ledger/invalid-entry', `not the canonical text of entry ${this.size}`)
    }
    this.#commit(recorded, text)
  }

  root(size: number = this.size): string {
    this.#assertSize(size)
    return formatHash(this.#tree.root(size))
  }

  entry(index: number): RecordedEntry {
    this.#assertIndex(index, this.size)
    return this.#read(index)
  }

  prove(index: number, size: number = this.size): readonly string[] {
    this.#assertSize(size)
    this.#assertIndex(index, size)
    return this.#tree.inclusionProof(index, size).map(formatHash)
  }

  proveConsistency(fromSize: number, toSize: number = this.size): readonly string[] {
    this.#assertSize(toSize)
    this.#assertSize(fromSize)
    if (fromSize > toSize) throw outOfRange(`a ledger of ${toSize} entries does not begin with ${fromSize}`)
    return this.#tree.consistencyProof(fromSize, toSize).map(formatHash)
  }

  query(query: LedgerQuery = {}): readonly RecordedEntry[] {
    const { actor, kind, resource, from, to, fromIndex = 0, limit = this.size } = readQuery(query)
    const indexes = resource === undefined ? undefined : (this.#byResource.get(resource)?.all ?? [])
    const indexAt = (place: number): number => (indexes === undefined ? place : indexes[place]!)
    const places = indexes?.length ?? this.size
    // Times never go backwards, so what is too early or too late lies at the two ends.
    const isEarly = (place: number): boolean =>
      indexAt(place) < fromIndex || (from !== undefined && this.#rows[indexAt(place)]!.at < from)
    const found: RecordedEntry[] = []
    for (let place = firstWhereNot(places, isEarly); place < places && found.length < limit; place += 1) {
      const index = indexAt(place)
      const row = this.#rows[index]!
      if (to !== undefined && row.at >= to) break
      if ((actor === undefined || row.actor === actor) && (kind === undefined || row.kind === kind)) {
        found.push(this.#read(index))
      }
    }
    return found
  }

  stateAt(resource: string, at: number): JsonValue | undefined {
    assertStateQuery(resource, at)
    const states = this.#byResource.get(resource)?.states ?? []
    const later = firstWhereNot(states.length, (place) => this.#rows[states[place]!]!.at <= at)
    if (later === 0) return undefined
    const entry = this.#read(states[later - 1]!)
    return Object.hasOwn(entry, 'after') ? entry.after : entry.before
  }

  toBytes(): Uint8Array {
    const writer = new ByteWriter().varint(this.size)
    for (const row of this.#rows) writer.string(row.text)
    return packBinaryForm(LEDGER_FORM, writer.finish())
  }

  #commit(recorded: RecordedEntry, text: string): Uint8Array {
    const { index, at, actor, kind, resource } = recorded
    const last = this.#rows[index - 1]
    if (last !== undefined && at < last.at) {
      throw new KeelsonError(
        'ledger/time-backwards',
        `the entry is at ${at}, but the last one is at ${last.at}`,
        {
          path: '/at',
          help: 'append in the order of time; record what arrives late at the time of its arrival',
        },
      )
    }
    if (index >= this.#limits.maxEntries) throw overLimit(`the ledger holds ${index} entries already`)
    const bytes = encodeUtf8(text)
    if (bytes.length > this.#limits.maxEntryBytes) throw overLimit(`the entry has ${bytes.length} bytes`)
    // INVARIANT: from here on nothing is refused; an entry is in the tree and in every index, or in none.
    const leaf = leafHash(bytes)
    this.#tree.appendLeafHash(leaf)
    this.#rows.push({ at, actor, kind, resource, text })
    const indexes = this.#indexesOf(resource)
    indexes.all.push(index)
    if (Object.hasOwn(recorded, 'before') || Object.hasOwn(recorded, 'after')) indexes.states.push(index)
    return leaf
  }

  #indexesOf(resource: string): ResourceIndexes {
    const known = this.#byResource.get(resource)
    if (known !== undefined) return known
    const created: ResourceIndexes = { all: [], states: [] }
    this.#byResource.set(resource, created)
    return created
  }

  #read(index: number): RecordedEntry {
    return JSON.parse(this.#rows[index]!.text) as RecordedEntry
  }

  #assertIndex(index: number, size: number): void {
    if (Number.isSafeInteger(index) && index >= 0 && index < size) return
    throw outOfRange(`there is no entry ${index} among ${size}`)
  }

  #assertSize(size: number): void {
    if (Number.isSafeInteger(size) && size >= 0 && size <= this.size) return
    throw outOfRange(`the ledger has ${this.size} entries and never had ${size}`)
  }
}

/** The first place from 0 to `count` where `holds` no longer does; it must hold for a prefix. O(log count). */
function firstWhereNot(count: number, holds: (place: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

function outOfRange(message: string): KeelsonError {
  return new KeelsonError('ledger/out-of-range', message, {
    help: 'indexes run from 0 to size - 1, sizes from 0 to size',
  })
}

function overLimit(message: string): KeelsonError {
  return new KeelsonError('ledger/size-limit', message, {
    help: 'record a seal of what is large, start another ledger, or raise options.limits',
  })
}
