import {
  appendPointer,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  sortedKeys,
} from '../core/index.js'
import { DAY_MS } from './event-texts.js'
import { checkText, isFreeOfSurrogates, readTime } from './read-scalars.js'
import type { ActorKind, BehaviourLimits } from './types.js'

/** An event that has been checked and copied: nothing the caller does to theirs later reaches the model. */
export interface CheckedEvent {
  readonly at: number
  /** UTC day since the epoch. */
  readonly day: number
  readonly actor: string
  readonly kind: ActorKind | undefined
  readonly role: string
  readonly intent: string
  readonly action: string
  readonly resource: string
  /** Ordered by name. */
  readonly attributes: readonly (readonly [name: string, value: string | number | boolean])[]
  readonly session: string
  readonly onBehalfOf: string
  /** `argument=source, …`, ordered by argument; `''` without any. */
  readonly provenance: string
  /** `''` where there is none. Has no part in the score. */
  readonly id: string
}

/**
 * Checks an event and copies what is scored.
 *
 * @throws KeelsonError `behaviour/invalid-event`, `behaviour/invalid-attribute`, `behaviour/text-too-long`,
 * `behaviour/invalid-time`
 */
export function readEvent(input: unknown, limits: BehaviourLimits): CheckedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new KeelsonError('behaviour/invalid-event', 'an event is an object', {
      path: '',
      help: 'give at least { at, actor, action, resource }',
    })
  }
  const event = input as JsonObject
  const at = readTime(ownValue(event, 'at'), '/at')
  const actor = requiredText(event, 'actor', limits)
  const action = requiredText(event, 'action', limits)
  const resource = requiredText(event, 'resource', limits)
  const id = optionalText(event, 'id', limits)
  return {
    at,
    day: Math.floor(at / DAY_MS),
    actor,
    kind: readKind(event),
    role: optionalText(event, 'role', limits),
    intent: optionalText(event, 'intent', limits),
    action,
    resource,
    attributes: readAttributes(event, limits),
    session: optionalText(event, 'session', limits),
    onBehalfOf: optionalText(event, 'onBehalfOf', limits),
    provenance: readProvenance(event, limits),
    id,
  }
}

function requiredText(event: JsonObject, name: string, limits: BehaviourLimits): string {
  const value = ownValue(event, name)
  if (typeof value !== 'string' || value === '') {
    throw new KeelsonError('behaviour/invalid-event', `an event needs ${name}, a text that is not empty`, {
      path: appendPointer('', name),
      help: 'give at least { at, actor, action, resource }',
    })
  }
  return isPlain(value, limits) ? value : checkText(value, appendPointer('', name), limits.textLength)
}

// Pointers are made for errors alone: they took a tenth of the time of an event.
function isPlain(text: string, limits: BehaviourLimits): boolean {
  return text.length <= limits.textLength && isFreeOfSurrogates(text)
}

function optionalText(event: JsonObject, name: string, limits: BehaviourLimits): string {
  const value = ownValue(event, name)
  if (value === undefined) return ''
  if (typeof value !== 'string') {
    throw new KeelsonError('behaviour/invalid-event', `${name} is a text`, {
      path: appendPointer('', name),
      help: `leave ${name} out where there is none`,
    })
  }
  return isPlain(value, limits) ? value : checkText(value, appendPointer('', name), limits.textLength)
}

function readKind(event: JsonObject): ActorKind | undefined {
  const kind = ownValue(event, 'kind')
  if (kind === undefined || kind === 'human' || kind === 'service' || kind === 'agent') return kind
  throw new KeelsonError('behaviour/invalid-event', `kind is 'human', 'service' or 'agent'`, {
    path: '/kind',
    help: 'leave kind out where it is not known',
  })
}

