import { appendPointer, KeelsonError, suggestName } from '../core/index.js'
import type { LedgerLimits } from './types.js'

/** 2^24 entries are some 5 GB in memory; two 5 MB states in one entry pass. */
const DEFAULT_LEDGER_LIMITS: LedgerLimits = { maxEntries: 16_777_216, maxEntryBytes: 16_777_216 }

/**
 * Completes `options.limits`.
 *
 * @throws KeelsonError `ledger/invalid-options`
 */
export function readLimits(limits: unknown): LedgerLimits {
  if (limits === undefined) return DEFAULT_LEDGER_LIMITS
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw invalidOptions(
      'limits are an object',
      '/limits',
      'hand in { maxEntries, maxEntryBytes }, both optional',
    )
  }
  const read: { -readonly [Name in keyof LedgerLimits]: number } = { ...DEFAULT_LEDGER_LIMITS }
  for (const [name, value] of Object.entries(limits)) {
    const path = appendPointer('/limits', name)
    if (name !== 'maxEntries' && name !== 'maxEntryBytes') {
      const meant = suggestName(name, Object.keys(DEFAULT_LEDGER_LIMITS))
      throw invalidOptions(`there is no limit "${name}"`, path, `did you mean "${meant ?? 'maxEntries'}"?`)
    }
    if (value === undefined) continue
    if (!Number.isSafeInteger(value) || value < 0) {
      throw invalidOptions(`"${name}" is not a whole number from 0`, path, 'give a whole number from 0')
    }
    read[name] = value
  }
  return read
}

/**
 * Checks that the options are an object with no member but these.
 *
 * @throws KeelsonError `ledger/invalid-options`
 */
export function assertOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalidOptions('options are an object', '', `hand in { ${known.join(', ')} }, all optional`)
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw invalidOptions(
      `there is no option "${name}"`,
      appendPointer('', name),
      `options have ${known.join(', ')}`,
    )
  }
}

function invalidOptions(message: string, path: string, help: string): KeelsonError {
  return new KeelsonError('ledger/invalid-options', message, { path, help })
}
