import fc from 'fast-check'
import { changeFeatures, changeObservations, diff, diff3, type JsonValue, kubernetes } from 'keelson'
import { createDriftMonitor, type DriftObservation } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { anyJson } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

const AT = 1_790_812_800_000
const WORDS = {
  kinds: ['Deployment', 'Secret'],
  paths: [
    { name: 'named', members: ['name', 'a.b'] },
    { name: 'valued', members: ['value', '0', '__proto__'] },
  ],
}
const VOCABULARY = new Set<unknown>([
  'Deployment',
  'Secret',
  'named',
  'valued',
  'other',
  'human',
  'service',
  'agent',
  'unknown',
  'drift',
  'pending',
  'converged',
  'conflict',
  'foreign',
])

const anyInput = fc.record({
  base: anyJson(),
  desired: anyJson(),
  live: anyJson(),
  resourceKind: fc.constantFrom('Deployment', 'Secret', 'Pod', '<b>', undefined),
  actorKind: fc.constantFrom('human' as const, 'service' as const, 'agent' as const, undefined),
  key: fc.constantFrom(undefined, new Uint8Array(16).fill(7)),
  isRedacted: fc.boolean(),
})

type Input = typeof anyInput extends fc.Arbitrary<infer Value> ? Value : never

function told({ base, desired, live, resourceKind, actorKind, key, isRedacted }: Input) {
  const redact = isRedacted
    ? { redact: { rules: ['/a', '/name', '/value'], ...(key === undefined ? {} : { key }) } }
    : {}
  const changes = diff3({ base, desired, live }, redact)
  const input = {
    at: AT,
    changes,
    source: 'ana',
    ...(resourceKind === undefined ? {} : { resourceKind }),
    ...(actorKind === undefined ? {} : { actorKind }),
  }
  return { input, changes, observations: changeObservations(input, WORDS) }
}

