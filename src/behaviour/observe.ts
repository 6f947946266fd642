import type { ActorState } from './actor-state.js'
import type { Meaning } from './attribute-shape.js'
import { HOUR_MS, hourOfWeek, magnitude, RATE_TEXTS, rateLevel } from './event-texts.js'
import type { FieldScores } from './field-scores.js'
import { FIELD, FIRST_ATTRIBUTE } from './fields.js'
import type { CheckedEvent } from './read-event.js'
import { NO_CONTEXT, type Term, type Vocabulary, type Word } from './vocabulary.js'

/** The namespace of an event: its attribute, or what stands between kind and name in its resource. */
function namespaceOf(event: CheckedEvent, vocabulary: Vocabulary): Word {
  return namedAttribute(event, 'namespace', vocabulary) ?? vocabulary.part(event.resource, 'place')
}

/**
 * Fills in what an event shows about how its actor works. Returns the position of its `sequence`.
 *
 * @param slots attribute names that are fields of this model, with their positions
 */
export function observe(
  event: CheckedEvent,
  actor: ActorState | undefined,
  slots: ReadonlyMap<string, number>,
  vocabulary: Vocabulary,
  seen: FieldScores,
): number {
  const { action, attributes, intent, resource } = event
  const namespace = namespaceOf(event, vocabulary)
  const kind = vocabulary.part(resource, 'kind')
  seen.size = 0
  // INVARIANT: the first of all, where a sequence finds what it backs off to.
  seen.add(FIELD.action, NO_CONTEXT, action.term)
  seen.add(FIELD.resourceKind, NO_CONTEXT, kind.term)
  if (intent !== undefined) seen.add(FIELD.actionForIntent, intent.term, action.term)
  const sequence = seen.add(FIELD.sequence, previousAction(event, actor, vocabulary), action.term)
  if (namespace.text !== '') seen.add(FIELD.namespace, NO_CONTEXT, namespace.term)
  addPlain(seen, FIELD.environment, namedAttribute(event, 'environment', vocabulary))
  if (namespace.text !== '')
    seen.add(FIELD.actionInNamespace, NO_CONTEXT, vocabulary.placed(action, namespace))
  if (intent !== undefined) seen.add(FIELD.areaForIntent, intent.term, vocabulary.placed(kind, namespace))
  seen.add(FIELD.target, NO_CONTEXT, resource.term)
  if (intent !== undefined) seen.add(FIELD.targetForIntent, intent.term, resource.term)
  const channel = namedAttribute(event, 'channel', vocabulary)
  if (channel !== undefined) seen.add(FIELD.channel, action.term, channel.term)
  const client = namedAttribute(event, 'client', vocabulary)
  if (client !== undefined) seen.add(FIELD.client, NO_CONTEXT, vocabulary.part(client, 'client').term)
  const network = namedAttribute(event, 'network', vocabulary)
  if (network !== undefined) seen.add(FIELD.network, NO_CONTEXT, vocabulary.part(network, 'network').term)
  seen.add(FIELD.hourOfWeek, NO_CONTEXT, vocabulary.word(hourOfWeek(event.at)).term)
  addPlain(seen, FIELD.role, event.role)
  addPlain(seen, FIELD.intent, intent)
  addPlain(seen, FIELD.onBehalfOf, event.onBehalfOf)
  if (event.provenance !== undefined) seen.add(FIELD.provenance, action.term, event.provenance.term)
  for (const position of attributes.free) {
    const slot = slots.get(attributes.names[position]!)
    if (slot === undefined) continue
    const value = event.values[position]!
    const field = FIRST_ATTRIBUTE + slot
    // A size means something only beside what was done; a label stands for itself.
    if (typeof value === 'number') seen.add(field, action.term, vocabulary.word(magnitude(value)).term)
    else if (typeof value === 'boolean') seen.add(field, NO_CONTEXT, vocabulary.word(String(value)).term)
    else seen.add(field, NO_CONTEXT, value.text === '' ? vocabulary.word('(empty)').term : value.term)
  }
  seen.counted = seen.size
  return sequence
}

function addPlain(seen: FieldScores, field: number, value: Word | undefined): void {
  if (value !== undefined) seen.add(field, NO_CONTEXT, value.term)
}

const SESSION_START = '(session start)'

/** The action before this one in the same session. */
function previousAction(event: CheckedEvent, actor: ActorState | undefined, vocabulary: Vocabulary): Term {
  return vocabulary.word(continuesSession(event, actor) ? actor.previousAction : SESSION_START).term
}

/** Whether the event goes on with the session of the actor's event before it; a pause of an hour starts a new one. */
export function continuesSession(event: CheckedEvent, actor: ActorState | undefined): actor is ActorState {
  if (actor === undefined || actor.previousAction === '') return false
  return actor.previousSession === event.session && event.at - actor.previousAt <= HOUR_MS
}

/**
 * Adds how far the event's hour has come, with this event in it, as levels that were reached. Returns the position of
 * `repeatsInHour`.
 */
export function observeRates(
  event: CheckedEvent,
  actor: ActorState | undefined,
  vocabulary: Vocabulary,
  seen: FieldScores,
): number {
  // An event that comes late within its day belongs to the hour that is open.
  const window = actor !== undefined && actor.window.hour >= hourOf(event.at) ? actor.window : undefined
  const repeats = window?.pairs.get(repeatedPair(event, vocabulary)) ?? 0
  const breadth = (window?.pairs.size ?? 0) + (repeats > 0 ? 0 : 1)
  seen.add(FIELD.eventsInHour, NO_CONTEXT, levelTerm((window?.events ?? 0) + 1, vocabulary))
  seen.add(FIELD.breadthInHour, NO_CONTEXT, levelTerm(breadth, vocabulary))
  return seen.add(FIELD.repeatsInHour, NO_CONTEXT, levelTerm(repeats + 1, vocabulary))
}

/** The level that a count has reached. */
export function levelTerm(count: number, vocabulary: Vocabulary): Term {
  return vocabulary.word(RATE_TEXTS[rateLevel(count)]!).term
}

/** UTC hour since the epoch. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS)
}

/** What repeats are counted by: an action in a namespace. */
export function repeatedPair(event: CheckedEvent, vocabulary: Vocabulary): string {
  return vocabulary.placed(event.action, namespaceOf(event, vocabulary)).text
}

function namedAttribute(event: CheckedEvent, meaning: Meaning, vocabulary: Vocabulary): Word | undefined {
  for (const position of event.attributes.meanings[meaning]) {
    const value = event.values[position]!
    if (typeof value !== 'object') return vocabulary.word(String(value))
    if (value.text !== '') return value
  }
  return undefined
}
