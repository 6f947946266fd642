import { isJsonObject, type JsonValue, valueAtPath } from 'keelson/core'
import { isEqual } from './functions.js'
import { type Place, pointerOf } from './outcome.js'

/** A fix that counts (docs/keel.md §7.5), its place and value known. */
export interface CountedFix {
  readonly policy: string
  readonly operation: 'set' | 'add' | 'replace' | 'remove'
  readonly place: Place
  /** `undefined` removes. */
  readonly value: JsonValue | undefined
}

export interface FixedRequest {
  /** The request with all fixes that exclude none. */
  readonly request: JsonValue
  /** Those that are left out. */
  readonly leftOut: readonly CountedFix[]
}

/** A request in the making: lists as slots, so that indices stay those of the request. */
type Draft =
  | { readonly kind: 'leaf'; readonly value: JsonValue }
  | { readonly kind: 'object'; readonly members: Map<string, Draft> }
  | {
      readonly kind: 'list'
      readonly slots: { before: JsonValue[]; item: Draft | undefined }[]
      readonly size: number
    }

export function applyFixes(request: JsonValue, fixes: readonly CountedFix[]): FixedRequest {
  const draft = draftOf(request)
  const leftOut: CountedFix[] = []
  for (const fix of fixes) {
    const excluded = fixes.some((other) => excludes(fix, other, request))
    if (excluded || !isHeld(fix, request) || !apply(draft, fix, fix.place)) leftOut.push(fix)
  }
  return { request: finished(draft), leftOut }
}

/** What should hold the place, in the request as it is. */
function holderOf({ place }: CountedFix, request: JsonValue): JsonValue | undefined {
  return valueAtPath(request, place.slice(0, -1).map(String))
}

/** `add` needs what should hold its place. */
function isHeld(fix: CountedFix, request: JsonValue): boolean {
  const holder = holderOf(fix, request)
  return fix.operation !== 'add' || (typeof holder === 'object' && holder !== null)
}

/** An insertion stands between elements, and touches none of them. */
const isInsertion = (fix: CountedFix, request: JsonValue): boolean =>
  fix.operation === 'add' && Array.isArray(holderOf(fix, request))

function excludes(one: CountedFix, other: CountedFix, request: JsonValue): boolean {
  const [a, b] = [pointerOf(one.place), pointerOf(other.place)]
  if (isInsertion(one, request) && b.startsWith(`${a}/`)) return false
  if (isInsertion(other, request) && a.startsWith(`${b}/`)) return false
  if (a === b && isInsertion(one, request) !== isInsertion(other, request)) return false
  if (a !== b) return a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
  if (one.value === undefined || other.value === undefined) return one.value !== other.value
  return !isEqual(one.value, other.value)
}

function draftOf(value: JsonValue): Draft {
  if (Array.isArray(value)) {
    const slots = value.map((item: JsonValue) => ({ before: [], item: draftOf(item) }))
    return { kind: 'list', slots: [...slots, { before: [], item: undefined }], size: value.length }
  }
  if (!isJsonObject(value)) return { kind: 'leaf', value }
  return {
    kind: 'object',
    members: new Map(Object.entries(value).map(([name, member]) => [name, draftOf(member)])),
  }
}

/** Whether the place is one that the fix can be applied at. */
function apply(draft: Draft, fix: CountedFix, [step, ...rest]: Place): boolean {
  const { operation, value } = fix
  // The whole request can be neither replaced nor removed.
  if (step === undefined) return false
  if (draft.kind === 'leaf') return operation === 'remove'
  if (draft.kind === 'list') {
    const index = typeof step === 'number' || /^(?:0|[1-9][0-9]*)$/.test(step) ? Number(step) : -1
    const slot = draft.slots[index]
    if (slot === undefined) return operation === 'remove'
    if (rest.length > 0) {
      if (slot.item !== undefined) return apply(slot.item, fix, rest)
      slot.item = made(fix, rest)
      return slot.item !== undefined || operation === 'remove'
    }
    if (index === draft.size && operation === 'replace') return false
    if (operation === 'remove') slot.item = undefined
    else if (operation === 'add') slot.before = [value!]
    else slot.item = draftOf(value!)
    return true
  }
  const name = String(step)
  const found = draft.members.get(name)
  if (rest.length === 0) {
    if (operation === 'remove') draft.members.delete(name)
    else if (found === undefined && operation === 'replace') return false
    else draft.members.set(name, draftOf(value!))
    return true
  }
  if (found !== undefined) return apply(found, fix, rest)
  const object = made(fix, rest)
  if (object !== undefined) draft.members.set(name, object)
  return object !== undefined || operation === 'remove'
}

/** `set` makes the objects that are missing on its way. */
function made(fix: CountedFix, rest: Place): Draft | undefined {
  const object: Draft = { kind: 'object', members: new Map() }
  return fix.operation === 'set' && apply(object, fix, rest) ? object : undefined
}

function finished(draft: Draft): JsonValue {
  if (draft.kind === 'leaf') return draft.value
  if (draft.kind === 'list') {
    return draft.slots.flatMap(({ before, item }) => [
      ...before,
      ...(item === undefined ? [] : [finished(item)]),
    ])
  }
  const object: Record<string, JsonValue> = {}
  for (const [name, member] of draft.members) {
    Object.defineProperty(object, name, {
      value: finished(member),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return object
}
