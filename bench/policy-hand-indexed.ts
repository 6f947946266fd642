import { type GuardrailRequest, type GuardrailRule, handWritten } from './policy-guardrail.js'

interface Rule {
  readonly id: string
  readonly forbid: boolean
  readonly test: (request: GuardrailRequest) => boolean
}

type Find = (request: GuardrailRequest) => readonly Rule[]

/** The rules as one would write and index them by hand: what any engine is measured by. */
export function indexedByHand(
  rules: readonly GuardrailRule[],
  oneTarget: boolean,
): Readonly<Record<string, (request: GuardrailRequest) => boolean>> {
  const find = oneTarget ? byPath(rules) : byActionAndType(rules)
  return {
    'JavaScript, indexed': (request) => {
      let allowed = false
      const found = find(request)
      for (let index = 0; index < found.length; index += 1) {
        const { forbid, test } = found[index]!
        if (!test(request)) continue
        if (forbid) return false
        allowed = true
      }
      return allowed
    },
    'JavaScript, indexed, with reasons': (request) => {
      const reasons: { policy: string; effect: string; message: string }[] = []
      let denied = false
      const found = find(request)
      for (let index = 0; index < found.length; index += 1) {
        const { id, forbid, test } = found[index]!
        if (!test(request)) continue
        denied ||= forbid
        const message = forbid ? `${id} forbids it` : `allowed by ${id}`
        reasons.push({ policy: id, effect: forbid ? 'deny' : 'allow', message })
      }
      return { allowed: !denied && reasons.length > 0, reasons }.allowed
    },
  }
}

const NONE: readonly Rule[] = []

function ruleOf(rule: GuardrailRule): Rule {
  return { id: rule.id, forbid: rule.forbid, test: handWritten(rule) }
}

function byActionAndType(rules: readonly GuardrailRule[]): Find {
  const index = new Map<string, Map<string, Rule[]>>()
  for (const rule of rules) {
    const types = index.get(rule.action) ?? new Map<string, Rule[]>()
    index.set(rule.action, types.set(rule.type, [...(types.get(rule.type) ?? []), ruleOf(rule)]))
  }
  return ({ action, type }) => index.get(action)?.get(type) ?? NONE
}

/** Rules of one target by their path, which each of them compares; all prefixes are whole directories. */
function byPath(rules: readonly GuardrailRule[]): Find {
  const index = new Map<string, Rule[]>()
  for (const rule of rules) {
    const [condition] = rule.conditions
    const places =
      condition!.is === 'oneOf' ? condition!.values : [String((condition as { value: unknown }).value)]
    for (const place of places) index.set(place, [...(index.get(place) ?? []), ruleOf(rule)])
  }
  return ({ action, resource }) => (action === 'action0' ? (index.get(resource.path) ?? NONE) : NONE)
}
