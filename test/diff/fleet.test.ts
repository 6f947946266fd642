import type { JsonValue } from 'keelson/core'
import {
  compareFleet,
  diff,
  type FleetItem,
  type FleetOptions,
  type FleetReport,
  type FleetResource,
  kubernetes,
} from 'keelson/diff'
import { fingerprint, seal } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

/** Two texts of one value whose bytes, order of members and white space differ. */
const COMPACT = '{"replicas":3,"image":"web:1","ports":[80,443]}'
const SPACED = '{ "image": "web:1", "ports": [80, 443.0],\n "replicas": 3e0 }'

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function texts(fleet: Readonly<Record<string, string | Uint8Array>>): FleetItem[] {
  return Object.entries(fleet).map(([id, json]) => ({ id, json }))
}

function values(fleet: Readonly<Record<string, JsonValue>>): FleetItem[] {
  return Object.entries(fleet).map(([id, value]) => ({ id, value }))
}

async function* async<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) {
    await Promise.resolve()
    yield item
  }
}

function statuses(report: FleetReport): Record<string, FleetResource['status']> {
  return Object.fromEntries(report.resources.map(({ id, status }) => [id, status]))
}

/** As {@link expectCode}, of a comparison that is refused as a whole. */
async function expectRefusal(code: string, options: unknown): Promise<{ path?: string; help?: string }> {
  const result = await compareFleet(options as FleetOptions).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  return expectCode(code, () => {
    if (result !== undefined) throw result.error
  })
}

describe('what becomes of a resource', () => {
  test('each status, in the order of ids, with everything accounted for', async () => {
    const report = await compareFleet({
      desired: texts({ same: '1', drifted: '{"a":1}', gone: '2', broken: '{', spaced: COMPACT }),
      live: texts({ spaced: SPACED, broken: '{}', new: '3', drifted: '{"a":2}', same: '1' }),
      list: 'all',
    })
    expect(statuses(report)).toEqual({
      broken: 'failed',
      drifted: 'drifted',
      gone: 'missing',
      new: 'extra',
      same: 'equal',
      spaced: 'equal',
    })
    expect(report.resources.map(({ id }) => id)).toEqual([
      'broken',
      'drifted',
      'gone',
      'new',
      'same',
      'spaced',
    ])
    expect(report.counts).toEqual({
      desired: 5,
      live: 5,
      compared: 4,
      equal: 2,
      equalBy: { bytes: 1, fingerprint: 0, walk: 1, seal: 0 },
      immaterial: 0,
      drifted: 1,
      failed: 1,
      missing: 1,
      extra: 1,
      declared: 0,
    })
    expect(report).toMatchObject({ profile: 'plain', assurance: 'verified', equal: false, unusedRules: [] })
  })

  test('changes are those of diff, from desired to live', async () => {
    const [before, after] = [
      { a: [1, 2], b: 3 },
      { a: [2], b: 4 },
    ]
    const report = await compareFleet({ desired: values({ x: before }), live: values({ x: after }) })
    expect(report.resources).toEqual([{ id: 'x', status: 'drifted', changes: diff(before, after) }])
  })

  test('only what is not equal is listed unless all is asked for', async () => {
    const sides = { desired: texts({ a: '1', b: '2' }), live: texts({ a: '1', b: '3' }) }
    expect(statuses(await compareFleet(sides))).toEqual({ b: 'drifted' })
    expect(statuses(await compareFleet({ ...sides, list: 'all' }))).toEqual({ a: 'equal', b: 'drifted' })
  })

  test('no resources at all are equal', async () => {
    const report = await compareFleet({ desired: [], live: async([]) })
    expect(report).toMatchObject({ equal: true, resources: [], counts: { desired: 0, live: 0, compared: 0 } })
  })

  test('differences that do not count make a resource immaterial, and the fleet equal', async () => {
    const report = await compareFleet({
      desired: texts({ web: '{"spec":1,"status":1}' }),
      live: texts({ web: '{"spec":1,"status":2}' }),
      ignore: [{ pointer: '/status', reason: 'written by the controller' }],
    })
    expect(report.equal).toBe(true)
    expect(report.counts.immaterial).toBe(1)
    expect(report.resources[0]?.changes?.changes.map((change) => change.rule)).toEqual([
      '/status (written by the controller)',
    ])
  })

  test('the report is plain data', async () => {
    const report = await compareFleet({
      desired: texts({ a: '{', b: '1', c: '{"x":1}' }),
      live: texts({ a: '1', c: '{"x":2}' }),
      assurance: 'sealed',
    })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(structuredClone(report)).toEqual(report)
  })
})

