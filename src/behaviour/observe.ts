import { boundedText, clientMajor, hourOfWeek, magnitude, networkPrefix, placeOf, resourceKindOf } from './event-texts.js'
import { FIELD, FIRST_ATTRIBUTE } from './fields.js'
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
export function namespaceOf(event: CheckedEvent): string {
  return namedAttribute(event, MEANINGS.namespace) ?? placeOf(event.resource)
}

/**
 * What an event shows about how its actor works.
 *
 * @param previousAction the actor's action before this one in the same session, `''` at the session's start
 * @param slots attribute names that are fields of this model, with their positions
 */
export function observe(
  event: CheckedEvent,
  previousAction: string,
  slots: ReadonlyMap<string, number>,
): Observation[] {
  const seen: Observation[] = []
  const add = (field: number, value: string | undefined, context = ''): void => {
    if (value === undefined || value === '') return
    seen.push({ field, value: boundedText(value), context: context === '' ? '' : boundedText(context) })
  }
  const { action, intent, resource } = event
  const namespace = namespaceOf(event)
  add(FIELD.action, action)
  add(FIELD.resourceKind, resourceKindOf(resource))
  if (intent !== '') add(FIELD.actionForIntent, action, intent)
  add(FIELD.sequence, action, previousAction === '' ? SESSION_START : previousAction)
  add(FIELD.namespace, namespace)
  add(FIELD.environment, namedAttribute(event, MEANINGS.environment))
  if (namespace !== '') add(FIELD.actionInNamespace, `${action} in ${namespace}`)
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
    // The size of a thing means something only beside what was done; a label stands for itself.
    if (typeof value === 'number') add(FIRST_ATTRIBUTE + slot, magnitude(value), action)
    else add(FIRST_ATTRIBUTE + slot, value === '' ? '(empty)' : String(value))
  }
  return seen
}

const SESSION_START = '(session start)'

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
