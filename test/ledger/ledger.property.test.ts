import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { packBinaryForm, unpackBinaryForm } from 'keelson/hash'
import {
  createLedger,
  hashEntry,
  type Ledger,
  type LedgerEntry,
  type LedgerQuery,
  openLedger,
  type RecordedEntry,
  verifyConsistency,
  verifyInclusion,
} from 'keelson/ledger'
import { LEDGER_FORM } from '../../src/ledger/memory-ledger.js'
import { anyJson } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

interface Step {
  readonly after: number
  readonly actor: string
  readonly kind: string
  readonly resource: string
  readonly state: { before?: JsonValue; after?: JsonValue }
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  after: fc.constantFrom(0, 0, 1, 5),
  actor: fc.constantFrom('ana', 'ben', '__proto__', '€'),
  kind: fc.constantFrom('change', 'approval'),
  resource: fc.constantFrom('a', 'b', 'constructor'),
  state: fc.record({ before: anyJson(), after: anyJson() }, { requiredKeys: [] }),
})

/** Entries whose times never go backwards, as a ledger wants them. */
function entriesOf(steps: readonly Step[]): LedgerEntry[] {
  let at = 0
  return steps.map(({ after, actor, kind, resource, state }) => {
    at += after
    return { at, actor, kind, resource, ...state }
  })
}

function anyEntries(minLength: number, maxLength: number): fc.Arbitrary<LedgerEntry[]> {
  return fc.array(anyStep, { minLength, maxLength }).map(entriesOf)
}

function ledgerOf(entries: readonly LedgerEntry[]): Ledger {
  const ledger = createLedger()
  for (const entry of entries) ledger.append(entry)
  return ledger
}

/** The same members, at every depth, written in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const turned: Record<string, JsonValue> = {}
  for (const [key, member] of Object.entries(value).reverse()) {
    Object.defineProperty(turned, key, {
      value: reversed(member as JsonValue),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return turned
}

/** What an attacker can do to a list of entries and still append it all to a new ledger in order of time. */
type Tampering = (entries: readonly LedgerEntry[], at: number, extra: LedgerEntry) => readonly LedgerEntry[]

const tamperings: Readonly<Record<string, Tampering>> = {
  dropped: (entries, at) => entries.filter((_, index) => index !== at),
  truncated: (entries, at) => entries.slice(0, at),
  doubled: (entries, at) => entries.flatMap((entry, index) => (index === at ? [entry, entry] : [entry])),
  inserted: (entries, at, extra) => entries.toSpliced(at, 0, { ...extra, at: entries[at]!.at }),
  reattributed: (entries, at) =>
    entries.map((entry, index) => (index === at ? { ...entry, actor: `${entry.actor}!` } : entry)),
  rewritten: (entries, at) =>
    entries.map((entry, index) => (index === at ? { ...entry, after: { forged: true } } : entry)),
  postdated: (entries, at) =>
    entries.map((entry, index) => (index >= at ? { ...entry, at: entry.at + 1 } : entry)),
  // Neighbours take each other's facts and keep the times, so the order of time still holds.
  reordered: (entries, at) =>
    entries.map((entry, index) => {
      if (index === at) return { ...entries[at + 1]!, at: entry.at }
      return index === at + 1 ? { ...entries[at]!, at: entry.at } : entry
    }),
}

law(
  'every receipt proves its entry against its own root and against every later one',
  anyEntries(1, 20),
  (entries) => {
    const ledger = createLedger()
    const receipts = entries.map((entry) => ledger.append(entry))
    return receipts.every(({ index, leafHash, root, size }) => {
      if (size !== index + 1 || root !== ledger.root(size) || leafHash !== hashEntry(ledger.entry(index))) {
        return false
      }
      for (let later = size; later <= ledger.size; later += 1) {
        if (!verifyInclusion(ledger.root(later), later, index, leafHash, ledger.prove(index, later)))
          return false
      }
      return verifyInclusion(root, size, index, leafHash, ledger.prove(index, size))
    })
  },
)

law(
  'a proof that was given stays valid for its size and unchanged, whatever is appended',
  fc.tuple(anyEntries(1, 12), fc.array(anyStep, { minLength: 1, maxLength: 12 })),
  ([entries, more]) => {
    const ledger = ledgerOf(entries)
    const { size } = ledger
    const root = ledger.root()
    const proofs = entries.map((_, index) => ledger.prove(index))
    const last = entries[size - 1]!.at
    for (const entry of entriesOf(more)) ledger.append({ ...entry, at: entry.at + last })
    return proofs.every((proof, index) => {
      const again = ledger.prove(index, size)
      const leaf = hashEntry(ledger.entry(index))
      return (
        proof.length === again.length &&
        proof.every((step, at) => step === again[at]) &&
        verifyInclusion(root, size, index, leaf, proof)
      )
    })
  },
)

