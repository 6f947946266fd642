import { compilePolicy, type PolicyBundle, type PolicyRequest } from 'keelson/policy'
import { generator } from './fixtures.js'
import { type Comparison, compareAll, record } from './harness.js'

const POLICIES = 1000
const TOOLS = 40
const REQUESTS = 200
const TEAMS = ['payments', 'search', 'infra', 'data', 'mobile', 'web']
const TYPES = ['table', 'bucket', 'queue', 'secret', 'cluster', 'model', 'dashboard', 'branch']
const ENVIRONMENTS = ['dev', 'staging', 'prod']

/**
 * The session of one agent under 1,000 policies: the whole bundle for each call of a tool, against what is left of it
 * once the agent is known. Both decide the same requests the same, which is checked first.
 */
export async function benchPolicySpecialize(): Promise<void> {
  const bundle = compilePolicy(policies()).bundle!
  const principal = { id: 'agent-7', kind: 'agent', team: 'payments', level: 2, groups: ['ops', 'readers'] }
  const requests = sessionOf(principal)
  const first = requests[0]!
  const oneTarget = requests.map((request) => ({ ...request, target: first.target }))
  record(
    'policy-specialize',
    await compareAll([
      comparisonOf('principal known', bundle, { principal }, requests),
      comparisonOf('principal and target known', bundle, { principal, target: first.target }, oneTarget),
    ]),
  )
}

function comparisonOf(
  what: string,
  bundle: PolicyBundle,
  known: Parameters<PolicyBundle['specialize']>[0],
  requests: readonly PolicyRequest[],
): Comparison {
  const start = performance.now()
  const residual = bundle.specialize(known)
  const milliseconds = performance.now() - start
  let [cost, left] = [0, 0]
  for (const request of requests) {
    const [one, other] = [bundle, residual].map((either) => either.decide(request, { now: 0 }))
    const { cost: before, policyDigest: _before, ...decided } = one!
    const { cost: after, policyDigest: _after, ...again } = other!
    if (JSON.stringify(decided) !== JSON.stringify(again))
      throw new Error(`${what}: the residual decides otherwise`)
    cost += before
    left += after
  }
  const decideAll = (either: PolicyBundle) => () => {
    let denied = 0
    for (const request of requests) {
      if (either.decide(request, { now: 0 }).effect === 'deny') denied += 1
    }
    return denied
  }
  return {
    name: `agent session, ${POLICIES} policies, ${what}: ${requests.length} decisions`,
    ours: { name: 'residual bundle', run: decideAll(residual) },
    peers: [{ name: 'whole bundle', run: decideAll(bundle) }],
    notes: {
      'milliseconds to specialise': Number(milliseconds.toPrecision(3)),
      'fuel of a decision': { whole: cost / requests.length, residual: left / requests.length },
      'bytes of the bundle': { whole: bundle.toBytes().length, residual: residual.toBytes().length },
    },
  }
}

function sessionOf(principal: object): PolicyRequest[] {
  const draw = generator(7)
  return Array.from({ length: REQUESTS }, (_, index) => ({
    target: `tool.t${draw(TOOLS)}`,
    principal,
    resource: {
      id: `r${index}`,
      type: TYPES[draw(TYPES.length)]!,
      environment: ENVIRONMENTS[draw(ENVIRONMENTS.length)]!,
      team: TEAMS[draw(TEAMS.length)]!,
      sensitivity: draw(5),
    },
  }))
}

/** Six shapes of rules, a fifth of which forbid; a tenth stands on all tools. */
function policies(): string {
  const draw = generator(1)
  const team = (): string => TEAMS[draw(TEAMS.length)]!
  const type = (): string => TYPES[draw(TYPES.length)]!
  const environment = (): string => ENVIRONMENTS[draw(ENVIRONMENTS.length)]!
  const shapes: readonly (() => string)[] = [
    () => `when principal.team == "${team()}" && resource.type == "${type()}" allow`,
    () => `when principal.kind == "human" && resource.environment == "${environment()}" allow`,
    () =>
      `when principal.level >= ${draw(5)} && resource.sensitivity < ${draw(5)} && resource.team == principal.team allow`,
    () =>
      `when "${['ops', 'admins', 'readers', 'auditors'][draw(4)]!}" in principal.groups && resource.type == "${type()}" allow`,
    () =>
      `when principal.kind == "agent" && resource.environment == "prod" && resource.type == "${type()}" deny "agents stay out of {resource.id}"`,
    () =>
      `when principal.team != "${team()}" && resource.sensitivity > ${3 + draw(2)} require approvals 1 from group("${team()}") distinct from principal.id`,
  ]
  const rules = Array.from({ length: POLICIES }, (_, index) => {
    const target = index % 10 === 0 ? 'tool.*' : `tool.t${draw(TOOLS)}`
    return `policy p${index} on ${target} { ${shapes[draw(shapes.length)]!()} }`
  })
  return ['mode guard', 'input principal: json', 'input resource: json', ...rules].join('\n')
}
