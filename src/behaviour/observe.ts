import type { ActorState } from './actor-state.js'
import { kindOf } from './calibration.js'
import {
  boundedText,
  clientMajor,
  HOUR_MS,
  hourOfWeek,
  magnitude,
  networkPrefix,
  placeOf,
  RATE_TEXTS,
  rateLevel,
  resourceKindOf,
} from './event-texts.js'
import { FIELD, FIRST_ATTRIBUTE } from './fields.js'
import { memoized } from './memoized.js'
import type { CheckedEvent } from './read-event.js'

/** A value of a field in an event. `context` is what the value is conditional on, `''` for nothing. */
export interface Observation {
  readonly field: number
  readonly context: string
  readonly value: string
}

/** Attribute names with a meaning of their own; where several name the same thing, the first one here wins. */
const MEANINGS = {
  namespace: ['namespace', 'ns'],
  environment: ['environment', 'env'],
  channel: ['channel'],
  client: ['client', 'userAgent'],
  network: ['network', 'ip', 'sourceIp'],
} as const

const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.values(MEANINGS).flat())

/** True for an attribute that can become a field of its own. */
export function isFreeAttribute(name: string): boolean {
  return !KNOWN_NAMES.has(name)
}

/** The namespace of an event: its attribute, or what stands between kind and name in its resource. */
function namespaceOf(event: CheckedEvent): string {
  return namedAttribute(event, MEANINGS.namespace) ?? placeOf(event.resource)
}

/** Peers are those of the same declared role, else of the same intent, else of the same kind. */
export function peerGroupOf(event: CheckedEvent): string {
  if (event.role !== '') return `role:${event.role}`
  if (event.intent !== '') return `intent:${event.intent}`
  return `kind:${kindOf(event.kind)}`
}

/**
 * What an event shows about how its actor works.
 *
 * @param slots attribute names that are fields of this model, with their positions
 */
export function observe(
  event: CheckedEvent,
  actor: ActorState | undefined,
  slots: ReadonlyMap<string, number>,
): Observation[] {
  const seen: Observation[] = []
  const add = (field: number, value: string | undefined, context = ''): void => {
    if (value === undefined || value === '') return
    seen.push({ field, value: boundedText(value), context: boundedText(context) })
  }
  const { action, intent, resource } = event
  const namespace = namespaceOf(event)
  add(FIELD.action, action)
  add(FIELD.resourceKind, resourceKindOf(resource))
  if (intent !== '') add(FIELD.actionForIntent, action, intent)
  add(FIELD.sequence, action, previousAction(event, actor))
  add(FIELD.namespace, namespace)
  add(FIELD.environment, namedAttribute(event, MEANINGS.environment))
  if (namespace !== '') add(FIELD.actionInNamespace, pairsOf(action)(namespace))
  if (intent !== '') add(FIELD.areaForIntent, `${resourceKindOf(resource)} in ${namespace}`, intent)
  add(FIELD.target, resource)
  if (intent !== '') add(FIELD.targetForIntent, resource, intent)
  add(FIELD.channel, namedAttribute(event, MEANINGS.channel), action)
  add(FIELD.client, mapped(namedAttribute(event, MEANINGS.client), clientMajor))
  add(FIELD.network, mapped(namedAttribute(event, MEANINGS.network), networkPrefix))
  add(FIELD.hourOfWeek, hourOfWeek(event.at))
  add(FIELD.role, event.role)
  add(FIELD.intent, intent)
  add(FIELD.onBehalfOf, event.onBehalfOf)
  add(FIELD.provenance, event.provenance, action)
  for (const [name, value] of event.attributes) {
    const slot = slots.get(name)
    if (slot === undefined) continue
    // A size means something only beside what was done; a label stands for itself.
    if (typeof value === 'number') add(FIRST_ATTRIBUTE + slot, magnitude(value), action)
    else add(FIRST_ATTRIBUTE + slot, value === '' ? '(empty)' : String(value))
  }
  return seen
}

const SESSION_START = '(session start)'

/** The action before this one in the same session. */
function previousAction(event: CheckedEvent, actor: ActorState | undefined): string {
  return continuesSession(event, actor) ? actor.previousAction : SESSION_START
}

/** Whether the event goes on with the session of the actor's event before it; a pause of an hour starts a new one. */
export function continuesSession(event: CheckedEvent, actor: ActorState | undefined): actor is ActorState {
  if (actor === undefined || actor.previousAction === '') return false
  return actor.previousSession === event.session && event.at - actor.previousAt <= HOUR_MS
}

/** How far the event's hour has come, with this event in it, as levels that were reached. */
export function observeRates(event: CheckedEvent, actor: ActorState | undefined): Observation[] {
  // An event that comes late within its day belongs to the hour that is open.
  const window = actor !== undefined && actor.window.hour >= hourOf(event.at) ? actor.window : undefined
  const pair = repeatedPair(event)
  const repeats = window?.pairs.get(pair) ?? 0
  const breadth = (window?.pairs.size ?? 0) + (repeats > 0 ? 0 : 1)
  return [
    { field: FIELD.eventsInHour, context: '', value: RATE_TEXTS[rateLevel((window?.events ?? 0) + 1)]! },
    { field: FIELD.repeatsInHour, context: '', value: RATE_TEXTS[rateLevel(repeats + 1)]! },
    { field: FIELD.breadthInHour, context: '', value: RATE_TEXTS[rateLevel(breadth)]! },
  ]
}

/** UTC hour since the epoch. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS)
}

/** What repeats are counted by: an action in a namespace. */
export function repeatedPair(event: CheckedEvent): string {
  return pairsOf(event.action)(namespaceOf(event))
}

// Put together once: a text that was just put together is hashed anew each time it is looked up.
const pairsOf = memoized((action) => memoized((namespace) => boundedText(`${action} in ${namespace}`)))

function namedAttribute(event: CheckedEvent, names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const [present, value] of event.attributes) {
      if (present === name && value !== '') return String(value)
    }
  }
  return undefined
}

function mapped(text: string | undefined, change: (text: string) => string): string | undefined {
  return text === undefined ? undefined : change(text)
}
