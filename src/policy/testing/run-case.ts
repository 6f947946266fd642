import { isKeelsonError, type JsonObject, type JsonValue, ownValue } from '../../core/index.js'
import { decide } from '../runtime/decide.js'
import type { Executable } from '../runtime/executable.js'
import { sealSubject } from '../runtime/subject.js'
import type { Decision, PolicyRequest } from '../runtime/types.js'
import { errorEntry, failureOf, writeEntries } from './check-expectation.js'
import type { PlannedCase } from './plan-cases.js'
import type { CaseFailure } from './types.js'

/**
 * Decides one case and gives what in its decision is not as expected; nothing where it passes. What a request cannot
 * be is a failure like any other.
 */
export function runCase(planned: PlannedCase, program: Executable): CaseFailure[] {
  const { draft, expected, span } = planned
  let decision: Decision
  try {
    decision = decide(program, '', requestOf(planned) as PolicyRequest, { now: draft.now })
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return [{ message: `expected a decision, got ${error.code}: ${error.message}`, span }]
  }
  const failures: CaseFailure[] = []
  for (const expectation of expected) {
    const message = failureOf(expectation, decision, draft.request)
    if (message !== null) failures.push({ message, span: expectation.span })
  }
  const expectsErrors = expected.some(
    (expectation) => expectation.op === 'finding' && expectation.finding === 'error' && !expectation.negated,
  )
  if (decision.errors.length > 0 && !expectsErrors) {
    failures.push({
      message: `expected no error, got ${writeEntries(decision.errors.map(errorEntry))}`,
      span,
    })
  }
  return failures
}

/** The request with the approvals of the case, which approve what it turned out to be. */
function requestOf({ draft, approvals }: PlannedCase): JsonObject {
  const { request, now } = draft
  if (approvals.length === 0) return request
  const subject = sealSubject(request)
  const added = approvals.map(({ by, groups, at }): JsonValue => ({ by, groups, at: at ?? now, subject }))
  const known = ownValue(request, 'approvals') ?? []
  // What is no list of approvals is refused by the decision, with a reason that is better than any here.
  return {
    ...request,
    approvals: Array.isArray(known) ? [...(known as readonly JsonValue[]), ...added] : known,
  }
}
