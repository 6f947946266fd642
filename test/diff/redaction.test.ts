import type { JsonValue } from 'keelson/core'
import {
  applyPatch,
  type ChangeSet,
  type DiffOptions,
  diff,
  diff3,
  formatChanges,
  formatChangesHtml,
  formatChangesMarkdown,
  invert,
  isRedactedValue,
  kubernetes,
  originalPointers,
  type RedactOptions,
  type ThreeWayChangeSet,
  toPatch,
} from 'keelson/diff'
import { fingerprint } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const KEY = new Uint8Array(32).fill(7)

/** Of no known shape, and of no great entropy: only its place tells. */
const SECRET = 'correct-horse-9-battery'
const OLD_SECRET = 'former-horse-8-battery'
/** Known by its shape wherever it stands. Put together here, so that no scanner takes this file for a leak. */
const TOKEN = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_')
const RANDOM = 'k7Qm2XpR9vLt4Zc8WnJ3'

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** The secret, its base64, and every part of eight characters of both. */
function partsOf(secret: string): string[] {
  return [secret, base64(secret).replace(/=+$/, '')].flatMap((text) =>
    Array.from({ length: Math.max(1, text.length - 7) }, (_, at) => text.slice(at, at + 8)),
  )
}

function expectHidden(output: unknown, secrets: readonly string[]): void {
  const text = typeof output === 'string' ? output : JSON.stringify(output)
  const leaks = secrets.flatMap(partsOf).filter((part) => text.includes(part))
  expect(leaks, text).toEqual([])
}

/** Everything that can be made of a change set. */
function outputsOf(changes: ChangeSet | ThreeWayChangeSet): unknown[] {
  const inverse = Object.hasOwn(changes, 'remediation') ? null : invert(changes as ChangeSet)
  return [
    changes,
    inverse,
    inverse === null ? null : originalPointers(changes as ChangeSet),
    ...[changes, ...(inverse === null ? [] : [inverse])].flatMap((set) => [
      formatChanges(set),
      formatChanges(set, { colour: true, context: 100 }),
      formatChangesMarkdown(set),
      formatChangesHtml(set),
    ]),
  ]
}

const secretObject = (data: JsonValue): JsonValue => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data,
})
const container = (more: { readonly [name: string]: JsonValue }): JsonValue => ({
  kind: 'Deployment',
  spec: { template: { spec: { containers: [{ name: 'app', image: 'app:1', ...more }] } } },
})

interface Planted {
  readonly where: string
  readonly before: JsonValue
  readonly after: JsonValue
  readonly options?: Omit<DiffOptions, 'redact'>
  readonly redact?: RedactOptions
  /** Where it is not `SECRET`. */
  readonly secrets?: readonly string[]
}

