import type { Expression, ProgramEscalation, Statement } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'
import { boundValue, constantValue } from './constant-value.js'
import type { ExpressionNumbers } from './expression-numbers.js'

const LARGEST_QUOTA = 100

/** Approvals that nobody can ever give: what is asked for is denied, or waits for ever. */
export function checkApprovals(
  { quota, from, including, within, escalation }: Statement & { readonly op: 'approvals' },
  tools: CheckTools,
): void {
  const { numbers } = tools
  const places = boundValue(quota, numbers)?.value
  if (typeof places === 'number' && !(Number.isInteger(places) && places >= 1 && places <= LARGEST_QUOTA)) {
    report(quota, `${places} approvals can never be counted`, 'ask for a whole number from 1 to 100', tools)
  }
  const age = boundValue(within, numbers)?.value
  if (typeof age === 'number' && !(Number.isSafeInteger(age) && age >= 1)) {
    const message = 'no approval is ever young enough for this'
    report(within, message, 'write how old an approval may be, such as 24h', tools)
  }
  for (const groups of [from, ...including]) {
    if (groups.length === 0 || !groups.every((group) => isEmpty(group, tools))) continue
    report(groups[0]!, 'nobody is in a group of this list: it is empty', 'name a group', tools)
  }
  for (const clause of escalation) checkEscalation(clause, from, tools)
}

/** An escalation that lets nobody approve who could not before. What a parameter is bound to may be another time. */
function checkEscalation(
  { to, after }: ProgramEscalation,
  from: readonly Expression[],
  tools: CheckTools,
): void {
  const { numbers } = tools
  const idle = ({ at }: Expression, message: string, help: string): void =>
    tools.warn('policy/idle-escalation', message, tools.excerpts.span(at), help)
  if (constantValue(after, numbers)?.value === 0) {
    idle(
      after,
      'this escalates at once: its groups can approve from the start',
      'name the groups in from, or write how long to wait',
    )
    return
  }
  const asked = new Set(from.map((group) => numbers.of(group)))
  const names = new Set(from.flatMap((group) => namesOf(group, numbers)))
  const isAsked = (group: Expression): boolean => {
    if (asked.has(numbers.of(group))) return true
    const value = constantValue(group, numbers)?.value
    return value !== undefined && namesOf(group, numbers).every((name) => names.has(name))
  }
  if (to.every(isAsked)) {
    idle(to[0]!, 'this escalates to nobody who is not asked from the start', 'name another group')
  }
}

/** The groups that an expression stands for, as far as the text tells. */
function namesOf(group: Expression, numbers: ExpressionNumbers): readonly unknown[] {
  const value = constantValue(group, numbers)?.value
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isEmpty(group: Expression, { numbers }: CheckTools): boolean {
  const value = boundValue(group, numbers)?.value
  return Array.isArray(value) && value.length === 0
}

function report({ at }: Expression, message: string, help: string, tools: CheckTools): void {
  tools.warn('policy/impossible-approvals', message, tools.excerpts.span(at), help)
}