describe('assurance', () => {
  const forms: readonly (readonly [string, FleetItem, FleetItem])[] = [
    ['strings', { id: 'a', json: COMPACT }, { id: 'a', json: SPACED }],
    ['bytes', { id: 'a', json: bytes(COMPACT) }, { id: 'a', json: bytes(SPACED) }],
    ['a string and bytes', { id: 'a', json: COMPACT }, { id: 'a', json: bytes(COMPACT) }],
    ['a string and a value', { id: 'a', json: SPACED }, { id: 'a', value: JSON.parse(COMPACT) as JsonValue }],
    ['two values', { id: 'a', value: { b: [1, 2], c: 3 } }, { id: 'a', value: { c: 3, b: [1, 2] } }],
  ]
  const means = { fast: 'fingerprint', verified: 'walk', sealed: 'seal' } as const

  for (const assurance of ['fast', 'verified', 'sealed'] as const) {
    test.each(forms)(
      `'${assurance}' finds %s of one value equal, and says by what`,
      async (_, desired, live) => {
        const report = await compareFleet({ desired: [desired], live: [live], assurance })
        expect(report.equal).toBe(true)
        expect(report.counts.equalBy[means[assurance]]).toBe(1)
      },
    )
  }

  test.each(['fast', 'verified'] as const)(
    "'%s' does not read texts with the same bytes",
    async (assurance) => {
      const report = await compareFleet({
        desired: texts({ a: 'not JSON', b: '[1]' }),
        live: [
          { id: 'a', json: 'not JSON' },
          { id: 'b', json: bytes('[1]') },
        ],
        assurance,
      })
      expect(report.counts).toMatchObject({ equal: 2, failed: 0 })
      expect(report.counts.equalBy.bytes).toBe(1)
    },
  )

  test("'sealed' gives the seals of both sides, of every resource", async () => {
    const report = await compareFleet({
      desired: texts({ gone: '1', same: COMPACT, drifted: '{"a":1}' }),
      live: texts({ drifted: '{"a":2}', new: '2', same: SPACED }),
      assurance: 'sealed',
    })
    const sealOf = (id: string, text: string): string => seal(JSON.parse(text) as JsonValue, { id })
    expect(Object.fromEntries(report.resources.map(({ id, seals }) => [id, seals]))).toEqual({
      drifted: { desired: sealOf('drifted', '{"a":1}'), live: sealOf('drifted', '{"a":2}') },
      gone: { desired: sealOf('gone', '1') },
      new: { live: sealOf('new', '2') },
      same: { desired: sealOf('same', COMPACT), live: sealOf('same', COMPACT) },
    })
  })

  test("'sealed' reports what cannot be sealed, with equal bytes too, and on one side only", async () => {
    const halfPair = '"\\ud800"'
    const report = await compareFleet({
      desired: texts({ a: halfPair, b: 'x', c: halfPair, d: '1' }),
      live: texts({ a: halfPair, b: 'x', d: halfPair }),
      assurance: 'sealed',
    })
    const errors = report.resources.map(({ id, status, errors: list }) => [
      id,
      status,
      list?.map(({ side, error }) => [side, (error as { code: string }).code]),
    ])
    expect(errors).toEqual([
      [
        'a',
        'failed',
        [
          ['desired', 'hash/lone-surrogate'],
          ['live', 'hash/lone-surrogate'],
        ],
      ],
      [
        'b',
        'failed',
        [
          ['desired', 'core/invalid-json'],
          ['live', 'core/invalid-json'],
        ],
      ],
      ['c', 'missing', [['desired', 'hash/lone-surrogate']]],
      ['d', 'failed', [['live', 'hash/lone-surrogate']]],
    ])
    expect(report.counts).toMatchObject({ desired: 4, live: 3, compared: 3, failed: 3, missing: 1 })
  })
})

