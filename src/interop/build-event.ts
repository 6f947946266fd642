import type { ActorKind, BehaviourEvent, Provenance } from '../behaviour/index.js'
import { appendPointer, KeelsonError } from '../core/index.js'
import type { ActorClaims, InteropOptions } from './options.js'
import type { RecordView } from './record-view.js'

type Scalar = string | number | boolean

/** An event before what is absent was left out. */
export interface EventParts {
  readonly at: number
  readonly actor: string
  readonly kind: ActorKind | undefined
  readonly role?: string | undefined
  readonly intent?: string | undefined
  readonly action: string
  readonly resource: string
  readonly attributes: Readonly<Record<string, Scalar | undefined>>
  readonly session: string | undefined
  readonly onBehalfOf: string | undefined
  readonly provenance?: BehaviourEvent['provenance'] | undefined
  readonly id: string | undefined
}

/**
 * The event, with what the caller claims of its actor and adds to every event.
 *
 * @throws KeelsonError `interop/invalid-options`
 */
export function buildEvent(parts: EventParts, options: InteropOptions): BehaviourEvent {
  const { actors = {}, attributes: added = {} } = options
  const claims: ActorClaims = Object.hasOwn(actors, parts.actor) ? actors[parts.actor]! : {}
  const { kind = parts.kind, role = parts.role } = claims
  const intent = parts.intent ?? claims.intent
  const attributes = Object.fromEntries(
    [...Object.entries(parts.attributes), ...Object.entries(added)].filter(isPresent),
  )
  for (const [name, value] of Object.entries(added)) {
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) continue
    throw new KeelsonError('interop/invalid-options', `the attribute ${name} is no scalar`, {
      path: appendPointer('/attributes', name),
      help: 'an attribute is a text, a finite number or a boolean',
    })
  }
  return {
    at: parts.at,
    actor: parts.actor,
    ...(kind === undefined ? {} : { kind }),
    ...(role === undefined ? {} : { role }),
    ...(intent === undefined ? {} : { intent }),
    action: parts.action,
    resource: parts.resource,
    attributes,
    ...(parts.session === undefined ? {} : { session: parts.session }),
    ...(parts.onBehalfOf === undefined ? {} : { onBehalfOf: parts.onBehalfOf }),
    ...(parts.provenance === undefined ? {} : { provenance: parts.provenance }),
    ...(parts.id === undefined ? {} : { id: parts.id }),
  }
}

/** The events of a call in order of time; equal times stay in the order of their records. */
export function byTime(events: readonly BehaviourEvent[]): BehaviourEvent[] {
  return [...events].sort((left, right) => left.at - right.at)
}

/**
 * A member that tells for each argument where its value came from.
 *
 * @throws KeelsonError `interop/invalid-member`
 */
export function readProvenance(record: RecordView, name: string): BehaviourEvent['provenance'] {
  if (!record.has(name)) return undefined
  const told = record.view(name)
  return Object.fromEntries(
    Object.keys(told.members).map((argument) => {
      const source = told.value(argument)
      if (!isProvenance(source)) throw told.invalid(argument, SOURCES)
      return [argument, source]
    }),
  )
}

/** What a source of an argument may be, for messages. */
export const SOURCES = `'prompt', 'policy' or 'tool'`

export function isProvenance(value: unknown): value is Provenance {
  return value === 'prompt' || value === 'policy' || value === 'tool'
}

function isPresent(entry: [string, Scalar | undefined]): entry is [string, Scalar] {
  return entry[1] !== undefined && entry[1] !== ''
}
