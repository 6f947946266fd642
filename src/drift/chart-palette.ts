import type { SvgPaint } from '../core/index.js'
import type { DriftReport, DriftVerdict } from './types.js'

/** The paint and the sign of each verdict. */
export const VERDICT_LOOKS: Readonly<Record<DriftVerdict, readonly [paint: SvgPaint, sign: string]>> = {
  warming: ['unsure', '○'],
  insufficient: ['unsure', '?'],
  stable: ['calm', '✓'],
  'declared-evolution': ['known', '≡'],
  transient: ['passed', '∧'],
  recurring: ['passed', '↻'],
  abrupt: ['alarm', '▲'],
  gradual: ['warm', '◢'],
  'slow-poisoning': ['poison', '≈'],
}

export const STATUS_LOOKS: Readonly<Record<DriftReport['status'], readonly [paint: SvgPaint, sign: string]>> =
  {
    warming: ['unsure', '○'],
    stable: ['calm', '✓'],
    drifting: ['alarm', '▲'],
  }
