import { AbilityBuilder, createMongoAbility, subject } from '@casl/ability'
import * as cedar from '@cedar-policy/cedar-wasm/nodejs'
import { Environment } from '@marcbachmann/cel-js'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { LogicEngine } from 'json-logic-engine'
import { Engine } from 'json-rules-engine'
import { attributeOf, type Condition, type GuardrailRequest, type GuardrailRule } from './policy-guardrail.js'

/** Whether a request is allowed: something allows it and nothing forbids it. */
export type Decide = (request: GuardrailRequest) => boolean | Promise<boolean>

/**
 * An engine that is handed the rules, with the most rules at which it is measured: json-logic-engine overflows the stack
 * at 10,000, the others take minutes beyond.
 */
export interface Peer {
  readonly name: string
  readonly mostRules: number
  /** Runs one request at a time, where 200 of them take seconds. */
  readonly slow?: boolean
  readonly build: (rules: readonly GuardrailRule[]) => Decide | Promise<Decide>
}

export const GUARDRAIL_PEERS: readonly Peer[] = [
  { name: '@casl/ability', mostRules: 10_000, build: casl },
  { name: 'json-logic-engine', mostRules: 1_000, build: jsonLogic },
  { name: '@marcbachmann/cel-js', mostRules: 1_000, build: cel },
  { name: 'cedar-wasm, preparsed', mostRules: 1_000, slow: true, build: cedarWasm },
  { name: 'casbin', mostRules: 100, slow: true, build: casbin },
  { name: 'json-rules-engine', mostRules: 100, slow: true, build: jsonRules },
]

/** Conditions of CASL read the subject alone, so it is handed principal and resource as one; the last rule wins. */
function casl(rules: readonly GuardrailRule[]): Decide {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility)
  const ordered = [...rules].sort((one, other) => Number(one.forbid) - Number(other.forbid))
  for (const { forbid, action, type, conditions } of ordered) {
    const query = Object.fromEntries(conditions.map((condition) => [condition.path, caslTest(condition)]))
    if (forbid) cannot(action, type, query)
    else can(action, type, query)
  }
  const ability = build()
  // `subject` marks an object once, so each request is marked outside of the timing, as CASL's users do when they load one.
  const marked = new Map<GuardrailRequest, ReturnType<typeof subject>>()
  return (request) => {
    let object = marked.get(request)
    if (object === undefined) {
      object = subject(request.type, { principal: request.principal, resource: request.resource })
      marked.set(request, object)
    }
    return ability.can(request.action, object)
  }
}

function caslTest(condition: Condition): unknown {
  switch (condition.is) {
    case 'equal':
      return condition.value
    case 'oneOf':
      return { $in: condition.values }
    case 'prefix':
      return { $regex: `^${condition.value}` }
    case 'below':
      return { $lt: condition.value }
  }
}

function jsonLogic(rules: readonly GuardrailRule[]): Decide {
  const engine = new LogicEngine()
  engine.addMethod('startsWith', ([text, prefix]: [string, string]) => text.startsWith(prefix))
  const any = (chosen: readonly GuardrailRule[]): unknown => ({ or: [false, ...chosen.map(logicRule)] })
  return engine.build({
    and: [{ '!': any(rules.filter(({ forbid }) => forbid)) }, any(rules.filter(({ forbid }) => !forbid))],
  }) as (request: GuardrailRequest) => boolean
}

function logicRule({ action, type, conditions }: GuardrailRule): unknown {
  return {
    and: [
      { '===': [{ var: 'action' }, action] },
      { '===': [{ var: 'type' }, type] },
      ...conditions.map((condition) => {
        const read = { var: condition.path }
        if (condition.is === 'equal') return { '===': [read, condition.value] }
        if (condition.is === 'oneOf') return { in: [read, condition.values] }
        if (condition.is === 'prefix') return { startsWith: [read, condition.value] }
        return { '<': [read, condition.value] }
      }),
    ],
  }
}

function cel(rules: readonly GuardrailRule[]): Decide {
  const environment = new Environment()
    .registerVariable('target', 'string')
    .registerVariable('principal', 'map')
    .registerVariable('resource', 'map')
  const parsed = rules.map(({ forbid, action, type, conditions }) => ({
    forbid,
    holds: environment.parse([`target == "${type}.${action}"`, ...conditions.map(celTest)].join(' && ')),
  }))
  return (request) => {
    let allowed = false
    for (const { forbid, holds } of parsed) {
      if ((forbid || !allowed) && holds(request) === true) {
        if (forbid) return false
        allowed = true
      }
    }
    return allowed
  }
}

function celTest(condition: Condition): string {
  switch (condition.is) {
    case 'equal':
      return `${condition.path} == ${JSON.stringify(condition.value)}`
    case 'oneOf':
      return `${condition.path} in ${JSON.stringify(condition.values)}`
    case 'prefix':
      return `${condition.path}.startsWith(${JSON.stringify(condition.value)})`
    case 'below':
      return `${condition.path} < ${condition.value}.0`
  }
}

