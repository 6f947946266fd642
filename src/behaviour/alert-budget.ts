import { Q16_ONE } from '../core/index.js'
import { type Calibration, ringFor } from './calibration.js'
import type { Evaluation } from './evaluate.js'
import { type ActorDay, largestOf } from './open-day.js'
import type { AlertStanding } from './types.js'

/** A budget is a bound, no quota: what is not out of character alerts nobody, however few alerts there are. */
const MOST_P = 0.01

/**
 * Whether an event that was evaluated alerts, within a budget of so many alerts a day.
 *
 * @param today what the actor has done before it on its day
 */
export function alertOf(
  { p, winner, kind }: Evaluation,
  calibration: Calibration,
  today: ActorDay | undefined,
  alertsADay: number,
): AlertStanding {
  const { alerts } = calibration
  if (alerts.days.length === 0) return { raised: false, reached: false, level: null, alertsADay }
  const level = alerts.levelOf(alertsADay)
  const reaches = (evidence: number, rarity: number): boolean => evidence >= level && rarity <= MOST_P
  const reached = reaches(winner.evidence, p)
  const before = reached && today !== undefined ? largestOf(today) : 0
  const raised = reached && !reaches(before, ringFor(calibration, kind, 'fused').pValue(before))
  return { raised, reached, level: level / Q16_ONE, alertsADay }
}