describe('a resource that cannot be read fails alone', () => {
  const faults: readonly (readonly [string, FleetItem, string])[] = [
    ['invalid JSON', { id: 'a', json: '{"a":1,}' }, 'core/invalid-json'],
    ['bytes that are not UTF-8', { id: 'a', json: Uint8Array.of(0x22, 0xff, 0x22) }, 'core/invalid-utf8'],
    ['a number that overflows', { id: 'a', json: '{"a":1e999}' }, 'core/number-overflow'],
    ['nesting over the limit', { id: 'a', json: '['.repeat(1001) + ']'.repeat(1001) }, 'core/depth-limit'],
    ['a value that JSON cannot hold', { id: 'a', value: { a: Number.NaN } }, 'core/not-json'],
  ]

  for (const assurance of ['fast', 'verified', 'sealed'] as const) {
    test.each(faults)(`under '${assurance}': %s`, async (_, item, code) => {
      const good: FleetItem = { id: 'a', json: '{ "a": 1 }' }
      const others = texts({ b: '{"b":1}' })
      for (const side of ['desired', 'live'] as const) {
        const report = await compareFleet({
          desired: [side === 'desired' ? item : good, ...others],
          live: [side === 'live' ? item : good, ...texts({ b: '{"b":2}' })],
          assurance,
        })
        expect(statuses(report)).toEqual({ a: 'failed', b: 'drifted' })
        expect(report.resources[0]?.errors).toEqual([
          { side, error: expect.objectContaining({ code }) as unknown },
        ])
        expect(report.equal).toBe(false)
      }
    })
  }

  test('an overflow on both sides, at any depth, is never "equal"', async () => {
    const deep = (text: string): string => '['.repeat(300) + text + ']'.repeat(300)
    const report = await compareFleet({
      desired: texts({ a: '{"x":1e999,"y":1}', b: deep('1e999'), c: '1e999' }),
      live: texts({ a: '{"y":1,"x":1e999}', b: deep(' 1e999'), c: '1e998' }),
    })
    expect(statuses(report)).toEqual({ a: 'failed', b: 'failed', c: 'failed' })
  })

  test('deep documents within the limit are compared', async () => {
    const deep = (text: string): string => '['.repeat(999) + text + ']'.repeat(999)
    const report = await compareFleet({
      desired: texts({ a: deep('1'), b: deep('{"a":1}') }),
      live: texts({ a: deep(' 1'), b: deep('{"a":2}') }),
    })
    expect(report.counts).toMatchObject({ equal: 1, drifted: 1 })
  })

  test('limits of the caller hold', async () => {
    const report = await compareFleet({
      desired: texts({ deep: '[[[1]]]', long: '[1,2,3,4,5,6]', wide: '"aaaaaaaaaaaaaaaaaaaaaaa"' }),
      live: texts({ deep: '[[[1] ]]', long: '[1,2,3,4,5, 6]', wide: '"aaaaaaaaaaaaaaaaaaaaaab"' }),
      limits: { maxDepth: 2, maxNodes: 6, maxTextLength: 20 },
    })
    const codes = report.resources.map(({ id, errors }) => [
      id,
      errors?.map(({ error }) => (error as { code: string }).code),
    ])
    expect(codes).toEqual([
      ['deep', ['core/depth-limit', 'core/depth-limit']],
      ['long', ['core/size-limit', 'core/size-limit']],
      ['wide', ['core/size-limit', 'core/size-limit']],
    ])
  })

  test('names that everything inherits do not make two resources equal', async () => {
    const report = await compareFleet({
      desired: texts({ a: '{"__proto__":{},"y":1}', b: '{"constructor":1,"y":1}' }),
      live: texts({ a: '{"y":1,"z":1}', b: '{"y":1,"z":1}' }),
    })
    expect(statuses(report)).toEqual({ a: 'drifted', b: 'drifted' })
  })
})