const PLANTED: readonly Planted[] = [
  {
    where: 'data of a Secret, changed',
    before: secretObject({ p: base64(OLD_SECRET) }),
    after: secretObject({ p: base64(SECRET) }),
    secrets: [SECRET, OLD_SECRET],
  },
  { where: 'data of a Secret, added', before: secretObject({}), after: secretObject({ p: base64(SECRET) }) },
  {
    where: 'data of a Secret, removed',
    before: secretObject({ p: base64(SECRET) }),
    after: secretObject({}),
  },
  {
    where: 'stringData of a Secret',
    before: { kind: 'Secret', stringData: { conf: 'x' } },
    after: { kind: 'Secret', stringData: { conf: SECRET } },
  },
  { where: 'a Secret that was added as a whole', before: null, after: secretObject({ p: base64(SECRET) }) },
  { where: 'a Secret that was removed as a whole', before: secretObject({ p: base64(SECRET) }), after: {} },
  {
    where: 'a Secret in a List',
    before: { kind: 'List', items: [] },
    after: {
      kind: 'List',
      items: [{ kind: 'ConfigMap', data: { a: 'b' } }, secretObject({ p: base64(SECRET) })],
    },
  },
  {
    where: 'an element of a SecretList, which has no kind of its own',
    before: { kind: 'SecretList', items: [{ data: { p: base64(OLD_SECRET) } }] },
    after: { kind: 'SecretList', items: [{ data: { p: base64(SECRET) } }] },
    secrets: [SECRET, OLD_SECRET],
  },
  {
    where: 'a Secret that moved in its list',
    before: [{ n: 1 }, secretObject({ p: base64(SECRET) }), { n: 2 }, { n: 3 }],
    after: [secretObject({ p: base64(SECRET) }), { n: 1 }, { n: 2 }, { n: 3 }],
    options: { moves: true },
  },
  {
    where: 'a Secret that another kind was made of',
    before: { kind: 'ConfigMap', data: { p: 'public' } },
    after: { kind: 'Secret', data: { p: base64(SECRET) } },
  },
  {
    where: 'a Secret that the other side calls by another kind',
    before: secretObject({ p: base64(SECRET) }),
    after: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 's' }, data: { q: base64(SECRET) } },
  },
  { where: 'data of a Secret that is no map', before: secretObject({}), after: secretObject([[SECRET]]) },
  {
    where: 'the last-applied annotation',
    before: { metadata: { annotations: {} } },
    after: {
      metadata: {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(
            secretObject({ p: base64(SECRET) }),
          ),
        },
      },
    },
  },
  {
    where: 'a last-applied annotation that cannot be read',
    before: { metadata: { annotations: {} } },
    after: {
      metadata: {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': `{"kind":"Secret","data":{"p":"${SECRET}"`,
        },
      },
    },
  },
  {
    where: 'the value of an environment variable, added',
    before: container({ env: [] }),
    after: container({ env: [{ name: 'DB_PASSWORD', value: SECRET }] }),
  },
  {
    where: 'the value of an environment variable, changed behind an insertion',
    before: container({ env: [{ name: 'FOO', value: 'x' }] }),
    after: container({
      env: [
        { name: 'A', value: '1' },
        { name: 'API_KEY', value: SECRET },
      ],
    }),
  },
  {
    where: 'an argument',
    before: container({ args: ['--verbose'] }),
    after: container({ args: ['--verbose', `--password=${SECRET}`] }),
  },
  {
    where: 'the argument after a flag',
    before: container({ args: ['--verbose'] }),
    after: container({ args: ['--verbose', '--token', SECRET] }),
  },
  { where: 'a command line', before: { run: '' }, after: { run: `mysql --password ${SECRET} -h db` } },
  { where: 'a URL', before: { dsn: '' }, after: { dsn: `postgres://app:${SECRET}@db:5432/main` } },
  {
    where: 'the query of a URL',
    before: { hook: '' },
    after: { hook: `https://x.example/?access_token=${SECRET}` },
  },
  { where: 'a header', before: { h: [] }, after: { h: [`Authorization: Bearer ${SECRET}`] } },
  {
    where: 'a connection string',
    before: {},
    after: { db: `Server=db;User Id=app;Password=${SECRET};Encrypt=true` },
  },
  { where: 'a member whose name says so', before: { auth: {} }, after: { auth: { clientSecret: SECRET } } },
  { where: 'a list whose name says so', before: { passwords: [] }, after: { passwords: ['a', SECRET] } },
  {
    where: 'a file within a ConfigMap, one line of many',
    before: { kind: 'ConfigMap', data: { 'app.properties': `a=1\npassword=${OLD_SECRET}\nb=2\n` } },
    after: { kind: 'ConfigMap', data: { 'app.properties': `a=1\npassword=${SECRET}\nb=2\n` } },
    secrets: [SECRET, OLD_SECRET],
  },
  {
    where: 'JSON within a string within JSON',
    before: {},
    after: { config: JSON.stringify({ inner: JSON.stringify({ env: [{ name: 'TOKEN', value: SECRET }] }) }) },
  },
  {
    where: 'a manifest within a string, as YAML',
    before: {},
    after: { manifest: `apiVersion: v1\nkind: Secret\ndata:\n  anything: ${base64(SECRET)}\n` },
  },
  {
    where: 'a token, wherever it stands',
    before: { note: 'x' },
    after: { note: `see ${TOKEN} there` },
    secrets: [TOKEN],
  },
  { where: 'a token in base64', before: {}, after: { note: base64(`token ${TOKEN}`) }, secrets: [TOKEN] },
  { where: 'a string that was drawn at random', before: {}, after: { note: RANDOM }, secrets: [RANDOM] },
  { where: 'the name of a member', before: {}, after: { by: { [TOKEN]: { hits: 1 } } }, secrets: [TOKEN] },
  {
    where: 'the name of a member on the way to a change',
    before: { [TOKEN]: { hits: 1, list: [1, 2] } },
    after: { [TOKEN]: { hits: 2, list: [2] } },
    secrets: [TOKEN],
  },
  {
    where: 'another place than the one that shows it to be secret',
    before: { items: [secretObject({ p: base64(SECRET) })], status: { message: '' } },
    after: {
      items: [secretObject({ p: base64(SECRET) })],
      status: { message: `login with ${SECRET} failed` },
    },
  },
  {
    where: 'the text of a rule',
    before: { [TOKEN]: 1 },
    after: { [TOKEN]: 2 },
    options: { ignore: [{ pointer: `/${TOKEN}`, reason: `found with ${TOKEN}` }] },
    secrets: [TOKEN],
  },
  {
    where: 'the text of a rule that covered nothing',
    before: { a: 1 },
    after: { a: 2 },
    options: { ignore: [{ pointer: `/b/${TOKEN}`, reason: 'x' }] },
    secrets: [TOKEN],
  },
  {
    where: 'a place that a rule names',
    before: { spec: { a: [{ pin: OLD_SECRET }] } },
    after: { spec: { a: [{ pin: SECRET }] } },
    redact: { rules: ['/spec/**/pin'] },
    secrets: [SECRET, OLD_SECRET],
  },
  {
    where: 'an element that a rule names by its content',
    before: { spec: { list: [{ name: 'x', v: 1 }] } },
    after: {
      spec: {
        list: [
          { name: 'n', v: SECRET },
          { name: 'x', v: 1 },
        ],
      },
    },
    redact: { rules: [{ pointer: '/spec/list/[name=n]/v', reason: 'ours' }] },
  },
  {
    where: 'a whole value with a secret somewhere within',
    before: { a: 1 },
    after: { a: { b: [{ c: [{ env: [{ name: 'MY_TOKEN', value: SECRET }] }] }] } },
  },
  {
    where: 'a list that was replaced as a whole',
    before: { list: Array.from({ length: 60 }, (_, at) => ({ at, env: [{ name: 'A', value: `a${at}` }] })) },
    after: {
      list: Array.from({ length: 60 }, (_, at) => ({ to: at, env: [{ name: 'MY_TOKEN', value: SECRET }] })),
    },
  },
  {
    where: 'a place that a profile says is sensitive',
    before: { outputs: [{ v: 1 }] },
    after: { outputs: [{ v: 0 }, { v: { deep: [SECRET] } }] },
    options: {
      profile: {
        name: 'own',
        redact: (document) =>
          typeof document === 'object' && document !== null && 'outputs' in document ? ['/outputs/1/v'] : [],
      },
    },
  },
]

