import type { JsonValue } from 'keelson/core'
import { generator } from './fixtures.js'

/** What an agent asks for: 40 actions on things of 12 types. */
const ACTIONS = Array.from({ length: 40 }, (_, index) => `action${index}`)
const TYPES = Array.from({ length: 12 }, (_, index) => `type${index}`)
const ROLES = ['reader', 'writer', 'operator', 'auditor', 'owner', 'deployer']
const ENVIRONMENTS = ['dev', 'test', 'stage', 'prod']

/** One rule of the guardrail in the terms that all engines share. */
export interface GuardrailRule {
  readonly name: string
  readonly type: string
  readonly action: string
  readonly forbids: boolean
  /** Which of the six shapes the condition has. */
  readonly shape: number
  readonly role: string
  readonly otherRole: string
  readonly environment: string
  readonly team: string
  readonly level: number
}

/** The rules of an agent guardrail: six shapes of conditions, one rule in five forbids. */
export function guardrailRules(count: number): GuardrailRule[] {
  const draw = generator(count)
  const pick = (words: readonly string[]): string => words[draw(words.length)]!
  return Array.from({ length: count }, (_, index) => ({
    name: `rule${index}`,
    type: pick(TYPES),
    action: pick(ACTIONS),
    forbids: draw(5) === 0,
    shape: draw(6),
    role: pick(ROLES),
    otherRole: pick(ROLES),
    environment: pick(ENVIRONMENTS),
    team: `team${draw(40)}`,
    level: draw(8) + 1,
  }))
}

/** The condition of a rule as Keel writes it. */
function keelCondition({ shape, role, otherRole, environment, team, level }: GuardrailRule): string {
  switch (shape) {
    case 0:
      return `principal.role == "${role}" && resource.environment == "${environment}"`
    case 1:
      return `principal.role in ["${role}", "${otherRole}"] && resource.team == "${team}"`
    case 2:
      return `principal.level >= ${level} && resource.path startsWith "/${team}/"`
    case 3:
      return `resource.owner == principal.id && principal.team == "${team}"`
    case 4:
      return `not (resource.environment == "${environment}") && principal.level > ${level}`
    default:
      return `"${team}" in principal.teams || principal.role == "${role}" && resource.level <= ${level}`
  }
}

/** The guardrail in Keel: one policy for each rule, in one text. */
export function guardrailKeel(rules: readonly GuardrailRule[]): string {
  const policies = rules.map((rule) => {
    const effect = rule.forbids
      ? `deny "{principal.id} may not ${rule.action} {resource.id}" at resource.environment`
      : 'allow'
    return `policy ${rule.name} on ${rule.type}.${rule.action} {\n  when ${keelCondition(rule)}\n    ${effect}\n}\n`
  })
  return `mode guard\n\ninput principal: json\ninput resource: json\n\n${policies.join('\n')}`
}

/** The condition of a rule in CEL. */
export function guardrailCel({ shape, role, otherRole, environment, team, level }: GuardrailRule): string {
  switch (shape) {
    case 0:
      return `principal.role == "${role}" && resource.environment == "${environment}"`
    case 1:
      return `principal.role in ["${role}", "${otherRole}"] && resource.team == "${team}"`
    case 2:
      return `principal.level >= ${level} && resource.path.startsWith("/${team}/")`
    case 3:
      return `resource.owner == principal.id && principal.team == "${team}"`
    case 4:
      return `!(resource.environment == "${environment}") && principal.level > ${level}`
    default:
      return `"${team}" in principal.teams || principal.role == "${role}" && resource.level <= ${level}`
  }
}

/** The condition of a rule in JsonLogic, which has `in` for the beginning of a text too. */
export function guardrailJsonLogic({
  shape,
  role,
  otherRole,
  environment,
  team,
  level,
}: GuardrailRule): JsonValue {
  const value = (path: string): JsonValue => ({ var: path })
  const is = (path: string, word: JsonValue): JsonValue => ({ '===': [value(path), word] })
  switch (shape) {
    case 0:
      return { and: [is('principal.role', role), is('resource.environment', environment)] }
    case 1:
      return { and: [{ in: [value('principal.role'), [role, otherRole]] }, is('resource.team', team)] }
    case 2:
      return {
        and: [{ '>=': [value('principal.level'), level] }, { in: [`/${team}/`, value('resource.path')] }],
      }
    case 3:
      return { and: [is('resource.owner', value('principal.id')), is('principal.team', team)] }
    case 4:
      return {
        and: [{ '!': [is('resource.environment', environment)] }, { '>': [value('principal.level'), level] }],
      }
    default:
      return {
        or: [
          { in: [team, value('principal.teams')] },
          { and: [is('principal.role', role), { '<=': [value('resource.level'), level] }] },
        ],
      }
  }
}

/** The condition of a rule as CASL's MongoDB query over one object, which stands for principal and resource. */
export function guardrailConditions({
  shape,
  role,
  otherRole,
  environment,
  team,
  level,
}: GuardrailRule): Record<string, unknown> {
  switch (shape) {
    case 0:
      return { role, environment }
    case 1:
      return { role: { $in: [role, otherRole] }, team }
    case 2:
      return { level: { $gte: level }, path: { $regex: `^/${team}/` } }
    case 3:
      return { ownerIsPrincipal: true, team }
    case 4:
      return { environment: { $ne: environment }, level: { $gt: level } }
    default:
      return { teams: team, resourceLevel: { $lte: level } }
  }
}