describe('what is passed on to the differ', () => {
  test('a profile', async () => {
    const pod = (cpu: string, names: readonly string[]): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: names.map((name) => ({ name, resources: { limits: { cpu } } })) },
      })
    const report = await compareFleet({
      desired: texts({ same: pod('1000m', ['a', 'b']), other: pod('1', ['a']) }),
      live: texts({ same: pod('1', ['b', 'a']), other: pod('2', ['a']) }),
      profile: kubernetes(),
    })
    expect(statuses(report)).toEqual({ other: 'drifted', same: 'immaterial' })
    expect(report.profile).toBe(kubernetes().name)
  })

  test('fingerprints and moves', async () => {
    const report = await compareFleet({
      desired: texts({ a: '[1,2,3]' }),
      live: texts({ a: '[3,1,2]' }),
      fingerprints: true,
      moves: true,
    })
    expect(report.resources[0]?.changes).toMatchObject({
      before: fingerprint([1, 2, 3]),
      after: fingerprint([3, 1, 2]),
      changes: [{ op: 'move' }],
    })
  })

  test.each(['fast', 'verified', 'sealed'] as const)(
    "redaction: no secret goes out under '%s'",
    async (assurance) => {
      // Put together here, so that no scanner of repositories takes it for a token that leaked.
      const token = ['ghp', 'x7Kq2mZt9Rw4Lp8Vb3Nc6Hd1Jf5Gs0Ya2TeQ'].join('_')
      const secret = (data: object): string => JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data })
      const report = await compareFleet({
        desired: [
          ...texts({
            secret: secret({ password: 'aHVudGVyMg==' }),
            gone: secret({ password: 'aHVudGVyMg==' }),
          }),
          ...values({ named: { [token]: Number.NaN, a: 1 } }),
        ],
        live: texts({ secret: secret({ password: 'aHVudGVyMw==' }), named: '{"a":2}' }),
        assurance,
        redact: {},
        ignore: [{ pointer: `/${token}`, reason: 'unused' }],
        declared: [{ only: 'desired', resources: 'gone', reason: `was replaced by ${token}` }],
      })
      const output = JSON.stringify(report)
      for (const hidden of ['aHVudGVy', 'hunter', token]) expect(output).not.toContain(hidden)
      expect(statuses(report)).toEqual({ gone: 'missing', named: 'failed', secret: 'drifted' })
      expect(report.resources[2]?.changes?.changes[0]?.redacted).toBe(true)
      expect(report.unusedRules.length).toBe(1)
    },
  )
})

