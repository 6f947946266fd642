import type { JsonValue } from 'keelson/core'
import {
  createLedger,
  hashEntry,
  type Ledger,
  type LedgerEntry,
  verifyConsistency,
  verifyInclusion,
} from 'keelson/ledger'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const entry: LedgerEntry = { at: 1000, actor: 'ci', kind: 'change', resource: 'deploy/api' }

function ledgerOf(...entries: readonly Partial<LedgerEntry>[]): Ledger {
  const ledger = createLedger()
  for (const part of entries) ledger.append({ ...entry, ...part })
  return ledger
}

describe('append', () => {
  test('gives a receipt with the place, the leaf hash, the root and the size', () => {
    const ledger = createLedger()
    const receipt = ledger.append(entry)
    expect(Object.keys(receipt).sort()).toEqual(['index', 'leafHash', 'root', 'size'])
    expect(receipt).toMatchObject({ index: 0, size: 1, root: ledger.root() })
    expect(receipt.leafHash).toMatch(/^sha256:[\w-]{43}$/)
    expect(structuredClone(receipt)).toEqual(receipt)
  })

  test('copies: what the caller does to the entry later changes nothing', () => {
    const ledger = createLedger()
    const state = { replicas: [1] }
    ledger.append({ ...entry, after: state })
    const bytes = ledger.toBytes()
    state.replicas.push(2)
    expect(ledger.entry(0).after).toEqual({ replicas: [1] })
    expect(ledger.toBytes()).toEqual(bytes)
  })

  test('gives copies: what the caller does to a result changes nothing', () => {
    const ledger = ledgerOf({ after: { replicas: 1 } })
    const read = ledger.entry(0) as unknown as { actor: string; after: { replicas: number } }
    read.actor = 'mallory'
    read.after.replicas = 9
    const state = ledger.stateAt('deploy/api', 1000) as { replicas: number }
    state.replicas = 9
    expect(ledger.entry(0)).toEqual({ ...entry, index: 0, after: { replicas: 1 } })
    expect(ledger.stateAt('deploy/api', 1000)).toEqual({ replicas: 1 })
  })

  test('takes entries of the same time, and times before 1970', () => {
    expect(ledgerOf({ at: -5 }, { at: -5 }, { at: 0 }, { at: 0 }).size).toBe(4)
  })

  test('takes a member that is undefined as absent', () => {
    const ledger = ledgerOf({ before: undefined, note: undefined })
    expect(ledger.entry(0)).toEqual({ ...entry, index: 0 })
    expect(Object.keys(ledger.entry(0))).not.toContain('before')
  })

  test('takes values typed by interfaces, which have no index signature', () => {
    interface ChangeSetLike {
      readonly equal: boolean
    }
    const changes: ChangeSetLike = { equal: true }
    expect(ledgerOf({ changes }).entry(0).changes).toEqual({ equal: true })
  })

  test('keeps hostile member names as ordinary members', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"":3}') as JsonValue
    const ledger = ledgerOf({ after: hostile })
    expect(JSON.stringify(ledger.entry(0).after)).toBe('{"":3,"__proto__":{"polluted":1},"constructor":2}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('refuses an earlier time, names it, and changes nothing', () => {
    const ledger = ledgerOf({ at: 1000 })
    const root = ledger.root()
    const error = expectCode('ledger/time-backwards', () => ledger.append({ ...entry, at: 999 }))
    expect(error.path).toBe('/at')
    expect(error.message).toContain('999')
    expect([ledger.size, ledger.root()]).toEqual([1, root])
    expect(ledger.append({ ...entry, at: 1000 }).index).toBe(1)
  })
})

