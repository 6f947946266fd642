import { ByteReader, isKeelsonError, KeelsonError } from '../core/index.js'
import { unpackBinaryForm } from '../hash/index.js'
import { parseHash } from './hash-text.js'
import { assertOptions, readLimits } from './limits.js'
import { LEDGER_FORM, MemoryLedger } from './memory-ledger.js'
import type { Checkpoint, Ledger, OpenLedgerOptions } from './types.js'

/**
 * Opens what `ledger.toBytes()` gave. Every entry is checked as if it were appended, must be spelt canonically and
 * stand in its place; the tree is built anew from them, nothing that the bytes say of themselves is believed.
 *
 * The bytes alone show damage, not an attacker, who can write a whole new ledger. A `checkpoint` held elsewhere does:
 * the first `checkpoint.size` entries must have its root, so any change, drop or reordering among them is found.
 *
 * @throws KeelsonError `ledger/invalid-bytes`, `ledger/size-limit`, `ledger/invalid-options`,
 * `ledger/invalid-checkpoint`, `ledger/checkpoint-mismatch`
 *
 * @example
 * ```ts
 * import { createLedger, openLedger } from 'keelson/ledger'
 * const ledger = createLedger()
 * const checkpoint = ledger.append({ at: 0, actor: 'ci', kind: 'change', resource: 'pod/a' })
 * ledger.append({ at: 5, actor: 'ci', kind: 'change', resource: 'pod/b' })
 * openLedger(ledger.toBytes(), { checkpoint }).size // => 2
 * ```
 */
export function openLedger(bytes: Uint8Array, options: OpenLedgerOptions = {}): Ledger {
  assertOptions(options, ['limits', 'checkpoint'])
  const limits = readLimits(options.limits)
  const checkpoint = options.checkpoint === undefined ? undefined : readCheckpoint(options.checkpoint)
  const reader = new ByteReader(unpackBinaryForm(LEDGER_FORM, bytes), LEDGER_FORM.code)
  const ledger = new MemoryLedger(limits)
  for (let left = reader.varint(); left > 0; left -= 1) restoreEntry(ledger, reader.string())
  reader.end()
  if (checkpoint !== undefined) assertCheckpoint(ledger, checkpoint)
  return ledger
}

function restoreEntry(ledger: MemoryLedger, text: string): void {
  try {
    ledger.restore(text)
  } catch (error) {
    if (!isKeelsonError(error) || error.code === 'ledger/size-limit') throw error
    throw new KeelsonError('ledger/invalid-bytes', `entry ${ledger.size}: ${error.message}`, {
      path: `/${ledger.size}${error.path ?? ''}`,
      help: 'the bytes were not written by toBytes(); load an untouched copy',
      cause: error,
    })
  }
}

function readCheckpoint(checkpoint: unknown): Checkpoint {
  if (typeof checkpoint !== 'object' || checkpoint === null) {
    throw invalidCheckpoint('a checkpoint is an object', '/checkpoint')
  }
  // Receipts are checkpoints too, so members beyond these two are let in.
  const { size, root } = checkpoint as { readonly size?: unknown; readonly root?: unknown }
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw invalidCheckpoint('its size is not a whole number from 0', '/checkpoint/size')
  }
  if (typeof root !== 'string' || parseHash(root) === undefined) {
    throw invalidCheckpoint('its root is not "sha256:" and 43 characters of base64url', '/checkpoint/root')
  }
  return { size, root }
}

function assertCheckpoint(ledger: Ledger, checkpoint: Checkpoint): void {
  if (ledger.size < checkpoint.size) {
    throw mismatch(
      `it covers ${checkpoint.size} entries, and the ledger has ${ledger.size}: entries were dropped`,
    )
  }
  // All leaves are at hand, so the old root itself is computed: what a consistency proof shows to those without.
  if (ledger.root(checkpoint.size) !== checkpoint.root) {
    throw mismatch(`the first ${checkpoint.size} entries are not those it was taken over`)
  }
}

function invalidCheckpoint(message: string, path: string): KeelsonError {
  return new KeelsonError('ledger/invalid-checkpoint', message, {
    path,
    help: 'hand in { size, root } as a receipt gave them',
  })
}

function mismatch(message: string): KeelsonError {
  return new KeelsonError('ledger/checkpoint-mismatch', `the ledger fails its checkpoint: ${message}`, {
    path: '/checkpoint',
    help: 'the ledger was changed, cut or reordered since, or the checkpoint belongs to another one',
  })
}
