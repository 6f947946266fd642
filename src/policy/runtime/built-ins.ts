import {
  formatDuration,
  formatTime,
  isJsonObject,
  type JsonValue,
  parseDuration,
  parseTime,
  sortedKeys,
} from '../../core/index.js'
import { includesItem } from './compile-compare.js'
import { checkedRead } from './compile-path.js'
import { builtTextFuel, type Context, textFuel } from './context.js'
import { isSubset, selected, setOf } from './sets.js'
import { showValue } from './show-value.js'
import { findText } from './text-search.js'
import { trimAscii } from './trim-ascii.js'
import { Unknown, type Value, wrongType } from './unknown.js'

/** What an argument may be; `sized` has a size, `container` is what `contains` looks in. */
export type ParameterType = 'any' | 'string' | 'number' | 'list' | 'object' | 'sized' | 'container'

/** A function of the language. */
export interface BuiltIn {
  readonly parameters: readonly ParameterType[]
  /** More arguments may follow, of the last parameter's type. */
  readonly variadic: boolean
  readonly result: 'json' | 'string' | 'number' | 'bool' | 'list' | 'time' | 'duration'
  /** Not callable by policies: the compiler puts it into templates. */
  readonly hidden: boolean
  readonly run: (values: readonly JsonValue[], at: number, context: Context) => Value
}

type Body = (values: readonly JsonValue[], at: number, context: Context) => Value

export function builtIn(name: string): BuiltIn | undefined {
  return BUILT_INS.get(name)
}

export function builtInNames(): string[] {
  return [...BUILT_INS].filter(([, called]) => !called.hidden).map(([name]) => name)
}

/** The hidden functions that templates use for values whose type is known to be a time or a duration. */
export const SHOW_TIME = 'time to text'
export const SHOW_DURATION = 'duration to text'

const BUILT_INS: ReadonlyMap<string, BuiltIn> = new Map([
  ['size', define(['sized'], 'number', sizeOf)],
  ['lower', define(['string'], 'string', lower)],
  ['upper', define(['string'], 'string', upper)],
  ['trim', define(['string'], 'string', ([text]) => trimAscii(textOf(text)))],
  ['contains', define(['container', 'any'], 'bool', contains)],
  [
    'startsWith',
    define(['string', 'string'], 'bool', ([text, part]) => textOf(text).startsWith(textOf(part))),
  ],
  ['endsWith', define(['string', 'string'], 'bool', ([text, part]) => textOf(text).endsWith(textOf(part)))],
  ['split', define(['string', 'string'], 'list', split)],
  ['join', define(['list', 'string'], 'string', join)],
  ['keys', define(['object'], 'list', keys)],
  ['values', define(['object'], 'list', valuesOf)],
  ['set', define(['list'], 'list', ([list], _at, context) => setOf([list!], context))],
  ['union', define(['list', 'list'], 'list', (lists, _at, context) => setOf(lists, context), true)],
  ['intersection', define(['list', 'list'], 'list', (lists, _at, context) => selected(lists, true, context))],
  ['difference', define(['list', 'list'], 'list', (lists, _at, context) => selected(lists, false, context))],
  ['subset', define(['list', 'list'], 'bool', isSubset)],
  ['min', define(['number'], 'number', least, true)],
  ['max', define(['number'], 'number', greatest, true)],
  ['abs', define(['number'], 'number', ([value]) => Math.abs(value as number))],
  ['floor', define(['number'], 'number', ([value]) => Math.floor(value as number))],
  [
    'time',
    define(['string'], 'time', ([text], at) => parseTime(textOf(text)) ?? notText('an RFC 3339 time', at)),
  ],
  ['duration', define(['string'], 'duration', readDuration)],
  [SHOW_TIME, define(['any'], 'string', showBy(formatTime), false, true)],
  [SHOW_DURATION, define(['any'], 'string', showBy(durationText), false, true)],
])

function define(
  parameters: readonly ParameterType[],
  result: BuiltIn['result'],
  body: Body,
  variadic = false,
  hidden = false,
): BuiltIn {
  const run: Body = (values, at, context) => {
    for (let index = 0; index < values.length; index += 1) {
      const type = parameters[Math.min(index, parameters.length - 1)]!
      const value = values[index]!
      if (!fits(value, type)) return wrongType(NAMES[type], value, at)
      if (typeof value === 'string') context.spend(textFuel(value.length))
    }
    return body(values, at, context)
  }
  return { parameters, variadic, result, hidden, run }
}

