import { compareCodePoints } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { kindOf } from './calibration.js'
import { ANCHOR, COUNT, PLACE, packPlace, VALUE, WORDS } from './count-table.js'
import { FIELD } from './fields.js'
import { hashText } from './hash-text.js'
import { type Lexicon, TOTAL } from './lexicon.js'
import type { CheckedEvent } from './read-event.js'
import type { PeersOption } from './types.js'

/**
 * Peers are those of the same declared role, else of the same intent, else of the same kind; where they are learnt, in
 * the kind's place those of the kind who do alike.
 */
export function peerGroupOf(
  { day, role, intent, kind }: CheckedEvent,
  peers: PeersOption,
  actor: ActorState | undefined,
  lexicon: Lexicon,
): string {
  if (role !== undefined) {
    role.peers ??= `role:${role.text}`
    return role.peers
  }
  if (intent !== undefined) return `intent:${intent.text}`
  const likeness = peers === 'learnt' && actor !== undefined ? likenessOn(day, actor, lexicon) : ''
  return likeness === '' ? `kind:${kindOf(kind)}` : `like:${kindOf(kind)}:${likeness}`
}

/**
 * The action that stands for what an actor does on a day: it holds from the day's first event on, so that nothing that
 * the actor does in the day chooses whom it is compared with on the same day.
 */
export function likenessOn(day: number, actor: ActorState, lexicon: Lexicon): string {
  return actor.lastDay < day ? likenessOf(actor, lexicon) : actor.likeness
}

/** An action is usual for an actor with one in so many of its events. */
const USUAL_ONE_IN = 16

/**
 * The one of the actor's usual actions whose text has the smallest hash. Two actors have the same one with a chance that
 * is the share of actions that both have among those that either has: MinHash (Broder, SEQUENCES 1997), whose one value
 * is a name here that a person can read.
 */
function likenessOf({ counts, frozen }: ActorState, lexicon: Lexicon): string {
  const { words } = counts
  // Once there is an anchor nobody moves among the peers of others by what they do.
  const column = frozen ? ANCHOR : COUNT
  const actions = packPlace(FIELD.action, TOTAL)
  const total = counts.find(FIELD.action, TOTAL, TOTAL)
  const all = frozen ? counts.anchor(total) : counts.count(total)
  let chosen = ''
  let smallest = Number.POSITIVE_INFINITY
  for (let at = 0; at < counts.size * WORDS; at += WORDS) {
    const value = words[at + VALUE]!
    const count = words[at + column]!
    if (words[at + PLACE] !== actions || value === TOTAL || count === 0 || count * USUAL_ONE_IN < all)
      continue
    const text = lexicon.textOf(value)
    const hash = hashText(text)
    if (hash > smallest || (hash === smallest && compareCodePoints(chosen, text) < 0)) continue
    chosen = text
    smallest = hash
  }
  return chosen
}
