import type { ActorState } from './actor-state.js'
import type { KindRings } from './calibration.js'
import type { PeerOdds } from './peer-odds.js'
import type { Population } from './population.js'
import type { Vocabulary } from './vocabulary.js'

/** All that a score depends on beside the event. Scoring changes none of it. */
export interface Surroundings {
  readonly population: Population
  readonly actor: ActorState | undefined
  readonly vocabulary: Vocabulary
  readonly group: string
  /** Of the event's peers in this population. */
  readonly odds: PeerOdds
  /** Of the event's kind in this population. */
  readonly rings: KindRings
  readonly warmupMs: number
  /** Largest evidence so far of the event's session, in Q16 bits. */
  readonly sessionEvidence: number
}
