import { readFileSync } from 'node:fs'
import type { JsonValue } from 'keelson/core'
import { applyPatch, type Operation } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { describeCorpus, sharedPath } from '../support/shared-data.js'
import { deepFreeze } from './deep-freeze.js'
import { applyByReference, canonical } from './reference-applier.js'

interface Case {
  readonly name: string
  readonly document: JsonValue
  readonly patch: readonly Operation[]
  readonly result?: JsonValue
  readonly code?: string
}

const CASES = JSON.parse(
  readFileSync(new URL('./apply-patch.cases.json', import.meta.url), 'utf8'),
) as readonly Case[]

describe('cases', () => {
  test.each(CASES)('$name', ({ document, patch, result, code }) => {
    deepFreeze(document)
    deepFreeze(patch)
    if (code !== undefined) {
      expectCode(code, () => applyPatch(document, patch))
      expect(() => applyByReference(document, patch)).toThrow()
      return
    }
    expect(canonical(applyPatch(document, patch))).toBe(canonical(result!))
    expect(canonical(applyByReference(document, patch))).toBe(canonical(result!))
  })
})

describeCorpus('RFC 6902 cases', 'json-patch-tests', () => {
  interface CorpusCase {
    readonly comment?: string
    readonly doc: JsonValue
    readonly patch: readonly Operation[]
    readonly expected?: JsonValue
    readonly error?: string
    readonly disabled?: boolean
  }
  const cases = ['tests.json', 'spec_tests.json']
    .flatMap(
      (file) => JSON.parse(readFileSync(sharedPath(`json-patch-tests/${file}`), 'utf8')) as CorpusCase[],
    )
    .filter((entry) => entry.disabled !== true && entry.patch !== undefined)

  test('there are 108 of them', () => {
    expect(cases.length).toBe(108)
  })

  test.each(
    cases.map((entry, number) => ({ ...entry, name: entry.comment ?? entry.error ?? `case ${number}` })),
  )('$name', ({ doc, patch, expected, error }) => {
    deepFreeze(doc)
    if (error !== undefined) {
      expect(() => applyPatch(doc, patch)).toThrow(/^(?:operation \d+)/)
      return
    }
    const result = applyPatch(doc, patch)
    if (expected !== undefined) expect(canonical(result)).toBe(canonical(expected))
  })
})

describe('errors', () => {
  test('name the operation by its number and its pointer', () => {
    const error = expectCode('diff/test-failed', () =>
      applyPatch({ a: 1 }, [
        { op: 'add', path: '/b', value: 2 },
        { op: 'test', path: '/a', value: 2 },
      ]),
    )
    expect(error.message).toContain('operation 1 (test "/a")')
    expect(error.path).toBe('/a')
  })

  test('of a failed test do not tell the value', () => {
    const error = expectCode('diff/test-failed', () =>
      applyPatch({ password: 'hunter2' }, [{ op: 'test', path: '/password', value: 'guess' }]),
    )
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })

  test('name the place of a value that is not JSON', () => {
    const value = { at: new Date(0) } as unknown as JsonValue
    const error = expectCode('core/not-json', () => applyPatch({}, [{ op: 'add', path: '/a', value }]))
    expect(error.path).toBe('/0/value/at')
    expectCode('core/not-json', () => applyPatch(new Map() as unknown as JsonValue, []))
  })
})

describe('limits', () => {
  const copies = (count: number): Operation[] =>
    Array.from({ length: count }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))

  test('a few copies of copies are as large as they are', () => {
    const result = applyPatch({ a: ['x'] }, copies(10)) as { a: JsonValue[] }
    expect(result.a.length).toBe(11)
    expect(JSON.stringify(result).length).toBeGreaterThan(1024 * 3)
  })

  test('copies of copies cannot outgrow the budget', () => {
    const error = expectCode('diff/copy-budget', () => applyPatch({ a: ['x'.repeat(40)] }, copies(64)))
    expect(error.message).toContain('(copy "/a/-")')
  })

  test('copies of long strings count by their length', () => {
    const patch: Operation[] = Array.from({ length: 400 }, (_, at) => ({
      op: 'copy',
      from: '/a',
      path: `/b${at}`,
    }))
    expectCode('diff/copy-budget', () => applyPatch({ a: 'x'.repeat(100_000) }, patch))
  })

  test('a large document may be copied a few times', () => {
    const document = { a: 'x'.repeat(3_000_000) }
    const patch: Operation[] = Array.from({ length: 8 }, (_, at) => ({
      op: 'copy',
      from: '/a',
      path: `/b${at}`,
    }))
    expect(Object.keys(applyPatch(document, patch) as object).length).toBe(9)
  })

  test('operations cannot nest a document deeper than the limit', () => {
    const deeper: Operation[] = Array.from({ length: 1000 }, () => ({ op: 'copy', from: '', path: '/a' }))
    expect(applyPatch({ a: 1 }, deeper.slice(1))).toHaveProperty(['a', 'a', 'a'])
    expectCode('core/depth-limit', () => applyPatch({ a: 1 }, deeper))
    const nested = JSON.parse(`${'['.repeat(999)}${']'.repeat(999)}`) as JsonValue
    expectCode('core/depth-limit', () => applyPatch({ a: {} }, [{ op: 'add', path: '/a/b', value: nested }]))
    expectCode('core/depth-limit', () =>
      applyPatch({ a: nested, b: {} }, [{ op: 'move', from: '/a', path: '/b/c' }]),
    )
  })
})

