/**
 * A tamper-evident record of what happened to which resource, by whom, and what was decided: append-only, over the
 * RFC 6962 tree of the hash room.
 *
 * Guarantees (law 9): each receipt's entry is provable against every later root; any change, drop or reordering
 * against a checkpoint held elsewhere is found; the same entries give the same bytes, whatever the order of their
 * keys; an entry is taken whole and copied, or refused and nothing changes. No clock: times are passed in.
 *
 * Must never import: any room but core and hash, or a module of Node.
 *
 * @module
 */
export { createLedger } from './create-ledger.js'
export { openLedger } from './open-ledger.js'
export { hashEntry } from './record-entry.js'
export type {
  Checkpoint,
  JsonShaped,
  Ledger,
  LedgerEntry,
  LedgerLimits,
  LedgerOptions,
  LedgerQuery,
  OpenLedgerOptions,
  Receipt,
  RecordedEntry,
} from './types.js'
export { verifyConsistency, verifyInclusion } from './verify-proofs.js'
