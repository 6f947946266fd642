import type { ActorState } from './actor-state.js'
import { type CalibratedKind, kindOf, ringFor } from './calibration.js'
import type { Lexicon } from './lexicon.js'
import { observe, observeRates, peerGroupOf } from './observe.js'
import type { Population } from './population.js'
import type { CheckedEvent } from './read-event.js'
import { contribute, type FieldScore, FieldScorer } from './score-fields.js'
import type { ChannelName } from './types.js'

/** All that a score depends on beside the event. Scoring changes none of it. */
export interface Surroundings {
  readonly population: Population
  readonly actor: ActorState | undefined
  readonly lexicon: Lexicon
  readonly warmupMs: number
  /** Largest evidence so far of the event's session, in Q16 bits. */
  readonly sessionEvidence: number
}

export interface ChannelEvaluation {
  readonly name: ChannelName
  readonly fields: readonly FieldScore[]
  /** Sum of the contributions, in Q16 bits. */
  readonly score: number
  readonly p: number
  /** In Q16 bits. */
  readonly evidence: number
}

export interface Evaluation {
  readonly group: string
  readonly kind: CalibratedKind
  readonly live: ChannelEvaluation
  readonly anchor: ChannelEvaluation | undefined
  readonly burst: ChannelEvaluation
  /** The channel with the most evidence; the first of live, anchor and burst where it is the same. */
  readonly winner: ChannelEvaluation
  readonly p: number
  /** Largest evidence of the session with this event, in Q16 bits, and its p-value. */
  readonly sessionEvidence: number
  readonly sessionP: number
}

/** Scores an event against its surroundings. */
export function evaluate(event: CheckedEvent, surroundings: Surroundings): Evaluation {
  const { population, actor, lexicon, warmupMs } = surroundings
  const group = peerGroupOf(event)
  const kind = kindOf(event.kind)
  const scorer = new FieldScorer(population, population.groups.get(group), actor, lexicon, warmupMs, event.at)
  const profile = observe(event, actor, population.slots).map((seen) => scorer.sight(seen))
  const rates = observeRates(event, actor).map((seen) => scorer.sight(seen))
  const channel = (name: ChannelName, fields: readonly FieldScore[]): ChannelEvaluation => {
    const score = contribute(fields)
    const ring = ringFor(population.calibration, kind, name)
    return { name, fields, score, p: ring.pValue(score), evidence: ring.evidence(score) }
  }
  const live = channel(
    'live',
    profile.map((seen) => scorer.live(seen)),
  )
  const anchor = scorer.hasAnchor
    ? channel(
        'anchor',
        profile.map((seen) => scorer.anchor(seen)),
      )
    : undefined
  const burst = channel(
    'burst',
    rates.map((seen) => scorer.live(seen)),
  )
  let winner = live
  if (anchor !== undefined && anchor.evidence > winner.evidence) winner = anchor
  if (burst.evidence > winner.evidence) winner = burst
  const sessionEvidence = Math.max(winner.evidence, surroundings.sessionEvidence)
  return {
    group,
    kind,
    live,
    anchor,
    burst,
    winner,
    p: ringFor(population.calibration, kind, 'fused').pValue(winner.evidence),
    sessionEvidence,
    sessionP: ringFor(population.calibration, kind, 'session').pValue(sessionEvidence),
  }
}
