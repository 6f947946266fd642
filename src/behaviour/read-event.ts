import {
  appendPointer,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  sortedKeys,
} from '../core/index.js'
import {
  type AttributeShape,
  type AttributeShapes,
  isOfKeys,
  NO_ATTRIBUTES,
  shapeOf,
} from './attribute-shape.js'
import { DAY_MS } from './event-texts.js'
import { checkText, isPlainText, readTime } from './read-scalars.js'
import type { ActorKind, BehaviourLimits } from './types.js'
import type { Vocabulary, Word } from './vocabulary.js'

/** A value of an attribute that was found in order. */
type AttributeValue = Word | number | boolean

/** An event that has been checked and copied: nothing the caller does to theirs later reaches the model. */
export interface CheckedEvent {
  readonly at: number
  /** UTC day since the epoch. */
  readonly day: number
  readonly actor: string
  readonly kind: ActorKind | undefined
  readonly role: Word | undefined
  readonly intent: Word | undefined
  readonly action: Word
  readonly resource: Word
  readonly attributes: AttributeShape
  /** By position among the names of {@link attributes}. */
  readonly values: readonly AttributeValue[]
  readonly session: string
  readonly onBehalfOf: Word | undefined
  /** `argument=source, …`, ordered by argument. */
  readonly provenance: Word | undefined
  /** `''` where there is none. Has no part in the score. */
  readonly id: string
}

/** What reading an event needs beside it. */
export interface EventReader {
  readonly limits: BehaviourLimits
  readonly vocabulary: Vocabulary
  readonly shapes: AttributeShapes
}

/**
 * Checks an event and copies what is scored.
 *
 * @throws KeelsonError `behaviour/invalid-event`, `behaviour/invalid-attribute`, `behaviour/text-too-long`,
 * `behaviour/invalid-text`, `behaviour/invalid-time`
 */
export function readEvent(input: unknown, reader: EventReader): CheckedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new KeelsonError('behaviour/invalid-event', 'an event is an object', {
      path: '',
      help: 'give at least { at, actor, action, resource }',
    })
  }
  const { limits, vocabulary } = reader
  const event = input as JsonObject
  const at = readTime(ownValue(event, 'at'), '/at')
  const actor = plain(requiredText(event, 'actor'), 'actor', limits)
  const action = vocabulary.checked(requiredText(event, 'action'), '', 'action')
  const resource = vocabulary.checked(requiredText(event, 'resource'), '', 'resource')
  const id = plain(optionalText(event, 'id'), 'id', limits)
  const kind = readKind(event)
  const role = optionalWord(event, 'role', vocabulary)
  const intent = optionalWord(event, 'intent', vocabulary)
  const given = readMembers(event, 'attributes', limits)
  const attributes = given === undefined ? NO_ATTRIBUTES : readShape(given, reader)
  const values = given === undefined ? NO_VALUES : readValues(given, attributes, vocabulary)
  return {
    at,
    day: Math.floor(at / DAY_MS),
    actor,
    kind,
    role,
    intent,
    action,
    resource,
    attributes,
    values,
    session: plain(optionalText(event, 'session'), 'session', limits),
    onBehalfOf: optionalWord(event, 'onBehalfOf', vocabulary),
    provenance: readProvenance(event, reader),
    id,
  }
}

function requiredText(event: JsonObject, name: string): string {
  const value = ownValue(event, name)
  if (typeof value === 'string' && value !== '') return value
  throw new KeelsonError('behaviour/invalid-event', `an event needs ${name}, a text that is not empty`, {
    path: appendPointer('', name),
    help: 'give at least { at, actor, action, resource }',
  })
}

function optionalText(event: JsonObject, name: string): string {
  const value = ownValue(event, name)
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  throw new KeelsonError('behaviour/invalid-event', `${name} is a text`, {
    path: appendPointer('', name),
    help: `leave ${name} out where there is none`,
  })
}

function optionalWord(event: JsonObject, name: string, vocabulary: Vocabulary): Word | undefined {
  const text = optionalText(event, name)
  return text === '' ? undefined : vocabulary.checked(text, '', name)
}

function plain(text: string, name: string, { textLength }: BehaviourLimits): string {
  return isPlainText(text, textLength) ? text : checkText(text, appendPointer('', name), textLength)
}

