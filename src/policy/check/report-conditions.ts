import type { Statement } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'
import type { ConstantPart, Examined, Finding } from './condition-solver.js'

/** What a condition decides between. */
export interface Branches {
  readonly whenTrue: readonly Statement[]
  readonly whenFalse: readonly Statement[]
}

/**
 * Reports a condition that can only be one thing. Of one that is so only because of the conditions around it nothing
 * is said unless a rule can never be reached: to say twice what one means does no harm.
 *
 * @param at number of the condition's span
 * @returns whether something was reported
 */
export function reportCondition(
  at: number,
  { truth, finding, isAlone, parts }: Examined,
  { whenTrue, whenFalse }: Branches,
  tools: CheckTools,
): boolean {
  if (truth === null || finding === null) {
    for (const part of parts) reportPart(part, tools)
    return false
  }
  const [live, dead] = truth ? [whenTrue, whenFalse] : [whenFalse, whenTrue]
  // The branch for what a declared type does not allow is how a careful author fails closed: requests are not checked
  // against their types. What would permit something there was meant to be reached.
  if (finding.isByType && !has(dead, PERMISSIVE)) return false
  if (!isAlone && dead.length === 0) {
    for (const part of parts) reportPart(part, tools)
    return false
  }
  const what = `this condition can never be ${truth ? 'false' : 'true'}${because(finding, at, tools)}`
  const span = tools.excerpts.span(at)
  const help = isAlone ? helpFor(finding) : undefined
  if (truth && isAlone && tools.mode === 'guard' && isDirect(live, 'allow')) {
    tools.warn('policy/allow-always-fires', `${what}; its allow always fires`, span, help)
  } else if (has(dead, ['deny'])) {
    tools.warn('policy/deny-never-fires', `${what}; its deny never fires`, span, help)
  } else if (dead.length > 0) {
    tools.warn('policy/unreachable-rule', `${what}; ${deadRules(dead)} never reached`, span, help)
  } else {
    tools.warn('policy/constant-condition', what, span, help)
  }
  return true
}

/** Reports a condition outside of statements, or a part of one, that is constant by what it says itself. */
export function reportPart({ node, truth, finding }: ConstantPart, tools: CheckTools): void {
  const what = `this condition can never be ${truth ? 'false' : 'true'}${because(finding, node.at, tools)}`
  tools.warn('policy/constant-condition', what, tools.excerpts.span(node.at), helpFor(finding))
}

function because({ at, impossible, from }: Finding, reported: number, tools: CheckTools): string {
  const { excerpts } = tools
  if (from === null) return ''
  const part = excerpts.quote(at) ?? 'a part of it'
  const never = impossible ? 'never' : 'always'
  switch (from.source) {
    case 'natural':
      return from.at === at
        ? ': both sides are the same'
        : `: ${excerpts.quote(from.at) ?? 'a size'} is never less than 0`
    case 'target':
      return `: by the targets of its policy, ${part} ${never} holds`
    case 'type':
      return `: by its type, ${part} ${never} holds`
    case 'condition': {
      const line = excerpts.lineFrom(from.at, reported)
      const other = excerpts.quote(from.at)
      if (line === '' && other === part && from.at !== at) return `: ${part} is joined with its own opposite`
      const place = line === '' ? '' : ` (${line})`
      const where = other === null ? `the condition before it${place}` : `${other}${place}`
      return `: ${part} ${never} holds where ${where} ${from.holds ? 'does' : 'does not'}`
    }
  }
}

/** Two things that were joined by the wrong operator. */
function helpFor({ impossible, from, isByType }: Finding): string | undefined {
  if (from === null || from.source !== 'condition' || isByType) return undefined
  return impossible && from.holds
    ? 'if one of them is enough, write ||'
    : !impossible && !from.holds
      ? 'if both are needed, write &&'
      : undefined
}

const PERMISSIVE: readonly string[] = ['allow', 'revert', 'accept']

function has(body: readonly Statement[], effects: readonly string[]): boolean {
  return body.some((statement) => {
    switch (statement.op) {
      case 'effect':
        return effects.includes(statement.effect)
      case 'when':
        return has(statement.body, effects) || has(statement.otherwise, effects)
      case 'for':
        return has(statement.body, effects)
      default:
        return false
    }
  })
}

function isDirect(body: readonly Statement[], effect: string): boolean {
  return body.some((statement) => statement.op === 'effect' && statement.effect === effect)
}

function deadRules(dead: readonly Statement[]): string {
  return dead.length === 1 ? 'the rule it guards is' : 'the rules it guards are'
}
