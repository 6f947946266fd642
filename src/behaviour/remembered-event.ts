import { compareCodePoints, Q16_ONE } from '../core/index.js'
import { type CalibratedKind, RANKED, type Ranked, scaleOf } from './calibration.js'
import type { Evaluation } from './evaluate.js'
import { boundedText } from './event-texts.js'
import type { ActorDay } from './open-day.js'
import type { CheckedEvent } from './read-event.js'
import { binOf } from './score-ring.js'

/** What an analyst has said of an event. */
export const VERDICTS = ['none', 'confirmed', 'dismissed'] as const
export type Verdict = (typeof VERDICTS)[number]

/** What is remembered of an event with an id, so that feedback can find the scores that it added to calibration. */
export interface RememberedEvent {
  /** As it is counted: a long one is shortened to its start and a digest. */
  readonly id: string
  readonly actor: string
  readonly day: number
  readonly kind: CalibratedKind
  /** In Q16 bits. */
  readonly evidence: number
  /** Sixteenths of an event. */
  readonly weight: number
  readonly session: string
  /** The bin of each score; -1 for a channel that was not scored, and for the session while the day is open. */
  readonly bins: Readonly<Record<Ranked, number>>
  /** Whether the bounds on the actor's day let it enter the ring. */
  readonly entered: Readonly<Record<Ranked, boolean>>
  readonly verdict: Verdict
}

/** Less evidence is nothing that anybody is alerted of: one event in thirty-two has more. */
const LEAST_REMEMBERED: number = 5 * Q16_ONE

/** Events of one actor and day; those with the most evidence are remembered. */
export const MOST_REMEMBERED_A_DAY = 16

/** The score that an event adds to a ring by itself; none where its channel was not scored. A session's enters at the close of its day. */
function scoreIn(evaluation: Evaluation, ranked: Ranked): number | undefined {
  if (ranked === 'session') return undefined
  if (ranked === 'fused') return evaluation.winner.evidence
  const channel = evaluation.channel(ranked)
  // An anchor that freezes equals the live counts at that moment.
  return channel === undefined && ranked === 'anchor' ? evaluation.channels[0]!.score : channel?.score
}

/** Keeps an event with an id that has just been learnt, where it stands out. */
export function remember(
  event: CheckedEvent,
  weight: number,
  evaluation: Evaluation,
  actorDay: ActorDay,
  addedBefore: Readonly<Record<Ranked, number>>,
): void {
  const { evidence } = evaluation.winner
  if (evidence < LEAST_REMEMBERED) return
  const bins = {} as Record<Ranked, number>
  const entered = {} as Record<Ranked, boolean>
  for (const ranked of RANKED) {
    const score = scoreIn(evaluation, ranked)
    bins[ranked] = score === undefined ? -1 : binOf(scaleOf(ranked), score)
    entered[ranked] = actorDay.added[ranked] > addedBefore[ranked]
  }
  const { actor, day } = event
  const { kind } = evaluation
  const session = actorDay.sessions.has(event.session) ? event.session : ''
  const id = boundedText(event.id)
  keep(actorDay.remembered, {
    id,
    actor,
    day,
    kind,
    evidence,
    weight,
    session,
    bins,
    entered,
    verdict: 'none',
  })
}

// Of two events with one id that with the more evidence stays: a quiet one does not take an alert's name.
function keep(remembered: RememberedEvent[], event: RememberedEvent): void {
  const known = remembered.findIndex((other) => other.id === event.id)
  if (known >= 0) {
    if (remembered[known]!.evidence >= event.evidence) return
    remembered.splice(known, 1)
  }
  let position = remembered.length
  while (position > 0 && byEvidence(remembered[position - 1]!, event) > 0) position -= 1
  remembered.splice(position, 0, event)
  if (remembered.length > MOST_REMEMBERED_A_DAY) remembered.pop()
}

function byEvidence(left: RememberedEvent, right: RememberedEvent): number {
  return right.evidence - left.evidence || compareCodePoints(left.id, right.id)
}

/** Orders closed days' events as they are written. */
export function byDayActorId(left: RememberedEvent, right: RememberedEvent): number {
  return (
    left.day - right.day || compareCodePoints(left.actor, right.actor) || compareCodePoints(left.id, right.id)
  )
}

/**
 * Bounds what is remembered of closed days. Beyond the bound the latest days stay, and of a day the events with the
 * most evidence: an order of its own, so that shards that are merged keep what the whole would have kept.
 */
export function keepRemembered(
  events: readonly RememberedEvent[],
  capacity: number,
): readonly RememberedEvent[] {
  if (events.length <= capacity) return [...events].sort(byDayActorId)
  const ranked = [...events].sort(
    (left, right) =>
      right.day - left.day || byEvidence(left, right) || compareCodePoints(left.actor, right.actor),
  )
  return ranked.slice(0, capacity).sort(byDayActorId)
}
