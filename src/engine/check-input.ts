import {
  appendPointer,
  assertJson,
  isJsonObject,
  type JsonValue,
  KeelsonError,
  type Limits,
  suggestName,
} from '../core/index.js'
import type { AssessmentInput } from './types.js'

const REQUIRED = ['actor', 'action', 'resource'] as const
const OPTIONAL_TEXT = ['role', 'intent', 'onBehalfOf', 'session', 'id'] as const
const KINDS: readonly unknown[] = ['human', 'service', 'agent']
const KNOWN = new Set<string>([
  'at',
  'kind',
  'provenance',
  'desired',
  'live',
  'base',
  'approvals',
  'attributes',
  'measurements',
  ...REQUIRED,
  ...OPTIONAL_TEXT,
])

/**
 * Refuses an event that cannot be assessed, before anything has looked at it.
 *
 * @throws KeelsonError `engine/invalid-event` with the pointer to the member at fault; what `assertJson` throws
 */
export function checkInput(input: unknown, limits: Partial<Limits>): asserts input is AssessmentInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid('', 'an event is an object', 'hand in { at, actor, action, resource, … }')
  }
  assertJson(input, limits)
  const event = input as { readonly [member: string]: JsonValue }
  for (const member of Object.keys(event)) {
    if (KNOWN.has(member)) continue
    const meant = suggestName(member, KNOWN)
    const help = meant === undefined ? 'put facts for policy into attributes' : `did you mean ${meant}?`
    throw invalid(appendPointer('', member), `an event has no member "${member.slice(0, 80)}"`, help)
  }
  const at = event.at
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) {
    throw invalid('/at', 'at must be a whole number of milliseconds since 1970', 'pass Date.parse(time)')
  }
  for (const member of REQUIRED) {
    const value = event[member]
    if (typeof value !== 'string' || value === '') {
      throw invalid(
        `/${member}`,
        `an event needs ${member}, a string that is not empty`,
        'name it in every event',
      )
    }
  }
  for (const member of OPTIONAL_TEXT) {
    if (Object.hasOwn(event, member) && typeof event[member] !== 'string') {
      throw invalid(`/${member}`, `${member} must be a string`, 'leave it out where there is none')
    }
  }
  if (Object.hasOwn(event, 'kind') && !KINDS.includes(event.kind)) {
    throw invalid('/kind', 'kind must be human, service or agent', 'leave it out where it is not known')
  }
  for (const member of ['attributes', 'measurements', 'provenance'] as const) {
    if (Object.hasOwn(event, member) && !isJsonObject(event[member])) {
      throw invalid(`/${member}`, `${member} must be an object`, 'leave it out where there is none')
    }
  }
  if (Object.hasOwn(event, 'approvals') && !Array.isArray(event.approvals)) {
    throw invalid('/approvals', 'approvals must be a list', 'hand in [{ by, groups, at, subject }, …]')
  }
  if (Object.hasOwn(event, 'desired') !== Object.hasOwn(event, 'live')) {
    const missing = Object.hasOwn(event, 'desired') ? 'live' : 'desired'
    throw invalid(
      `/${missing}`,
      'desired and live come together',
      `use null where there is no ${missing} state`,
    )
  }
  for (const [feature, value] of Object.entries(event.measurements ?? {})) {
    if (value !== null && typeof value !== 'number') {
      throw invalid(
        `/measurements/${feature}`,
        'a measurement is a number, or null where it is missing',
        'convert it',
      )
    }
  }
}

function invalid(path: string, message: string, help: string): KeelsonError {
  return new KeelsonError('engine/invalid-event', message, { path, help })
}
