import { compilePolicy, type Decision, type PolicyRequest } from 'keelson/policy'
import { loadBundle, type RuntimeBundle } from 'keelson/policy/runtime'
import { type Comparison, type Contender, compareAll, record } from './harness.js'
import { ADMISSION_IN_KEEL, CHECKS, findByHand, maskByHand, pods } from './policy-admission.js'
import { ADMISSION_PEERS } from './policy-admission-peers.js'
import { bytesPerDecision } from './policy-allocation.js'
import {
  type GuardrailRequest,
  guardrailInKeel,
  guardrailRequests,
  guardrailRules,
} from './policy-guardrail.js'
import { GUARDRAIL_PEERS, referenceDecision } from './policy-guardrail-peers.js'
import { indexedByHand } from './policy-hand-indexed.js'
import {
  allowedByHand,
  casbinRoles,
  permissions,
  ROLES_IN_KEEL,
  roleRequests,
  rolesAsPolicies,
} from './policy-roles.js'

const REQUESTS = 200
const NOW = 1_790_000_000_000

/** Keel beside hand-written JavaScript and other engines: agent guardrail, Pod admission, roles. */
export async function benchPolicy(): Promise<void> {
  const comparisons = [
    await guardrail(10),
    await guardrail(100),
    await guardrail(1_000),
    await guardrail(10_000),
    await guardrail(1_000, true),
    admission(),
    await roles(10),
    await roles(100),
    await roles(1_000),
  ]
  record('policy', await compareAll(comparisons))
}

async function guardrail(count: number, oneTarget: boolean = false): Promise<Comparison> {
  const rules = guardrailRules(count, oneTarget)
  const requests = guardrailRequests(rules, REQUESTS, oneTarget)
  const expected = requests.map((request) => referenceDecision(rules, request))
  const bundle = loaded(guardrailInKeel(rules))
  const allows = (request: GuardrailRequest): boolean =>
    bundle.decide(request, { now: NOW }).effect === 'allow'
  const allowsDigested = (request: GuardrailRequest): boolean =>
    bundle.decide(request, { now: NOW, digest: true }).effect === 'allow'
  const peers = [await contender('keelson decide, with digest', requests, expected, allowsDigested)]
  for (const [name, decide] of Object.entries(indexedByHand(rules, oneTarget))) {
    peers.push(await contender(name, requests, expected, decide))
  }
  for (const { name, mostRules, slow, build } of GUARDRAIL_PEERS) {
    if (count > mostRules || (oneTarget && slow)) continue
    peers.push(await contender(name, requests, expected, await build(rules), slow))
  }
  return {
    name: `(a) agent guardrail, ${count} policies${oneTarget ? ' on one target' : ''}`,
    ours: await contender('keelson decide', requests, expected, allows),
    peers,
    notes: {
      allowedOf200: expected.filter(Boolean).length,
      reasonsPerDecision: reasonsPerDecision(bundle, requests),
      ...(count === 1_000 && { bytesPerDecision: bytesPerDecision(bundle, requests, NOW) }),
    },
  }
}

function admission(): Comparison {
  const inputs = pods(REQUESTS)
  const requests = inputs.map((object) => ({ target: 'k8s.Pod.create', object }))
  const bundle = loaded(ADMISSION_IN_KEEL)
  const found = ({ reasons }: Decision): string[] =>
    reasons.map(({ message, pointer }) => `${pointer} ${message}`)
  for (const [index, pod] of inputs.entries()) {
    const byHand = findByHand(pod)
    const texts = byHand.map(({ message, pointer }) => `${pointer} ${message}`)
    const decided = found(bundle.decide(requests[index]!, { now: NOW }))
    agree('keelson decide', [...texts].sort().join('\n'), [...decided].sort().join('\n'))
    agree('a mask', bitsOf(byHand.map(({ message }) => message)), maskByHand(pod))
  }
  const peers: Contender[] = [
    forAll('JavaScript, a bit for each check', inputs, maskByHand),
    forAll('JavaScript, with reasons and pointers', inputs, (pod) => findByHand(pod).length),
    forAll('keelson decide, with digest', requests, (request) => decided(bundle, request, true)),
  ]
  for (const [name, build] of Object.entries(ADMISSION_PEERS)) {
    const mask = build()
    for (const pod of inputs) agree(name, maskByHand(pod), mask(pod))
    peers.push(forAll(name, inputs, mask))
  }
  return {
    name: `(b) Pod admission, 12 checks, 4 containers, ${JSON.stringify(inputs[0]).length} bytes`,
    ours: forAll('keelson decide', requests, (request) => decided(bundle, request)),
    peers,
    notes: {
      reasonsPerDecision: reasonsPerDecision(bundle, requests),
      leftOut: 'casbin, @casl/ability, cedar-wasm, json-rules-engine: cannot say it without code of the host',
    },
  }
}