describe('declared differences', () => {
  const stage = texts({
    'shop/web': '{"replicas":2,"image":"web:2"}',
    'shop/api': '{"replicas":1,"image":"api:2"}',
    'shop/debug': '{}',
  })
  const prod = texts({
    'shop/web': '{"replicas":9,"image":"web:1"}',
    'shop/api': '{"replicas":4,"image":"api:2"}',
  })

  test('a place may differ in the resources named, for a reason that stands beside the change', async () => {
    const report = await compareFleet({
      desired: prod,
      live: stage,
      declared: [
        { resources: 'shop/*', pointer: '/replicas', reason: 'stage is small' },
        { resources: 'shop/debug', only: 'live', reason: 'debugging aids' },
      ],
    })
    expect(statuses(report)).toEqual({
      'shop/api': 'immaterial',
      'shop/debug': 'extra',
      'shop/web': 'drifted',
    })
    expect(report.resources.find(({ id }) => id === 'shop/debug')?.rule).toBe(
      'shop/debug only in live (debugging aids)',
    )
    expect(report.counts).toMatchObject({ extra: 1, declared: 1, drifted: 1, immaterial: 1 })
    const web = report.resources.find(({ id }) => id === 'shop/web')!.changes!.changes
    expect(web.map(({ pointer, class: of, rule }) => [pointer, of, rule])).toEqual([
      ['/image', 'material', undefined],
      ['/replicas', 'ignored', '/replicas (stage is small)'],
    ])
    expect(report.unusedRules).toEqual([])
  })

  test('a fleet whose differences are all declared is equal', async () => {
    const report = await compareFleet({
      desired: texts({ a: '{"n":1}', b: '1' }),
      live: texts({ a: '{"n":2}', c: '1' }),
      declared: [
        { pointer: '/n', reason: 'counts' },
        { only: 'desired', resources: 'b', reason: 'not here yet' },
        { only: 'live', resources: 'c', reason: 'no longer there' },
      ],
    })
    expect(report.equal).toBe(true)
    expect(report.counts).toMatchObject({ missing: 1, extra: 1, declared: 2 })
  })

  test('a declaration that names values holds for exactly these', async () => {
    const declared = [
      { resources: '*/web', pointer: '/replicas', desired: 9, live: 2, reason: 'stage is small' },
      { resources: '*/api', pointer: '/replicas', live: 2, reason: 'stage is small' },
    ]
    const report = await compareFleet({
      desired: prod,
      live: stage,
      declared,
      ignore: [{ pointer: '/image', reason: 'r' }],
    })
    expect(statuses(report)).toMatchObject({ 'shop/web': 'immaterial', 'shop/api': 'drifted' })
    expect(report.unusedRules).toEqual(['*/api /replicas (stage is small)'])
  })

  test('rules that cover nothing in the whole fleet are reported, those of the profile are not', async () => {
    const report = await compareFleet({
      desired: texts({ a: '{"n":1}' }),
      live: texts({ a: '{"n":2}' }),
      profile: { name: 'own', ignore: [{ pointer: '/never', reason: 'profile' }] },
      ignore: [
        { pointer: '/n', reason: 'used' },
        { pointer: '/m', reason: 'unused' },
      ],
      declared: [
        { resources: 'b', pointer: '/n', reason: 'other resource' },
        { pointer: '/n', reason: 'comes second' },
        { only: 'live', reason: 'nothing is' },
      ],
    })
    expect(report.unusedRules).toEqual([
      '/m (unused)',
      'b /n (other resource)',
      '* /n (comes second)',
      '* only in live (nothing is)',
    ])
    expect(report.resources[0]?.changes).not.toHaveProperty('unusedRules')
  })

  test.each([
    ['*', 'anything', true],
    ['', '', true],
    ['', 'a', false],
    ['a*', 'a', true],
    ['a*c', 'abcc', true],
    ['a*c', 'abcd', false],
    ['*/web', 'ns/kind/web', true],
    ['*b*b*', 'abab', true],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
  ])('the pattern %j is for %j: %s', async (resources, id, isFor) => {
    const declared = [{ resources, only: 'live' as const, reason: 'test' }]
    const report = await compareFleet({ desired: [], live: [{ id, json: '1' }], declared })
    expect(report.counts.declared === 1).toBe(isFor)
  })

  test.each([
    [{ pointer: '/a' }, '/declared/0/reason'],
    [{ pointer: '/a', reason: ' ' }, '/declared/0/reason'],
    [{ reason: 'r' }, '/declared/0'],
    [{ pointer: '/a', only: 'live', reason: 'r' }, '/declared/0'],
    [{ only: 'both', reason: 'r' }, '/declared/0/only'],
    [{ only: 'live', live: 1, reason: 'r' }, '/declared/0'],
    [{ pointer: '/*/a', live: 1, reason: 'r' }, '/declared/0/pointer'],
    [{ pointer: '/a', resources: 1, reason: 'r' }, '/declared/0/resources'],
    [1, '/declared/0'],
  ])('%j is refused with its place', async (declaration, path) => {
    const error = await expectRefusal('diff/invalid-rule', { desired: [], live: [], declared: [declaration] })
    expect(error.path).toBe(path)
  })

  test('what else is wrong with a declaration keeps its own code', async () => {
    const refused = (code: string, declaration: unknown): Promise<unknown> =>
      expectRefusal(code, { desired: [], live: [], declared: [declaration] })
    await refused('core/invalid-pointer', { pointer: 'a', reason: 'r' })
    await refused('diff/unknown-option', { pointer: '/a', reasons: 'r', reason: 'r' })
    await refused('core/not-json', { pointer: '/a', live: Number.NaN, reason: 'r' })
    await expectRefusal('diff/invalid-rule', { desired: [], live: [], declared: {} })
  })
})

