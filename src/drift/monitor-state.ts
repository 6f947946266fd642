import type { MonitorConfiguration } from './configuration.js'
import type { CheckedDeclaration } from './declaration.js'
import type { FeatureState } from './feature-state.js'
import type { AnchorPromotion } from './types.js'

/** The anchor as a whole; its norms are with the features. */
export interface AnchorRecord {
  /** Epoch milliseconds, [from, to). */
  readonly from: number
  readonly to: number
  readonly reference: string
  /** `sha256:` and base64url. */
  readonly digest: string
  /** In the order in which they were made. */
  readonly promotions: readonly AnchorPromotion[]
}

/** Everything a monitor knows. */
export interface MonitorState {
  readonly configuration: MonitorConfiguration
  anchor: AnchorRecord | null
  /** In order of time, each once. */
  declarations: readonly CheckedDeclaration[]
  /** How far time has come by `resume`, epoch milliseconds; `null` where it was never called. */
  resumedAt: number | null
  /** In the declared order. */
  readonly features: readonly FeatureState[]
}

export function initialState(configuration: MonitorConfiguration): MonitorState {
  return {
    configuration,
    anchor: null,
    declarations: [],
    resumedAt: null,
    features: configuration.features.map(({ name }) => ({
      name,
      latest: null,
      late: 0,
      ids: new Map(),
      phase: { kind: 'sampling', hours: new Map() },
    })),
  }
}
