import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import { applyPatch, diff, diff3, invert, kubernetes, toPatch } from 'keelson/diff'
import { expect, test } from 'vitest'
import { serverDefaults } from '../../../src/diff/profiles/kubernetes/server-defaults.js'
import { law } from '../../support/law.js'

const profile = kubernetes()

/** Members that are there or not, each of a few values that mean the same or not. */
function some(members: { readonly [name: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<JsonObject> {
  return fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>
}

const listOf = (element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: fc.array(element, { maxLength: 4 }) }, fc.constant(null))

const amount = fc.constantFrom('1', '1000m', 1, '2', '0', '1Ki', '1024', null)
const resources = some({ limits: some({ cpu: amount, memory: amount }), requests: some({ cpu: amount }) })
const port = some({
  containerPort: fc.constantFrom(80, 81),
  protocol: fc.constantFrom('TCP', 'UDP'),
  hostPort: fc.constantFrom(0, 80),
})
const variable = some({ name: fc.constantFrom('A', 'B', 'C'), value: fc.constantFrom('', '1', '$(A)') })
const probe = some({
  initialDelaySeconds: fc.constantFrom(0, 5),
  timeoutSeconds: fc.constantFrom(1, 2),
  httpGet: some({ port: fc.constantFrom(80, '80', 'web'), scheme: fc.constantFrom('HTTP', 'HTTPS') }),
})
const container = some({
  name: fc.constantFrom('a', 'b', 'c'),
  image: fc.constantFrom('i', 'i:1', 'i:latest'),
  imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent'),
  args: listOf(fc.constantFrom('x', 'y')),
  env: listOf(variable),
  ports: listOf(port),
  resources,
  livenessProbe: probe,
})
const podSpec = some({
  containers: listOf(container),
  initContainers: listOf(container),
  dnsPolicy: fc.constantFrom('ClusterFirst', 'None', null),
  hostNetwork: fc.boolean(),
  securityContext: fc.constantFrom({}, { runAsUser: 0 }, null),
  volumes: listOf(
    some({
      name: fc.constantFrom('u', 'v'),
      emptyDir: fc.constant({}),
      configMap: some({ defaultMode: fc.constantFrom(420, 0) }),
    }),
  ),
})
const metadata = some({
  uid: fc.constantFrom('u', 'v'),
  namespace: fc.constantFrom('default', 'n'),
  labels: fc.constantFrom({}, null, { a: '1' }, { 'pod-template-hash': 'x' }),
  // A set: the server refuses a name that comes twice.
  finalizers: fc.uniqueArray(fc.constantFrom('kubernetes.io/pvc-protection', 'mine', 'yours')),
})
const strategy = some({
  type: fc.constantFrom('RollingUpdate', 'Recreate'),
  rollingUpdate: some({ maxSurge: fc.constantFrom('25%', 1, '1') }),
})
const deployment = fc
  .record({
    metadata,
    spec: some({ replicas: fc.constantFrom(0, 1, 2), strategy, template: some({ metadata, spec: podSpec }) }),
    status: fc.constantFrom({}, { replicas: 1 }),
  })
  .map((rest): JsonValue => ({ apiVersion: 'apps/v1', kind: 'Deployment', ...rest }) as unknown as JsonValue)
const secret = fc
  .record({
    data: some({ a: fc.constantFrom('QQ==', 'Qg==', '', null), b: fc.constantFrom('QQ==') }),
    stringData: some({ a: fc.constantFrom('A', 'B', '') }),
    type: fc.constantFrom('Opaque', 'x'),
  })
  .map((rest): JsonValue => ({ apiVersion: 'v1', kind: 'Secret', ...rest }) as unknown as JsonValue)

const pair = fc.oneof(fc.tuple(deployment, deployment), fc.tuple(secret, secret))

law('the material patch leaves nothing material', pair, ([before, after]) => {
  const patched = applyPatch(before, toPatch(diff(before, after, { profile })))
  expect(diff(patched, after, { profile }).changes.filter((change) => change.class === 'material')).toEqual(
    [],
  )
})

law('the whole patch leads to what is there, and its inverse back', pair, ([before, after]) => {
  const found = diff(before, after, { profile })
  expect(applyPatch(before, toPatch(found, { include: 'all' }))).toEqual(after)
  expect(applyPatch(after, toPatch(invert(found), { include: 'all' }))).toEqual(before)
})

law('what is the same one way round is the same the other', pair, ([before, after]) => {
  expect(diff(after, before, { profile }).equal).toBe(diff(before, after, { profile }).equal)
})

law(
  'remediation leaves no drift',
  fc.oneof(fc.tuple(deployment, deployment, deployment), fc.tuple(secret, secret, secret)),
  ([base, desired, live]) => {
    const { remediation } = diff3({ base, desired, live }, { profile })
    const again = diff3({ base, desired, live: applyPatch(live, remediation) }, { profile })
    expect(again.changes.filter((change) => change.cause === 'drift' && change.class === 'material')).toEqual(
      [],
    )
  },
  { runs: 500 },
)

test('docs/profiles.md has every default of every type', () => {
  const page = readFileSync(new URL('../../../docs/profiles.md', import.meta.url), 'utf8')
  for (const [type, defaults] of Object.entries(serverDefaults())) {
    const told = Object.entries(defaults).map(([field, value]) => `\`${field}\` ${JSON.stringify(value)}`)
    expect(page).toContain(`| \`${type}\` | ${told.join(', ')} |`)
  }
})