law('an inclusion proof fits no other entry and no other index', anyEntries(2, 12), (entries) => {
  const ledger = ledgerOf(entries)
  const root = ledger.root()
  const leaves = entries.map((_, index) => hashEntry(ledger.entry(index)))
  return leaves.every((_, index) => {
    const proof = ledger.prove(index)
    return leaves.every(
      (leaf, other) =>
        verifyInclusion(root, ledger.size, index, leaf, proof) === (other === index) &&
        verifyInclusion(root, ledger.size, other, leaves[index]!, proof) === (other === index),
    )
  })
})

law(
  'consistency holds between any two sizes of one ledger',
  anyEntries(0, 16),
  (entries) => {
    const ledger = ledgerOf(entries)
    for (let to = 0; to <= ledger.size; to += 1) {
      for (let from = 0; from <= to; from += 1) {
        const proof = ledger.proveConsistency(from, to)
        if (!verifyConsistency(ledger.root(from), from, ledger.root(to), to, proof)) return false
      }
    }
    return true
  },
  { runs: 300 },
)

law(
  'a proof or a root with one step changed verifies nothing',
  fc.tuple(anyEntries(2, 12), fc.nat(), fc.nat()),
  ([entries, pick, where]) => {
    const ledger = ledgerOf(entries)
    const index = pick % ledger.size
    const leaf = hashEntry(ledger.entry(index))
    const other = hashEntry({ ...ledger.entry(index), actor: 'mallory' })
    const proof = ledger.prove(index)
    const broken = proof.with(where % proof.length, other)
    const from = 1 + (pick % (ledger.size - 1))
    const path = ledger.proveConsistency(from)
    return (
      !verifyInclusion(ledger.root(), ledger.size, index, leaf, broken) &&
      !verifyInclusion(other, ledger.size, index, leaf, proof) &&
      !verifyInclusion(ledger.root(), ledger.size, index, leaf, proof.slice(1)) &&
      !verifyConsistency(ledger.root(from), from, other, ledger.size, path) &&
      !verifyConsistency(other, from, ledger.root(), ledger.size, path) &&
      !verifyConsistency(
        ledger.root(from),
        from,
        ledger.root(),
        ledger.size,
        path.with(where % path.length, other),
      )
    )
  },
)

law(
  'whatever is changed, dropped, doubled or reordered among the entries fails the checkpoint (law 9)',
  fc.tuple(
    anyEntries(2, 12),
    fc.nat(),
    fc.constantFrom(...Object.keys(tamperings)),
    anyStep.map((step) => entriesOf([step])[0]!),
  ),
  ([entries, pick, tampering, extra]) => {
    const honest = ledgerOf(entries)
    const checkpoint = { size: honest.size, root: honest.root() }
    // `reordered` takes an entry and the one after it.
    const at = pick % (honest.size - (tampering === 'reordered' ? 1 : 0))
    const forged = ledgerOf(tamperings[tampering]!(entries, at, extra))
    if (isSameHistory(honest, forged)) return true
    expectCode('ledger/checkpoint-mismatch', () => openLedger(forged.toBytes(), { checkpoint }))
    return forged.size < checkpoint.size
      ? true
      : !verifyConsistency(
          checkpoint.root,
          checkpoint.size,
          forged.root(),
          forged.size,
          forged.proveConsistency(checkpoint.size),
        )
  },
)

/** Two equal neighbours may change places, and the last may be doubled: then nothing that was covered has changed. */
function isSameHistory(honest: Ledger, forged: Ledger): boolean {
  if (forged.size < honest.size) return false
  const covered = forged.query({ limit: honest.size })
  return honest.query().every((entry, index) => hashEntry(entry) === hashEntry(covered[index]!))
}

law(
  'a flipped bit anywhere in the bytes is found: by the digest, and with a new digest by the checkpoint',
  fc.tuple(anyEntries(1, 8), fc.nat(), fc.integer({ min: 0, max: 7 })),
  ([entries, where, bit]) => {
    const ledger = ledgerOf(entries)
    const bytes = ledger.toBytes()
    const checkpoint = { size: ledger.size, root: ledger.root() }
    const flipped = bytes.slice()
    flipped[where % bytes.length]! ^= 1 << bit
    expectCode('ledger/invalid-bytes', () => openLedger(flipped))

    const payload = unpackBinaryForm(LEDGER_FORM, bytes).slice()
    payload[where % payload.length]! ^= 1 << bit
    const forged = packBinaryForm(LEDGER_FORM, payload)
    const code = openCode(forged, checkpoint)
    return code === 'ledger/invalid-bytes' || code === 'ledger/checkpoint-mismatch'
  },
)

law('bytes that end early or late are refused', fc.tuple(anyEntries(0, 4), fc.nat()), ([entries, cut]) => {
  const bytes = ledgerOf(entries).toBytes()
  expectCode('ledger/invalid-bytes', () => openLedger(bytes.subarray(0, cut % bytes.length)))
  const longer = new Uint8Array(bytes.length + 1)
  longer.set(bytes)
  expectCode('ledger/invalid-bytes', () => openLedger(longer))

  const payload = unpackBinaryForm(LEDGER_FORM, bytes)
  const shorter = packBinaryForm(LEDGER_FORM, payload.subarray(0, cut % payload.length))
  expectCode('ledger/invalid-bytes', () => openLedger(shorter))
})