describe('sorted sides', () => {
  test('are read one resource at a time, in step', async () => {
    const reads: string[] = []
    function* side(name: string, ids: string): Generator<FleetItem> {
      for (const id of ids) {
        reads.push(name + id)
        yield { id, json: '1' }
      }
    }
    await compareFleet({ desired: side('d', 'abdf'), live: side('l', 'bcdef'), sorted: true })
    expect(reads.join(' ')).toBe('da lb db dd lc ld df le lf')
  })

  test('order is that of code points, not of UTF-16 units', async () => {
    const ids = ['\uff5e', '\u{1f600}']
    const sides = {
      desired: ids.map((id) => ({ id, json: '1' })),
      live: ids.map((id) => ({ id, json: '2' })),
    }
    const report = await compareFleet({ ...sides, sorted: true })
    expect(report.resources.map(({ id }) => id)).toEqual(ids)
    const reversed = { desired: sides.desired.toReversed(), live: sides.live }
    expect((await expectRefusal('diff/not-sorted', { ...reversed, sorted: true })).path).toBe('/desired/1')
  })
})

describe('what is refused as a whole', () => {
  test.each([true, false])('two resources with one id on one side (sorted: %s)', async (sorted) => {
    const one = texts({ a: '1', b: '1', c: '1' })
    const two = [...one.slice(0, 2), one[1]!, one[2]!]
    expect((await expectRefusal('diff/duplicate-id', { desired: two, live: one, sorted })).path).toBe(
      '/desired/2',
    )
    expect((await expectRefusal('diff/duplicate-id', { desired: one, live: two, sorted })).path).toBe(
      '/live/2',
    )
    expect((await expectRefusal('diff/duplicate-id', { desired: [], live: two, sorted })).path).toBe(
      '/live/2',
    )
  })

  test('a duplicate is found however far apart the two are', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => ({ id: `i${index}`, json: '1' }))
    for (const other of [ids, [], ids.toReversed(), ids.slice(25)]) {
      await expectRefusal('diff/duplicate-id', { desired: [...ids, ids[0]!], live: other })
      await expectRefusal('diff/duplicate-id', { desired: other, live: [...ids, ids[0]!] })
    }
  })

  test('more ids, or more text that waits, than the limits allow', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ id: `i${index}`, json: 'x'.repeat(100) }))
    const refuse = (limits: object, live: readonly FleetItem[]): Promise<{ path?: string }> =>
      expectRefusal('diff/fleet-too-large', { desired: many, live, limits })
    const others = many.map(({ json }, index) => ({ id: `j${index}`, json }))
    expect((await refuse({ maxResources: 19 }, many)).path).toBe('/desired/19')
    expect((await refuse({ maxResources: 39 }, others)).path).toBe('/live/19')
    // A character of a string counts as two bytes.
    expect((await refuse({ maxBytes: 1000 }, others)).path).toBe('/live/2')
    expect((await refuse({ maxBytes: 1000 }, many.toReversed())).path).toBe('/live/2')
    const inBytes = (items: typeof many): FleetItem[] =>
      items.map(({ id, json }) => ({ id, json: bytes(json) }))
    const sides = { desired: inBytes(many), live: inBytes(others) }
    expect((await compareFleet({ ...sides, limits: { maxBytes: 4000 } })).counts.missing).toBe(20)
    await expectRefusal('diff/fleet-too-large', { ...sides, limits: { maxBytes: 3999 } })
  })

  test('sides in the same order, and sorted ones, wait for nothing', async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ id: `i${1000 + index}`, json: `[${index}]` }))
    const limits = { maxBytes: 0 }
    expect((await compareFleet({ desired: many, live: async(many), limits })).counts.equal).toBe(200)
    const sorted = { desired: many, live: many.filter((_, index) => index % 3 > 0), sorted: true, limits }
    expect((await compareFleet({ ...sorted, limits: { ...limits, maxResources: 0 } })).counts.missing).toBe(
      67,
    )
  })

  test.each([
    [{ desired: 1 }, 'diff/invalid-fleet', '/desired'],
    [{ desired: 'text' }, 'diff/invalid-fleet', '/desired'],
    [{ live: undefined }, 'diff/invalid-fleet', '/live'],
    [{ live: {} }, 'diff/invalid-fleet', '/live'],
    [{ live: [1] }, 'diff/invalid-resource', '/live/0'],
    [
      {
        live: [
          { id: 'a', json: '1' },
          { id: 1, json: '1' },
        ],
      },
      'diff/invalid-resource',
      '/live/1',
    ],
    [{ live: [{ id: 'a' }] }, 'diff/invalid-resource', '/live/0'],
    [{ live: [{ id: 'a', json: '1', value: 1 }] }, 'diff/invalid-resource', '/live/0'],
    [{ live: [{ id: 'a', json: { a: 1 } }] }, 'diff/invalid-resource', '/live/0'],
    [{ live: [Promise.resolve({ id: 'a', json: '1' })] }, 'diff/invalid-resource', '/live/0'],
    [{ assurance: 'sure' }, 'diff/invalid-option', '/assurance'],
    [{ assurance: 'toString' }, 'diff/invalid-option', '/assurance'],
    [{ list: 'none' }, 'diff/invalid-option', '/list'],
    [{ sorted: 'yes' }, 'diff/invalid-option', '/sorted'],
    [{ onProgress: 1 }, 'diff/invalid-option', '/onProgress'],
    [{ signal: {} }, 'diff/invalid-option', '/signal'],
    [{ signal: null }, 'diff/invalid-option', '/signal'],
    [{ limits: { maxResources: -1 } }, 'core/invalid-limits', '/limits/maxResources'],
    [{ limits: { maxBytes: Number.NaN } }, 'core/invalid-limits', '/limits/maxBytes'],
    [{ limits: { maxDepth: 0.5 } }, 'core/invalid-limits', '/limits/maxDepth'],
    [{ asurance: 'fast' }, 'diff/unknown-option', '/asurance'],
    [{ ignore: [{ pointer: '/a' }] }, 'diff/invalid-rule', '/ignore/0'],
    [{ profile: {} }, 'diff/invalid-profile', undefined],
  ])('%j', async (wrong, code, path) => {
    const error = await expectRefusal(code, { desired: [], live: [], ...wrong })
    if (path !== undefined) expect(error.path).toBe(path)
  })

  test.each([undefined, null, 1])('options that are %s', async (options) => {
    await expectRefusal('diff/unknown-option', options)
  })
})

