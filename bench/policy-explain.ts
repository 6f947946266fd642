import { compilePolicy, type PolicyBundle, type PolicyRequest } from 'keelson/policy'
import { type Comparison, compareAll, record } from './harness.js'

const CONTAINERS = 4

const ADMISSION = `
mode gate
input object: json

policy admission on k8s.Pod.create {
  for c in (object.spec.initContainers ?? []) ++ object.spec.containers {
    when c.securityContext?.privileged ?? false deny "{c.name} is privileged" at c.securityContext.privileged
    unless c.securityContext?.runAsNonRoot ?? false deny "{c.name} may run as root" at c.securityContext.runAsNonRoot
    unless has(c.resources.limits.memory) deny "{c.name} has no memory limit" at c.resources.limits.memory
    unless c.image startsWith "registry.corp/" deny "{c.name} comes from elsewhere" at c.image
    when c.image endsWith ":latest" deny "{c.name} is not pinned" at c.image
  }
  when object.spec.hostNetwork ?? false deny "host network"
  when any v in object.spec.volumes ?? []: has(v.hostPath) deny "host path"
}
`

function guardrails(policies: number): string {
  const one = (index: number): string =>
    `policy p${index} on tool.t${index % 10} { when principal.kind == "agent" && resource.env == "prod${index}" deny }`
  const all = Array.from({ length: policies }, (_item, index) => one(index))
  const allow = 'policy open on tool.* { when principal.trusted allow }'
  return ['input principal: json', 'input resource: json', allow, ...all].join('\n')
}

function pod(isBad: boolean): PolicyRequest {
  const containers = Array.from({ length: CONTAINERS }, (_item, index) => ({
    name: `c${index}`,
    image: isBad && index === 0 ? 'docker.io/web:latest' : `registry.corp/web:1.${index}`,
    securityContext: { privileged: isBad && index === 1, runAsNonRoot: true },
    resources: { limits: { memory: '512Mi', cpu: '500m' } },
  }))
  return {
    target: 'k8s.Pod.create',
    object: { spec: { containers, volumes: [{ name: 'tmp', emptyDir: {} }] } },
  }
}

/** `npm run bench -- policy-explain`: what an explanation costs beside the decision alone. */
export async function benchPolicyExplain(): Promise<void> {
  const admission = bundleOf(ADMISSION)
  const agents = bundleOf(guardrails(1000))
  const call = (env: string): PolicyRequest => ({
    target: 'tool.t1',
    principal: { kind: 'agent', trusted: true },
    resource: { env },
  })
  const results = await compareAll([
    overhead('Pod admission, allowed', admission, pod(false)),
    overhead('Pod admission, 3 reasons', admission, pod(true)),
    overhead('agent guardrail, 1,000 policies, allowed', agents, call('dev')),
    overhead('agent guardrail, 1,000 policies, denied', agents, call('prod1')),
  ])
  record('policy-explain', results)
}

/** Our time is that of the explanation, so what stands beside `decide` is under 1. */
function overhead(name: string, bundle: PolicyBundle, request: PolicyRequest): Comparison {
  const { rules, effect } = bundle.explain(request, { now: 0 })
  const atoms = rules.reduce((sum, rule) => sum + rule.atoms.length, 0)
  return {
    name,
    ours: { name: 'explain', run: () => bundle.explain(request, { now: 0 }) },
    peers: [{ name: 'decide', run: () => bundle.decide(request, { now: 0 }) }],
    notes: { effect, rules: rules.length, atoms },
  }
}

function bundleOf(text: string): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  if (bundle === undefined) throw new Error(diagnostics[0]!.message)
  return bundle
}
