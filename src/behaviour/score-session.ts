import { FIELD } from './fields.js'
import { clipExcess, type FieldScore, reckonedField } from './score-fields.js'

/** What the steps of a session have come to, in Q16 bits of excess of the field `sequence`. */
export interface SessionSteps {
  readonly sessionSteps: number
  readonly sessionSum: number
  readonly sessionLargest: number
}

/** The session with one more step. `before` is absent for the first. */
export function stepsWith(step: FieldScore, before: SessionSteps | undefined): SessionSteps {
  const { excess } = step
  if (before === undefined) return { sessionSteps: 1, sessionSum: excess, sessionLargest: excess }
  return {
    sessionSteps: before.sessionSteps + 1,
    sessionSum: before.sessionSum + excess,
    sessionLargest: Math.max(before.sessionLargest, excess),
  }
}

/**
 * The fields of the sequence channel: the step itself, and what the session adds to it so that both make the largest
 * step so far and the mean of all.
 *
 * A mean alone hides one odd step in a long session, the largest alone a session in which every step is a little odd.
 */
export function sessionFields(step: FieldScore, steps: SessionSteps): FieldScore[] {
  const { sessionSteps, sessionSum, sessionLargest } = steps
  const excess = sessionLargest - step.excess + Math.trunc(sessionSum / sessionSteps)
  return [{ ...step }, reckonedField(FIELD.sessionSoFar, `step ${sessionSteps}`, clipExcess(excess))]
}
