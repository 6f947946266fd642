/**
 * A user's program over every public subpath. It runs from the packed tarball as ESM and as CommonJS and in a browser,
 * and must print the same bytes everywhere (law 1). It sees neither Node's nor the DOM's types.
 */
import { compilePolicy, createEngine, createLedger, openLedger, verifyInclusion } from 'keelson'
import { createBehaviourModel, explainChart, formatBehaviour, restoreBehaviourModel } from 'keelson/behaviour'
import { formatDuration, isKeelsonError, type JsonValue, log2Q16, parseJson } from 'keelson/core'
import { applyPatch, diff, diff3, formatChanges, invert, toPatch } from 'keelson/diff'
import { createDriftMonitor, restoreDriftMonitor } from 'keelson/drift'
import { canonicalize, fingerprint, fingerprintText, seal } from 'keelson/hash'
import { genAiSpanEvents, kubernetesAuditEvents } from 'keelson/interop'
import { hashEntry } from 'keelson/ledger'
import { packSources } from 'keelson/packs'
import { loadBundle } from 'keelson/policy/runtime'

declare const console: { log(line: string): void }

const print = (name: string, value: unknown): void =>
  console.log(`${name} ${canonicalize(value as JsonValue)}`)

// A linear congruential generator (Numerical Recipes): the program needs many inputs, not good ones.
let state = 20_261_123
function draw(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 4_294_967_296) * below)
}

const KEYS = ['a', 'b', 'name', 'größe', '日本', '😀', '\uffff', '', '~', '/', 'constructor']

function drawValue(depth: number): JsonValue {
  const kind = draw(depth > 3 ? 5 : 7)
  if (kind === 0) return null
  if (kind === 1) return draw(2) === 0
  if (kind === 2) return draw(1000) - 500
  if (kind === 3) return (draw(1_000_000) / 7) * (draw(2) === 0 ? 1e-9 : 1e21)
  if (kind === 4) return `${KEYS[draw(KEYS.length)]}${draw(100)}`
  if (kind === 5) return Array.from({ length: draw(5) }, () => drawValue(depth + 1))
  return Object.fromEntries(
    Array.from({ length: draw(5) }, () => [KEYS[draw(KEYS.length)]!, drawValue(depth + 1)]),
  )
}

function drawDocuments(count: number): JsonValue[] {
  return Array.from({ length: count }, () => drawValue(0))
}

function hashes(): void {
  const documents = drawDocuments(3000)
  print('fingerprints', fingerprint(documents.map((document) => fingerprint(document))))
  print('texts', fingerprint(documents.map((document) => fingerprintText(JSON.stringify(document)))))
  print('seals', seal(documents.map((document) => seal(document))))
  print('long string', fingerprint('keel and keelson, '.repeat(20_000)))
  print('log2', seal(Array.from({ length: 20_000 }, () => log2Q16((draw(1e9) + 1) / (draw(1e6) + 1)))))
}

function differences(): void {
  const results = drawDocuments(800).map((before) => {
    const after = drawValue(0)
    const changes = diff(before, after)
    const patch = toPatch(changes, { include: 'all', tests: true })
    const there = fingerprint(applyPatch(before, patch)) === fingerprint(after)
    const back =
      fingerprint(applyPatch(after, toPatch(invert(changes), { include: 'all' }))) === fingerprint(before)
    return [seal(JSON.stringify(patch)), there, back]
  })
  print('patches', seal(results))
  print(
    'round trips',
    results.every(([, there, back]) => there === true && back === true),
  )
  const threeWay = diff3({ base: { replicas: 3 }, desired: { replicas: 3 }, live: { replicas: 5 } })
  print('three-way', threeWay.remediation as unknown as JsonValue)
  console.log(formatChanges(threeWay))
}

function drifts(): void {
  const monitor = createDriftMonitor({ features: [{ name: 'latency', kind: 'numeric' }] })
  const hour = 3_600_000
  const value = (): number => draw(1000) + draw(1000) + draw(1000)
  for (let index = 0; index < 24 * 14; index += 1)
    monitor.observe({ at: index * hour, feature: 'latency', value: value() })
  monitor.freezeAnchor({ from: 0, to: 24 * 14 * hour, reference: 'CHG-1' })
  for (let index = 24 * 14; index < 24 * 30; index += 1) {
    monitor.observe({ at: index * hour, feature: 'latency', value: value() + (index > 24 * 20 ? 900 : 0) })
  }
  print('drift', monitor.assess(24 * 30 * hour) as unknown as JsonValue)
  print('drift state', seal(Array.from(restoreDriftMonitor(monitor.toBytes()).toBytes())))
}

