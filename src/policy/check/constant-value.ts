import { parseDuration, parseTime } from '../../core/index.js'
import type { Expression } from '../runtime/program.js'
import { type ExpressionNumbers, isParameter } from './expression-numbers.js'

export type Scalar = null | boolean | number | string

/** A value that the text alone tells. */
export interface ConstantValue {
  readonly value: Scalar | readonly Scalar[]
  /** It goes by a name: whoever compares names with one another sets a switch, and means it. */
  readonly isNamed: boolean
}

/** Lists of more than this are not looked into, so that what compares their items stays linear. */
export const MOST_ITEMS = 64

/**
 * The value of an expression that does not depend on the request, or `null` where there is none or it is not worth
 * finding out. What a parameter is bound to is no such value, since it may be bound to another one.
 */
export function constantValue(node: Expression, numbers: ExpressionNumbers): ConstantValue | null {
  switch (node.op) {
    case 'literal':
      return { value: node.value, isNamed: false }
    case 'negate': {
      const operand = numberOf(constantValue(node.operand, numbers))
      return operand === null ? null : { value: -operand, isNamed: false }
    }
    case 'constant':
    case 'local': {
      const meaning = numbers.meaningOf(node)
      const found = meaning === null ? null : constantValue(meaning, numbers)
      return found === null ? null : { value: found.value, isNamed: true }
    }
    case 'list':
      return listValue(node.items, numbers)
    case 'call':
      return amountOf(node, numbers)
    case 'arithmetic':
      return arithmeticValue(node, numbers)
    default:
      return null
  }
}

/** As {@link constantValue}, also through parameters: what a decision of this very program will find. */
export function boundValue(node: Expression, numbers: ExpressionNumbers): ConstantValue | null {
  if (node.op === 'constant' && isParameter(node.name)) {
    const value = numbers.boundTo(node.name)
    return value === null ? null : constantValue(value, numbers)
  }
  const meaning = numbers.meaningOf(node)
  if (meaning !== null) return boundValue(meaning, numbers)
  return constantValue(node, numbers)
}

function listValue(items: readonly Expression[], numbers: ExpressionNumbers): ConstantValue | null {
  if (items.length > MOST_ITEMS) return null
  const values: Scalar[] = []
  for (const item of items) {
    const found = constantValue(item, numbers)
    if (found === null || isList(found.value)) return null
    values.push(found.value)
  }
  return { value: values, isNamed: false }
}

function isList(value: Scalar | readonly Scalar[]): value is readonly Scalar[] {
  return Array.isArray(value)
}

function numberOf(found: ConstantValue | null): number | null {
  return typeof found?.value === 'number' ? found.value : null
}

/** `time("…")` and `duration("…")`. */
function amountOf(
  { name, items }: Expression & { readonly op: 'call' },
  numbers: ExpressionNumbers,
): ConstantValue | null {
  if ((name !== 'time' && name !== 'duration') || items.length !== 1) return null
  const text = constantValue(items[0]!, numbers)?.value
  if (typeof text !== 'string') return null
  const value = name === 'time' ? parseTime(text) : durationOf(text)
  return value === null ? null : { value, isNamed: false }
}

function durationOf(text: string): number | null {
  try {
    return parseDuration(text)
  } catch {
    return null
  }
}

function arithmeticValue(
  { first, rest }: Expression & { readonly op: 'arithmetic' },
  numbers: ExpressionNumbers,
): ConstantValue | null {
  let value = numberOf(constantValue(first, numbers))
  for (const { operator, operand } of rest) {
    const right = numberOf(constantValue(operand, numbers))
    if (value === null || right === null) return null
    value = calculate(value, operator, right)
  }
  return value === null || !Number.isFinite(value) ? null : { value, isNamed: false }
}

function calculate(left: number, operator: '+' | '-' | '*' | '/' | '%', right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}
