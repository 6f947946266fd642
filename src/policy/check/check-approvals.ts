import type { Expression, Statement } from '../runtime/program.js'
import type { CheckTools } from './check-tools.js'
import { boundValue } from './constant-value.js'

const LARGEST_QUOTA = 100

/** Approvals that nobody can ever give: what is asked for is denied, or waits for ever. */
export function checkApprovals(
  { quota, from, including, within }: Statement & { readonly op: 'approvals' },
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
}

function isEmpty(group: Expression, { numbers }: CheckTools): boolean {
  const value = boundValue(group, numbers)?.value
  return Array.isArray(value) && value.length === 0
}

function report({ at }: Expression, message: string, help: string, tools: CheckTools): void {
  tools.warn('policy/impossible-approvals', message, tools.excerpts.span(at), help)
}