describe('a planted secret', () => {
  for (const { where, before, after, options = {}, redact = {}, secrets = [SECRET] } of PLANTED) {
    for (const [form, own] of [
      ['without a key', redact],
      ['with a key', { ...redact, key: KEY }],
    ] as const) {
      test(`in ${where}, is in no output (${form})`, () => {
        const changes = diff(before, after, { ...options, redact: own })
        for (const output of outputsOf(changes)) expectHidden(output, secrets)
        const error = catchError(() => toPatch(changes, { include: 'all', tests: true }))
        expectHidden(error ?? null, secrets)
      })
    }

    test(`in ${where}, is in no output of diff3`, () => {
      for (const states of [
        { base: before, desired: before, live: after },
        { base: before, desired: after, live: before },
        { base: after, desired: before, live: after },
        { base: before, desired: after, live: after },
        { base: null, desired: before, live: after },
      ]) {
        const found = diff3(states, {
          ...(options.profile === undefined ? {} : { profile: options.profile }),
          ...(options.ignore === undefined ? {} : { ignore: options.ignore }),
          owners: [{ pointer: '/nowhere', owner: TOKEN }],
          redact: { ...redact, key: KEY },
        })
        for (const output of outputsOf(found)) expectHidden(output, [...secrets, TOKEN])
      }
    })
  }

  test('under the Kubernetes profile is hidden too', () => {
    for (const { before, after, redact = {}, options, secrets = [SECRET] } of PLANTED) {
      if (options?.profile !== undefined) continue
      expectHidden(diff(before, after, { ...options, profile: kubernetes(), redact }), secrets)
    }
  })

  test('is in no error that a document causes', () => {
    const broken = { [TOKEN]: { at: Number.NaN }, password: SECRET } as JsonValue
    const error = expectCode('core/not-json', () => diff(broken, {}, { redact: {} }))
    expectHidden([error.toJSON(), String(error.stack)], [TOKEN, SECRET])
    expect(error.path).toBe('/$keelson.redacted/at')
    expectHidden(
      catchError(() => diff3({ base: 1, desired: broken, live: 1 }, { redact: {} })),
      [TOKEN, SECRET],
    )
  })

  test('is in no error of a patch', () => {
    const document = { password: SECRET, list: [SECRET] }
    for (const patch of [
      [{ op: 'test', path: '/password', value: 'x' }],
      [{ op: 'test', path: '/list', value: [] }],
      [{ op: 'remove', path: '/password/x' }],
      [{ op: 'add', path: '/list/7', value: 1 }],
      [{ op: SECRET, path: '/password' }],
    ]) {
      expectHidden(
        catchError(() => applyPatch(document, patch as never)),
        [SECRET],
      )
    }
  })
})

