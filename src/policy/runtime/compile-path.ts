import { appendPointer, isJsonObject, type JsonValue, ownValue } from '../../core/index.js'
import type { Compiled, Evaluate, PointerOf } from './compiled.js'
import type { Context } from './context.js'
import { ABSENT, type PathReader, UNUSUAL } from './path-reader.js'
import { describeType, Unknown, type Value, wrongType } from './unknown.js'

/** A step whose key, if it has one, is compiled. */
export type CompiledStep =
  | { readonly kind: 'member' | 'optional'; readonly name: string; readonly text: string }
  | { readonly kind: 'index'; readonly key: Compiled; readonly at: number; readonly text: string }

/** A path that is ready to be read in the three ways that the language reads paths. */
export interface CompiledPath {
  readonly base: Compiled
  /** What reads it, where it is a path of names from an input of any type, or from an item of a loop. */
  readonly reader: PathReader | null
  /** The base as a message names it. */
  readonly baseText: string
  readonly steps: readonly CompiledStep[]
  /** Number of the last `?.`, or -1. */
  readonly lastOptional: number
  readonly at: number
}

/** Reads a path; what is absent is missing, with the pointer of the first step that found nothing. */
export function readPath(path: CompiledPath): Evaluate {
  const pointer = pathPointer(path)
  const walkAll: Evaluate = (context) => {
    const value = walk(path, context)
    if (value !== undefined) return value
    const absentStep = context.absentStep
    return missing(describePath(path, absentStep + 1), path.at, pointer?.(context, absentStep + 1) ?? null)
  }
  const { reader } = path
  if (reader === null) return walkAll
  // Most paths lead through members to a value; whatever else is met is left to the walk, which begins anew.
  return (context) => {
    const value = reader.valueIn(context)
    return typeof value === 'symbol' ? walkAll(context) : value
  }
}

/** `has(path)`: whether the path leads to something that is not null. */
export function probePath(path: CompiledPath): Evaluate {
  const { reader } = path
  return (context) => {
    const read = reader === null ? UNUSUAL : reader.valueIn(context)
    if (read === ABSENT) return false
    if (read !== UNUSUAL) return read !== null
    const value = walk(path, context)
    if (value === undefined || value === null) return false
    return value instanceof Unknown ? (value.isAbsence ? false : value) : true
  }
}

export function missing(what: string, at: number, pointer: string | null): Unknown {
  return new Unknown('policy/missing-value', `${what} is missing`, at, pointer)
}

/** Keeps out what a request that is not JSON may hold. `undefined` stands for what is absent. */
export function checkedRead(value: JsonValue | undefined, at: number): Value | undefined {
  if (typeof value === 'object' || typeof value === 'string' || typeof value === 'boolean') return value
  if (value === undefined || Number.isFinite(value)) return value
  return new Unknown('policy/not-json', `the request holds ${describeType(value)} where JSON should be`, at)
}

/** `undefined` where a step finds nothing, whose number is then in `context.absentStep`. */
function walk(path: CompiledPath, context: Context): Value | undefined {
  const { steps, at, lastOptional } = path
  const base = path.base.run(context)
  // What is absent to the left of a `?.` is settled there, however far to the left.
  if (base instanceof Unknown) return base.isAbsence && lastOptional >= 0 ? null : base
  let value: JsonValue = base
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index]!
    let next: JsonValue | undefined
    if (step.kind === 'index') {
      const key = step.key.run(context)
      if (key instanceof Unknown) return key.isAbsence && index <= lastOptional ? null : key
      const found = readIndex(value, key, step.at)
      if (found instanceof Unknown) return found
      next = found
    } else if (isJsonObject(value)) {
      next = ownValue(value, step.name)
    } else if (value !== null) {
      return wrongType(`an object with a member ${step.name}`, value, at)
    }
    if (next === undefined) {
      if (index <= lastOptional) return null
      context.absentStep = index
      return undefined
    }
    if (next === null && step.kind === 'optional') return null
    value = next
  }
  return checkedRead(value, at)
}

function readIndex(container: JsonValue, key: JsonValue, at: number): JsonValue | undefined | Unknown {
  if (isJsonObject(container)) {
    return typeof key === 'string' ? ownValue(container, key) : wrongType('a string as the name', key, at)
  }
  if (Array.isArray(container)) {
    if (!Number.isSafeInteger(key)) return wrongType('a whole number as the index', key, at)
    return Object.hasOwn(container, key as number)
      ? (container as readonly JsonValue[])[key as number]
      : undefined
  }
  return container === null ? undefined : wrongType('a list or an object', container, at)
}

/** The pointer of the first `count` steps; `null` where a key is unknown, since any other place is a wrong one. */
function pathPointer({
  base,
  steps,
}: CompiledPath): ((context: Context, count: number) => string | null) | undefined {
  const begin = base.pointer
  if (begin === undefined) return undefined
  // Of a path of names what follows the base is known.
  const suffixes = ['']
  for (const step of steps) {
    if (step.kind === 'index') break
    suffixes.push(appendPointer(suffixes[suffixes.length - 1]!, step.name))
  }
  return (context, count) => {
    const start = begin(context)
    if (start === null) return null
    const names = Math.min(count, suffixes.length - 1)
    let pointer = start + suffixes[names]!
    for (let index = names; index < count; index += 1) {
      const step = steps[index]!
      if (step.kind === 'index') {
        const key = step.key.run(context)
        if (typeof key !== 'string' && !Number.isSafeInteger(key)) return null
        pointer = appendPointer(pointer, key as string | number)
      } else {
        pointer = appendPointer(pointer, step.name)
      }
    }
    return pointer
  }
}

/** The pointer of a path of fixed names from an input. */
export function placeOfPath({ base, steps }: CompiledPath): string | undefined {
  let place = base.place
  for (const step of steps) {
    if (place === undefined || step.kind === 'index') return undefined
    place = appendPointer(place, step.name)
  }
  return place
}

/** The pointer of a whole path, for `at`, for loops over it and for paths that go on from it. */
export function pointerOfPath(path: CompiledPath): PointerOf | undefined {
  const pointer = pathPointer(path)
  return pointer && ((context) => pointer(context, path.steps.length))
}

function describePath(path: CompiledPath, count: number): string {
  let text = path.baseText
  for (let index = 0; index < count; index += 1) text += path.steps[index]!.text
  return text
}