describe('append refuses what is no entry', () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  let deep: JsonValue = []
  for (let depth = 1; depth < 1000; depth += 1) deep = [deep]

  const cases: readonly [name: string, input: unknown, code: string, path: string][] = [
    ['null', null, 'ledger/invalid-entry', ''],
    ['an array', [], 'ledger/invalid-entry', ''],
    ['a string', 'entry', 'ledger/invalid-entry', ''],
    ['an empty object', {}, 'ledger/invalid-entry', '/at'],
    ['no actor', { at: 0, kind: 'k', resource: 'r' }, 'ledger/invalid-entry', '/actor'],
    ['no kind', { at: 0, actor: 'a', resource: 'r' }, 'ledger/invalid-entry', '/kind'],
    ['no resource', { at: 0, actor: 'a', kind: 'k' }, 'ledger/invalid-entry', '/resource'],
    ['an undefined actor', { ...entry, actor: undefined }, 'ledger/invalid-entry', '/actor'],
    ['an empty actor', { ...entry, actor: '' }, 'ledger/invalid-entry', '/actor'],
    ['a number as kind', { ...entry, kind: 7 }, 'ledger/invalid-entry', '/kind'],
    ['null as resource', { ...entry, resource: null }, 'ledger/invalid-entry', '/resource'],
    ['a time as text', { ...entry, at: '2026-01-01' }, 'ledger/invalid-entry', '/at'],
    ['a time that is a Date', { ...entry, at: new Date(0) }, 'ledger/invalid-entry', '/at'],
    ['half a millisecond', { ...entry, at: 0.5 }, 'ledger/invalid-entry', '/at'],
    ['no number at all', { ...entry, at: Number.NaN }, 'ledger/invalid-entry', '/at'],
    ['a time beyond 2^53', { ...entry, at: 2 ** 53 }, 'ledger/invalid-entry', '/at'],
    ['a note that is null', { ...entry, note: null }, 'ledger/invalid-entry', '/note'],
    ['a misspelt member', { ...entry, befor: {} }, 'ledger/invalid-entry', '/befor'],
    ['an index', { ...entry, index: 0 }, 'ledger/invalid-entry', '/index'],
    ['an own __proto__', JSON.parse('{"__proto__":1}'), 'ledger/invalid-entry', '/__proto__'],
    ['inherited members', Object.create(entry), 'ledger/invalid-entry', '/at'],
    [
      'an accessor',
      Object.defineProperty({ ...entry }, 'after', { get: () => 1, enumerable: true }),
      'ledger/invalid-entry',
      '/after',
    ],
    ['NaN in the state', { ...entry, after: { a: [Number.NaN] } }, 'core/not-json', '/after/a/0'],
    ['a deeper undefined', { ...entry, before: { a: undefined } }, 'core/not-json', '/before/a'],
    ['a Map', { ...entry, changes: new Map() }, 'core/not-json', '/changes'],
    ['a cycle', { ...entry, drift: cycle }, 'core/cyclic', '/drift/self'],
    ['a lone surrogate', { ...entry, after: { name: 'x\ud800' } }, 'hash/lone-surrogate', '/after/name'],
    [
      'a lone surrogate in a name',
      { ...entry, after: { '\udc00': 1 } },
      'hash/lone-surrogate',
      '/after/\udc00',
    ],
    ['a lone surrogate as actor', { ...entry, actor: '\ud800' }, 'hash/lone-surrogate', '/actor'],
  ]
  for (const [name, input, code, path] of cases) {
    test(`${name}: ${code} at ${JSON.stringify(path)}, and nothing changes`, () => {
      const ledger = ledgerOf({})
      const bytes = ledger.toBytes()
      const error = expectCode(code, () => ledger.append(input as LedgerEntry))
      expect(error.path).toBe(path)
      expect(error.help).toBeTruthy()
      expect(ledger.toBytes()).toEqual(bytes)
    })
  }

  test('a misspelt member is met with the right name', () => {
    const input = { ...entry, behavior: {} } as unknown as LedgerEntry
    expect(expectCode('ledger/invalid-entry', () => createLedger().append(input)).help).toContain(
      '"behaviour"',
    )
  })

  test('a state one level too deep for the entry: core/depth-limit', () => {
    expect(ledgerOf({ after: (deep as readonly JsonValue[])[0] }).size).toBe(1)
    expectCode('core/depth-limit', () => ledgerOf({ after: deep }))
  })

  test('the accessor is not called', () => {
    let called = false
    const input = Object.defineProperty({ ...entry }, 'at', {
      enumerable: true,
      get: () => {
        called = true
        return 0
      },
    })
    expectCode('ledger/invalid-entry', () => createLedger().append(input))
    expect(called).toBe(false)
  })
})

