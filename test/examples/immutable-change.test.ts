import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type JsonObject, parseJson } from 'keelson/core'
import { applyPatch, diff3, type ThreeWayChange } from 'keelson/diff'
import { type Approval, compilePolicy, type Decision, type PolicyRequest } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { writeEventScript } from '../../docs/examples/immutable-change/generator/write-script.js'
import { ownersOf, readOwnerRules } from '../../src/cli/owner-rules.js'
import { readDocuments } from '../../src/cli/read-documents.js'
import { pairResources, type ResourcePair, toResource } from '../../src/cli/resource.js'

const path = (name: string): string =>
  fileURLToPath(new URL(`../../docs/examples/immutable-change/${name}`, import.meta.url))
const read = (name: string): string => readFileSync(path(name), 'utf8')

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 9, 1)

const events = read('events.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => parseJson(line) as JsonObject)
const labels = parseJson(read('labels.json')) as { readonly [id: string]: string }
const pairs = readPairs()
const owners = readOwnerRules(path('owners.json'))

describe('the event script', () => {
  test('is what its generator writes, byte for byte', () => {
    const script = writeEventScript()
    expect(script.events === read('events.jsonl')).toBe(true)
    expect(script.labels === read('labels.json')).toBe(true)
  })

  test('covers October 2026 in order of time, with an id for each event', () => {
    const times = events.map((event) => event.at as number)
    expect(times.every((at, index) => index === 0 || at >= times[index - 1]!)).toBe(true)
    expect(times[0]! - START).toBeLessThan(DAY_MS)
    expect(Math.floor((times.at(-1)! - START) / DAY_MS)).toBe(30)
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
  })

  test('holds events that name actor, action, resource and scalars only', () => {
    for (const event of events) {
      expect(Number.isSafeInteger(event.at)).toBe(true)
      expect(['human', 'service', 'agent']).toContain(event.kind)
      for (const member of ['id', 'actor', 'role', 'action', 'resource']) {
        expect(typeof event[member]).toBe('string')
      }
      expect(event.action).toMatch(/^[a-z0-9]+(?:\.[A-Za-z_]+)+$/)
      expect(event.resource).toMatch(/^[a-z-]+\/[A-Z][A-Za-z]+\/[a-z-]+$/)
      for (const value of Object.values(event.attributes as JsonObject)) {
        expect(['string', 'number', 'boolean']).toContain(typeof value)
      }
    }
  })

  test('has agents that always declare an intent', () => {
    const silent = events.filter((event) => event.kind === 'agent' && typeof event.intent !== 'string')
    expect(silent).toEqual([])
  })

  test('records approvals before the change that they are for, and leaves the subject to be bound', () => {
    const recorded = events.flatMap((event) =>
      ((event.approvedBy ?? []) as readonly JsonObject[]).map((approval) => ({ event, approval })),
    )
    expect(recorded.length).toBeGreaterThan(50)
    for (const { event, approval } of recorded) {
      expect(Object.keys(approval)).toEqual(['by', 'groups', 'at'])
      expect(approval.at as number).toBeLessThan(event.at as number)
    }
  })

  test('gives everybody new clients on day 15, and nobody before or after', () => {
    const clients = new Map<string, Set<string>[]>()
    for (const event of events) {
      if (labels[event.id as string] === 'stolen-credential') continue
      const { client, channel } = event.attributes as JsonObject
      const name = `${String(event.actor)} ${String(channel)}`
      const [before, after] = clients.get(name) ?? [new Set<string>(), new Set<string>()]
      clients.set(name, [before!, after!])
      const day = Math.floor(((event.at as number) - START) / DAY_MS)
      ;(day < 15 ? before! : after!).add(String(client))
    }
    for (const [before, after] of clients.values()) {
      expect(before!.size).toBeLessThanOrEqual(1)
      expect(after!.size).toBeLessThanOrEqual(1)
      expect([...after!].some((client) => before!.has(client))).toBe(false)
    }
  })

  test('labels what is planted: an agent that widens its reach week by week and a credential used for an hour', () => {
    const planted = (label: string): JsonObject[] =>
      events.filter((event) => labels[event.id as string] === label)
    expect(Object.keys(labels).every((id) => events.some((event) => event.id === id))).toBe(true)

    const widening = planted('widening-agent')
    expect(new Set(widening.map(({ actor }) => actor))).toEqual(new Set(['agent:triage']))
    const weeks = [0, 0, 0]
    for (const { at } of widening)
      weeks[Math.floor(((at as number) - START - 10 * DAY_MS) / (7 * DAY_MS))]! += 1
    expect(weeks).toEqual([4, 8, 16])

    const stolen = planted('stolen-credential')
    expect(new Set(stolen.map(({ actor }) => actor))).toEqual(new Set(['chidi.nwosu']))
    const from = stolen[0]!.at as number
    const minutes = ((stolen.at(-1)!.at as number) - from) / 60_000
    expect(Math.floor((from - START) / DAY_MS)).toBe(24)
    expect(minutes).toBeGreaterThan(60)
    expect(minutes).toBeLessThan(120)
  })
})

describe('the manifests', () => {
  test('name the same ten resources in git and in the cluster', () => {
    expect(pairs.map(({ id }) => id).sort()).toEqual([
      'payments-prod/ConfigMap/checkout-api-config',
      'payments-prod/CronJob/settlement-export',
      'payments-prod/Deployment/checkout-api',
      'payments-prod/Deployment/ledger-writer',
      'payments-prod/HorizontalPodAutoscaler/ledger-writer',
      'payments-prod/NetworkPolicy/checkout-api',
      'payments-prod/PodDisruptionBudget/checkout-api',
      'payments-prod/Service/checkout-api',
      'payments-prod/Service/idempotency-store',
      'payments-prod/StatefulSet/idempotency-store',
    ])
    expect(pairs.every(({ desired, live }) => desired !== null && live !== null)).toBe(true)
  })

  test('differ by the two hand-made drifts, the replicas that the autoscaler owns, and one change not yet applied', () => {
    const found = pairs.flatMap((pair) =>
      compare(pair)
        .changes.filter(({ cause, owner }) => cause !== 'foreign' || owner === 'horizontal-pod-autoscaler')
        .map(({ cause, pointer, desired, live }) => [cause, pair.id, pointer, desired, live]),
    )
    const container = '/spec/template/spec/containers/0'
    expect(found).toEqual([
      [
        'drift',
        'payments-prod/Deployment/checkout-api',
        `${container}/image`,
        'registry.harbourpay.example/payments/checkout-api:2026.10.4@sha256:6d2b4ad1b3b0f1c7b7a2f3c5a9d8e4f60718293a4b5c6d7e8f90a1b2c3d4e5f6',
        'registry.harbourpay.example/payments/checkout-api:2026.10.4-hotfix',
      ],
      ['pending', 'payments-prod/ConfigMap/checkout-api-config', '/data/CARD_NETWORK_TIMEOUT', '4s', '3s'],
      [
        'drift',
        'payments-prod/StatefulSet/idempotency-store',
        `${container}/securityContext/allowPrivilegeEscalation`,
        false,
        true,
      ],
      [
        'drift',
        'payments-prod/StatefulSet/idempotency-store',
        `${container}/securityContext/readOnlyRootFilesystem`,
        true,
        false,
      ],
      ['foreign', 'payments-prod/Deployment/ledger-writer', '/spec/replicas', 3, 7],
    ])
  })

  test('are free of drift once it is taken back, with the replicas and the pending change untouched', () => {
    for (const pair of pairs) {
      const { remediation } = compare(pair)
      const live = applyPatch(pair.live, remediation)
      const left: readonly ThreeWayChange[] = compare({ ...pair, live }).changes
      expect(left.filter(({ cause }) => cause === 'drift' || cause === 'conflict')).toEqual([])
      if (pair.id.endsWith('Deployment/ledger-writer')) expect(remediation).toEqual([])
    }
  })
})

describe('the declared owners', () => {
  test('say why, each of them', () => {
    expect(owners.filter(({ reason }) => reason === undefined || reason === '')).toEqual([])
  })

  test('let the autoscaler set the replicas of the one Deployment that it scales', () => {
    const replicas = (resource: string): string[] =>
      ownersOf(owners, resource)
        .filter(({ pointer }) => pointer === '/spec/replicas')
        .map(({ owner }) => owner)
    expect(replicas('payments-prod/Deployment/ledger-writer')).toEqual(['horizontal-pod-autoscaler'])
    expect(replicas('payments-prod/Deployment/checkout-api')).toEqual([])
  })

  test.each([
    [
      'CronJob',
      '/spec/concurrencyPolicy',
      { spec: { concurrencyPolicy: 'Forbid' } },
      { spec: { concurrencyPolicy: 'Allow' } },
    ],
    [
      'Pod',
      '/spec/securityContext',
      { spec: { securityContext: { runAsNonRoot: true } } },
      { spec: { securityContext: {} } },
    ],
    [
      'Pod',
      '/spec/containers/0/imagePullPolicy',
      { spec: { containers: [{ imagePullPolicy: 'Always' }] } },
      { spec: { containers: [{ imagePullPolicy: 'IfNotPresent' }] } },
    ],
  ])('never excuse a %s whose %s was declared and put back to its default', (kind, place, desired, live) => {
    const rules = ownersOf(owners, `payments-prod/${kind}/any`)
    const { changes } = diff3({ base: desired, desired, live }, { owners: rules })
    expect(changes.map(({ cause, pointer }) => [cause, pointer.startsWith(place)])).toEqual([['drift', true]])
  })
})

describe('the policies', () => {
  const sources = readdirSync(path('policies')).map((name) => ({
    path: name,
    text: read(`policies/${name}`),
  }))
  const { bundle, diagnostics } = compilePolicy(sources)
  const NOW = START + 10 * DAY_MS

  test('compile together and each alone, with nothing to say about them', () => {
    expect(sources.map((source) => source.path)).toEqual([
      'access.keel',
      'agents.keel',
      'change-control.keel',
      'signals.keel',
    ])
    expect(diagnostics).toEqual([])
    for (const source of sources) expect(compilePolicy([source]).diagnostics).toEqual([])
  })

  /** Decides as the demo does: asks for the subject, binds the approvals to it, asks again. */
  function decide(
    request: PolicyRequest,
    approvals: readonly JsonObject[] = [],
    now: number = NOW,
  ): Decision {
    const first = bundle!.decide(request, { now })
    if (first.subject === undefined || approvals.length === 0) return first
    const bound = approvals.map(
      (approval) => ({ ...approval, subject: first.subject! }) as unknown as Approval,
    )
    return bundle!.decide({ ...request, approvals: bound }, { now })
  }

  function requestOf(event: JsonObject): PolicyRequest {
    const { actor, kind, role, intent, action, resource, attributes } = event
    const [namespace = '', resourceKind = '', name = ''] = String(resource).split('/')
    return {
      target: String(action),
      principal: { id: actor!, kind: kind!, role: role!, ...(intent === undefined ? {} : { intent }) },
      resource: { id: resource!, namespace, kind: resourceKind, name },
      attributes: attributes!,
    }
  }

  test('decide the month without an error, and refuse only what was planted, or not approved, or done past the pipeline', () => {
    const refused = new Map<string, number>()
    for (const event of events) {
      const approvals = (event.approvedBy ?? []) as readonly JsonObject[]
      const decision = decide(requestOf(event), approvals, event.at as number)
      expect(decision.errors).toEqual([])
      if (decision.effect === 'allow') continue
      const why =
        labels[event.id as string] ?? (event.approvedBy === undefined ? 'past the pipeline' : 'approvals')
      const name = `${decision.effect}: ${why}`
      refused.set(name, (refused.get(name) ?? 0) + 1)
    }
    expect(Object.fromEntries(refused)).toEqual({
      'pending: approvals': 24,
      'deny: past the pipeline': 5,
      'deny: stolen-credential': 17,
      'deny: widening-agent': 20,
    })
  })

  const RELEASE = {
    actor: 'pipeline:release',
    kind: 'service',
    role: 'deployer',
    action: 'k8s.Deployment.update',
    resource: 'payments-prod/Deployment/checkout-api',
    attributes: { environment: 'prod', channel: 'pipeline', ticketKind: 'change', author: 'ana.reyes' },
  } as const
  const PROMOTION = {
    actor: 'erik.lund',
    kind: 'human',
    role: 'ml-engineer',
    action: 'model.promote',
    resource: 'ml-prod/Model/fraud-score',
    attributes: { environment: 'prod', channel: 'pipeline', ticketKind: 'change' },
  } as const
  const EXPORT = {
    actor: 'dana.levy',
    kind: 'human',
    role: 'developer',
    action: 'data.export',
    resource: 'ml-prod/Dataset/card-transactions',
    attributes: { environment: 'prod', channel: 'api', ticketKind: 'change' },
  } as const
  const AGENT = {
    actor: 'agent:remediator',
    kind: 'agent',
    role: 'remediation-agent',
    intent: 'restart-unhealthy',
    action: 'k8s.Deployment.restart',
    resource: 'payments-prod/Deployment/checkout-api',
    attributes: { environment: 'prod', channel: 'pipeline', ticketKind: 'change' },
  } as const
  const by = (person: string, group: string, hoursAgo = 1): JsonObject => ({
    by: person,
    groups: [group],
    at: NOW - hoursAgo * 3_600_000,
  })
  const maintainer = by('fatima.khan', 'maintainers')
  const leads = [by('petra.novak', 'ml-leads'), by('quentin.adeyemi', 'ml-leads')]
  const keepers = [
    by('noor.haddad', 'data-owners'),
    by('hana.sato', 'data-owners'),
    by('petra.novak', 'data-owners'),
  ]

  test.each<[string, JsonObject, readonly JsonObject[], Decision['effect']]>([
    ['a release that a maintainer approved', RELEASE, [maintainer], 'allow'],
    ['a release without approval', RELEASE, [], 'pending'],
    ['a release that its author approved', RELEASE, [by('ana.reyes', 'maintainers')], 'pending'],
    [
      'a release that was approved two days before',
      RELEASE,
      [by('fatima.khan', 'maintainers', 48)],
      'pending',
    ],
    ['a release through kubectl', withAttributes(RELEASE, { channel: 'kubectl' }), [maintainer], 'deny'],
    [
      'a release of production that calls itself development',
      withAttributes(RELEASE, { environment: 'dev' }),
      [],
      'pending',
    ],
    [
      'a release of a risk that nobody knows',
      withAttributes(RELEASE, { changeRisk: 'none' }),
      [maintainer],
      'deny',
    ],
    [
      'a release that may touch customer data',
      withAttributes(RELEASE, { changeRisk: 'customerData' }),
      [maintainer],
      'pending',
    ],
    [
      'a developer at work in development',
      {
        ...withAttributes(RELEASE, { environment: 'dev', channel: 'kubectl' }),
        actor: 'ana.reyes',
        role: 'developer',
        resource: 'payments-dev/Deployment/checkout-api',
      },
      [],
      'allow',
    ],
    ['a model with two leads', PROMOTION, leads, 'allow'],
    ['a model with one lead', PROMOTION, leads.slice(0, 1), 'pending'],
    [
      'a model that says it is routine',
      withAttributes(PROMOTION, { changeRisk: 'routine' }),
      [maintainer],
      'pending',
    ],
    ['an export with legal', EXPORT, [by('ines.moreau', 'legal'), ...keepers.slice(1)], 'allow'],
    ['an export with three approvals and nobody from legal', EXPORT, keepers, 'pending'],
    ['an export without a change on record', withAttributes(EXPORT, { ticketKind: 'none' }), keepers, 'deny'],
    ['an agent with a change request and a maintainer', AGENT, [maintainer], 'allow'],
    ['an agent with a change request alone', AGENT, [], 'pending'],
    [
      'an agent without a change request',
      withAttributes(AGENT, { ticketKind: 'none' }),
      [maintainer],
      'deny',
    ],
    ['an agent without an intent', { ...AGENT, intent: 'none' }, [maintainer], 'deny'],
    [
      'an agent that reads a secret of production for another intent',
      { ...AGENT, action: 'k8s.Secret.read', resource: 'payments-prod/Secret/checkout-api-credentials' },
      [by('noor.haddad', 'security')],
      'deny',
    ],
    [
      'an agent that rotates a credential of staging',
      {
        ...withAttributes(AGENT, { environment: 'staging' }),
        intent: 'rotate-credential',
        action: 'k8s.Secret.rotate',
        resource: 'payments-staging/Secret/checkout-api-credentials',
      },
      [],
      'allow',
    ],
  ])('%s: as it should be', (_, event, approvals, effect) => {
    const decision = decide(requestOf(event), approvals)
    expect(decision.effect).toBe(effect)
    expect(decision.errors).toEqual([])
  })

  test('tell who changes production past the pipeline what to do instead', () => {
    const { obligations } = decide(requestOf(withAttributes(RELEASE, { channel: 'kubectl' })), [maintainer])
    expect(obligations).toContainEqual(
      expect.objectContaining({ name: 'changeRequest', data: { target: RELEASE.resource } }),
    )
  })

  test.each<[string, JsonObject, Decision['effect'], number]>([
    ['very unusual', { p: 0.001, confidence: 'normal' }, 'pending', 1],
    ['usual', { p: 0.3, confidence: 'normal' }, 'allow', 0],
    ['very unusual for somebody who is hardly known', { p: 0.001, confidence: 'low' }, 'allow', 0],
  ])('let a change that is %s wait for security, or not', (_, behaviour, effect, warnings) => {
    const decision = decide({ ...requestOf(RELEASE), behaviour }, [maintainer])
    expect(decision.effect).toBe(effect)
    expect(decision.warnings.length).toBe(warnings)
    expect(decision.errors).toEqual([])
  })

  test.each([
    ['Deployment/checkout-api', 'deny', 'review', 0],
    ['StatefulSet/idempotency-store', 'deny', 'revert', 0],
    ['Deployment/ledger-writer', 'allow', 'accept', 0],
    ['ConfigMap/checkout-api-config', 'allow', 'accept', 1],
  ])('answer the report on %s with %s and %s', (id, effect, verdict, warnings) => {
    const pair = pairs.find((one) => one.id === `payments-prod/${id}`)!
    const request = requestOf({
      actor: 'keelson',
      kind: 'service',
      role: 'auditor',
      action: 'drift.report',
      resource: pair.id,
      attributes: {},
    })
    const decision = decide({ ...request, changes: compare(pair) as unknown as JsonObject })
    expect([decision.effect, decision.verdict, decision.warnings.length]).toEqual([effect, verdict, warnings])
    expect(decision.errors).toEqual([])
  })
})

function withAttributes(event: JsonObject, attributes: JsonObject): JsonObject {
  return { ...event, attributes: { ...(event.attributes as JsonObject), ...attributes } }
}

function readPairs(): ResourcePair[] {
  const side = (name: string) => readDocuments(path(name)).map((document) => toResource(document, path(name)))
  return pairResources(side('desired'), side('live'))
}

function compare({ id, base, desired, live }: ResourcePair) {
  return diff3({ base, desired, live }, { owners: ownersOf(owners, id) })
}
