import {
  ALERT_SCALE,
  byKind,
  byRanked,
  type CalibratedKind,
  type Calibration,
  type OpenScores,
  type Ranked,
  ringFor,
  scaleOf,
} from './calibration.js'
import { CountTable, ONE_EVENT } from './count-table.js'
import { addPeer } from './peers.js'
import type { RememberedEvent } from './remembered-event.js'
import { binOf, type ScoreRing } from './score-ring.js'

// The bounds on one actor's influence in one day; docs/behaviour.md states them and the tests hold them.

/** Most that one actor adds to a value of its group in one day. */
export const MOST_FROM_ACTOR: number = 4 * ONE_EVENT

/** Most scores that one actor adds to a ring in one day. */
const MOST_SCORES = 4096

/**
 * Most of them that lie in the ring's top hundredth; what an actor has spent of these comes back by so many a day.
 * Usual exceedances come in clusters: with 8 a day p-values of 1 % come up to 1.24 times too often on a log without
 * attacks, with 16 up to 1.18 times, which no bound at all hardly betters. An attacker comes again each day: where all
 * 16 come back overnight, a week of attacks fills so much of the ring that p-values of 1 % come at .4 of their rate.
 */
export const MOST_EXCEEDANCES = 16
export const EXCEEDANCES_BACK = 2

/** Most new values that one actor brings to one field in one day. */
export const MOST_NEW_VALUES = 64

const MOST_SESSIONS = 256
const MOST_CANDIDATES = 1024

/** What is kept of one actor until its day closes. */
export interface ActorDay {
  /** Kind and peers of its first event of the day. */
  readonly kind: CalibratedKind
  readonly group: string
  /** Scores added to each ring. */
  readonly added: Record<Ranked, number>
  /** By field: values that were new. */
  readonly newValues: Uint8Array
  /** By field: the expectation that the day began with. */
  readonly expectation: Int32Array
  /** By field: events, and the sums of their surprisal and of what the anchor says beyond the live counts. */
  readonly events: Float64Array
  readonly surprisal: Float64Array
  readonly movement: Float64Array
  /** Largest evidence by session. */
  readonly sessions: Map<string, number>
  /** Its events that stand out, those with the most evidence first. */
  readonly remembered: RememberedEvent[]
}

/** What has been learnt since the population last closed. */
export class OpenDay {
  readonly day: number
  /** By group: what was counted, and the hashes of the actors that it was seen with. */
  readonly counts: Map<string, CountTable> = new Map()
  readonly actors: Map<string, ActorDay> = new Map()
  readonly scores: Record<CalibratedKind, OpenScores> = byKind(() =>
    byRanked(() => new Map<number, number>()),
  )
  readonly checks: Record<CalibratedKind, { events: number; low: number }> = byKind(() => ({
    events: 0,
    low: 0,
  }))
  /** Names of attributes that are no field yet, with hashes of the actors that use them. */
  readonly candidates: Map<string, number[]> = new Map()
  /** What feedback adds to, or takes from, the rings of closed days: weight by day, kind, ring and bin. */
  readonly corrections: Map<number, number> = new Map()

  constructor(day: number) {
    this.day = day
  }

  /** Whether its close would change anything. */
  get isEmpty(): boolean {
    return this.actors.size === 0 && this.corrections.size === 0
  }

  /** Adds weight to a value of a group, and the actor, by hash, to those it was seen with. */
  count(group: string, field: number, context: number, value: number, weight: number, actor: number): void {
    let counts = this.counts.get(group)
    if (counts === undefined) {
      counts = new CountTable()
      this.counts.set(group, counts)
    }
    const row = counts.open(field, context, value)
    counts.setCount(row, counts.count(row) + weight)
    counts.addPeer(row, actor)
  }

  /**
   * Adds a score to the ring of the days to come, within the bounds of an actor's day.
   *
   * @param spent exceedances that the actor has spent
   */
  addScore(
    actor: ActorDay,
    spent: Record<Ranked, number>,
    kind: CalibratedKind,
    ranked: Ranked,
    score: number,
    weight: number,
    ring: ScoreRing,
  ): void {
    if (actor.added[ranked] === MOST_SCORES) return
    if (ring.isExceedance(score)) {
      if (spent[ranked] === MOST_EXCEEDANCES) return
      spent[ranked] += 1
    }
    actor.added[ranked] += 1
    const scores = this.scores[kind][ranked]
    const bin = binOf(scaleOf(ranked), score)
    scores.set(bin, (scores.get(bin) ?? 0) + weight)
  }