describe('changeObservations', () => {
  law(
    'words come from the vocabulary alone, and every feature is declared',
    anyInput,
    (given) => {
      const kinds = new Map<string, string>(changeFeatures().map(({ name, kind }) => [name, kind]))
      const { observations } = told(given)
      for (const { at, feature, value, source } of observations) {
        expect([at, source]).toEqual([AT, 'ana'])
        if (kinds.get(feature) === 'count')
          expect(Number.isSafeInteger(value) && Number(value) >= 0).toBe(true)
        else expect(VOCABULARY).toContain(value)
      }
      // Two counts, a kind, an actor, three path classes, five causes.
      expect(observations.length).toBeLessThanOrEqual(2 + 1 + 1 + 3 + 5)
    },
    { runs: 500 },
  )

  law(
    'the order of the changes makes no difference, and none is changed',
    anyInput.chain((given) => fc.tuple(fc.constant(given), fc.infiniteStream(fc.nat()))),
    ([given, draws]) => {
      const { input, changes, observations } = told(given)
      const before = JSON.stringify(changes)
      const shuffled = changes.changes
        .map((change) => ({ change, draw: draws.next().value as number }))
        .sort((left, right) => left.draw - right.draw)
        .map(({ change }) => change)
      expect(changeObservations({ ...input, changes: { ...changes, changes: shuffled } }, WORDS)).toEqual(
        observations,
      )
      expect(JSON.stringify(changes)).toBe(before)
    },
    { runs: 500 },
  )

  law(
    'the values of a document make no difference: only which places changed does',
    fc.tuple(
      fc.array(fc.constantFrom('name', 'value', 'x', 'a.b'), { minLength: 1, maxLength: 4 }),
      fc.integer(),
      fc.string(),
    ),
    ([names, one, other]) => {
      const document = (leaf: JsonValue): JsonValue =>
        names.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), leaf)
      const changed = (leaf: JsonValue) =>
        changeObservations({ at: AT, changes: diff(document(null), document(leaf)) }, WORDS)
      expect(changed(other)).toEqual(changed(one))
    },
    { runs: 300 },
  )

  law(
    'redaction changes nothing of what is told, but for members whose very name is hidden',
    anyInput,
    (given) => {
      const hidden = told({ ...given, isRedacted: true }).observations
      const shown = told({ ...given, isRedacted: false }).observations
      const besides = (list: typeof hidden) => list.filter(({ feature }) => feature !== 'change.path')
      expect(besides(hidden)).toEqual(besides(shown))
    },
    { runs: 300 },
  )

  test('a change in bulk says each word once; the counts say how many', () => {
    const many = (value: number) => ({
      spec: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, { image: value }])),
    })
    const changes = diff(many(1), many(2))
    expect(changeObservations({ at: AT, changes, resourceKind: 'Deployment', actorKind: 'agent' })).toEqual([
      { at: AT, feature: 'changes', value: 500 },
      { at: AT, feature: 'changes.drift', value: 0 },
      { at: AT, feature: 'change.kind', value: 'Deployment' },
      { at: AT, feature: 'change.path', value: 'image' },
      { at: AT, feature: 'change.actor', value: 'agent' },
      { at: AT, feature: 'change.cause', value: 'unknown' },
    ])
  })

  test('a look that finds nothing, or nothing material, is told as such', () => {
    const nothing = [
      { at: AT, feature: 'changes', value: 0 },
      { at: AT, feature: 'changes.drift', value: 0 },
    ]
    expect(changeObservations({ at: AT, changes: diff({ a: 1 }, { a: 1 }) })).toEqual(nothing)
    const ignored = diff({ a: 1 }, { a: 2 }, { ignore: [{ pointer: '/a', reason: 'ours' }] })
    expect(ignored.changes).toHaveLength(1)
    expect(changeObservations({ at: AT, changes: ignored })).toEqual(nothing)
  })

  test.each<readonly [pointer: string, told: string]>([
    ['/spec/template/spec/containers/0/image', 'image'],
    ['/spec/template/spec/containers/0/securityContext/privileged', 'isolation'],
    ['/spec/replicas', 'scale'],
    ['/metadata/labels/image', 'metadata'],
    ['/data/password', 'data'],
    ['/rules/0/verbs/1', 'rights'],
    ['/something/else', 'other'],
  ])('of Kubernetes, %s is %s', (pointer, word) => {
    const path = pointer
      .split('/')
      .slice(1)
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
    const change = { op: 'replace' as const, pointer, path, before: 1, after: 2, class: 'material' as const }
    const changes = { profile: 'kubernetes', changes: [change], equal: false }
    expect(
      changeObservations({ at: AT, changes }).find(({ feature }) => feature === 'change.path')?.value,
    ).toBe(word)
  })

  test('drift past the pipeline is counted apart from what is pending', () => {
    const changes = diff3({
      base: { spec: { replicas: 3, paused: false } },
      desired: { spec: { replicas: 3, paused: true } },
      live: { spec: { replicas: 5, paused: false } },
    })
    const told = changeObservations({ at: AT, changes })
    expect(told.filter(({ feature }) => feature.startsWith('changes')).map(({ value }) => value)).toEqual([
      2, 1,
    ])
    expect(told.filter(({ feature }) => feature === 'change.cause').map(({ value }) => value)).toEqual([
      'drift',
      'pending',
    ])
  })

  test('a secret leaks into nothing that is told', () => {
    const secret = (password: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db' },
      stringData: { [`token-${password}`]: password },
    })
    const changes = diff(secret('hunter2hunter2'), secret('correct-horse-battery'), {
      profile: kubernetes(),
      redact: {},
    })
    const text = JSON.stringify(changeObservations({ at: AT, changes, resourceKind: 'Secret' }))
    expect(text).not.toMatch(/hunter2|horse|redacted/)
    expect(text).toContain('"Secret"')
  })

  test('a monitor takes the counts as they are', () => {
    const counts = changeFeatures().filter(({ kind }) => kind === 'count')
    const monitor = createDriftMonitor({ features: counts.map(({ name }) => ({ name, kind: 'count' })) })
    const names = new Set<string>(counts.map(({ name }) => name))
    const changes = diff({ a: 1 }, { a: 2 })
    for (const observation of changeObservations({ at: AT, changes })) {
      if (names.has(observation.feature)) monitor.observe(observation as DriftObservation)
    }
    expect(monitor.toBytes()).not.toEqual(createDriftMonitor(monitor).toBytes())
  })

  test.each<readonly [code: string, path: string, input: unknown, words: unknown]>([
    ['engine/invalid-changes', '/changes', { at: AT }, undefined],
    ['engine/invalid-changes', '/changes', { at: AT, changes: { changes: [{}] } }, undefined],
    ['engine/invalid-vocabulary', '/kinds', { at: AT, changes: { changes: [] } }, { kinds: [''] }],
    [
      'engine/invalid-vocabulary',
      '/kinds',
      { at: AT, changes: { changes: [] } },
      { kinds: Array(201).fill('a') },
    ],
    ['engine/invalid-vocabulary', '/paths', { at: AT, changes: { changes: [] } }, { paths: [null] }],
    [
      'engine/invalid-vocabulary',
      '/paths/0/members',
      { at: AT, changes: { changes: [] } },
      { paths: [{ name: 'a' }] },
    ],
  ])('refuses with %s at %s', (code, path, input, words) => {
    expect(expectCode(code, () => changeObservations(input as never, words as never)).path).toBe(path)
  })
})
