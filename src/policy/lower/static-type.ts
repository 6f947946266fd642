import type { ParameterType } from '../runtime/built-ins.js'
import type { ArithmeticOperator } from '../runtime/program.js'
import type { TypeExpression } from '../syntax/ast.js'

/** What the text shows of a value's type; `json` may be anything, and agrees with everything. */
export type StaticType =
  | 'json'
  | 'null'
  | 'bool'
  | 'number'
  | 'string'
  | 'time'
  | 'duration'
  | 'list'
  | 'object'

const NUMERIC: ReadonlySet<StaticType> = new Set(['number', 'time', 'duration'])

const NAMES: Readonly<Record<StaticType, string>> = {
  json: 'any value',
  null: 'null',
  bool: 'a boolean',
  number: 'a number',
  string: 'a string',
  time: 'a time',
  duration: 'a duration',
  list: 'a list',
  object: 'an object',
}

/** As a message names it. */
export function nameOfType(type: StaticType): string {
  return NAMES[type]
}

export function staticTypeOf(type: TypeExpression): StaticType {
  return type.lists > 0 ? 'list' : type.name
}

/** Whether two values can ever be equal. */
export function canBeEqual(left: StaticType, right: StaticType): boolean {
  return left === right || left === 'json' || right === 'json' || left === 'null' || right === 'null'
}

/** Whether two values can ever be ordered. */
export function canBeOrdered(left: StaticType, right: StaticType): boolean {
  if (!isOrdered(left) || !isOrdered(right)) return false
  return left === right || left === 'json' || right === 'json'
}

function isOrdered(type: StaticType): boolean {
  return type === 'json' || type === 'string' || NUMERIC.has(type)
}

/** Whether a value of a type can be what an operator or function takes. */
export function canBe(type: StaticType, wanted: ParameterType | 'bool' | 'container of items'): boolean {
  if (type === 'json') return true
  switch (wanted) {
    case 'any':
      return true
    case 'number':
      return NUMERIC.has(type)
    case 'sized':
      return type === 'string' || type === 'list' || type === 'object'
    case 'container':
      return type === 'string' || type === 'list'
    case 'container of items':
      return type === 'list' || type === 'object'
    default:
      return type === wanted
  }
}

/** The type of a calculation, or `null` for one that makes no sense, such as the sum of two times. */
export function calculatedType(
  operator: ArithmeticOperator,
  left: StaticType,
  right: StaticType,
): StaticType | null {
  if (left === 'json' || right === 'json') return 'json'
  if (left === 'number' && right === 'number') return 'number'
  switch (operator) {
    case '+':
      if (left === 'duration' && right === 'duration') return 'duration'
      return (left === 'time' && right === 'duration') || (left === 'duration' && right === 'time')
        ? 'time'
        : null
    case '-':
      if (left === 'time' && right === 'time') return 'duration'
      if (right === 'duration' && (left === 'time' || left === 'duration')) return left
      return null
    case '*':
      return (left === 'duration' && right === 'number') || (left === 'number' && right === 'duration')
        ? 'duration'
        : null
    case '/':
      if (left === 'duration' && right === 'duration') return 'number'
      return left === 'duration' && right === 'number' ? 'duration' : null
    case '%':
      return (left === 'duration' || left === 'time') && right === 'duration' ? 'duration' : null
  }
}

/** The type that values of several types have in common. */
export function commonType(types: readonly StaticType[]): StaticType {
  const first = types[0] ?? 'json'
  return types.every((type) => type === first) ? first : 'json'
}
