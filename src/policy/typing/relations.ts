import type { ParameterType } from '../runtime/built-ins.js'
import type { ArithmeticOperator } from '../runtime/program.js'
import {
  DURATION_TYPE,
  JSON_TYPE,
  NUMBER_TYPE,
  OPEN_OBJECT_TYPE,
  presentType,
  QUANTITY_TYPE,
  STRING_TYPE,
  TIME_TYPE,
  type Type,
} from './type.js'

const NUMERIC: ReadonlySet<string> = new Set(['number', 'int', 'time', 'duration', 'quantity'])
const PLAIN_NUMBERS: ReadonlySet<string> = new Set(['number', 'int'])

/** Types contain themselves; deeper than this nothing is compared, and all agrees. */
const MAX_COMPARED = 8

/** More than so many strings in a list are taken for any string: to gather them would take quadratic time. */
const MOST_WORDS = 64

function isNumeric(type: Type): boolean {
  return NUMERIC.has(type.kind)
}

export function isText(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'words'
}

/** Whether two values can ever be equal. */
export function canBeEqual(one: Type, other: Type): boolean {
  return agree(one, other, MAX_COMPARED)
}

function agree(one: Type, other: Type, depth: number): boolean {
  if (one === other || depth === 0 || one.kind === 'json' || other.kind === 'json') return true
  // null equals only null, but to compare with it asks whether there is something.
  if (one.kind === 'null' || other.kind === 'null') return true
  if (one.kind === 'optional' || other.kind === 'optional') {
    return agree(presentType(one), presentType(other), depth - 1)
  }
  if (one.kind === 'words' && other.kind === 'words')
    return [...one.words].some((word) => other.words.has(word))
  if (isText(one) || isText(other)) return isText(one) && isText(other)
  if (isNumeric(one) && isNumeric(other)) {
    return one.kind === other.kind || (PLAIN_NUMBERS.has(one.kind) && PLAIN_NUMBERS.has(other.kind))
  }
  if (isSequence(one) && isSequence(other)) return agree(one.item, other.item, depth - 1)
  if (isRecord(one) && isRecord(other)) return recordsAgree(one, other, depth)
  return one.kind === other.kind
}

function recordsAgree(one: Type, other: Type, depth: number): boolean {
  if (one.kind !== 'object' || other.kind !== 'object') return true
  for (const [name, member] of one.members) {
    const known = other.members.get(name)
    if (known !== undefined && !agree(member.type, known.type, depth - 1)) return false
  }
  return true
}

function isSequence(type: Type): type is Type & { readonly kind: 'list' | 'set' } {
  return type.kind === 'list' || type.kind === 'set'
}

function isRecord(type: Type): boolean {
  return type.kind === 'object' || type.kind === 'map'
}

/** Whether two values can ever be ordered. */
export function canBeOrdered(one: Type, other: Type): boolean {
  if (one.kind === 'json') return other.kind === 'json' || isText(other) || isNumeric(other)
  if (other.kind === 'json') return canBeOrdered(other, one)
  if (isText(one) || isText(other)) return isText(one) && isText(other)
  return isNumeric(one) && isNumeric(other) && agree(one, other, 1)
}

/** Whether a value can be what an operator or function takes. */
export function canBe(type: Type, wanted: ParameterType | 'bool' | 'items'): boolean {
  if (type.kind === 'json') return true
  switch (wanted) {
    case 'any':
      return true
    case 'bool':
      return type.kind === 'bool'
    case 'string':
      return isText(type)
    case 'number':
      return isNumeric(type)
    case 'list':
      return isSequence(type)
    case 'object':
      return isRecord(type)
    case 'sized':
      return isText(type) || isSequence(type) || isRecord(type)
    case 'container':
      return isText(type) || isSequence(type)
    case 'items':
      return isSequence(type) || isRecord(type)
  }
}

/** Whether a value of one type may be handed in where another is declared. */
export function isAssignable(from: Type, to: Type): boolean {
  if (from.kind === 'null') return to.kind === 'json' || to.kind === 'null' || to.kind === 'optional'
  if (from.kind === 'optional' && to.kind !== 'optional' && to.kind !== 'json') return false
  if (from.kind === 'words' && to.kind === 'words') return [...from.words].every((word) => to.words.has(word))
  if (from.kind === 'object' && to.kind === 'object' && !from.open && from !== to) {
    const lacks = [...to.members].some(([name, member]) => !member.optional && !from.members.has(name))
    if (lacks || (!to.open && [...from.members.keys()].some((name) => !to.members.has(name)))) return false
  }
  return agree(from, to, MAX_COMPARED)
}

/** The type of a calculation, or `null` for one that makes no sense, such as the sum of two times. */
export function calculatedType(operator: ArithmeticOperator, left: Type, right: Type): Type | null {
  if (left.kind === 'json' || right.kind === 'json') return JSON_TYPE
  const one = PLAIN_NUMBERS.has(left.kind) ? 'number' : left.kind
  const other = PLAIN_NUMBERS.has(right.kind) ? 'number' : right.kind
  return CALCULATIONS[`${one} ${operator} ${other}`] ?? null
}

const CALCULATIONS: Readonly<Record<string, Type>> = {
  ...Object.fromEntries(
    ['+', '-', '*', '/', '%'].map((operator) => [`number ${operator} number`, NUMBER_TYPE]),
  ),
  ...measure('duration', DURATION_TYPE),
  ...measure('quantity', QUANTITY_TYPE),
  'time + duration': TIME_TYPE,
  'duration + time': TIME_TYPE,
  'time - duration': TIME_TYPE,
  'time - time': DURATION_TYPE,
  'time % duration': DURATION_TYPE,
}

/** What is measured in units can be added, and scaled by plain numbers. */
function measure(kind: string, type: Type): Record<string, Type> {
  return {
    [`${kind} + ${kind}`]: type,
    [`${kind} - ${kind}`]: type,
    [`${kind} * number`]: type,
    [`number * ${kind}`]: type,
    [`${kind} / number`]: type,
    [`${kind} / ${kind}`]: NUMBER_TYPE,
    [`${kind} % ${kind}`]: type,
  }
}

/** The type that values of several types have in common. */
export function commonType(types: readonly Type[]): Type {
  const [first, ...rest] = types
  return first === undefined ? JSON_TYPE : rest.reduce(join, first)
}

function join(one: Type, other: Type): Type {
  if (one === other) return one
  if (one.kind === 'null') return optionalOf(other)
  if (other.kind === 'null') return optionalOf(one)
  if (one.kind === 'optional' || other.kind === 'optional') {
    return optionalOf(join(presentType(one), presentType(other)))
  }
  if (one.kind === 'words' && other.kind === 'words') {
    const name = one.name === other.name ? one.name : null
    if (one.words.size + other.words.size > MOST_WORDS) return STRING_TYPE
    return { kind: 'words', words: new Set([...one.words, ...other.words]), name }
  }
  if (isText(one) && isText(other)) return one.kind === 'string' ? one : other
  if (PLAIN_NUMBERS.has(one.kind) && PLAIN_NUMBERS.has(other.kind)) return NUMBER_TYPE
  if (isSequence(one) && isSequence(other) && one.kind === other.kind) {
    return { kind: one.kind, item: join(one.item, other.item) }
  }
  if (isRecord(one) && isRecord(other)) return OPEN_OBJECT_TYPE
  return one.kind === other.kind && one.kind !== 'map' ? one : JSON_TYPE
}

function optionalOf(type: Type): Type {
  return type.kind === 'optional' || type.kind === 'json' || type.kind === 'null'
    ? type
    : { kind: 'optional', item: type }
}
