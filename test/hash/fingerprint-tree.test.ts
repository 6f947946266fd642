import type { JsonValue } from 'keelson/core'
import { createFingerprintTree, fingerprint, type TreeOperation } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const DOCUMENT = { name: 'web', ports: [80, { port: 443 }], labels: { tier: 'front', __proto: 1, '': [] } }
const anyPatch = (patch: unknown): readonly TreeOperation[] => patch as readonly TreeOperation[]
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const nested = (depth: number): JsonValue => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as JsonValue

describe('createFingerprintTree', () => {
  test.each([null, true, 1, -0, 'text', [], {}, DOCUMENT, nested(1000)])(
    'has the fingerprint of the value (%#)',
    (value) => {
      expect(createFingerprintTree(value).root).toBe(fingerprint(value))
      expect(createFingerprintTree(value).at('')).toBe(fingerprint(value))
    },
  )

  test('knows every part', () => {
    const tree = createFingerprintTree(DOCUMENT)
    expect(tree.at('/ports')).toBe(fingerprint(DOCUMENT.ports))
    expect(tree.at('/ports/1/port')).toBe(fingerprint(443))
    expect(tree.at('/labels/')).toBe(fingerprint([]))
  })

  test.each([
    '/missing',
    '/ports/2',
    '/ports/01',
    '/ports/-',
    '/name/0',
    '/labels/constructor',
    '/labels/__proto__',
  ])('refuses a place where there is nothing: %s', (pointer) => {
    const tree = createFingerprintTree(DOCUMENT)
    expect(expectCode('hash/missing-path', () => tree.at(pointer)).path).toBe(pointer)
  })

  test('refuses what is no pointer', () => {
    const tree = createFingerprintTree(DOCUMENT)
    expectCode('core/invalid-pointer', () => tree.at('name'))
    for (const pointer of [undefined, null, 0, ['name']]) {
      expectCode('core/invalid-pointer', () => tree.at(pointer as unknown as string))
    }
  })

  test.each([
    ['NaN', { a: [Number.NaN] }, 'core/not-json', '/a/0'],
    ['undefined', { a: undefined }, 'core/not-json', '/a'],
    ['a hole', { a: new Array(1) }, 'core/not-json', '/a/0'],
    ['a Date', [new Date(0)], 'core/not-json', '/0'],
    ['a function', { toJSON: () => 1 }, 'core/not-json', '/toJSON'],
    ['1,001 levels', nested(1001), 'core/depth-limit', undefined],
    ['20,000,000 elements', new Array(20_000_000), 'core/size-limit', undefined],
  ])('refuses %s', (_what, value, code, path) => {
    expect(expectCode(code, () => createFingerprintTree(value as JsonValue)).path).toBe(path)
  })

  test('refuses a value that contains itself', () => {
    const value: unknown[] = []
    value.push({ value })
    expectCode('core/cyclic', () => createFingerprintTree(value as JsonValue))
  })

  test('is a copy: a later change of the value does not reach it', () => {
    const value = { list: [1], inner: { a: 1 } }
    const tree = createFingerprintTree(value)
    const before = tree.root
    value.list.push(2)
    value.inner.a = 2
    expect(tree.at('/list')).toBe(fingerprint([1]))
    expect(tree.apply([{ op: 'add', path: '/x', value: 1 }]).at('/inner')).toBe(fingerprint({ a: 1 }))
    expect(tree.root).toBe(before)
  })
})

