import { appendPointer, KeelsonError, suggestName } from '../core/index.js'
import type { LedgerQuery } from './types.js'

const TEXTS: readonly string[] = ['actor', 'kind', 'resource']
const TIMES: readonly string[] = ['from', 'to']
const COUNTS: readonly string[] = ['fromIndex', 'limit']

/**
 * Checks a query from outside. A misspelt filter is refused: ignored, it would widen the answer in silence.
 *
 * @throws KeelsonError `ledger/invalid-query`
 */
export function readQuery(query: unknown): LedgerQuery {
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw invalidQuery('a query is an object', '', 'hand in { actor, kind, resource, from, to, ... }')
  }
  // Law 8: without a prototype, a filter that was not given is not inherited from a polluted one.
  const read: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(query)) {
    const needs = requirement(name)
    if (value === undefined) continue
    if (!isValid(name, value)) {
      throw invalidQuery(`"${name}" is not ${needs}`, appendPointer('', name), `give "${name}" as ${needs}`)
    }
    read[name] = value
  }
  return read
}

/**
 * Checks what `stateAt` is asked.
 *
 * @throws KeelsonError `ledger/invalid-query`
 */
export function assertStateQuery(resource: unknown, at: unknown): void {
  if (typeof resource !== 'string') {
    throw invalidQuery('the resource is not a string', '/resource', 'give the resource as entries name it')
  }
  if (!Number.isSafeInteger(at)) {
    throw invalidQuery(
      'the time is not whole epoch milliseconds',
      '/at',
      'give the time as whole epoch milliseconds',
    )
  }
}

function requirement(name: string): string {
  if (TEXTS.includes(name)) return 'a string'
  if (TIMES.includes(name)) return 'whole epoch milliseconds'
  if (COUNTS.includes(name)) return 'a whole number from 0'
  const known = [...TEXTS, ...TIMES, ...COUNTS]
  const meant = suggestName(name, known)
  throw invalidQuery(
    `a query has no member "${name}"`,
    appendPointer('', name),
    meant === undefined ? `a query has ${known.join(', ')}` : `did you mean "${meant}"?`,
  )
}

function isValid(name: string, value: unknown): boolean {
  if (TEXTS.includes(name)) return typeof value === 'string'
  return Number.isSafeInteger(value) && (TIMES.includes(name) || (value as number) >= 0)
}

function invalidQuery(message: string, path: string, help: string): KeelsonError {
  return new KeelsonError('ledger/invalid-query', message, { path, help })
}
