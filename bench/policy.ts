import { compilePolicy, type PolicyBundle } from 'keelson/policy'
import { loadBundle } from 'keelson/policy/runtime'
import { type Comparison, type ComparisonResult, type Contender, compareAll, record } from './harness.js'
import {
  type GuardrailRequest,
  type GuardrailRule,
  guardrailInKeel,
  guardrailRequests,
  guardrailRules,
  handWritten,
} from './policy-guardrail.js'
import { type Decide, GUARDRAIL_PEERS, referenceDecision } from './policy-guardrail-peers.js'

const REQUESTS = 200
const NOW = 1_790_000_000_000

/** Keel beside hand-written JavaScript and other engines (design: agent guardrail, Pod admission, roles). */
export async function benchPolicy(): Promise<void> {
  const results: ComparisonResult[] = []
  for (const count of [10, 100, 1_000, 10_000]) results.push(...(await benchGuardrail(count)))
  record('policy', results)
}

async function benchGuardrail(count: number): Promise<ComparisonResult[]> {
  const rules = guardrailRules(count)
  const requests = guardrailRequests(rules, REQUESTS)
  const expected = requests.map((request) => referenceDecision(rules, request))
  const bundle = compiled(guardrailInKeel(rules))
  const loaded = loadBundle(bundle.toBytes())
  const peers: Contender[] = []
  for (const { name, decide } of handIndexed(rules)) {
    peers.push(await contender(name, requests, expected, decide))
  }
  for (const { name, mostRules, slow, build } of GUARDRAIL_PEERS) {
    if (count > mostRules) continue
    peers.push(await contender(name, requests, expected, await build(rules), slow))
  }
  const ours = await contender('keelson decide', requests, expected, (request) => {
    return loaded.decide(request, { now: NOW }).effect === 'allow'
  })
  const digest = await contender('keelson decide, with digest', requests, expected, (request) => {
    return loaded.decide(request, { now: NOW, digest: true }).effect === 'allow'
  })
  const allowed = expected.filter(Boolean).length
  const comparison: Comparison = {
    name: `(a) agent guardrail, ${count} policies`,
    ours,
    peers: [digest, ...peers],
    notes: { allowedOf200: allowed, reasonsPerDecision: reasonsPerDecision(bundle, requests) },
  }
  return compareAll([comparison])
}

/** A map from action to type to rules, as one would write it by hand; with and without reasons. */
function handIndexed(rules: readonly GuardrailRule[]): { readonly name: string; readonly decide: Decide }[] {
  const index = new Map<string, Map<string, { id: string; forbid: boolean; test: Decide }[]>>()
  for (const rule of rules) {
    const types = index.get(rule.action) ?? new Map<string, { id: string; forbid: boolean; test: Decide }[]>()
    index.set(rule.action, types)
    const list = types.get(rule.type) ?? []
    types.set(rule.type, list)
    list.push({ id: rule.id, forbid: rule.forbid, test: handWritten(rule) })
  }
  const none: { id: string; forbid: boolean; test: Decide }[] = []
  return [
    {
      name: 'JavaScript, indexed',
      decide: (request) => {
        let allowed = false
        for (const { forbid, test } of index.get(request.action)?.get(request.type) ?? none) {
          if (!test(request)) continue
          if (forbid) return false
          allowed = true
        }
        return allowed
      },
    },
    {
      name: 'JavaScript, indexed, with reasons',
      decide: (request) => {
        const reasons: { policy: string; effect: string; message: string }[] = []
        let denied = false
        for (const { id, forbid, test } of index.get(request.action)?.get(request.type) ?? none) {
          if (!test(request)) continue
          denied ||= forbid
          reasons.push({
            policy: id,
            effect: forbid ? 'deny' : 'allow',
            message: forbid ? `${id} forbids it` : `allowed by ${id}`,
          })
        }
        return { allowed: !denied && reasons.length > 0, reasons }.allowed
      },
    },
  ]
}

/** Checks an engine on every request, and makes it a contender that goes through all of them, or through one at a time. */
async function contender(
  name: string,
  requests: readonly GuardrailRequest[],
  expected: readonly boolean[],
  decide: Decide,
  slow: boolean = false,
): Promise<Contender> {
  for (const [index, request] of requests.entries()) {
    if ((await decide(request)) === expected[index]) continue
    throw new Error(`${name} decides otherwise about ${JSON.stringify(request)}`)
  }
  if (slow) {
    let next = 0
    return {
      name,
      run: () => {
        next = (next + 1) % requests.length
        return decide(requests[next]!)
      },
    }
  }
  return {
    name,
    units: requests.length,
    run: () => {
      let allowed = 0
      for (const request of requests) if (decide(request) === true) allowed += 1
      return allowed
    },
  }
}

function compiled(text: string): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  if (bundle === undefined) throw new Error(diagnostics[0]!.message)
  return bundle
}

function reasonsPerDecision(bundle: PolicyBundle, requests: readonly GuardrailRequest[]): number {
  const reasons = requests.map((request) => bundle.decide(request, { now: NOW }).reasons.length)
  return reasons.reduce((sum, count) => sum + count, 0) / requests.length
}