function readKind(event: JsonObject): ActorKind | undefined {
  const kind = ownValue(event, 'kind')
  if (kind === undefined || kind === 'human' || kind === 'service' || kind === 'agent') return kind
  throw new KeelsonError('behaviour/invalid-event', `kind is 'human', 'service' or 'agent'`, {
    path: '/kind',
    help: 'leave kind out where it is not known',
  })
}

const NO_VALUES: readonly AttributeValue[] = []

function readShape(attributes: JsonObject, { limits, shapes }: EventReader): AttributeShape {
  const keys = Object.keys(attributes)
  const known = shapes.find(keys)
  if (known !== undefined) return known
  const shape = shapeOf(keys)
  for (const name of shape.names) {
    if (!isPlainText(name, limits.textLength)) {
      checkText(name, appendPointer('/attributes', name), limits.textLength)
    }
  }
  shapes.add(shape)
  return shape
}

function readValues(
  attributes: JsonObject,
  { names }: AttributeShape,
  vocabulary: Vocabulary,
): AttributeValue[] {
  const values: AttributeValue[] = []
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at]!
    // A key that was just listed: the object's own, or what a proxy makes of it.
    const value = attributes[name]
    if (typeof value === 'string') values.push(vocabulary.checked(value, '/attributes', name))
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      values.push(value)
    else {
      throw new KeelsonError(
        'behaviour/invalid-attribute',
        'an attribute is a text, a finite number or a boolean',
        {
          path: appendPointer('/attributes', name),
          help: 'lift the members of a nested object up, each under a name of its own',
        },
      )
    }
  }
  return values
}

function readProvenance(event: JsonObject, { limits, vocabulary }: EventReader): Word | undefined {
  const provenance = readMembers(event, 'provenance', limits)
  if (provenance === undefined) return undefined
  const read = sortedKeys(provenance).map((argument) => {
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
  return read.length === 0 ? undefined : vocabulary.word(read.join(', '))
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

/** The same event in the words of another vocabulary. */
export function withWordsOf(event: CheckedEvent, vocabulary: Vocabulary): CheckedEvent {
  const again = (word: Word | undefined): Word | undefined => word && vocabulary.word(word.text)
  return {
    ...event,
    role: again(event.role),
    intent: again(event.intent),
    action: vocabulary.word(event.action.text),
    resource: vocabulary.word(event.resource.text),
    values: event.values.map((value) => (typeof value === 'object' ? vocabulary.word(value.text) : value)),
    onBehalfOf: again(event.onBehalfOf),
    provenance: again(event.provenance),
  }
}

/**
 * Whether an event, as the caller has it, is the same as one that was checked before. What equals a checked text needs
 * no check of its own: learning what was just scored costs little more than comparing it.
 */
export function equalsChecked(input: unknown, checked: CheckedEvent): boolean {
  if (typeof input !== 'object' || input === null) return false
  const event = input as JsonObject
  if (
    ownValue(event, 'at') !== checked.at ||
    ownValue(event, 'kind') !== checked.kind ||
    ownValue(event, 'provenance') !== undefined ||
    checked.provenance !== undefined ||
    ownValue(event, 'actor') !== checked.actor ||
    ownValue(event, 'action') !== checked.action.text ||
    ownValue(event, 'resource') !== checked.resource.text ||
    !equalsText(ownValue(event, 'role'), checked.role?.text ?? '') ||
    !equalsText(ownValue(event, 'intent'), checked.intent?.text ?? '') ||
    !equalsText(ownValue(event, 'onBehalfOf'), checked.onBehalfOf?.text ?? '') ||
    !equalsText(ownValue(event, 'session'), checked.session) ||
    !equalsText(ownValue(event, 'id'), checked.id)
  ) {
    return false
  }
  const attributes = ownValue(event, 'attributes')
  if (attributes === undefined) return checked.values.length === 0
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) return false
  if (!isOfKeys(checked.attributes, Object.keys(attributes))) return false
  const members = attributes as JsonObject
  const { names } = checked.attributes
  for (let at = 0; at < names.length; at += 1) {
    const value = checked.values[at]!
    if (members[names[at]!] !== (typeof value === 'object' ? value.text : value)) return false
  }
  return true
}

function equalsText(value: JsonValue | undefined, text: string): boolean {
  return value === text || (value === undefined && text === '')
}
