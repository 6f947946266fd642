import type { CheckTools } from './check-tools.js'
import { firesWhenever, type PolicyRule } from './policy-rule.js'

/** With more rules that do the same, not every one is compared with every other, which would take quadratic time. */
const MOST_COMPARED = 16

/**
 * A rule that changes nothing, since another one of its policy does the same whenever it does; or an `allow` that
 * fires only where a `deny` does.
 */
export function checkShadowedRules(rules: readonly PolicyRule[], tools: CheckTools): void {
  if (rules.length < 2) return
  const alike = new Map<number, PolicyRule[]>()
  const denies: PolicyRule[] = []
  for (const rule of rules) {
    const known = alike.get(rule.number)
    if (known === undefined) alike.set(rule.number, [rule])
    else if (known.length < MOST_COMPARED) known.push(rule)
    if (effectOf(rule) === 'deny' && denies.length < MOST_COMPARED) denies.push(rule)
  }
  rules.forEach((rule) => {
    const { at } = rule.statement
    const same = alike.get(rule.number)!.find((other) => other !== rule && shadows(other, rule))
    // In a gate no allow changes anything, which has a rule of its own.
    const opens = tools.mode === 'guard' && effectOf(rule) === 'allow'
    const deny = opens ? denies.find((other) => firesWhenever(other, rule)) : undefined
    if (same !== undefined) {
      const where = placeOf(same, rule, tools)
      const message = `the same rule ${where} fires whenever this one does`
      tools.warn('policy/shadowed-rule', message, tools.excerpts.span(at), 'remove one of them')
    } else if (deny !== undefined) {
      const message = `this allow changes nothing: the deny ${placeOf(deny, rule, tools)} fires whenever it does`
      const help = 'every rule counts, wherever it stands: give the deny a condition'
      tools.warn('policy/shadowed-rule', message, tools.excerpts.span(at), help)
    }
  })
}

/** Of two rules that shadow each other, the later one is told. */
function shadows(other: PolicyRule, rule: PolicyRule): boolean {
  if (!firesWhenever(other, rule)) return false
  return other.guards!.length < rule.guards!.length || other.statement.at < rule.statement.at
}

function effectOf({ statement }: PolicyRule): string {
  return statement.op === 'effect' ? statement.effect : statement.op
}

function placeOf(other: PolicyRule, rule: PolicyRule, { excerpts }: CheckTools): string {
  const line = excerpts.lineFrom(other.statement.at, rule.statement.at)
  return line === '' ? 'on this line' : `in ${line}`
}
