import { log2Q16, Q16_ONE } from '../core/index.js'
import type { MonitorConfiguration } from './configuration.js'

/** When a detector raises an alarm, and on what it bets. */
export interface AlarmRule {
  /** log2 of the alarm threshold, Q16. */
  readonly threshold: number
  /** τ of the strict mode; `null` in the calibrated mode. */
  readonly strictTolerance: number | null
}

export const HOURS_A_YEAR = 8766

/**
 * log2 of the alarm threshold A = blocks a year × streams / false alarms a year, Q16. R ≥ A holds less than once in A
 * blocks on average while nothing drifts.
 */
function alarmThreshold(blockHours: number, streams: number, falseAlarmsPerYear: number): number {
  return log2Q16(((HOURS_A_YEAR / blockHours) * streams) / falseAlarmsPerYear)
}

/**
 * The rule of a stream with blocks of so many hours.
 *
 * @param share of the false alarms that a feature may raise, above 0 and at most 1
 */
export function alarmRule(configuration: MonitorConfiguration, blockHours: number, share: number): AlarmRule {
  const { features, falseAlarmsPerYear, strictTolerance } = configuration
  const threshold = alarmThreshold(blockHours, features.length / share, falseAlarmsPerYear)
  // The weights of both signs sum to 2: a theorem charges them, and the rounding of this logarithm.
  return { threshold: strictTolerance === null ? threshold : threshold + Q16_ONE + 1, strictTolerance }
}