function readAttributes(
  event: JsonObject,
  limits: BehaviourLimits,
): readonly (readonly [string, string | number | boolean])[] {
  const attributes = readMembers(event, 'attributes', limits)
  if (attributes === undefined) return NO_ATTRIBUTES
  const names = sortedKeys(attributes)
  const read: (readonly [string, string | number | boolean])[] = []
  for (const name of names) {
    // A key that was just listed: the object's own, or what a proxy makes of it.
    const value = attributes[name]
    if (!isScalar(value)) {
      throw new KeelsonError(
        'behaviour/invalid-attribute',
        'an attribute is a text, a finite number or a boolean',
        {
          path: appendPointer('/attributes', name),
          help: 'lift the members of a nested object up, each under a name of its own',
        },
      )
    }
    if (!isPlain(name, limits)) checkText(name, appendPointer('/attributes', name), limits.textLength)
    if (typeof value === 'string' && !isPlain(value, limits)) {
      checkText(value, appendPointer('/attributes', name), limits.textLength)
    }
    read.push([name, value])
  }
  return read
}

const NO_ATTRIBUTES: readonly (readonly [string, string | number | boolean])[] = []

function isScalar(value: JsonValue | undefined): value is string | number | boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  )
}

function readProvenance(event: JsonObject, limits: BehaviourLimits): string {
  const provenance = readMembers(event, 'provenance', limits)
  if (provenance === undefined) return ''
  return sortedKeys(provenance)
    .map((argument) => {
      const path = appendPointer('/provenance', argument)
      const source = ownValue(provenance, argument)
      if (source === 'prompt' || source === 'policy' || source === 'tool') {
        return `${checkText(argument, path, limits.textLength)}=${source}`
      }
      throw new KeelsonError('behaviour/invalid-attribute', `a provenance is 'prompt', 'policy' or 'tool'`, {
        path,
        help: 'leave the argument out where its source is not known',
      })
    })
    .join(', ')
}

function readMembers(event: JsonObject, name: string, limits: BehaviourLimits): JsonObject | undefined {
  const members: JsonValue | undefined = ownValue(event, name)
  if (members === undefined) return undefined
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    throw new KeelsonError('behaviour/invalid-attribute', `${name} is an object of scalars`, {
      path: appendPointer('', name),
      help: `leave ${name} out where there are none`,
    })
  }
  const count = Object.keys(members).length
  if (count > limits.attributes) {
    throw new KeelsonError(
      'behaviour/invalid-attribute',
      `${count} ${name}, the most is ${limits.attributes}`,
      {
        path: appendPointer('', name),
        help: 'hand in what describes the act, not the whole record; or raise limits.attributes',
      },
    )
  }
  return members as JsonObject
}

/**
 * Whether an event, as the caller has it, is the same as one that was checked before. What equals a checked text needs
 * no check of its own: learning what was just scored costs little more than comparing it.
 */
export function equalsChecked(input: unknown, checked: CheckedEvent): boolean {
  if (typeof input !== 'object' || input === null) return false
  const event = input as JsonObject
  const same = (name: string, text: string): boolean => {
    const value = ownValue(event, name)
    return value === text || (value === undefined && text === '')
  }
  if (
    ownValue(event, 'at') !== checked.at ||
    ownValue(event, 'kind') !== checked.kind ||
    ownValue(event, 'provenance') !== undefined ||
    checked.provenance !== '' ||
    !same('actor', checked.actor) ||
    !same('action', checked.action) ||
    !same('resource', checked.resource) ||
    !same('role', checked.role) ||
    !same('intent', checked.intent) ||
    !same('session', checked.session) ||
    !same('onBehalfOf', checked.onBehalfOf) ||
    !same('id', checked.id)
  ) {
    return false
  }
  const attributes = ownValue(event, 'attributes')
  if (attributes === undefined) return checked.attributes.length === 0
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) return false
  if (Object.keys(attributes).length !== checked.attributes.length) return false
  const members = attributes as JsonObject
  for (const [name, value] of checked.attributes) if (ownValue(members, name) !== value) return false
  return true
}
