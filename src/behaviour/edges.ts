import { compareCodePoints } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { ONE_EVENT } from './count-table.js'
import { boundedText, DAY_MS } from './event-texts.js'
import { FIELD } from './fields.js'
import { type Lexicon, UNKNOWN } from './lexicon.js'
import type { ModelState } from './model-state.js'
import type { CheckedEvent } from './read-event.js'
import type { Edge, EdgeFlag, Neighbours } from './types.js'
import type { Vocabulary, Word } from './vocabulary.js'

// Kinds of edges, in the place of a field in their table. A row's count is the events over the edge in sixteenths, its
// frozen count one more than the day of the first, its note the day of the latest (16 bits) and the events of that day.
const TO_RESOURCE = 0
const FROM_DELEGATOR = 1
const MOST_TODAY = 0xffff

/** How many kinds there are. */
export const EDGE_KINDS = 2

/** Edges kept of one actor, of each kind. */
const MOST_EDGES = 32

/** An edge is kept as if it had been used so many days later than it was, one for each day it has lasted. */
const MOST_CREDIT_DAYS = 30

/**
 * Notes the edges of an event that has been learnt: to its resource, and from the actor on whose behalf it was. Only
 * what the actor's own counts took up, so that the bounds on new values bound edges too.
 */
export function noteEdges(actor: ActorState, event: CheckedEvent, vocabulary: Vocabulary): void {
  noteEdge(actor, TO_RESOURCE, FIELD.target, event.resource, event.day, vocabulary)
  if (event.onBehalfOf !== undefined) {
    noteEdge(actor, FROM_DELEGATOR, FIELD.onBehalfOf, event.onBehalfOf, event.day, vocabulary)
  }
}

function noteEdge(
  actor: ActorState,
  kind: number,
  field: number,
  word: Word,
  day: number,
  vocabulary: Vocabulary,
): void {
  const { edges } = actor
  const id = vocabulary.idOf(word.term)
  if (id === UNKNOWN) return
  let row = edges.find(kind, 0, id)
  if (row < 0) {
    if (actor.counts.find(field, 0, id) < 0) return
    makeRoom(actor, kind, vocabulary.lexicon)
    row = edges.open(kind, 0, id)
    edges.setAnchor(row, day + 1)
  }
  const note = edges.note(row)
  const today = note >>> 16 === day ? note & MOST_TODAY : 0
  edges.setCount(row, edges.count(row) + ONE_EVENT)
  edges.setNote(row, ((day << 16) | Math.min(MOST_TODAY, today + 1)) >>> 0)
}

/** Drops an eighth of the edges of a kind when they are as many as may be: those least, and least recently, used. */
function makeRoom({ edges }: ActorState, kind: number, lexicon: Lexicon): void {
  const rows: number[] = []
  for (let row = 0; row < edges.size; row += 1) if (edges.fieldOf(row) === kind) rows.push(row)
  if (rows.length < MOST_EDGES) return
  const standing = (row: number): number => {
    const latest = edges.note(row) >>> 16
    return latest + Math.min(MOST_CREDIT_DAYS, latest + 1 - edges.anchor(row))
  }
  rows.sort(
    (left, right) =>
      standing(left) - standing(right) ||
      edges.count(left) - edges.count(right) ||
      compareCodePoints(lexicon.textOf(edges.valueOf(left)), lexicon.textOf(edges.valueOf(right))),
  )
  const dropped = new Set(rows.slice(0, MOST_EDGES >> 3))
  edges.retain((row) => !dropped.has(row))
}

/** What the actor is connected with. Changes nothing. */
export function neighboursOf(state: ModelState, id: string, actor: ActorState): Neighbours {
  const { actors, lexicon } = state
  const delegates: Edge[] = []
  const own = lexicon.idOf(boundedText(id))
  if (own !== UNKNOWN) {
    for (const [name, other] of actors) {
      const row = other.edges.find(FROM_DELEGATOR, 0, own)
      if (row >= 0) delegates.push(edgeOf(state, other, row, name))
    }
  }
  const edges = (kind: number): Edge[] => {
    const found: Edge[] = []
    for (let row = 0; row < actor.edges.size; row += 1) {
      if (actor.edges.fieldOf(row) !== kind) continue
      found.push(edgeOf(state, actor, row, lexicon.textOf(actor.edges.valueOf(row))))
    }
    return found.sort(byUse)
  }
  return {
    actor: id,
    resources: edges(TO_RESOURCE),
    delegators: edges(FROM_DELEGATOR),
    delegates: delegates.sort(byUse),
  }
}

function byUse(left: Edge, right: Edge): number {
  return right.events - left.events || compareCodePoints(left.to, right.to)
}

// Of the χ² distribution with one degree of freedom, one in a thousand is larger.
const BURST_CHI_SQUARE = 10.83
const FEWEST_IN_BURST = 8

function edgeOf(state: ModelState, actor: ActorState, row: number, to: string): Edge {
  const { edges } = actor
  const kind = edges.fieldOf(row)
  const value = edges.valueOf(row)
  const firstDay = edges.anchor(row) - 1
  const note = edges.note(row)
  const lastDay = note >>> 16
  const today = note & MOST_TODAY
  const events = edges.count(row) / ONE_EVENT
  const field = kind === TO_RESOURCE ? FIELD.target : FIELD.onBehalfOf
  const peers = state.population.groups.get(actor.window.group)?.counts
  const seenWith = peers?.peers(peers.find(field, 0, value)) ?? []
  const seenByPeers = seenWith.length - (seenWith.includes(actor.hash) ? 1 : 0)
  const flags: EdgeFlag[] = []
  if (firstDay === state.open?.day) flags.push('new')
  if (isBurst(today, events, lastDay - firstDay + 1)) flags.push('burst')
  if (seenByPeers === 0 && actor.counts.anchor(actor.counts.find(field, 0, value)) === 0)
    flags.push('unusual')
  return {
    to,
    firstSeen: firstDay * DAY_MS,
    lastSeen: lastDay * DAY_MS,
    events,
    seenByPeers,
    flags,
  }
}

/**
 * MIDAS: whether the events of the latest day are more than the edge's mean day explains,
 * (a - s/t)² t² / (s (t - 1)) with a events of the day, s in all, t days. Source: Bhatia et al., AAAI 2020.
 */
function isBurst(today: number, events: number, days: number): boolean {
  if (days < 2 || today < FEWEST_IN_BURST || today * days <= events) return false
  const above = today - events / days
  return (above * above * days * days) / (events * (days - 1)) >= BURST_CHI_SQUARE
}