function catchError(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return { error: (error as { toJSON(): unknown }).toJSON(), stack: String((error as Error).stack) }
  }
  return null
}

describe('without redact', () => {
  test('nothing is hidden', () => {
    const after = secretObject({ p: base64(SECRET) })
    expect(diff({}, { after }).changes[0]!.after).toEqual(after)
  })

  test('the reserved name is a name like any other', () => {
    const document = { '$keelson.redacted': 'x' }
    expect(diff({}, { document }).changes[0]!.after).toEqual(document)
  })
})

describe('what is hidden', () => {
  const change = (before: JsonValue, after: JsonValue, redact: RedactOptions = {}) => {
    const [first] = diff(before, after, { redact }).changes
    return first!
  }

  test('is marked, says what hid it, and only that it changed', () => {
    expect(change({ kind: 'Secret', data: { a: 'YQ==' } }, { kind: 'Secret', data: { a: 'Yg==' } })).toEqual({
      op: 'replace',
      pointer: '/data/a',
      path: ['data', 'a'],
      before: { '$keelson.redacted': 'changed', by: 'Kubernetes Secret' },
      after: { '$keelson.redacted': 'changed', by: 'Kubernetes Secret' },
      class: 'material',
      redacted: true,
    })
  })

  test('is a commitment with a key, of which equal ones show that the value is equal', () => {
    const secrets = (a: string, b: string) =>
      change({ t: { password: a } }, { t: { password: b } }, { key: KEY })
    const first = secrets('one', 'two')
    const second = secrets('two', 'three')
    expect(isRedactedValue(first.before)).toBe(true)
    expect(first.before).not.toEqual(first.after)
    expect(first.after).toEqual(second.before)
    expect(JSON.stringify(first.after)).toMatch(/"kr1:hmac-sha256:[\w-]{43}"/)
    const other = change({ t: { password: 'one' } }, { t: { password: 'two' } }, { key: new Uint8Array(16) })
    expect(other.after).not.toEqual(first.after)
  })

  test('within a larger value leaves the rest to be read, and tells what did not change', () => {
    const list = (own: string, note: string) => [{ password: 'same-everywhere', token: own, note }]
    const { before, after } = change({ a: list('one', 'x') }, { a: { l: list('two', 'y') } })
    expect(before).toEqual([
      {
        note: 'x',
        password: { '$keelson.redacted': 'changed', by: 'name' },
        token: { '$keelson.redacted': 'changed', by: 'name' },
      },
    ])
    expect(after).toMatchObject({ l: [{ note: 'y' }] })
    const list2 = [1, 2, 3, { password: 'p', to: 'a' }]
    const [moved] = diff(list2, [list2[3]!, 1, 2, 3], { moves: true, redact: {} }).changes
    expect(moved).toMatchObject({
      op: 'move',
      after: { password: { '$keelson.redacted': 'unchanged' }, to: 'a' },
    })
  })

  test('is not to be guessed from a fingerprint of the whole, which is left out', () => {
    const before = { kind: 'Secret', data: { pin: 'MTIzNA==' } }
    const after = { kind: 'Secret', data: { pin: 'NDMyMQ==' } }
    for (const [left, right] of [
      [before, after],
      [before, before],
      [{ kind: 'None' }, after],
    ] as const) {
      for (const redact of [{}, { key: KEY }]) {
        expect(Object.keys(diff(left, right, { fingerprints: true, redact }))).toEqual([
          'profile',
          'changes',
          'equal',
        ])
      }
    }
    const byRule = { fingerprints: true, redact: { rules: ['/pin'], detect: false } }
    expect(diff({ pin: 1 }, { pin: 2 }, byRule)).not.toHaveProperty('before')
    const named = { fingerprints: true, redact: {} }
    expect(diff({ [TOKEN]: 1 }, { [TOKEN]: 1, a: 2 }, named)).not.toHaveProperty('before')
    const changes = diff({ replicas: 1 }, { replicas: 2 }, named)
    expect([changes.before, changes.after]).toEqual([
      fingerprint({ replicas: 1 }),
      fingerprint({ replicas: 2 }),
    ])
  })

  test('by a rule is hidden as a whole, whatever it is', () => {
    const redact = { rules: [{ pointer: '/a', reason: 'personal' }], detect: false }
    const stand = { '$keelson.redacted': 'changed', by: '/a (personal)' }
    expect(change({ a: { b: 1 } }, { a: { b: 2 } }, redact)).toMatchObject({
      pointer: '/a/b',
      before: stand,
      after: stand,
    })
    expect(change({}, { a: { b: [true, null] } }, redact).after).toEqual(stand)
    expect(change({ a: null }, { a: false }, redact).after).toEqual(stand)
    expect(change(null, { a: {}, c: 1 }, redact).after).toEqual({ a: stand, c: 1 })
  })

  test('detect chooses the detectors', () => {
    const document = { password: 'p1', kind: 'Secret', data: { a: 'b' }, t: TOKEN, r: RANDOM }
    const hidden = (detect: RedactOptions['detect']) =>
      diff({}, document, { redact: { ...(detect === undefined ? {} : { detect }) } })
        .changes.filter(({ redacted }) => redacted === true)
        .map(({ pointer }) => pointer)
    expect(hidden(undefined)).toEqual(['/data', '/password', '/r', '/t'])
    expect(hidden(true)).toEqual(['/data', '/password', '/r', '/t'])
    expect(hidden(false)).toEqual([])
    expect(hidden({ names: false, entropy: false })).toEqual(['/data', '/t'])
    expect(hidden({ kubernetes: false, credentials: false })).toEqual(['/password', '/r', '/t'])
  })

  test('names of members are masked alike wherever they stand, and apart from each other', () => {
    const other = TOKEN.replace('a1B2', 'b2C3')
    const set = diff(
      { [TOKEN]: { a: 1, b: 1 }, [other]: 1 },
      { [TOKEN]: { a: 2, b: 2 }, [other]: 2 },
      { redact: {} },
    )
    expect(set.changes.map(({ pointer }) => pointer)).toEqual([
      '/$keelson.redacted:1/a',
      '/$keelson.redacted:1/b',
      '/$keelson.redacted:2',
    ])
    expect(set.changes[0]!.path).toEqual(['$keelson.redacted:1', 'a'])
  })

  test('a secret that cannot be committed to, with half a surrogate pair, is hidden all the same', () => {
    const { after } = change({}, { password: 'a\ud800bcdef' }, { key: KEY })
    expect(after).toEqual({ '$keelson.redacted': 'changed', by: 'name' })
  })
})