const NAMES: Readonly<Record<ParameterType, string>> = {
  any: 'a value',
  string: 'a string',
  number: 'a number',
  list: 'a list',
  object: 'an object',
  sized: 'a string, a list or an object',
  container: 'a string or a list',
}

function fits(value: JsonValue, type: ParameterType): boolean {
  switch (type) {
    case 'any':
      return true
    case 'string':
    case 'number':
      return typeof value === type
    case 'list':
      return Array.isArray(value)
    case 'object':
      return isJsonObject(value)
    case 'sized':
      return typeof value === 'string' || (typeof value === 'object' && value !== null)
    case 'container':
      return typeof value === 'string' || Array.isArray(value)
  }
}

function textOf(value: JsonValue | undefined): string {
  return value as string
}

function notText(what: string, at: number): Unknown {
  return new Unknown('policy/invalid-argument', `the text is not ${what}`, at)
}

function sizeOf([value]: readonly JsonValue[], _at: number, context: Context): Value {
  if (typeof value === 'string') {
    let points = 0
    for (const _point of value) points += 1
    return points
  }
  if (Array.isArray(value)) return value.length
  const length = Object.keys(value as object).length
  context.spend(length)
  return length
}

// `toLowerCase` follows the Unicode version of the engine; ASCII is the same everywhere.
function lower([text]: readonly JsonValue[]): Value {
  return textOf(text).replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
}

function upper([text]: readonly JsonValue[]): Value {
  return textOf(text).replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32))
}

function least(values: readonly JsonValue[]): Value {
  return (values as readonly number[]).reduce((one, other) => Math.min(one, other))
}

function greatest(values: readonly JsonValue[]): Value {
  return (values as readonly number[]).reduce((one, other) => Math.max(one, other))
}

function contains([container, item]: readonly JsonValue[], at: number, context: Context): Value {
  if (Array.isArray(container)) return includesItem(container as readonly JsonValue[], item!, context)
  if (typeof item !== 'string') return wrongType('a string to look for', item!, at)
  return findText(textOf(container), item, 0) !== -1
}

function split([text, separator]: readonly JsonValue[], at: number): Value {
  const whole = textOf(text)
  const mark = textOf(separator)
  if (mark === '') return new Unknown('policy/invalid-argument', 'the separator is empty', at)
  const parts: string[] = []
  let start = 0
  for (let found = findText(whole, mark, 0); found !== -1; found = findText(whole, mark, start)) {
    parts.push(whole.slice(start, found))
    start = found + mark.length
  }
  parts.push(whole.slice(start))
  return parts
}

function join([list, separator]: readonly JsonValue[], at: number, context: Context): Value {
  const items = list as readonly JsonValue[]
  for (const item of items) {
    if (typeof item !== 'string') return wrongType('a list of strings', item, at)
    context.spend(builtTextFuel(item.length + textOf(separator).length))
  }
  return items.join(textOf(separator))
}

function keys([object]: readonly JsonValue[], _at: number, context: Context): Value {
  context.spend(Object.keys(object as object).length)
  return sortedKeys(object as object)
}

function valuesOf([object]: readonly JsonValue[], at: number, context: Context): Value {
  const members = object as { readonly [key: string]: JsonValue }
  const names = sortedKeys(members)
  context.spend(names.length)
  const list: JsonValue[] = []
  for (const name of names) {
    const value = checkedRead(members[name], at)
    if (value === undefined || value instanceof Unknown) return value ?? notText('JSON', at)
    list.push(value)
  }
  return list
}

function readDuration([text]: readonly JsonValue[], at: number): Value {
  try {
    return parseDuration(textOf(text))
  } catch {
    return notText('a duration', at)
  }
}

function durationText(milliseconds: number): string | null {
  if (!Number.isSafeInteger(milliseconds)) return null
  return milliseconds < 0 ? `-${formatDuration(-milliseconds)}` : formatDuration(milliseconds)
}

function showBy(format: (value: number) => string | null): Body {
  return ([value], _at, context) =>
    (typeof value === 'number' ? format(value) : null) ?? showValue(value!, context)
}