  check(kind: CalibratedKind, isLow: boolean): void {
    this.checks[kind].events += 1
    if (isLow) this.checks[kind].low += 1
  }

  /** Keeps the largest evidence of a session. What goes beyond the bound counts as one session. */
  noteSession(actor: ActorDay, session: string, evidence: number): void {
    const { sessions } = actor
    const key = sessions.has(session) || sessions.size < MOST_SESSIONS ? session : ''
    sessions.set(key, Math.max(evidence, sessions.get(key) ?? 0))
  }

  /** The day's scores with the maxima of its sessions among them, these within the same bounds. */
  scoresWithSessions(calibration: Calibration): Record<CalibratedKind, OpenScores> {
    const sessions = byKind(() => new Map<number, number>())
    for (const actor of this.actors.values()) {
      const ring = ringFor(calibration, actor.kind, 'session')
      for (const evidence of enteringSessions(actor, ring)) {
        const bin = binOf(scaleOf('session'), evidence)
        sessions[actor.kind].set(bin, (sessions[actor.kind].get(bin) ?? 0) + ONE_EVENT)
      }
    }
    return byKind((kind) => ({ ...this.scores[kind], session: sessions[kind] }))
  }

  /** The largest evidence of each actor, as weight by bin. */
  largestEvidence(): Map<number, number> {
    const largest = new Map<number, number>()
    for (const actor of this.actors.values()) {
      const bin = binOf(ALERT_SCALE, largestOf(actor))
      largest.set(bin, (largest.get(bin) ?? 0) + ONE_EVENT)
    }
    return largest
  }

  /** Notes an attribute name that is no field yet. */
  propose(name: string, actor: number): void {
    const actors = this.candidates.get(name)
    if (actors !== undefined) addPeer(actors, actor)
    else if (this.candidates.size < MOST_CANDIDATES) this.candidates.set(name, [actor])
  }
}

/** The largest evidence of the actor's day so far, in Q16 bits. */
export function largestOf({ sessions }: ActorDay): number {
  let largest = 0
  for (const evidence of sessions.values()) largest = Math.max(largest, evidence)
  return largest
}

/** Maxima of the actor's sessions that enter calibration, ascending: not those of which an event is confirmed. */
function enteringSessions(actor: ActorDay, ring: ScoreRing): readonly number[] {
  const maxima = unconfirmedSessions(actor)
  return maxima.slice(0, maxima.filter((evidence) => !ring.isExceedance(evidence)).length + MOST_EXCEEDANCES)
}

function unconfirmedSessions({ sessions, remembered }: ActorDay): number[] {
  const confirmed = new Set<string>()
  for (const { session, verdict } of remembered) if (verdict === 'confirmed') confirmed.add(session)
  const maxima: number[] = []
  for (const [session, evidence] of sessions) if (!confirmed.has(session)) maxima.push(evidence)
  return maxima.sort((left, right) => left - right)
}

/** The actor's remembered events with what became of their sessions at the close of the day. */
export function closeRemembered(actor: ActorDay, calibration: Calibration): RememberedEvent[] {
  const { sessions, remembered } = actor
  if (remembered.length === 0) return []
  const entering = enteringSessions(actor, ringFor(calibration, actor.kind, 'session'))
  const isCut = entering.length < unconfirmedSessions(actor).length
  return remembered.map((event) => {
    const evidence = sessions.get(event.session)!
    return {
      ...event,
      bins: { ...event.bins, session: binOf(scaleOf('session'), evidence) },
      entered: { ...event.entered, session: !isCut || evidence <= entering.at(-1)! },
    }
  })
}

export function newActorDay(kind: CalibratedKind, group: string, expectation: Int32Array): ActorDay {
  const fields = expectation.length
  return {
    kind,
    group,
    added: byRanked(() => 0),
    newValues: new Uint8Array(fields),
    expectation: expectation.slice(),
    events: new Float64Array(fields),
    surprisal: new Float64Array(fields),
    movement: new Float64Array(fields),
    sessions: new Map(),
    remembered: [],
  }
}

/** A copy that shares nothing that changes. */
export function copyActorDay(actor: ActorDay): ActorDay {
  return {
    ...actor,
    added: { ...actor.added },
    newValues: actor.newValues.slice(),
    expectation: actor.expectation.slice(),
    events: actor.events.slice(),
    surprisal: actor.surprisal.slice(),
    movement: actor.movement.slice(),
    sessions: new Map(actor.sessions),
    remembered: [...actor.remembered],
  }
}