describe('what is no secret stays readable', () => {
  test.each<readonly [string, JsonValue]>([
    ['an image digest', `app@sha256:${'0123456789abcdef'.repeat(4)}`],
    ['a UUID', '3f1c2b7e-4a6d-4e1b-9c55-0123456789ab'],
    ['a commit', '775b1b7ac0ffee00d15ea5e0ddba11cafe0123ab'],
    [
      'a checksum as npm writes it',
      'sha512-iJb6nBwqCWbyKZ3uVdQ9d5pQ2XxD4vEJq0c7m8Zl9RkT6yUoPfHgSaWjN1bM3vC5xLzK7hGf2dE4rTyU8iOpAQ==',
    ],
    [
      'a certificate in base64 (caBundle)',
      base64('-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJAJC1HiIAZAiU'),
    ],
    ['a reference to a variable', { name: 'DB_PASSWORD', value: '$(PASSWORD_FROM_VAULT)' }],
    [
      'a reference to a Secret',
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ],
    ['the name of a Secret', { secretName: 'db-credentials', serviceAccountTokenPath: '/var/run/token' }],
    ['a switch', { automountServiceAccountToken: true, passwordRequired: 'true', token: '' }],
    ['an image whose name has such a word', 'quay.io/org/vault-token:1.2.3'],
    ['a role', 'system:serviceaccount:kube-system:token-cleaner'],
    ['a path', '/var/run/secrets/kubernetes.io/serviceaccount/token'],
    ['a port in a URL', 'http://registry:5000/@scope/package'],
    [
      'a public key',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx1qbQzT9mVbRk5Xn2f8WcPj3yLh7KdEo4uAs6Gt0Mv me@host',
    ],
    ['a ConfigMap', { kind: 'ConfigMap', data: { mode: 'on', size: '12' } }],
    ['words', 'The quick brown fox jumps over the lazy dog, 17 times a day.'],
  ])('%s', (_, value) => {
    const changes = diff({}, { value }, { redact: {} })
    expect(changes.changes[0]!.redacted).toBeUndefined()
    expect(changes).toEqual(diff({}, { value }))
  })
})

