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