describe('apply', () => {
  test('gives another tree and leaves this one as it is', () => {
    const tree = createFingerprintTree(DOCUMENT)
    const { root } = tree
    const changed = tree.apply([{ op: 'replace', path: '/ports/1/port', value: 8443 }])
    expect(changed.root).toBe(fingerprint({ ...DOCUMENT, ports: [80, { port: 8443 }] }))
    expect(changed.at('/labels')).toBe(tree.at('/labels'))
    expect([tree.root, tree.at(''), tree.at('/ports/1/port')]).toEqual([root, root, fingerprint(443)])
    expect(tree.apply([]).root).toBe(root)
  })

  test('changes nothing in the patch, and keeps nothing of it', () => {
    const value = { a: [1] }
    const patch: TreeOperation[] = [{ op: 'add', path: '/x', value }]
    const tree = createFingerprintTree({}).apply(patch)
    value.a.push(2)
    expect(tree.root).toBe(fingerprint({ x: { a: [1] } }))
    expect(patch).toEqual([{ op: 'add', path: '/x', value: { a: [1, 2] } }])
  })

  test('names such as __proto__ are names', () => {
    const tree = createFingerprintTree({}).apply([
      { op: 'add', path: '/__proto__', value: { polluted: 1 } },
      { op: 'add', path: '/constructor', value: 1 },
    ])
    expect(tree.root).toBe(
      fingerprint(JSON.parse('{"constructor":1,"__proto__":{"polluted":1}}') as JsonValue),
    )
    expect({}).not.toHaveProperty('polluted')
  })

  const refusals: readonly [string, unknown, string, string | undefined][] = [
    ['a patch that is no list', { op: 'remove', path: '/name' }, 'hash/invalid-operation', undefined],
    ['an operation that is no object', [1], 'hash/invalid-operation', undefined],
    ['an operation without op', [{ path: '/name' }], 'hash/invalid-operation', undefined],
    ['an unknown operation', [{ op: 'rename', path: '/name' }], 'hash/invalid-operation', undefined],
    ['an operation without path', [{ op: 'remove' }], 'hash/invalid-operation', undefined],
    ['a path that is no pointer', [{ op: 'remove', path: 'name' }], 'hash/invalid-operation', 'name'],
    ['an add without value', [{ op: 'add', path: '/x' }], 'hash/invalid-operation', undefined],
    ['a move without from', [{ op: 'move', path: '/x' }], 'hash/invalid-operation', undefined],
    [
      'a value that JSON cannot hold',
      [{ op: 'add', path: '/x', value: Number.NaN }],
      'core/not-json',
      '/0/value',
    ],
    ['a parent that is missing', [{ op: 'add', path: '/x/y', value: 1 }], 'hash/missing-path', '/x/y'],
    ['a parent that is a scalar', [{ op: 'add', path: '/name/y', value: 1 }], 'hash/missing-path', '/name/y'],
    ['a member that is missing', [{ op: 'remove', path: '/x' }], 'hash/missing-path', '/x'],
    ['an inherited name', [{ op: 'remove', path: '/toString' }], 'hash/missing-path', '/toString'],
    ['a replacement of nothing', [{ op: 'replace', path: '/x', value: 1 }], 'hash/missing-path', '/x'],
    ['a copy of nothing', [{ op: 'copy', from: '/x', path: '/y' }], 'hash/missing-path', '/y'],
    [
      'an index beyond the end',
      [{ op: 'add', path: '/ports/3', value: 1 }],
      'hash/invalid-index',
      '/ports/3',
    ],
    ['a leading zero', [{ op: 'replace', path: '/ports/01', value: 1 }], 'hash/invalid-index', '/ports/01'],
    ['a removal behind the last', [{ op: 'remove', path: '/ports/-' }], 'hash/invalid-index', '/ports/-'],
    ['a removal beyond the end', [{ op: 'remove', path: '/ports/2' }], 'hash/missing-path', '/ports/2'],
    ['a removal of the root', [{ op: 'remove', path: '' }], 'hash/root-removed', ''],
    [
      'a move into itself',
      [{ op: 'move', from: '/ports', path: '/ports/0' }],
      'hash/move-into-itself',
      '/ports/0',
    ],
    ['a test of another value', [{ op: 'test', path: '/name', value: 'api' }], 'hash/test-failed', '/name'],
    ['a test of nothing', [{ op: 'test', path: '/x', value: null }], 'hash/missing-path', '/x'],
  ]

  test.each(refusals)('refuses %s', (_what, patch, code, path) => {
    const tree = createFingerprintTree(DOCUMENT)
    expect(expectCode(code, () => tree.apply(anyPatch(patch))).path).toBe(path)
  })

  test.each(refusals.filter(([, patch]) => Array.isArray(patch)))(
    'does nothing of a patch that ends with %s',
    (_what, patch) => {
      const tree = createFingerprintTree(DOCUMENT)
      const { root } = tree
      const begun = [
        { op: 'remove', path: '/labels/tier' },
        { op: 'add', path: '/labels/list', value: [1] },
      ]
      expect(() => tree.apply(anyPatch([...begun, ...(patch as readonly TreeOperation[])]))).toThrow()
      expect([tree.root, tree.at(''), tree.at('/labels')]).toEqual([root, root, fingerprint(DOCUMENT.labels)])
      expect(tree.apply([{ op: 'remove', path: '/labels' }]).root).toBe(
        fingerprint({ name: DOCUMENT.name, ports: DOCUMENT.ports }),
      )
    },
  )

  test('tests compare as JSON: 1 is 1.0, -0 is 0, the order of members does not count', () => {
    const tree = createFingerprintTree({ a: { x: 1, y: [0, null] } })
    expect(tree.apply([{ op: 'test', path: '/a', value: { y: [-0, null], x: 1.0 } }]).root).toBe(tree.root)
    for (const value of [
      { x: 1 },
      { x: 1, y: [0] },
      { x: 1, y: { 0: 0 } },
      [1],
      { x: 1, y: [0, 'null'] },
      null,
    ]) {
      expectCode('hash/test-failed', () =>
        tree.apply([{ op: 'test', path: '/a', value: value as JsonValue }]),
      )
    }
    expectCode('hash/test-failed', () => tree.apply([{ op: 'test', path: '/a/y', value: { 0: 0, 1: null } }]))
  })

  test('a copy and what it was made of go their own ways', () => {
    const tree = createFingerprintTree({ a: { list: [1] } }).apply([
      { op: 'add', path: '/a/list/-', value: 2 },
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/a/list/-', value: 3 },
      { op: 'add', path: '/b/list/0', value: 0 },
      { op: 'copy', from: '', path: '/c' },
      { op: 'remove', path: '/b' },
    ])
    const before = { a: { list: [1, 2, 3] }, b: { list: [0, 1, 2] } }
    expect(tree.root).toBe(fingerprint({ a: before.a, c: before }))
  })

  test.each([0, 1, 255, 256, 257, 700])('long lists, wherever they are written to (%i)', (index) => {
    const list: JsonValue[] = numbers(700)
    let tree = createFingerprintTree({ list })
    const check = (): void => expect(tree.root).toBe(fingerprint({ list }))
    for (let round = 0; round < 300; round += 1) list.splice(index, 0, [round])
    tree = tree.apply(numbers(300).map((round) => ({ op: 'add', path: `/list/${index}`, value: [round] })))
    check()
    list[index] = 'here'
    tree = tree.apply([{ op: 'replace', path: `/list/${index}`, value: 'here' }])
    check()
    list.splice(index, 290)
    tree = tree.apply(numbers(290).map(() => ({ op: 'remove', path: `/list/${index}` })))
    check()
    list.splice(0, list.length, 'end')
    tree = tree.apply([
      ...numbers(710).map(() => ({ op: 'remove', path: '/list/0' }) as const),
      { op: 'add', path: '/list/-', value: 'end' },
    ])
    check()
  })

  test('refuses a result nested deeper than 1,000, and takes one that is deeper on the way only', () => {
    const tree = createFingerprintTree({ deep: nested(999), a: [] })
    const sink: TreeOperation = { op: 'move', from: '/deep', path: '/a/0' }
    expectCode('core/depth-limit', () => tree.apply([sink]))
    expect(tree.apply([sink, { op: 'move', from: '/a/0', path: '/deep' }]).root).toBe(tree.root)
  })

  test('refuses a result of more than 20,000,000 values, however little memory it takes', () => {
    const doubling = numbers(25).map((): TreeOperation => ({ op: 'copy', from: '/a', path: '/a/-' }))
    const tree = createFingerprintTree({ a: [1] })
    expectCode('core/size-limit', () => tree.apply(doubling))
    expect(tree.apply([...doubling, { op: 'replace', path: '/a', value: [1] }]).root).toBe(tree.root)
  })
})