describe('a patch over redacted changes', () => {
  const before = { kind: 'Secret', data: { a: 'b2xk', gone: 'Z29uZQ==' }, metadata: { labels: { x: '1' } } }
  const after = { kind: 'Secret', data: { a: 'bmV3', b: 'YWRkZWQ=' }, metadata: { labels: { x: '2' } } }

  test('is refused, and names the place', () => {
    const changes = diff(before, after, { redact: {} })
    expect(expectCode('diff/redacted-value', () => toPatch(changes)).path).toBe('/data/a')
  })

  test('is the true one where the documents are handed in', () => {
    const changes = diff(before, after, { redact: { key: KEY } })
    expect(toPatch(changes, { before, after, tests: true })).toEqual(
      toPatch(diff(before, after), { tests: true }),
    )
    const undo = invert(changes)
    expect(applyPatch(after, toPatch(undo, { before: after, after: before }))).toEqual(before)
  })

  test('shares nothing with the documents', () => {
    const added = { kind: 'Secret', data: { a: ['x'] } }
    const patch = toPatch(diff({}, { added }, { redact: {} }), { before: {}, after: { added } })
    ;(patch[0] as unknown as { value: { data: { a: string[] } } }).value.data.a.push('y')
    expect(added.data.a).toEqual(['x'])
  })

  test('finds hidden names with the key, and only with it', () => {
    const from = { [TOKEN]: { hits: 1 } }
    const to = { [TOKEN]: { hits: 2 } }
    const keyed = diff(from, to, { redact: { key: KEY } })
    expect(toPatch(keyed, { before: from, after: to, key: KEY })).toEqual(toPatch(diff(from, to)))
    expectCode('diff/redacted-value', () => toPatch(keyed, { before: from, after: to }))
    const plain = diff(from, to, { redact: {} })
    const error = expectCode('diff/other-documents', () =>
      toPatch(plain, { before: from, after: to, key: KEY }),
    )
    expectHidden(error.toJSON(), [TOKEN])
  })

  test('is refused for other documents than those of the changes', () => {
    const changes = diff(before, after, { redact: {} })
    expectCode('diff/other-documents', () => toPatch(changes, { before: {}, after }))
    expectCode('diff/other-documents', () => toPatch(changes, { before, after: before }))
    expectCode('diff/other-documents', () => toPatch(changes, { before: after, after: before }))
    expect(expectCode('diff/missing-state', () => toPatch(changes, { before })).path).toBe('/after')
    expect(expectCode('diff/missing-state', () => toPatch(changes, { after })).path).toBe('/before')
  })
})