function cedarWasm(rules: readonly GuardrailRule[]): Decide {
  const policies = rules.map(({ forbid, action, type, conditions }) => {
    const scope = `principal, action == Action::"${action}", resource is ${type}`
    const tests = conditions.map(cedarTest).join(' && ')
    return `${forbid ? 'forbid' : 'permit'}(${scope}) when { ${tests} };`
  })
  const name = `guardrail-${rules.length}`
  const answer = cedar.preparsePolicySet(name, { staticPolicies: policies.join('\n') })
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message)
  return ({ action, type, principal, resource }) => {
    const result = cedar.statefulIsAuthorized({
      principal: { type: 'Principal', id: 'p' },
      action: { type: 'Action', id: action },
      resource: { type, id: 'r' },
      context: { principal, resource },
      preparsedPolicySetId: name,
      entities: [],
    })
    return result.type === 'success' && result.response.decision === 'allow'
  }
}

function cedarTest(condition: Condition): string {
  const path = `context.${condition.path}`
  switch (condition.is) {
    case 'equal':
      return `${path} == ${JSON.stringify(condition.value)}`
    case 'oneOf':
      return `${JSON.stringify(condition.values)}.contains(${path})`
    case 'prefix':
      return `${path} like ${JSON.stringify(`${condition.value}*`)}`
    case 'below':
      return `${path} < ${condition.value}`
  }
}

const CASBIN_MODEL = `
[request_definition]
r = principal, resource, typ, act
[policy_definition]
p = rule, typ, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && r.typ == p.typ && eval(p.rule)
`

async function casbin(rules: readonly GuardrailRule[]): Promise<Decide> {
  const lines = rules.map(({ forbid, action, type, conditions }) => {
    // The adapter reads CSV, so texts stand in single quotes and lists are written out.
    const tests = conditions.map(casbinTest).join(' && ')
    return `p, ${tests}, ${type}, ${action}, ${forbid ? 'deny' : 'allow'}`
  })
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL), new StringAdapter(lines.join('\n')))
  await enforcer.addFunction('startsWith', (text: string, prefix: string) => text.startsWith(prefix))
  return ({ principal, resource, type, action }) => enforcer.enforceSync(principal, resource, type, action)
}

function casbinTest(condition: Condition): string {
  const path = `r.${condition.path}`
  const text = (value: string | boolean): string => (typeof value === 'string' ? `'${value}'` : String(value))
  switch (condition.is) {
    case 'equal':
      return `${path} == ${text(condition.value)}`
    case 'oneOf':
      return `(${condition.values.map((value) => `${path} == ${text(value)}`).join(' || ')})`
    case 'prefix':
      return `startsWith(${path}, '${condition.value}')`
    case 'below':
      return `${path} < ${condition.value}`
  }
}

function jsonRules(rules: readonly GuardrailRule[]): Decide {
  const engine = new Engine([], { allowUndefinedFacts: false })
  engine.addOperator('startsWith', (text: string, prefix: string) => text.startsWith(prefix))
  for (const { forbid, action, type, conditions } of rules) {
    engine.addRule({
      conditions: {
        all: [
          { fact: 'action', operator: 'equal', value: action },
          { fact: 'type', operator: 'equal', value: type },
          ...conditions.map(jsonRulesTest),
        ],
      },
      event: { type: forbid ? 'forbid' : 'allow' },
    })
  }
  return async (request) => {
    const { events } = await engine.run({ ...request })
    const found = new Set(events.map((event) => event.type))
    return found.has('allow') && !found.has('forbid')
  }
}

function jsonRulesTest(condition: Condition): {
  readonly fact: string
  readonly path: string
  readonly operator: string
  readonly value: unknown
} {
  const [fact, member] = condition.path.split('.') as [string, string]
  const read = { fact, path: `$.${member}` }
  switch (condition.is) {
    case 'equal':
      return { ...read, operator: 'equal', value: condition.value }
    case 'oneOf':
      return { ...read, operator: 'in', value: condition.values }
    case 'prefix':
      return { ...read, operator: 'startsWith', value: condition.value }
    case 'below':
      return { ...read, operator: 'lessThan', value: condition.value }
  }
}

/** What every engine is checked against: the rules gone through one by one, read straight from their data. */
export function referenceDecision(rules: readonly GuardrailRule[], request: GuardrailRequest): boolean {
  const matching = rules.filter(
    ({ action, type, conditions }) =>
      action === request.action &&
      type === request.type &&
      conditions.every((condition) => {
        const value = attributeOf(request, condition.path)
        switch (condition.is) {
          case 'equal':
            return value === condition.value
          case 'oneOf':
            return condition.values.includes(value as string)
          case 'prefix':
            return (value as string).startsWith(condition.value)
          case 'below':
            return (value as number) < condition.value
        }
        return false
      }),
  )
  return matching.some(({ forbid }) => !forbid) && !matching.some(({ forbid }) => forbid)
}
