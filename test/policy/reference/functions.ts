import { compareCodePoints, type JsonValue } from 'keelson/core'
import { canonicalize } from 'keelson/hash'
import { failed, known, type Outcome, wrongType } from './outcome.js'
import { readDuration, readTime } from './text.js'

type Kind = 'string' | 'number' | 'list' | 'object' | 'any' | 'sized' | 'container'
type Run = (...values: never[]) => JsonValue | undefined

const isText = (value: JsonValue): value is string => typeof value === 'string'
const isObject = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isOf(kind: Kind, value: JsonValue): boolean {
  switch (kind) {
    case 'any':
      return true
    case 'string':
    case 'number':
      return typeof value === kind
    case 'list':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    case 'sized':
      return isText(value) || Array.isArray(value) || isObject(value)
    case 'container':
      return isText(value) || Array.isArray(value)
  }
}

/** Equality of §5.1: of the same type and parts, whatever the order of members. */
export function isEqual(one: JsonValue, other: JsonValue): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return (
      one.length === other.length &&
      one.every((item: JsonValue, index) => isEqual(item, other[index] as JsonValue))
    )
  }
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one)
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && isEqual(one[name]!, other[name]!))
    )
  }
  return one === other
}

type List = readonly JsonValue[]

const holds = (list: List, item: JsonValue): boolean => list.some((found) => isEqual(found, item))

/** Each item once, in an order that depends on the items alone (§5.5); which order, nothing else may ask. */
const asSet = (list: List): List =>
  list
    .filter((item, index) => !holds(list.slice(0, index), item))
    .sort((one, other) => compareCodePoints(canonicalize(one), canonicalize(other)))

/** An ASCII letter in its other case. */
const mapAscii = (text: string, pattern: RegExp, by: number): string =>
  text.replace(pattern, (letter) => String.fromCharCode(letter.charCodeAt(0) + by))

const FUNCTIONS: Readonly<
  Record<string, { readonly takes: readonly Kind[]; readonly more?: Kind; readonly run: Run }>
> = {
  size: {
    takes: ['sized'],
    run: (value: JsonValue) => (isText(value) ? [...value].length : Object.keys(value as object).length),
  },
  lower: { takes: ['string'], run: (text: string) => mapAscii(text, /[A-Z]/g, 32) },
  upper: { takes: ['string'], run: (text: string) => mapAscii(text, /[a-z]/g, -32) },
  trim: { takes: ['string'], run: (text: string) => text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '') },
  startsWith: { takes: ['string', 'string'], run: (text: string, part: string) => text.startsWith(part) },
  endsWith: { takes: ['string', 'string'], run: (text: string, part: string) => text.endsWith(part) },
  split: {
    takes: ['string', 'string'],
    run: (text: string, by: string) => (by === '' ? undefined : text.split(by)),
  },
  keys: { takes: ['object'], run: (object: object) => Object.keys(object).sort(compareCodePoints) },
  values: {
    takes: ['object'],
    run: (object: { readonly [key: string]: JsonValue }) =>
      Object.keys(object)
        .sort(compareCodePoints)
        .map((name) => object[name]!),
  },
  set: { takes: ['list'], run: (list: List) => asSet(list) },
  union: { takes: ['list', 'list'], more: 'list', run: (...lists: List[]) => asSet(lists.flat()) },
  intersection: {
    takes: ['list', 'list'],
    run: (one: List, other: List) => asSet(one.filter((item) => holds(other, item))),
  },
  difference: {
    takes: ['list', 'list'],
    run: (one: List, other: List) => asSet(one.filter((item) => !holds(other, item))),
  },
  subset: {
    takes: ['list', 'list'],
    run: (one: List, other: List) => one.every((item) => holds(other, item)),
  },
  min: { takes: ['number', 'number'], more: 'number', run: (...numbers: number[]) => Math.min(...numbers) },
  max: { takes: ['number', 'number'], more: 'number', run: (...numbers: number[]) => Math.max(...numbers) },
  abs: { takes: ['number'], run: (value: number) => Math.abs(value) },
  floor: { takes: ['number'], run: (value: number) => Math.floor(value) },
  time: { takes: ['string'], run: (text: string) => readTime(text) },
  duration: { takes: ['string'], run: (text: string) => readDuration(text) },
}

/** A built-in function (§5.5) of known arguments. */
export function callFunction(name: string, values: readonly JsonValue[]): Outcome {
  if (name === 'contains') {
    const [whole, part] = values as [JsonValue, JsonValue]
    if (isText(whole)) return isText(part) ? known(whole.includes(part)) : wrongType()
    return Array.isArray(whole) ? known(holds(whole, part)) : wrongType()
  }
  if (name === 'join') {
    const [list, by] = values as [JsonValue, JsonValue]
    if (!Array.isArray(list) || !isText(by) || !list.every(isText)) return wrongType()
    return known(list.join(by))
  }
  const declared = FUNCTIONS[name]!
  if (!values.every((value, index) => isOf(declared.takes[index] ?? declared.more!, value)))
    return wrongType()
  const value = declared.run(...(values as never[]))
  if (value === undefined) return failed('policy/invalid-argument')
  const amount = name === 'time' || name === 'duration' ? ({ amount: name } as const) : {}
  return known(value, amount)
}