describe('remediation', () => {
  test('leaves out what would hold a secret, and says how much', () => {
    const base = { kind: 'Secret', data: { p: 'b2xk' }, replicas: 1 }
    const live = { kind: 'Secret', data: { p: 'bGl2ZQ==' }, replicas: 2 }
    const found = diff3({ base, desired: base, live }, { redact: {} })
    expect(found.withheld).toBe(1)
    expect(found.remediation).toEqual([
      { op: 'test', path: '/replicas', value: 2 },
      { op: 'replace', path: '/replicas', value: 1 },
    ])
    expect(formatChanges(found)).toContain('remediation leaves out 1 redacted place')
    const whole = diff3({ base, desired: base, live })
    expect(whole.withheld).toBeUndefined()
    expect(applyPatch(live, whole.remediation)).toEqual(base)
  })
})

describe('what cannot be meant is refused', () => {
  test('a document that holds the reserved name, at any depth', () => {
    for (const name of ['$keelson.redacted', '$keelson.redacted:1']) {
      const error = expectCode('diff/reserved-key', () => diff({}, { a: [{ [name]: 1 }] }, { redact: {} }))
      expect(error.path).toBe('/a/0')
    }
  })

  test('options', () => {
    const refuse = (code: string, redact: unknown) =>
      expectCode(code, () => diff(1, 2, { redact: redact as RedactOptions })).path
    expect(refuse('diff/invalid-rule', { rules: '/a' })).toBe('/redact/rules')
    expect(refuse('diff/invalid-rule', { rules: ['/a', { reason: 'x' }] })).toBe('/redact/rules/1')
    expect(refuse('diff/invalid-rule', { rules: [{ pointer: '/a', reason: 7 }] })).toBe('/redact/rules/0')
    expect(refuse('diff/unknown-option', { rules: [{ pointer: '/a', why: 'x' }] })).toBe(
      '/redact/rules/0/why',
    )
    expect(refuse('diff/unknown-option', { rule: [] })).toBe('/redact/rule')
    expect(refuse('diff/unknown-option', { detect: 'all' })).toBe('/redact/detect')
    expect(refuse('diff/unknown-option', { detect: { kubernets: false } })).toBe('/redact/detect/kubernets')
    expect(refuse('diff/unknown-option', true)).toBe('/redact')
    expect(refuse('core/invalid-pointer', { rules: ['spec'] })).toBe('spec')
    refuse('hash/short-key', { key: new Uint8Array(8) })
    refuse('hash/not-bytes', { key: 'secret' })
  })

  test('a profile whose sensitive places are no pointers', () => {
    const profile = { name: 'own', redact: () => [7] as unknown as string[] }
    expect(expectCode('diff/invalid-profile', () => diff(1, 2, { profile, redact: {} })).path).toBe('/redact')
    expect(diff(1, 2, { profile }).changes.length).toBe(1)
  })
})
