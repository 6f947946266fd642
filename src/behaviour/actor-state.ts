import { byRanked, type Ranked } from './calibration.js'
import { CountTable } from './count-table.js'
import { type DriftMeter, newMeter } from './drift-meter.js'
import { hashText } from './hash-text.js'
import { type MinuteSurge, noSurge } from './minute-surge.js'

/** An approval whose fields' anchor follows what is learnt, until it is settled into the anchor. */
export interface Approval {
  readonly reference: string
  /** Numbers of fields, ascending; `null` for all. */
  readonly fields: readonly number[] | null
  readonly from: number
  readonly until: number
}

/** What an actor did in the UTC hour of its latest event. */
interface HourWindow {
  /** UTC hour since the epoch; -1 before there is any. */
  hour: number
  group: string
  events: number
  /** Events by action and namespace. */
  readonly pairs: Map<string, number>
}

/** Everything that is kept of one actor. */
export interface ActorState {
  /** Of its id: two actors with the same one are counted as one peer. */
  readonly hash: number
  /** The action that stood for what it did as its latest day began, where peers are learnt; `''` before that. */
  likeness: string
  readonly firstAt: number
  lastDay: number
  activeDays: number
  readonly counts: CountTable
  /** By field: running mean of its surprisal, in Q16 bits, with how many events it rests on (64 at most). */
  readonly expectation: Int32Array
  readonly samples: Uint8Array
  /** Whether the actor has an anchor of its own. */
  frozen: boolean
  /** By field: the expectation, and how far the peers had moved, when the anchor froze. */
  readonly frozenExpectation: Int32Array
  readonly frozenMovement: Int32Array
  /** Reference of the latest freeze or approval, or `provisional:` and a digest; `''` without an own anchor. */
  baseline: string
  approvals: readonly Approval[]
  previousAction: string
  previousSession: string
  previousAt: number
  /** Of the steps of the session so far, in Q16 bits of the `sequence` field: how many, their sum and the largest. */
  sessionSteps: number
  sessionSum: number
  sessionLargest: number
  surge: MinuteSurge
  /** By ring: what it has spent of the exceedances it may add. */
  readonly exceedances: Record<Ranked, number>
  readonly window: HourWindow
  /** How far the counts have moved off the anchor, week by week. */
  readonly meter: DriftMeter
  /** To resources, and from those on whose behalf the actor acts. */
  readonly edges: CountTable
}

export function newActor(id: string, at: number, expectation: Int32Array): ActorState {
  return {
    hash: hashText(id),
    likeness: '',
    firstAt: at,
    lastDay: -1,
    activeDays: 0,
    counts: new CountTable(64),
    expectation: expectation.slice(),
    samples: new Uint8Array(expectation.length),
    frozen: false,
    frozenExpectation: new Int32Array(expectation.length),
    frozenMovement: new Int32Array(expectation.length),
    baseline: '',
    approvals: [],
    previousAction: '',
    previousSession: '',
    previousAt: at,
    sessionSteps: 0,
    sessionSum: 0,
    sessionLargest: 0,
    surge: noSurge(at),
    exceedances: byRanked(() => 0),
    window: { hour: -1, group: '', events: 0, pairs: new Map() },
    meter: newMeter(),
    edges: new CountTable(),
  }
}

/** A copy that shares nothing that changes. */
export function copyActor(actor: ActorState): ActorState {
  return {
    ...actor,
    counts: actor.counts.clone(),
    expectation: actor.expectation.slice(),
    samples: actor.samples.slice(),
    frozenExpectation: actor.frozenExpectation.slice(),
    frozenMovement: actor.frozenMovement.slice(),
    exceedances: { ...actor.exceedances },
    window: { ...actor.window, pairs: new Map(actor.window.pairs) },
    meter: actor.meter.slice(),
    edges: actor.edges.clone(),
  }
}
