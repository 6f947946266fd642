import { isJsonObject, type JsonValue, parseDuration, type Span, suggestName } from '../../core/index.js'
import type { Expression as Lowered } from '../runtime/program.js'
import { parseTime } from '../runtime/time-text.js'
import type { Parameter, TypeExpression } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'

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
export function lowerValue(value: JsonValue, type: TypeExpression, at: number): Lowered | null {
  return lowerAs(value, type, type.lists, at)
}

function lowerAs(value: JsonValue, type: TypeExpression, lists: number, at: number): Lowered | null {
  if (lists > 0) {
    if (!Array.isArray(value)) return null
    const items = (value as readonly JsonValue[]).map((item) => lowerAs(item, type, lists - 1, at))
    return items.every((item) => item !== null) ? { op: 'list', items, at } : null
  }
  switch (type.name) {
    case 'json':
      return lowerJson(value, at)
    case 'string':
      return typeof value === 'string' ? literal(value, at) : null
    case 'number':
      return typeof value === 'number' ? literal(value, at) : null
    case 'bool':
      return typeof value === 'boolean' ? literal(value, at) : null
    case 'time':
      return amountOf(value, parseTime, at)
    case 'duration':
      return amountOf(value, durationOf, at)
  }
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

function amountOf(value: JsonValue, read: (text: string) => number | null, at: number): Lowered | null {
  const amount = typeof value === 'string' ? read(value) : value
  return Number.isSafeInteger(amount) ? literal(amount as number, at) : null
}

function durationOf(text: string): number | null {
  try {
    return parseDuration(text)
  } catch {
    return null
  }
}

export function describeParameterType({ name, lists }: TypeExpression): string {
  return `${'['.repeat(lists)}${name}${']'.repeat(lists)}`
}

/** Whether a preset, already lowered, is of the type as far as the text shows. */
export function presetFits(node: Lowered, parameter: Parameter): boolean {
  return fits(node, parameter.type.name, parameter.type.lists)
}

function fits(node: Lowered, name: TypeExpression['name'], lists: number): boolean {
  if (lists === 0) return name === 'json' || node.op !== 'literal' || fitsScalar(node.value, name)
  if (node.op === 'list') return node.items.every((item) => fits(item, name, lists - 1))
  return node.op !== 'literal' && node.op !== 'object'
}

function fitsScalar(value: JsonValue, name: TypeExpression['name']): boolean {
  if (name === 'string') return typeof value === 'string'
  return name === 'bool' ? typeof value === 'boolean' : typeof value === 'number'
}

/** Levels of a value; the options of the compiler bound its depth. */
export function heightOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1
  return (
    Object.values(value).reduce((most: number, member: JsonValue) => Math.max(most, heightOf(member)), 0) + 1
  )
}
