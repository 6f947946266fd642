import { type Calibration, emptyCalibration } from './calibration.js'
import { CountTable } from './count-table.js'
import { fieldNames } from './fields.js'

/** Over all actors, so many times as many values are kept as for one group. */
export const ALL_CAPACITY = 8

/** Actors who do the same work, by declaration, and what they have done. */
export interface PeerGroup {
  readonly counts: CountTable
  /** UTC days of the first and of the latest event. */
  readonly firstDay: number
  readonly lastDay: number
  readonly frozen: boolean
  /** By field: the median over actors of a day's mean surprisal, in Q16 bits. */
  readonly expectation: Int32Array
  /** By field: how far the group as a whole has moved off its anchors, in Q16 bits. */
  readonly movement: Int32Array
}

/**
 * All that actors share: what their peers do, what everybody does, and how large scores usually are. It changes only
 * when a day closes, by being replaced: every event of a day is judged by the same population, and no actor can shift
 * it within the day.
 */
export interface Population {
  readonly all: CountTable
  readonly groups: ReadonlyMap<string, PeerGroup>
  /** UTC day of the first event; -1 before there is any. */
  readonly firstDay: number
  readonly frozen: boolean
  /** First UTC day all of which is scored against what was frozen last; -1 before there is any. */
  readonly frozenFrom: number
  /** Attribute names that are fields, with their positions. */
  readonly slots: ReadonlyMap<string, number>
  /** Names of the fields by number. */
  readonly fieldNames: readonly string[]
  readonly calibration: Calibration
}

export function emptyPopulation(): Population {
  return {
    all: new CountTable(),
    groups: new Map(),
    firstDay: -1,
    frozen: false,
    frozenFrom: -1,
    slots: new Map(),
    fieldNames: fieldNames(new Map()),
    calibration: emptyCalibration(),
  }
}
