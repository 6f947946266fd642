import { clipExcess } from './score-fields.js'

/** What the steps of a session have come to, in Q16 bits of excess of the field `sequence`. */
export interface SessionSteps {
  readonly sessionSteps: number
  readonly sessionSum: number
  readonly sessionLargest: number
}

/** The session with one more step of so much excess. `before` is absent for the first. */
export function stepsWith(excess: number, before: SessionSteps | undefined): SessionSteps {
  if (before === undefined) return { sessionSteps: 1, sessionSum: excess, sessionLargest: excess }
  return {
    sessionSteps: before.sessionSteps + 1,
    sessionSum: before.sessionSum + excess,
    sessionLargest: Math.max(before.sessionLargest, excess),
  }
}

/**
 * What the session adds to a step of so much excess, so that both make the largest step so far and the mean of all.
 *
 * A mean alone hides one odd step in a long session, the largest alone a session in which every step is a little odd.
 */
export function sessionExcess(
  excess: number,
  { sessionSteps, sessionSum, sessionLargest }: SessionSteps,
): number {
  return clipExcess(sessionLargest - excess + Math.trunc(sessionSum / sessionSteps))
}
