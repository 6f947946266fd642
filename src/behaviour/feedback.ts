import { compareCodePoints, KeelsonError } from '../core/index.js'
import {
  byKind,
  byRanked,
  type CalibratedKind,
  type Calibration,
  KINDS,
  RANKED,
  type Ranked,
} from './calibration.js'
import { ONE_EVENT } from './count-table.js'
import { boundedText } from './event-texts.js'
import type { ModelState } from './model-state.js'
import type { OpenDay } from './open-day.js'
import type { RememberedEvent, Verdict } from './remembered-event.js'
import { BINS, type DayOfScores, ScoreRing } from './score-ring.js'

/** Events of one actor and day that may stand dismissed at a time. */
const MOST_DISMISSED_A_DAY = 8

/** A dismissed event's scores stand in their rings as often as those of so many events. */
const DISMISSED_COUNTS = 2

/**
 * Notes what an analyst says of an event, and corrects calibration to match: the scores of a confirmed one are taken
 * out, those of a dismissed one stand twice, whether or not the bounds had let them in. What the rings of closed days
 * lose or gain, they lose or gain at the close of the open day, so that shards agree.
 *
 * @throws KeelsonError `behaviour/unknown-event`, `behaviour/too-many-dismissals`
 */
export function giveFeedback(state: ModelState, reference: string, verdict: Verdict): void {
  const { open } = state
  const event = findEvent(state, boundedText(reference))
  if (event === undefined || open === undefined) {
    throw new KeelsonError(
      'behaviour/unknown-event',
      `no event with the id "${reference.slice(0, 80)}" is remembered`,
      {
        help: 'name the id of a learnt event of at least 5 bits whose day is among the last seven',
      },
    )
  }
  if (event.verdict === verdict) return
  const ofDay =
    event.day === open.day
      ? open.actors.get(event.actor)!.remembered
      : state.remembered.filter(({ actor, day }) => actor === event.actor && day === event.day)
  const dismissed = ofDay.filter((other) => other.verdict === 'dismissed').length
  if (verdict === 'dismissed' && dismissed === MOST_DISMISSED_A_DAY) {
    throw new KeelsonError(
      'behaviour/too-many-dismissals',
      `${MOST_DISMISSED_A_DAY} events of this actor and day are dismissed`,
      {
        help: 'approve the change, or freeze the anchor: dismissals only correct calibration',
      },
    )
  }
  const judged: RememberedEvent = { ...event, verdict }
  for (const ranked of RANKED) {
    const change = copies(judged, ranked, ofDay) - copies(event, ranked, ofDay)
    if (change !== 0 && event.bins[ranked] >= 0) correct(open, event, ranked, change)
  }
  if (event.day === open.day) ofDay.splice(ofDay.indexOf(event), 1, judged)
  else state.remembered = state.remembered.map((other) => (other === event ? judged : other))
}

/** How often the event's score stands in a ring. Its session is out while any event of it is confirmed. */
function copies(event: RememberedEvent, ranked: Ranked, ofDay: readonly RememberedEvent[]): number {
  const entered = Number(event.entered[ranked])
  if (ranked === 'session') {
    const isOut = ofDay.some(
      (other) => other.id !== event.id && other.session === event.session && other.verdict === 'confirmed',
    )
    return isOut || event.verdict === 'confirmed' ? 0 : entered
  }
  if (event.verdict === 'none') return entered
  return event.verdict === 'confirmed' ? 0 : DISMISSED_COUNTS
}

// The latest day wins, then the most evidence: the alert that an analyst has in front of them.
function findEvent({ open, remembered }: ModelState, id: string): RememberedEvent | undefined {
  let found: RememberedEvent | undefined
  const consider = (event: RememberedEvent): void => {
    if (event.id !== id) return
    const ahead =
      found === undefined
        ? 1
        : event.day - found.day ||
          event.evidence - found.evidence ||
          compareCodePoints(found.actor, event.actor)
    if (ahead > 0) found = event
  }
  for (const event of remembered) consider(event)
  for (const actor of open?.actors.values() ?? []) for (const event of actor.remembered) consider(event)
  return found
}

function correct(open: OpenDay, event: RememberedEvent, ranked: Ranked, copiesMore: number): void {
  const { day, kind, bins, weight } = event
  if (day !== open.day) {
    // A session counts as one event, whatever its events weigh.
    const change = copiesMore * (ranked === 'session' ? ONE_EVENT : weight)
    addTo(open.corrections, correctionKey(day, kind, ranked, bins[ranked]), change)
  } else if (ranked !== 'session') {
    addTo(open.scores[kind][ranked], bins[ranked], copiesMore * weight)
  }
}

function addTo(sums: Map<number, number>, key: number, change: number): void {
  const sum = (sums.get(key) ?? 0) + change
  if (sum === 0) sums.delete(key)
  else sums.set(key, sum)
}

function correctionKey(day: number, kind: CalibratedKind, ranked: Ranked, bin: number): number {
  return ((day * KINDS.length + KINDS.indexOf(kind)) * RANKED.length + RANKED.indexOf(ranked)) * BINS + bin
}

/** The rings with the corrections of their closed days. */
export function correctCalibration(
  calibration: Calibration,
  corrections: ReadonlyMap<number, number>,
): Calibration {
  if (corrections.size === 0) return calibration
  const own = byKind(() => byRanked(() => new Map<number, Map<number, number>>()))
  const pooled = byRanked(() => new Map<number, Map<number, number>>())
  for (const [key, change] of corrections) {
    const bin = key % BINS
    const place = Math.floor(key / BINS)
    const ranked = RANKED[place % RANKED.length]!
    const kind = KINDS[Math.floor(place / RANKED.length) % KINDS.length]!
    const day = Math.floor(place / RANKED.length / KINDS.length)
    for (const days of [own[kind][ranked], pooled[ranked]]) {
      const changes = days.get(day) ?? new Map<number, number>()
      days.set(day, changes)
      addTo(changes, bin, change)
    }
  }
  return {
    rings: byKind((kind) =>
      byRanked((ranked) => correctRing(calibration.rings[kind][ranked], own[kind][ranked])),
    ),
    pooled: byRanked((ranked) => correctRing(calibration.pooled[ranked], pooled[ranked])),
    checks: calibration.checks,
    alerts: calibration.alerts,
  }
}

function correctRing(ring: ScoreRing, days: ReadonlyMap<number, ReadonlyMap<number, number>>): ScoreRing {
  if (!ring.days.some(({ day }) => days.has(day))) return ring
  const corrected = ring.days.map((scores): DayOfScores => {
    const sums = new Map(scores.bins.map((bin, at) => [bin, scores.weights[at]!]))
    for (const [bin, change] of days.get(scores.day) ?? []) {
      const sum = Math.max(0, (sums.get(bin) ?? 0) + change)
      if (sum === 0) sums.delete(bin)
      else sums.set(bin, sum)
    }
    const bins = [...sums.keys()].sort((left, right) => left - right)
    return { day: scores.day, bins, weights: bins.map((bin) => sums.get(bin)!) }
  })
  return new ScoreRing(ring.scale, corrected, ring.since)
}
