import type { JsonValue } from '../../core/index.js'
import type { Decision, Obligation } from '../runtime/types.js'
import type { DecisionSummary } from './types.js'

/** What of a decision counts. */
export function summaryOf({ effect, verdict, obligations, patches }: Decision): DecisionSummary {
  return { effect, verdict, obligations, patches }
}

/** A text that decisions have in common which come to the same. */
export function outcomeText({ effect, verdict, obligations, patches }: DecisionSummary): string {
  return JSON.stringify([effect, verdict, obligations.map(dutyOf), patches])
}

/**
 * A text that sets of policies have in common which add the same to every decision. INVARIANT: effect, verdict and
 * obligations of a decision follow from the sets of what fired, merged; so equal contributions, with whatever other
 * policies beside them, give equal outcomes.
 */
export function contributionText(
  { reasons, verdict, obligations, patches, warnings }: Decision,
  hasFixes: boolean,
): string {
  const fired = new Set(reasons.map(({ effect }) => effect))
  const fixes = hasFixes
    ? [patches, warnings.map(({ message, pointer }) => [message, pointer ?? null])]
    : null
  return JSON.stringify([fired.has('deny'), fired.has('allow'), verdict, obligations.map(dutyOf), fixes])
}

/**
 * Whether requirements were merged. What is listed then may be the same for others, which approvals would tell apart: two
 * of `sre` and, elsewhere, two of `sre` including `legal`, read as the second alone.
 */
export function isMerged({ reasons, obligations }: Decision): boolean {
  const asked = reasons.filter(({ effect }) => effect === 'pending').length
  return obligations.some(({ kind }) => kind === 'approvals') && asked > obligations.length
}

/** Who asks for it does not count, and without approvals nobody has given any. */
function dutyOf(obligation: Obligation): JsonValue {
  if (obligation.kind === 'named') return [obligation.name, obligation.data]
  const { quota, from, including, distinctFrom, within, escalateTo = null, escalatesAt = null } = obligation
  return [quota, from, including, distinctFrom, within, escalateTo, escalatesAt]
}