function openCode(bytes: Uint8Array, checkpoint: { size: number; root: string }): string {
  try {
    openLedger(bytes, { checkpoint })
    return 'opened'
  } catch (error) {
    return (error as { code: string }).code
  }
}

law('openLedger(toBytes()) is the same ledger', anyEntries(0, 12), (entries) => {
  const ledger = ledgerOf(entries)
  const bytes = ledger.toBytes()
  const opened = openLedger(bytes, { checkpoint: { size: ledger.size, root: ledger.root() } })
  const times = entries.map((entry) => entry.at)
  return (
    opened.root() === ledger.root() &&
    equalBytes(opened.toBytes(), bytes) &&
    same(opened.query(), ledger.query()) &&
    times.every((at) => same(opened.stateAt('a', at) ?? 'unknown', ledger.stateAt('a', at) ?? 'unknown'))
  )
})

law(
  'the same entries give the same bytes, whatever the order of keys (law 1)',
  anyEntries(0, 8),
  (entries) => {
    const turned = entries.map((entry) => reversed(entry as unknown as JsonValue) as unknown as LedgerEntry)
    const [ledger, other] = [ledgerOf(entries), ledgerOf(turned)]
    return ledger.root() === other.root() && equalBytes(ledger.toBytes(), other.toBytes())
  },
)

law('an entry is given back as it was appended, with its index', anyEntries(1, 8), (entries) => {
  const ledger = ledgerOf(entries)
  return entries.every((entry, index) => {
    const expected = { ...entry, index } as unknown as JsonValue
    return same(ledger.entry(index), expected)
  })
})

const anyQuery: fc.Arbitrary<LedgerQuery> = fc.record(
  {
    actor: fc.constantFrom('ana', 'ben', '__proto__', 'nobody'),
    kind: fc.constantFrom('change', 'approval'),
    resource: fc.constantFrom('a', 'b', 'constructor', 'toString'),
    from: fc.integer({ min: -1, max: 40 }),
    to: fc.integer({ min: -1, max: 40 }),
    fromIndex: fc.integer({ min: 0, max: 14 }),
    limit: fc.integer({ min: 0, max: 5 }),
  },
  { requiredKeys: [] },
)

law('query is the naive filter', fc.tuple(anyEntries(0, 14), anyQuery), ([entries, query]) => {
  const ledger = ledgerOf(entries)
  const naive: RecordedEntry[] = []
  for (let index = 0; index < ledger.size; index += 1) {
    const entry = ledger.entry(index)
    if (query.actor !== undefined && entry.actor !== query.actor) continue
    if (query.kind !== undefined && entry.kind !== query.kind) continue
    if (query.resource !== undefined && entry.resource !== query.resource) continue
    if (query.from !== undefined && entry.at < query.from) continue
    if (query.to !== undefined && entry.at >= query.to) continue
    if (query.fromIndex !== undefined && index < query.fromIndex) continue
    naive.push(entry)
  }
  return same(ledger.query(query), naive.slice(0, query.limit ?? naive.length))
})

law(
  'stateAt is what a walk over all entries gives',
  fc.tuple(anyEntries(0, 14), fc.constantFrom('a', 'b', 'constructor'), fc.integer({ min: -1, max: 40 })),
  ([entries, resource, at]) => {
    let state: JsonValue | undefined
    for (const entry of entries) {
      if (entry.resource !== resource || entry.at > at) continue
      if (entry.after !== undefined) state = entry.after as JsonValue
      else if (entry.before !== undefined) state = entry.before as JsonValue
    }
    const found = ledgerOf(entries).stateAt(resource, at)
    return state === undefined || found === undefined ? state === found : same(found, state)
  },
)

law(
  'an append that is refused leaves the ledger as it was (law 8)',
  fc.tuple(
    anyEntries(1, 6),
    anyJson(),
    fc.constantFrom<'at' | 'deep' | 'late' | 'name'>('at', 'deep', 'late', 'name'),
  ),
  ([entries, value, fault]) => {
    const ledger = ledgerOf(entries)
    const bytes = ledger.toBytes()
    const good = { ...entries[0]!, at: entries.at(-1)!.at }
    const bad = {
      at: { ...good, at: 0.5 },
      deep: { ...good, before: value, after: [value, { broken: undefined }] },
      late: { ...good, at: good.at - 1, after: value },
      name: { ...good, [`x${JSON.stringify(value)}`]: value },
    }[fault]
    try {
      ledger.append(bad)
      return false
    } catch {
      return equalBytes(ledger.toBytes(), bytes) && ledger.append(good).index === entries.length
    }
  },
)

/** By canonical text, because a deep-equal of the test runner passes over an own `__proto__`. */
function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(reorder(left as JsonValue)) === JSON.stringify(reorder(right as JsonValue))
}

function reorder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reorder)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort((left, right) => (left < right ? -1 : 1))
  return names.map((name): JsonValue => [name, reorder((value as Record<string, JsonValue>)[name]!)])
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