async function roles(count: number): Promise<Comparison> {
  const granted = permissions(count)
  const requests = roleRequests(granted, REQUESTS)
  const expected = requests.map((request) => allowedByHand(granted, request))
  const asData = loaded(ROLES_IN_KEEL, { permissions: granted })
  const asPolicies = loaded(rolesAsPolicies(granted))
  const allows = (bundle: RuntimeBundle) => (request: PolicyRequest) => decided(bundle, request) === 'allow'
  return {
    name: `(c) roles, ${count} permissions`,
    ours: await contender('keelson decide, a policy each', requests, expected, allows(asPolicies)),
    peers: [
      await contender('keelson decide, as a parameter', requests, expected, allows(asData)),
      await contender('JavaScript, linear', requests, expected, (request) => allowedByHand(granted, request)),
      await contender('casbin', requests, expected, await casbinRoles(granted, requests), true),
    ],
    notes: { allowedOf200: expected.filter(Boolean).length },
  }
}

function decided(bundle: RuntimeBundle, request: PolicyRequest, digest: boolean = false): string {
  return bundle.decide(request, { now: NOW, digest }).effect
}

/** Checks a contender on every request. */
async function contender<Request>(
  name: string,
  requests: readonly Request[],
  expected: readonly boolean[],
  decide: (request: Request) => boolean | Promise<boolean>,
  slow: boolean = false,
): Promise<Contender> {
  for (const [index, request] of requests.entries()) agree(name, expected[index], await decide(request))
  return slow ? oneByOne(name, requests, decide) : forAll(name, requests, decide)
}

function agree(name: string, expected: unknown, found: unknown): void {
  if (found !== expected) throw new Error(`${name} finds ${String(found)}, not ${String(expected)}`)
}

/** Times all requests at once: one takes less than a clock can tell. */
function forAll<Request>(
  name: string,
  requests: readonly Request[],
  decide: (request: Request) => unknown,
): Contender {
  return {
    name,
    units: requests.length,
    run: () => {
      let last: unknown
      for (let index = 0; index < requests.length; index += 1) last = decide(requests[index]!)
      return last
    },
  }
}

function oneByOne<Request>(
  name: string,
  requests: readonly Request[],
  decide: (request: Request) => unknown,
): Contender {
  let next = 0
  return {
    name,
    run: () => {
      next = (next + 1) % requests.length
      return decide(requests[next]!)
    },
  }
}

/** From bytes, as a host that only decides has them. */
function loaded(text: string, parameters: Readonly<Record<string, never>> | object = {}): RuntimeBundle {
  const { bundle, diagnostics } = compilePolicy(text, { parameters: parameters as Record<string, never> })
  if (bundle === undefined) throw new Error(diagnostics[0]!.message)
  return loadBundle(bundle.toBytes())
}

function bitsOf(messages: readonly string[]): number {
  return messages.reduce((mask, message) => mask | (1 << CHECKS.indexOf(message)), 0)
}

function reasonsPerDecision(bundle: RuntimeBundle, requests: readonly PolicyRequest[]): number {
  const reasons = requests.map((request) => bundle.decide(request, { now: NOW }).reasons.length)
  return reasons.reduce((sum, count) => sum + count, 0) / requests.length
}
