import { LEVEL_FLOOR } from '../stats/index.js'
import type { AlarmRule } from './alarm-rule.js'
import { type CellHistory, cloneHistory, emptyHistory } from './cell-history.js'
import type { CheckedDeclaration } from './declaration.js'
import type { Episode } from './episode.js'
import type { StoredEpisode } from './episode-library.js'
import type { StreamNorm } from './stream-norm.js'

/** What the detector of a feature knows, as whole numbers only. Hours are counted from the epoch. */
export interface DetectorState {
  /** The first hour that was not taken yet; a multiple of the norm's block. */
  hour: number
  /** log2 R of each component, Q16. */
  readonly levels: Int32Array
  /** When the change of each component began, if there is one: mean (hours, Q8) and variance (hours², Q8). */
  readonly onsetMeans: Float64Array
  readonly onsetVariances: Float64Array
  /** log2 of the mixture R, Q16; 0 before the first block. */
  evidence: number
  /** Blocks taken since the anchor. */
  blocks: number
  readonly history: CellHistory
  /** Before this hour lies the anchor, or an earlier episode. */
  watchedSince: number
  alarms: number
  /** The latest episode; open while its `closedAt` is null. */
  episode: Episode | null
  /** What earlier episodes looked like, in the order in which they were last seen. Never changed in place. */
  pastEpisodes: readonly StoredEpisode[]
}

/** What a detector needs beside its state. */
export interface DetectorContext extends AlarmRule {
  readonly feature: string
  readonly norm: StreamNorm
  readonly declarations: readonly CheckedDeclaration[]
}

/**
 * @param start the first hour to take; a multiple of 24
 * @param watchedSince the hour in which the anchor ends
 */
export function initialDetector(start: number, watchedSince: number, norm: StreamNorm): DetectorState {
  const { length } = norm.components
  return {
    hour: start,
    levels: new Int32Array(length).fill(LEVEL_FLOOR),
    onsetMeans: new Float64Array(length),
    onsetVariances: new Float64Array(length),
    evidence: 0,
    blocks: 0,
    history: emptyHistory(),
    watchedSince,
    alarms: 0,
    episode: null,
    pastEpisodes: [],
  }
}

export function cloneDetector(state: DetectorState): DetectorState {
  return {
    ...state,
    levels: state.levels.slice(),
    onsetMeans: state.onsetMeans.slice(),
    onsetVariances: state.onsetVariances.slice(),
    history: cloneHistory(state.history),
  }
}