describe('sources, progress and cancellation', () => {
  const many = Array.from({ length: 250 }, (_, index) => ({ id: `i${1000 + index}`, json: `{"a":${index}}` }))

  /** A source that tells whether it was closed. */
  function source(items: Iterable<FleetItem>): { items: Generator<FleetItem>; closed: () => boolean } {
    let isClosed = false
    function* generate(): Generator<FleetItem> {
      try {
        yield* items
      } finally {
        isClosed = true
      }
    }
    return { items: generate(), closed: () => isClosed }
  }

  test('progress comes after every 100 resources and at the end, with counts that add up', async () => {
    const live = many
      .slice(0, 230)
      .map(({ id }, index) => ({ id, json: `{"a":${index % 10 === 0 ? -1 : index}}` }))
    const seen: number[][] = []
    const report = await compareFleet({
      desired: many,
      live,
      onProgress: ({ compared, drifted, missing, equal }) => {
        expect(compared).toBe(equal + drifted)
        seen.push([compared, drifted, missing])
      },
    })
    expect(seen).toEqual([
      [100, 10, 0],
      [200, 20, 0],
      [230, 23, 20],
    ])
    expect(report.counts).toMatchObject({ compared: 230, drifted: 23, missing: 20 })
  })

  test('sources of every kind give the same report', async () => {
    const live = many.map(({ id }, index) => ({ id, json: `{"a":${index % 10 === 0 ? -1 : index}}` }))
    const report = await compareFleet({ desired: many, live })
    for (const desired of [
      new Set(many),
      source(many).items,
      async(many),
      new Map(Object.entries(many)).values(),
    ]) {
      expect(await compareFleet({ desired, live: async(live.toReversed()) })).toEqual(report)
    }
    expect(await compareFleet({ desired: async(many), live, sorted: true })).toEqual(report)
  })

  test('a signal aborted before the start: nothing is read', async () => {
    const desired = source(many)
    const reason = new Error('enough')
    const run = compareFleet({ desired: desired.items, live: many, signal: AbortSignal.abort(reason) })
    await expect(run).rejects.toBe(reason)
    expect(desired.items.next().value).toEqual(many[0])
  })

  test.each([false, true])(
    'an abort from outside closes both sources (asynchronous: %s)',
    async (isAsync) => {
      const [desired, live] = [source(many), source(many)]
      const controller = new AbortController()
      const run = compareFleet({
        desired: isAsync ? async(desired.items) : desired.items,
        live: isAsync ? async(live.items) : live.items,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      })
      await expect(run).rejects.toMatchObject({ name: 'AbortError' })
      expect([desired.closed(), live.closed()]).toEqual([true, true])
    },
  )

  test('an abort does not wait for a source that never answers', async () => {
    const live = source(many)
    const controller = new AbortController()
    async function* hanging(): AsyncGenerator<FleetItem> {
      yield many[0]!
      setImmediate(() => controller.abort('stopped'))
      await new Promise(() => undefined)
    }
    const run = compareFleet({ desired: hanging(), live: live.items, signal: controller.signal })
    await expect(run).rejects.toBe('stopped')
    expect(live.closed()).toBe(true)
  })

  test('listeners do not pile up on the signal', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const counted = {
      aborted: false,
      reason: undefined,
      addEventListener: (type: 'abort', listener: () => void): void => {
        listeners += 1
        signal.addEventListener(type, listener)
      },
      removeEventListener: (type: 'abort', listener: () => void): void => {
        listeners -= 1
        signal.removeEventListener(type, listener)
      },
    }
    await compareFleet({ desired: async(many), live: async(many), signal: counted })
    expect(listeners).toBe(0)
  })

  test('what a source or a callback throws goes out as it is, and the other source is closed', async () => {
    const fault = new Error('connection lost')
    async function* failing(): AsyncGenerator<FleetItem> {
      yield many[0]!
      throw fault
    }
    const failingAtOnce: Iterable<FleetItem> = {
      [Symbol.iterator]: () => {
        throw fault
      },
    }
    for (const desired of [failing(), failingAtOnce]) {
      const live = source(many)
      live.items.next()
      await expect(compareFleet({ desired, live: live.items })).rejects.toBe(fault)
    }
    const [desired, live] = [source(many), source(many)]
    const run = compareFleet({
      desired: desired.items,
      live: live.items,
      onProgress: () => {
        throw fault
      },
    })
    await expect(run).rejects.toBe(fault)
    expect([desired.closed(), live.closed()]).toEqual([true, true])
  })

  test('what goes wrong in closing a source does not hide why it was closed', async () => {
    const stubborn: Iterable<FleetItem> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: { id: 'a', json: '1' } }),
        return: () => {
          throw new Error('busy')
        },
      }),
    }
    await expectRefusal('diff/duplicate-id', { desired: stubborn, live: [] })
  })

  test('the host gets its turn while large fleets are compared', async () => {
    const large = Array.from({ length: 80 }, (_, index) => ({
      id: `i${index}`,
      json: `[${'1,'.repeat(20_000)}${index}]`,
    }))
    let turns = 0
    let isRunning = true
    const count = (): void => {
      turns += 1
      if (isRunning) setImmediate(count)
    }
    setImmediate(count)
    await compareFleet({ desired: large, live: large.map(({ id, json }) => ({ id, json: ` ${json}` })) })
    isRunning = false
    expect(turns).toBeGreaterThan(3)
  })
})