describe('hostile patches', () => {
  test('an index of two thousand million is no index of a short array', () => {
    for (const path of ['/a/2000000000', '/a/999999999999999', '/a/99999999999999999999']) {
      expectCode('diff/invalid-index', () => applyPatch({ a: [] }, [{ op: 'add', path, value: 1 }]))
      expect(() => applyPatch({ a: [] }, [{ op: 'replace', path, value: 1 }])).toThrow()
    }
  })

  test('an operation with a name that is none is not repeated in the error', () => {
    const error = expectCode('diff/invalid-operation', () =>
      applyPatch({}, [{ op: 'x'.repeat(1000), path: '' } as never]),
    )
    expect(error.message).toBe('operation 0: "op" is none of add, remove, replace, move, copy and test')
  })

  test('a hundred thousand operations on one object, and on one array, are done', () => {
    const members = Array.from(
      { length: 100_000 },
      (_, at): Operation => ({ op: 'add', path: `/${at}`, value: at }),
    )
    expect(Object.keys(applyPatch({}, members) as object).length).toBe(100_000)
    const list = Array.from({ length: 100_000 }, (_, at): Operation => ({ op: 'add', path: '/-', value: at }))
    expect((applyPatch([], list) as readonly JsonValue[]).length).toBe(100_000)
  })

  test('many copies of a small value into a large array copy the array once', () => {
    const document = { list: Array.from({ length: 100_000 }, () => 0), one: { a: 1 } }
    const patch = Array.from(
      { length: 20_000 },
      (): Operation => ({ op: 'copy', from: '/one', path: '/list/-' }),
    )
    expect((applyPatch(document, patch) as { list: JsonValue[] }).list.length).toBe(120_000)
    expect(document.list.length).toBe(100_000)
  })

  test('a copy and what it was made of are written to apart, also by further copies', () => {
    const patch: Operation[] = [
      { op: 'add', path: '/a', value: { b: { c: [1] } } },
      { op: 'add', path: '/a/b/c/-', value: 2 },
      { op: 'copy', from: '/a', path: '/d' },
      { op: 'add', path: '/a/b/c/-', value: 3 },
      { op: 'add', path: '/d/b/c/-', value: 4 },
      { op: 'copy', from: '/d/b', path: '/d/e' },
      { op: 'add', path: '/d/e/c/-', value: 5 },
      { op: 'add', path: '/d/b/c/-', value: 6 },
      { op: 'move', from: '/d/e', path: '/f' },
      { op: 'add', path: '/f/c/-', value: 7 },
    ]
    const result = {
      a: { b: { c: [1, 2, 3] } },
      d: { b: { c: [1, 2, 4, 6] } },
      f: { c: [1, 2, 4, 5, 7] },
    }
    expect(applyPatch({}, patch)).toEqual(result)
    expect(JSON.parse(canonical(applyByReference({}, patch)))).toEqual(result)
  })

  test('operations on the root replace, test, copy and move it as a whole', () => {
    expect(applyPatch({ a: 1 }, [{ op: 'replace', path: '', value: 7 }])).toBe(7)
    expect(applyPatch({ a: 1 }, [{ op: 'copy', from: '/a', path: '' }])).toBe(1)
    expect(applyPatch({ a: { b: 1 } }, [{ op: 'move', from: '/a', path: '' }])).toEqual({ b: 1 })
    expect(applyPatch({ a: 1 }, [{ op: 'move', from: '', path: '' }])).toEqual({ a: 1 })
    expectCode('diff/root-removed', () => applyPatch({}, [{ op: 'remove', path: '' }]))
    expectCode('diff/move-into-itself', () => applyPatch({ a: 1 }, [{ op: 'move', from: '', path: '/a' }]))
  })
})

describe('what is handed in', () => {
  test('stays as it is when the patch fails half-way', () => {
    const document = { a: [1, 2], b: { c: 3 } }
    const before = canonical(document)
    expectCode('diff/missing-path', () =>
      applyPatch(document, [
        { op: 'remove', path: '/a/0' },
        { op: 'replace', path: '/b/c', value: 4 },
        { op: 'remove', path: '/nowhere' },
      ]),
    )
    expect(canonical(document)).toBe(before)
  })

  test('is not written to through a value that the patch put in', () => {
    const value = deepFreeze({ list: [1] })
    const result = applyPatch({}, [
      { op: 'add', path: '/a', value },
      { op: 'add', path: '/a/list/-', value: 2 },
    ])
    expect(result).toEqual({ a: { list: [1, 2] } })
    expect(value).toEqual({ list: [1] })
  })

  test('leaves no trace on what all objects inherit', () => {
    const document = JSON.parse('{"__proto__":{"a":1}}') as JsonValue
    const result = applyPatch(document, [{ op: 'add', path: '/__proto__/polluted', value: true }])
    expect(canonical(result)).toBe('{"__proto__":{"a":1,"polluted":true}}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
