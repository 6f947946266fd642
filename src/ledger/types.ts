import type { JsonValue } from '../core/index.js'

/**
 * A value of JSON shape. `object` is let in because TypeScript does not assign an interface (`ChangeSet`,
 * `Decision`, …) to an index signature; what JSON cannot hold is refused when it is appended.
 */
export type JsonShaped = JsonValue | object

/** What a caller appends: one fact about one resource. A member that is `undefined` counts as absent. */
export interface LedgerEntry {
  /** When it happened: whole epoch milliseconds, never before the entry that stands last. */
  readonly at: number
  /** Who did it. Not empty. */
  readonly actor: string
  /** What sort of fact this is, such as `change`, `approval`, `assessment`. Not empty; the caller's own words. */
  readonly kind: string
  /** What it is about. Not empty. */
  readonly resource: string
  /** The state found; `null` where the resource did not exist. */
  readonly before?: JsonShaped | undefined
  /** The state left behind; `null` where the resource was removed. Leave it out where nothing was changed. */
  readonly after?: JsonShaped | undefined
  readonly changes?: JsonShaped | undefined
  readonly decision?: JsonShaped | undefined
  readonly drift?: JsonShaped | undefined
  readonly behaviour?: JsonShaped | undefined
  readonly note?: string | undefined
}

/** An entry as it stands in the ledger: what was appended, and its place. Exactly this is hashed. */
export interface RecordedEntry {
  /** Place in the ledger, from 0. */
  readonly index: number
  readonly at: number
  readonly actor: string
  readonly kind: string
  readonly resource: string
  readonly before?: JsonValue
  readonly after?: JsonValue
  readonly changes?: JsonValue
  readonly decision?: JsonValue
  readonly drift?: JsonValue
  readonly behaviour?: JsonValue
  readonly note?: string
}

/**
 * The ledger at one moment. Kept elsewhere (printed, signed, sent to an auditor), it is what any later change, drop
 * or reordering of the entries it covers is found against.
 */
export interface Checkpoint {
  /** Number of entries covered. */
  readonly size: number
  /** `sha256:` and 43 characters of base64url. */
  readonly root: string
}

/** What {@link Ledger.append} hands back; with `size`, its `root` is a checkpoint. */
export interface Receipt extends Checkpoint {
  readonly index: number
  /** `sha256:` and 43 characters of base64url. */
  readonly leafHash: string
}

/** Every member narrows; none gives every entry. */
export interface LedgerQuery {
  readonly actor?: string
  readonly kind?: string
  readonly resource?: string
  /** Epoch milliseconds, inclusive. */
  readonly from?: number
  /** Epoch milliseconds, exclusive. */
  readonly to?: number
  /** Only entries from this index on: the next page starts after the last index of the one before. */
  readonly fromIndex?: number
  /** At most so many entries, the earliest first. */
  readonly limit?: number
}

/** Bounds on what a ledger in memory takes. */
export interface LedgerLimits {
  /** Most entries; 16,777,216 where not said. */
  readonly maxEntries: number
  /** Most bytes of canonical JSON in one entry; 16,777,216 where not said. */
  readonly maxEntryBytes: number
}

export interface LedgerOptions {
  readonly limits?: Partial<LedgerLimits>
}

export interface OpenLedgerOptions extends LedgerOptions {
  /** Held elsewhere than the bytes. Without it, only damage is found, not an attacker. */
  readonly checkpoint?: Checkpoint
}

/** An append-only record over an RFC 6962 tree. All values it takes are copied, all it gives are copies. */
export interface Ledger {
  /** Number of entries. */
  readonly size: number
  /**
   * Appends one entry, or changes nothing.
   *
   * @throws KeelsonError `ledger/invalid-entry`, `ledger/time-backwards`, `ledger/size-limit`; for values that
   * canonical JSON cannot hold `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit`,
   * `hash/lone-surrogate`. `path` points into the entry.
   */
  append(entry: LedgerEntry): Receipt
  /**
   * The root over the first `size` entries; by default over all.
   *
   * @throws KeelsonError `ledger/out-of-range`
   */
  root(size?: number): string
  /**
   * A copy of an entry.
   *
   * @throws KeelsonError `ledger/out-of-range`
   */
  entry(index: number): RecordedEntry
  /**
   * The audit path of an entry in the ledger of `size` entries (now, by default), for `verifyInclusion`.
   *
   * @throws KeelsonError `ledger/out-of-range`
   */
  prove(index: number, size?: number): readonly string[]
  /**
   * The proof that the ledger of `toSize` entries (now, by default) begins with the ledger of `fromSize` entries,
   * for `verifyConsistency`.
   *
   * @throws KeelsonError `ledger/out-of-range`
   */
  proveConsistency(fromSize: number, toSize?: number): readonly string[]
  /**
   * Copies of the entries that match, in the order of the ledger.
   *
   * @throws KeelsonError `ledger/invalid-query`
   */
  query(query?: LedgerQuery): readonly RecordedEntry[]
  /**
   * The state of a resource at a time, from the last entry at or before it that carries one: its `after`, or its
   * `before` where it has no `after`. `null` means removed (or not there yet); `undefined` that the ledger does not
   * know. Among entries of the same time the last one counts.
   *
   * @param at epoch milliseconds
   * @throws KeelsonError `ledger/invalid-query`
   */
  stateAt(resource: string, at: number): JsonValue | undefined
  /** Everything, in the binary form of docs/ledger.md. The same entries give the same bytes. */
  toBytes(): Uint8Array
}