describe('limits', () => {
  test('an entry of more bytes than allowed is refused, one of exactly as many is taken', () => {
    const bytes = createLedger()
    bytes.append(entry)
    const exact = JSON.stringify({ ...entry, index: 0 }).length
    expect(createLedger({ limits: { maxEntryBytes: exact } }).append(entry).index).toBe(0)
    const tight = createLedger({ limits: { maxEntryBytes: exact - 1 } })
    expectCode('ledger/size-limit', () => tight.append(entry))
    expect(tight.size).toBe(0)
  })

  test('bytes are counted in UTF-8', () => {
    const exact = JSON.stringify({ ...entry, index: 0, note: '' }).length
    const ledger = createLedger({ limits: { maxEntryBytes: exact + 3 } })
    ledger.append({ ...entry, note: '€' })
    expectCode('ledger/size-limit', () => ledger.append({ ...entry, note: '€€' }))
  })

  test('a full ledger refuses the next entry and stays as it is', () => {
    const ledger = createLedger({ limits: { maxEntries: 2 } })
    ledger.append(entry)
    const { root } = ledger.append(entry)
    expectCode('ledger/size-limit', () => ledger.append(entry))
    expect([ledger.size, ledger.root()]).toEqual([2, root])
  })

  const cases: readonly [name: string, options: unknown, path: string][] = [
    ['null', null, ''],
    ['an unknown option', { limit: {} }, '/limit'],
    ['limits that are no object', { limits: 5 }, '/limits'],
    ['an unknown limit', { limits: { maxEntry: 1 } }, '/limits/maxEntry'],
    ['a limit below 0', { limits: { maxEntries: -1 } }, '/limits/maxEntries'],
    ['a limit that is not whole', { limits: { maxEntryBytes: 1.5 } }, '/limits/maxEntryBytes'],
    ['a limit that is a string', { limits: { maxEntryBytes: '9' } }, '/limits/maxEntryBytes'],
  ]
  for (const [name, options, path] of cases) {
    test(`${name}: ledger/invalid-options`, () => {
      expect(expectCode('ledger/invalid-options', () => createLedger(options as object)).path).toBe(path)
    })
  }

  test('an undefined limit is the default', () => {
    const limits = { maxEntries: undefined } as unknown as { maxEntries: number }
    expect(createLedger({ limits }).append(entry).index).toBe(0)
  })
})

