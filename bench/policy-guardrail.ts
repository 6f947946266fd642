import type { JsonValue } from 'keelson/core'
import { generator } from './fixtures.js'

/** A test of one attribute of a request. */
export type Condition =
  | { readonly path: Attribute; readonly is: 'equal'; readonly value: string | boolean }
  | { readonly path: Attribute; readonly is: 'oneOf'; readonly values: readonly string[] }
  | { readonly path: Attribute; readonly is: 'prefix'; readonly value: string }
  | { readonly path: Attribute; readonly is: 'below'; readonly value: number }

export type Attribute =
  | 'principal.kind'
  | 'principal.approved'
  | 'principal.risk'
  | 'resource.environment'
  | 'resource.path'
  | 'resource.sensitivity'

/** What a rule allows or forbids, in no engine's own form. */
export interface GuardrailRule {
  readonly id: string
  readonly forbid: boolean
  readonly action: string
  readonly type: string
  readonly conditions: readonly Condition[]
}

/** A type alias, so that it is assignable to what engines take as JSON. */
export type GuardrailRequest = {
  readonly target: string
  readonly action: string
  readonly type: string
  readonly principal: { readonly kind: string; readonly approved: boolean; readonly risk: number }
  readonly resource: { readonly environment: string; readonly path: string; readonly sensitivity: string }
}

const ACTIONS = 40
const TYPES = 12
const KINDS: readonly string[] = ['agent', 'human', 'service']
const ENVIRONMENTS: readonly string[] = ['prod', 'staging', 'test', 'dev']
const SENSITIVITIES: readonly string[] = ['public', 'internal', 'secret']
const DIRECTORIES: readonly string[] = ['/srv/app/', '/srv/data/', '/etc/', '/home/']

/** Rules of six shapes over 40 actions and 12 types, a fifth of them forbidding; on one target if `oneTarget`. */
export function guardrailRules(count: number, oneTarget: boolean = false): readonly GuardrailRule[] {
  const draw = generator(count)
  return Array.from({ length: count }, (_, index) => {
    const pair = oneTarget ? 0 : few(count, draw)
    return {
      id: `rule${index}`,
      forbid: draw(5) === 0,
      action: `action${Math.floor(pair / TYPES)}`,
      type: `type${pair % TYPES}`,
      conditions: oneTarget ? pathConditions(index, draw) : conditionsOf(draw(6), draw),
    }
  })
}

/** Few rules stand on few targets, or next to no request would meet one. */
function few(count: number, draw: (below: number) => number): number {
  return draw(Math.min(ACTIONS * TYPES, Math.max(4, count)))
}

function conditionsOf(shape: number, draw: (below: number) => number): readonly Condition[] {
  const one = (values: readonly string[]): string => values[draw(values.length)]!
  const kind: Condition = { path: 'principal.kind', is: 'equal', value: one(KINDS) }
  const environment: Condition = { path: 'resource.environment', is: 'equal', value: one(ENVIRONMENTS) }
  const risk: Condition = { path: 'principal.risk', is: 'below', value: draw(100) }
  const sensitivity: Condition = {
    path: 'resource.sensitivity',
    is: 'oneOf',
    values: SENSITIVITIES.filter((_, index) => index !== draw(3)),
  }
  switch (shape) {
    case 0:
      return [kind, environment]
    case 1:
      return [{ path: 'resource.environment', is: 'oneOf', values: [one(ENVIRONMENTS), one(ENVIRONMENTS)] }]
    case 2:
      return [{ path: 'resource.path', is: 'prefix', value: one(DIRECTORIES) }]
    case 3:
      return [risk]
    case 4:
      return [kind, { path: 'principal.approved', is: 'equal', value: true }]
    default:
      return [sensitivity, risk]
  }
}

/** What tells rules of one target apart: a path of their own, by equality, list or prefix. */
function pathConditions(index: number, draw: (below: number) => number): readonly Condition[] {
  const more: Condition = { path: 'principal.kind', is: 'equal', value: KINDS[draw(3)]! }
  const path = 'resource.path'
  switch (index % 3) {
    case 0:
      return [{ path, is: 'equal', value: placeOf(index) }, more]
    case 1:
      return [{ path, is: 'oneOf', values: [placeOf(index), placeOf(index + 1)] }, more]
    default:
      return [{ path, is: 'prefix', value: placeOf(index) }, more]
  }
}

function placeOf(index: number): string {
  return `/srv/app-${index}/`
}

export function guardrailRequests(
  rules: readonly GuardrailRule[],
  count: number,
  oneTarget: boolean = false,
): readonly GuardrailRequest[] {
  const draw = generator(rules.length + 7)
  const one = (values: readonly string[]): string => values[draw(values.length)]!
  return Array.from({ length: count }, () => {
    // Nine of ten meet rules, as in a system whose rules are there for what happens.
    const { action, type } =
      draw(10) === 0 ? { action: 'action1', type: 'other' } : rules[draw(rules.length)]!
    const path = oneTarget ? placeOf(draw(rules.length)) : `${one(DIRECTORIES)}file${draw(100)}`
    return {
      target: `${type}.${action}`,
      action,
      type,
      principal: { kind: one(KINDS), approved: draw(2) === 0, risk: draw(100) },
      resource: { environment: one(ENVIRONMENTS), path, sensitivity: one(SENSITIVITIES) },
    }
  })
}

/** The rules in Keel. */
export function guardrailInKeel(rules: readonly GuardrailRule[]): string {
  const policies = rules.map(({ id, forbid, action, type, conditions }) => {
    const effect = forbid ? `deny "${id} forbids it"` : 'allow'
    return `policy ${id} on ${type}.${action} { when ${conditions.map(inKeel).join(' && ')} ${effect} }`
  })
  return ['mode guard', 'input principal: json', 'input resource: json', ...policies].join('\n')
}

function inKeel(condition: Condition): string {
  switch (condition.is) {
    case 'equal':
      return `${condition.path} == ${JSON.stringify(condition.value)}`
    case 'oneOf':
      return `${condition.path} in ${JSON.stringify(condition.values)}`
    case 'prefix':
      return `${condition.path} startsWith ${JSON.stringify(condition.value)}`
    case 'below':
      return `${condition.path} < ${condition.value}`
  }
}

type Test = (request: GuardrailRequest) => boolean

/** One rule as a person would write it by hand: a function that reads the members it names. */
export function handWritten({ conditions }: GuardrailRule): Test {
  const tests = conditions.map(handTest)
  const [first, second] = tests
  return second === undefined ? first! : (request) => first!(request) && second(request)
}

function handTest(condition: Condition): Test {
  const { path, is } = condition
  if (is === 'prefix') return ({ resource }) => resource.path.startsWith(condition.value)
  if (is === 'below') return ({ principal }) => principal.risk < condition.value
  if (is === 'oneOf') {
    const { values } = condition
    return path === 'resource.environment'
      ? ({ resource }) => values.includes(resource.environment)
      : path === 'resource.path'
        ? ({ resource }) => values.includes(resource.path)
        : ({ resource }) => values.includes(resource.sensitivity)
  }
  const { value } = condition
  switch (path) {
    case 'principal.kind':
      return ({ principal }) => principal.kind === value
    case 'principal.approved':
      return ({ principal }) => principal.approved === value
    case 'resource.path':
      return ({ resource }) => resource.path === value
    default:
      return ({ resource }) => resource.environment === value
  }
}

export function attributeOf(request: GuardrailRequest, path: Attribute): JsonValue {
  const [root, member] = path.split('.') as ['principal' | 'resource', string]
  return (request[root] as Readonly<Record<string, JsonValue>>)[member]!
}
