import {
  appendPointer,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  sortedKeys,
} from '../core/index.js'
import { DAY_MS } from './event-texts.js'
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
  optionalText(event, 'id', limits)
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
  }
}

// Seconds of the years 1973 to 5138 fall where milliseconds would mean January 1970 to March 1973; microseconds of
// any year since 1972 lie beyond the year 2149, where the 16 bits that hold a day end.
const LEAST_SECONDS = 100_000_000
const LEAST_MILLISECONDS = 100_000_000_000
const LATEST: number = 65_535 * DAY_MS

/**
 * Checks a time and finds those given in another unit.
 *
 * @throws KeelsonError `behaviour/invalid-time`
 */
export function readTime(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw invalidTime('a time is a whole number of milliseconds since 1970', path, 'give Date.now() or its like')
  }
  if (value >= LEAST_SECONDS && value < LEAST_MILLISECONDS) {
    throw invalidTime(`${value} looks like seconds`, path, 'times are in milliseconds: multiply by 1000')
  }
  if (value >= LATEST) {
    throw invalidTime(
      `${value} lies beyond the year 2149`,
      path,
      'times are in milliseconds: divide microseconds by 1000, nanoseconds by 1000000',
    )
  }
  return value
}

function invalidTime(message: string, path: string, help: string): KeelsonError {
  return new KeelsonError('behaviour/invalid-time', message, { path, help })
}

function requiredText(event: JsonObject, name: string, limits: BehaviourLimits): string {
  const value = ownValue(event, name)
  if (typeof value !== 'string' || value === '') {
    throw new KeelsonError('behaviour/invalid-event', `an event needs ${name}, a text that is not empty`, {
      path: appendPointer('', name),
      help: 'give at least { at, actor, action, resource }',
    })
  }
  return checkText(value, appendPointer('', name), limits)
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
  return checkText(value, appendPointer('', name), limits)
}

const SURROGATE = /[\ud800-\udfff]/
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function checkText(text: string, path: string, limits: BehaviourLimits): string {
  if (text.length > limits.textLength) {
    throw new KeelsonError('behaviour/text-too-long', `a text of ${text.length} units, the most is ${limits.textLength}`, {
      path,
      help: 'name things by their ids, not by their content; or raise limits.textLength',
    })
  }
  // Two texts that differ only in lone surrogates are the same bytes in UTF-8, so state could not be restored.
  if (SURROGATE.test(text) && LONE_SURROGATE.test(text)) {
    throw new KeelsonError('behaviour/invalid-event', 'a text holds half of a surrogate pair', {
      path,
      help: 'hand in Unicode text',
    })
  }
  return text
}

function readKind(event: JsonObject): ActorKind | undefined {
  const kind = ownValue(event, 'kind')
  if (kind === undefined || kind === 'human' || kind === 'service' || kind === 'agent') return kind
  throw new KeelsonError('behaviour/invalid-event', `kind is 'human', 'service' or 'agent'`, {
    path: '/kind',
    help: 'leave kind out where it is not known',
  })
}

function readAttributes(event: JsonObject, limits: BehaviourLimits): [string, string | number | boolean][] {
  const attributes = readMembers(event, 'attributes', limits)
  return sortedKeys(attributes).map((name) => {
    const path = appendPointer('/attributes', name)
    const value = ownValue(attributes, name)
    if (typeof value === 'string') return [checkText(name, path, limits), checkText(value, path, limits)]
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
      return [checkText(name, path, limits), value]
    }
    throw new KeelsonError('behaviour/invalid-attribute', 'an attribute is a text, a finite number or a boolean', {
      path,
      help: 'lift the members of a nested object up, each under a name of its own',
    })
  })
}

function readProvenance(event: JsonObject, limits: BehaviourLimits): string {
  const provenance = readMembers(event, 'provenance', limits)
  return sortedKeys(provenance)
    .map((argument) => {
      const path = appendPointer('/provenance', argument)
      const source = ownValue(provenance, argument)
      if (source === 'prompt' || source === 'policy' || source === 'tool') {
        return `${checkText(argument, path, limits)}=${source}`
      }
      throw new KeelsonError('behaviour/invalid-attribute', `a provenance is 'prompt', 'policy' or 'tool'`, {
        path,
        help: 'leave the argument out where its source is not known',
      })
    })
    .join(', ')
}

function readMembers(event: JsonObject, name: string, limits: BehaviourLimits): JsonObject {
  const members: JsonValue | undefined = ownValue(event, name)
  if (members === undefined) return {}
  const path = appendPointer('', name)
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    throw new KeelsonError('behaviour/invalid-attribute', `${name} is an object of scalars`, {
      path,
      help: `leave ${name} out where there are none`,
    })
  }
  const count = Object.keys(members).length
  if (count > limits.attributes) {
    throw new KeelsonError('behaviour/invalid-attribute', `${count} ${name}, the most is ${limits.attributes}`, {
      path,
      help: 'hand in what describes the act, not the whole record; or raise limits.attributes',
    })
  }
  return members as JsonObject
}