describe('proofs', () => {
  test('are arrays of text that verify, also after a trip through JSON', () => {
    const ledger = ledgerOf({ note: 'a' }, { note: 'b' }, { note: 'c' })
    const proof = ledger.prove(1)
    expect(JSON.parse(JSON.stringify(proof))).toEqual(proof)
    expect(proof).toHaveLength(2)
    expect(verifyInclusion(ledger.root(), 3, 1, hashEntry(ledger.entry(1)), proof)).toBe(true)
  })

  test('a proof for an earlier size verifies against the root of that size', () => {
    const ledger = ledgerOf({}, {}, {}, {}, {})
    const leaf = hashEntry(ledger.entry(1))
    expect(verifyInclusion(ledger.root(3), 3, 1, leaf, ledger.prove(1, 3))).toBe(true)
    expect(verifyConsistency(ledger.root(3), 3, ledger.root(4), 4, ledger.proveConsistency(3, 4))).toBe(true)
  })

  const proven = ledgerOf({ note: 'a' }, { note: 'b' }, { note: 'c' })
  const leaf = hashEntry(proven.entry(1))
  const root = proven.root()
  const proof = proven.prove(1)
  const bare = (text: string): string => text.slice('sha256:'.length)
  const malformed: readonly [name: string, run: () => boolean][] = [
    ['a root without its prefix', () => verifyInclusion(bare(root), 3, 1, leaf, proof)],
    ['a root of another algorithm', () => verifyInclusion(`sha512:${bare(root)}`, 3, 1, leaf, proof)],
    ['a root with a line end', () => verifyInclusion(`${root}\n`, 3, 1, leaf, proof)],
    ['a root that is no string', () => verifyInclusion(7 as never, 3, 1, leaf, proof)],
    ['a leaf hash that is cut', () => verifyInclusion(root, 3, 1, leaf.slice(0, -1), proof)],
    ['a leaf hash with surplus bits', () => verifyInclusion(root, 3, 1, `${leaf.slice(0, -1)}B`, proof)],
    ['a proof that is no array', () => verifyInclusion(root, 3, 1, leaf, proof.join() as never)],
    ['a proof with a hole', () => verifyInclusion(root, 3, 1, leaf, new Array(2) as never)],
    ['a proof with a step that is null', () => verifyInclusion(root, 3, 1, leaf, [proof[0]!, null as never])],
    ['a proof that is too short', () => verifyInclusion(root, 3, 1, leaf, proof.slice(0, 1))],
    ['a proof that is too long', () => verifyInclusion(root, 3, 1, leaf, [...proof, leaf])],
    ['an index beyond the size', () => verifyInclusion(root, 3, 3, leaf, proof)],
    ['an index that is not whole', () => verifyInclusion(root, 3, 1.5, leaf, proof)],
    ['a size that is NaN', () => verifyInclusion(root, Number.NaN, 1, leaf, proof)],
    ['an old root that is malformed', () => verifyConsistency('', 2, root, 3, proven.proveConsistency(2))],
    [
      'a new root that is malformed',
      () => verifyConsistency(proven.root(2), 2, '', 3, proven.proveConsistency(2)),
    ],
    [
      'sizes the wrong way round',
      () => verifyConsistency(root, 3, proven.root(2), 2, proven.proveConsistency(2)),
    ],
    ['a consistency proof that is null', () => verifyConsistency(proven.root(2), 2, root, 3, null as never)],
  ]
  for (const [name, run] of malformed) {
    test(`${name} is false and throws nothing`, () => {
      expect(run()).toBe(false)
    })
  }

  test('the empty ledger begins every ledger', () => {
    const empty = createLedger()
    expect(verifyConsistency(empty.root(), 0, root, 3, proven.proveConsistency(0))).toBe(true)
    expect(verifyConsistency(empty.root(), 0, empty.root(), 0, empty.proveConsistency(0))).toBe(true)
  })

  const outside: readonly [name: string, run: () => unknown][] = [
    ['entry(3)', () => proven.entry(3)],
    ['entry(-1)', () => proven.entry(-1)],
    ['entry(0.5)', () => proven.entry(0.5)],
    ['prove(3)', () => proven.prove(3)],
    ['prove(2, 2)', () => proven.prove(2, 2)],
    ['prove(0, 4)', () => proven.prove(0, 4)],
    ['root(4)', () => proven.root(4)],
    ['root(NaN)', () => proven.root(Number.NaN)],
    ['proveConsistency(4)', () => proven.proveConsistency(4)],
    ['proveConsistency(2, 1)', () => proven.proveConsistency(2, 1)],
    ['proveConsistency(-1)', () => proven.proveConsistency(-1)],
    ['entry(0) of the empty ledger', () => createLedger().entry(0)],
  ]
  for (const [name, run] of outside) {
    test(`${name}: ledger/out-of-range`, () => {
      expectCode('ledger/out-of-range', run)
    })
  }

  test('hashEntry refuses what is no recorded entry', () => {
    const recorded = proven.entry(0)
    expect(expectCode('ledger/invalid-entry', () => hashEntry(null as never)).path).toBe('/index')
    expect(expectCode('ledger/invalid-entry', () => hashEntry(entry as never)).path).toBe('/index')
    expect(expectCode('ledger/invalid-entry', () => hashEntry({ ...recorded, index: -1 })).path).toBe(
      '/index',
    )
    expect(expectCode('ledger/invalid-entry', () => hashEntry({ ...recorded, at: 0.5 })).path).toBe('/at')
  })
})

