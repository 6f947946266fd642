import { appendPointer, encodeUtf8, type JsonValue, KeelsonError, suggestName } from '../core/index.js'
import { canonicalize, leafHash } from '../hash/index.js'
import { formatHash } from './hash-text.js'
import type { RecordedEntry } from './types.js'

/** What a member of an entry must hold; `json` is left to canonicalize, which checks it in the same walk. */
type MemberKind = 'time' | 'name' | 'text' | 'json'

const MEMBERS: ReadonlyMap<string, MemberKind> = /* @__PURE__ */ new Map([
  ['at', 'time'],
  ['actor', 'name'],
  ['kind', 'name'],
  ['resource', 'name'],
  ['before', 'json'],
  ['after', 'json'],
  ['changes', 'json'],
  ['decision', 'json'],
  ['drift', 'json'],
  ['behaviour', 'json'],
  ['note', 'text'],
])

const REQUIRED: readonly string[] = ['at', 'actor', 'kind', 'resource']

const NEEDS: Readonly<Record<Exclude<MemberKind, 'json'>, string>> = {
  time: 'whole epoch milliseconds',
  name: 'a string that is not empty',
  text: 'a string',
}

/**
 * Checks an entry from outside and gives it its place. The result shares the entry's members: take
 * {@link leafText} of it before the caller can change them.
 *
 * @throws KeelsonError `ledger/invalid-entry`
 */
export function recordEntry(entry: unknown, index: number): RecordedEntry {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw invalid('an entry is an object', '', 'hand in { at, actor, kind, resource, ... }')
  }
  // Law 8: without a prototype, nothing inherited is read and nothing inherited is written to.
  const recorded: Record<string, JsonValue> = Object.create(null)
  recorded.index = index
  for (const name of Object.keys(entry)) {
    const member = readMember(entry, name)
    if (member !== undefined) recorded[name] = member
  }
  for (const name of REQUIRED) {
    if (!Object.hasOwn(recorded, name)) {
      throw invalid(
        `the entry has no "${name}"`,
        appendPointer('', name),
        `every entry has ${REQUIRED.join(', ')}`,
      )
    }
  }
  return recorded as unknown as RecordedEntry
}

/** The text of the leaf: the RFC 8785 form of the entry with its index (docs/ledger.md, "The leaf"). */
export function leafText(entry: RecordedEntry): string {
  return canonicalize(entry as unknown as JsonValue)
}

/**
 * The leaf hash of an entry as `ledger.entry()` or `ledger.query()` gave it. Together with `verifyInclusion` it
 * shows that *this* entry, and not only some hash, is in a ledger.
 *
 * @returns `sha256:` and 43 characters of base64url
 * @throws KeelsonError `ledger/invalid-entry`, and what `canonicalize` throws
 *
 * @example
 * ```ts
 * import { createLedger, hashEntry, verifyInclusion } from 'keelson/ledger'
 * const ledger = createLedger()
 * const receipt = ledger.append({ at: 0, actor: 'ci', kind: 'change', resource: 'pod/a', after: { image: 'a:1' } })
 * const entry = ledger.entry(0)
 * hashEntry(entry) === receipt.leafHash // => true
 * hashEntry({ ...entry, actor: 'mallory' }) === receipt.leafHash // => false
 * verifyInclusion(receipt.root, receipt.size, entry.index, hashEntry(entry), ledger.prove(0)) // => true
 * ```
 */
export function hashEntry(entry: RecordedEntry): string {
  return formatHash(leafHash(encodeUtf8(leafText(readRecordedEntry(entry)))))
}

/**
 * Checks an entry that carries its index: one that comes back from outside.
 *
 * @throws KeelsonError `ledger/invalid-entry`
 */
export function readRecordedEntry(entry: unknown): RecordedEntry {
  if (typeof entry !== 'object' || entry === null || !Object.hasOwn(entry, 'index')) {
    throw invalid(
      'a recorded entry is an object with its index',
      '/index',
      'hand in an entry as the ledger gave it',
    )
  }
  const { index, ...rest } = entry as { readonly index: unknown }
  if (!Number.isSafeInteger(index) || (index as number) < 0) {
    throw invalid('"index" is not a place in a ledger', '/index', 'hand in an entry as the ledger gave it')
  }
  return recordEntry(rest, index as number)
}

function readMember(entry: object, name: string): JsonValue | undefined {
  const path = appendPointer('', name)
  const kind = MEMBERS.get(name)
  if (kind === undefined) {
    const meant = suggestName(name, MEMBERS.keys())
    const help = `an entry has ${[...MEMBERS.keys()].join(', ')}`
    throw invalid(
      `an entry has no member "${name}"`,
      path,
      meant === undefined ? help : `did you mean "${meant}"?`,
    )
  }
  const descriptor = Object.getOwnPropertyDescriptor(entry, name)
  if (descriptor === undefined || !Object.hasOwn(descriptor, 'value')) {
    throw invalid(`"${name}" is an accessor`, path, 'hand in plain data properties')
  }
  const value: unknown = descriptor.value
  if (value === undefined || kind === 'json' || isOfKind(value, kind)) return value as JsonValue | undefined
  throw invalid(`"${name}" is not ${NEEDS[kind]}`, path, `give "${name}" as ${NEEDS[kind]}`)
}

function isOfKind(value: unknown, kind: Exclude<MemberKind, 'json'>): boolean {
  if (kind === 'time') return Number.isSafeInteger(value)
  return typeof value === 'string' && (kind === 'text' || value !== '')
}

function invalid(message: string, path: string, help: string): KeelsonError {
  return new KeelsonError('ledger/invalid-entry', message, { path, help })
}
