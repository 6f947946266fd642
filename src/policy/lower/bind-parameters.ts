import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDuration,
  parseTime,
  type Span,
  suggestName,
} from '../../core/index.js'
import type { Expression as Lowered } from '../runtime/program.js'
import { readQuantity } from '../runtime/quantity.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { JSON_TYPE, type ObjectType, type Type } from '../typing/type.js'

/** The values that a caller hands in for parameters, and which of them were taken. */
export class ParameterValues {
  readonly #values: ReadonlyMap<string, JsonValue>
  readonly #known = new Set<string>()

  constructor(values: { readonly [key: string]: JsonValue }) {
    this.#values = new Map(Object.entries(values))
  }

  /** The value under `policy.parameter`, or else under the bare name. */
  take(policy: string, parameter: string): JsonValue | undefined {
    this.#known.add(parameter)
    this.#known.add(`${policy}.${parameter}`)
    return this.#values.get(`${policy}.${parameter}`) ?? this.#values.get(parameter)
  }

  /** A key that nothing takes is most likely misspelt. */
  reportUnknown(span: Span, sink: DiagnosticSink): void {
    for (const key of this.#values.keys()) {
      if (this.#known.has(key)) continue
      const meant = suggestName(key, this.#known)
      const help = meant === undefined ? 'remove it from options.parameters' : `did you mean ${meant}?`
      sink.error('policy/unknown-parameter', `no policy has a parameter ${key}`, span, help)
    }
  }
}

/** A value from outside as a part of the program, or `null` where it is not of the type. */
export function lowerValue(value: JsonValue, type: Type, at: number): Lowered | null {
  switch (type.kind) {
    case 'json':
      return lowerJson(value, at)
    case 'null':
      return value === null ? literal(null, at) : null
    case 'optional':
      return value === null ? literal(null, at) : lowerValue(value, type.item, at)
    case 'string':
      return typeof value === 'string' ? literal(value, at) : null
    case 'words':
      return typeof value === 'string' && type.words.has(value) ? literal(value, at) : null
    case 'number':
      return typeof value === 'number' ? literal(value, at) : null
    case 'int':
      return Number.isSafeInteger(value) ? literal(value as number, at) : null
    case 'bool':
      return typeof value === 'boolean' ? literal(value, at) : null
    case 'time':
      return amountOf(value, parseTime, Number.isSafeInteger, at)
    case 'duration':
      return amountOf(value, durationOf, Number.isSafeInteger, at)
    case 'quantity':
      return amountOf(value, readQuantity, Number.isFinite, at)
    case 'list':
    case 'set': {
      if (!Array.isArray(value)) return null
      const items = (value as readonly JsonValue[]).map((item) => lowerValue(item, type.item, at))
      if (!items.every((item) => item !== null)) return null
      const list: Lowered = { op: 'list', items, at }
      return type.kind === 'list' ? list : { op: 'call', name: 'set', items: [list], at }
    }
    case 'map':
      return isJsonObject(value) ? lowerMembers(value, () => type.item, at) : null
    case 'object':
      return isJsonObject(value) && hasMembers(value, type)
        ? lowerMembers(value, (name) => type.members.get(name)?.type ?? JSON_TYPE, at)
        : null
  }
}

/** Whether every member that must be there is, and no others are. */
function hasMembers(value: JsonObject, type: ObjectType): boolean {
  const required = [...type.members].every(([name, { optional }]) => optional || Object.hasOwn(value, name))
  return required && (type.open || Object.keys(value).every((name) => type.members.has(name)))
}

function lowerMembers(value: JsonObject, typeOf: (name: string) => Type, at: number): Lowered | null {
  const keys = Object.keys(value)
  const items = keys.map((name) => lowerValue(value[name]!, typeOf(name), at))
  return items.every((item) => item !== null) ? { op: 'object', keys, items, at } : null
}

function lowerJson(value: JsonValue, at: number): Lowered {
  if (Array.isArray(value)) {
    return { op: 'list', items: (value as readonly JsonValue[]).map((item) => lowerJson(item, at)), at }
  }
  if (!isJsonObject(value)) return literal(value as Exclude<JsonValue, object> | null, at)
  const keys = Object.keys(value)
  return { op: 'object', keys, items: keys.map((key) => lowerJson(value[key]!, at)), at }
}

function literal(value: null | boolean | number | string, at: number): Lowered {
  // JSON has one zero; so have the bytes of a bundle.
  return { op: 'literal', value: value === 0 ? 0 : value, at }
}

function amountOf(
  value: JsonValue,
  read: (text: string) => number | null,
  accepts: (amount: unknown) => boolean,
  at: number,
): Lowered | null {
  const amount = typeof value === 'string' ? read(value) : value
  return accepts(amount) ? literal(amount as number, at) : null
}

function durationOf(text: string): number | null {
  try {
    return parseDuration(text)
  } catch {
    return null
  }
}

/** Whether a default, already lowered, is of the type as far as the text shows. */
export function presetFits(node: Lowered, type: Type): boolean {
  if (type.kind === 'json' || type.kind === 'optional' || type.kind === 'map' || type.kind === 'object')
    return true
  if (type.kind === 'list' || type.kind === 'set') {
    if (node.op === 'list') return node.items.every((item) => presetFits(item, type.item))
    return node.op !== 'literal' && node.op !== 'object'
  }
  return node.op !== 'literal' || fitsScalar(node.value, type)
}

function fitsScalar(value: JsonValue, type: Type): boolean {
  if (type.kind === 'string') return typeof value === 'string'
  if (type.kind === 'words') return typeof value === 'string' && type.words.has(value)
  if (type.kind === 'bool') return typeof value === 'boolean'
  return type.kind === 'int' ? Number.isSafeInteger(value) : typeof value === 'number'
}

/** Levels of a value; the options of the compiler bound its depth. */
export function heightOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1
  return (
    Object.values(value).reduce((most: number, member: JsonValue) => Math.max(most, heightOf(member)), 0) + 1
  )
}