function behaviours(): void {
  const model = createBehaviourModel()
  const start = 1_790_812_800_000
  const score = (index: number, actor: string, action: string) =>
    ({
      at: start + index * 600_000,
      actor,
      kind: 'service',
      role: 'deployer',
      action,
      resource: `Pod:prod/${draw(9)}`,
    }) as const
  for (let index = 0; index < 3000; index += 1) {
    model.learn(score(index, `svc-${draw(6)}`, ['pod.read', 'pod.update', 'pod.create'][draw(3)]!))
  }
  print('behaviour', model.score(score(3001, 'svc-1', 'secret.export')) as unknown as JsonValue)
  const odd = model.score(score(3001, 'svc-1', 'secret.export'))
  print('behaviour in words', formatBehaviour(odd))
  print('behaviour chart', seal(explainChart(odd)))
  print('behaviour state', seal(Array.from(restoreBehaviourModel(model.toBytes()).toBytes())))
}

function events(): void {
  const at = '2026-10-01T12:00:00.123456Z'
  const object = { resource: 'secrets', namespace: 'pay', name: 'card-keys' }
  const audit = { apiVersion: 'audit.k8s.io/v1', stage: 'ResponseComplete', stageTimestamp: at, verb: 'get' }
  print('audit', kubernetesAuditEvents({ ...audit, user: { username: 'ana' }, objectRef: object }))
  const call = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'mail',
    'gen_ai.agent.name': 'a',
  }
  print('spans', genAiSpanEvents({ endTimeUnixNano: '1790856000123456789', attributes: call }))
}

const POLICY = `
  mode guard
  input principal: json
  input attributes: json
  policy deploys on k8s.Deployment.update {
    when principal.kind == "service" allow "pipelines deploy"
    when attributes.risk == "high" require approvals 2 from group("sre")
  }
`

function decisions(): void {
  const { bundle, diagnostics } = compilePolicy(POLICY)
  print('diagnostics', diagnostics as unknown as JsonValue)
  const loaded = loadBundle(bundle!.toBytes())
  const request = {
    target: 'k8s.Deployment.update',
    principal: { kind: 'service' },
    attributes: { risk: 'high' },
  }
  print('decision', loaded.decide(request, { now: 1, digest: true }) as unknown as JsonValue)
  const packs = compilePolicy(packSources()).bundle!
  print(
    'packs',
    packs.decide(
      { target: 'host.login', resource: { id: 'a' } },
      { now: 1, digest: true },
    ) as unknown as JsonValue,
  )
  print('faults', compilePolicy('mode gaurd\npolicy x on *.{ {').diagnostics as unknown as JsonValue)
}

function records(): void {
  const ledger = createLedger()
  const engine = createEngine({ policy: compilePolicy(POLICY).bundle!, ledger })
  for (let index = 0; index < 50; index += 1) {
    engine.assess({
      at: index,
      actor: `svc-${draw(4)}`,
      kind: draw(2) === 0 ? 'service' : 'agent',
      action: 'k8s.Deployment.update',
      resource: 'pay/Deployment/api',
      desired: drawValue(0),
      live: drawValue(0),
      attributes: { risk: draw(2) === 0 ? 'high' : 'low' },
    })
  }
  const opened = openLedger(ledger.toBytes(), { checkpoint: { size: ledger.size, root: ledger.root() } })
  const proof = opened.prove(7)
  print('ledger', [opened.root(), verifyInclusion(opened.root(), 50, 7, hashEntry(opened.entry(7)), proof)])
}

function errors(): void {
  for (const text of ['{"a":1,}', '[1e400]', '"\\ud800', '['.repeat(2000)]) {
    try {
      parseJson(text)
    } catch (error) {
      if (isKeelsonError(error)) print('refused', error.toJSON())
    }
  }
  console.log(formatDuration(129_600_000))
}

hashes()
differences()
drifts()
behaviours()
events()
decisions()
records()
errors()