describe('stateAt', () => {
  const ledger = ledgerOf(
    { at: 10, before: null, after: { v: 1 } },
    { at: 20, before: { v: 1 }, note: 'denied: nothing was changed' },
    { at: 20, resource: 'other', after: { v: 'other' } },
    { at: 30, kind: 'approval' },
    { at: 40, before: { v: 7 }, note: 'found to have drifted' },
    { at: 50, after: { v: 2 } },
    { at: 50, after: { v: 3 } },
    { at: 60, after: null },
    { at: 70, before: null },
    { at: 80, after: false },
  )
  const cases: readonly [at: number, state: JsonValue | undefined, why: string][] = [
    [9, undefined, 'before the first entry the ledger does not know'],
    [10, { v: 1 }, 'the after of the entry at that very time'],
    [19, { v: 1 }, 'the last after before the time'],
    [20, { v: 1 }, 'an entry with a before alone tells what was found'],
    [35, { v: 1 }, 'an entry without a state tells nothing'],
    [40, { v: 7 }, 'what was found overrides what was left behind earlier'],
    [50, { v: 3 }, 'of two entries of one time the last counts'],
    [60, null, 'removed'],
    [70, null, 'found not to exist'],
    [1e15, false, 'any JSON is a state'],
  ]
  for (const [at, state, why] of cases) {
    test(`at ${at}: ${why}`, () => {
      expect(ledger.stateAt('deploy/api', at)).toEqual(state)
    })
  }

  test('knows nothing of a resource without entries, hostile names included', () => {
    expect(ledger.stateAt('nobody', 50)).toBeUndefined()
    expect(ledger.stateAt('__proto__', 50)).toBeUndefined()
  })

  test('refuses a time or a resource of the wrong type: ledger/invalid-query', () => {
    expect(expectCode('ledger/invalid-query', () => ledger.stateAt('r', Number.NaN)).path).toBe('/at')
    expect(expectCode('ledger/invalid-query', () => ledger.stateAt('r', '5' as never)).path).toBe('/at')
    expect(expectCode('ledger/invalid-query', () => ledger.stateAt(5 as never, 5)).path).toBe('/resource')
    expect(expectCode('ledger/invalid-query', () => ledger.stateAt(undefined as never, 5)).path).toBe(
      '/resource',
    )
  })
})

describe('query', () => {
  const ledger = ledgerOf(
    { at: 10, actor: 'ana' },
    { at: 20, actor: 'ci', kind: 'approval' },
    { at: 20, actor: 'ana', resource: 'other' },
    { at: 30, actor: 'ana' },
  )
  const cases: readonly [query: object, indexes: readonly number[]][] = [
    [{}, [0, 1, 2, 3]],
    [{ actor: 'ana' }, [0, 2, 3]],
    [{ kind: 'approval' }, [1]],
    [{ resource: 'deploy/api' }, [0, 1, 3]],
    [{ resource: 'deploy/api', actor: 'ana' }, [0, 3]],
    [{ from: 20 }, [1, 2, 3]],
    [{ to: 20 }, [0]],
    [{ from: 20, to: 30 }, [1, 2]],
    [{ from: 30, to: 10 }, []],
    [{ fromIndex: 2 }, [2, 3]],
    [{ fromIndex: 9 }, []],
    [{ limit: 2 }, [0, 1]],
    [{ limit: 0 }, []],
    [{ actor: 'ana', fromIndex: 1, limit: 1 }, [2]],
    [{ resource: 'deploy/api', fromIndex: 1 }, [1, 3]],
    [{ actor: undefined, limit: undefined }, [0, 1, 2, 3]],
    [{ actor: 'nobody' }, []],
    [{ resource: '' }, []],
  ]
  for (const [query, indexes] of cases) {
    test(`${JSON.stringify(query)} finds ${JSON.stringify(indexes)}`, () => {
      expect(ledger.query(query).map((found) => found.index)).toEqual(indexes)
    })
  }

  test('without a query gives every entry as entry() gives it', () => {
    expect(ledger.query()).toEqual([0, 1, 2, 3].map((index) => ledger.entry(index)))
  })

  const wrong: readonly [query: unknown, path: string][] = [
    [null, ''],
    [[], ''],
    [{ actors: ['ana'] }, '/actors'],
    [{ since: 5 }, '/since'],
    [{ actor: 5 }, '/actor'],
    [{ from: '2026' }, '/from'],
    [{ to: Number.POSITIVE_INFINITY }, '/to'],
    [{ limit: -1 }, '/limit'],
    [{ fromIndex: 0.5 }, '/fromIndex'],
  ]
  for (const [query, path] of wrong) {
    test(`${JSON.stringify(query)}: ledger/invalid-query at ${JSON.stringify(path)}`, () => {
      expect(expectCode('ledger/invalid-query', () => ledger.query(query as object)).path).toBe(path)
    })
  }

  test('a misspelt filter is met with the right name', () => {
    expect(expectCode('ledger/invalid-query', () => ledger.query({ acter: 'ana' } as object)).help).toContain(
      '"actor"',
    )
  })
})
