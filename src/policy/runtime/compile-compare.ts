import { compareCodePoints, isJsonObject, type JsonValue } from '../../core/index.js'
import type { Compiled, Evaluate } from './compiled.js'
import { type Context, textFuel } from './context.js'
import { jsonEqual } from './json-equal.js'
import type { CompareOperator, Expression } from './program.js'
import { matchesPieces, splitPattern } from './text-search.js'
import { describeType, graver, Unknown, type Value, wrongType } from './unknown.js'

type CompareNode = Expression & { readonly op: 'compare' }

/** `== != < <= > >= in like startsWith endsWith`. */
export function compileCompare(node: CompareNode, left: Compiled, right: Compiled): Compiled {
  const cost = 1 + left.cost + right.cost
  switch (node.operator) {
    case '==':
      return { run: equality(left, right, true), cost }
    case '!=':
      return { run: equality(left, right, false), cost }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { run: ordering(node, left, right), cost }
    case 'in':
      return { run: membership(node, left, right), cost }
    default:
      return typeof right.constant === 'string'
        ? constantTextTest(node, left, right.constant, cost)
        : { run: textTest(node, left, right), cost }
  }
}

function equality(left: Compiled, right: Compiled, wanted: boolean): Evaluate {
  const constant = right.constant
  // A scalar needs no walk, and conditions mostly compare with one.
  if (constant !== undefined && (typeof constant !== 'object' || constant === null)) {
    const read = left.run
    return (context) => {
      const value = read(context)
      if (value === constant) return wanted
      return value instanceof Unknown ? value : !wanted
    }
  }
  return (context) => {
    const one = left.run(context)
    const other = right.run(context)
    const unknown = unknownOf(one, other)
    if (unknown !== null) return unknown
    return jsonEqual(one as JsonValue, other as JsonValue, context) === wanted
  }
}

function ordering(node: CompareNode, left: Compiled, right: Compiled): Evaluate {
  const holds = orderTest(node.operator)
  const readLeft = left.run
  const readRight = right.run
  return (context) => {
    const one = readLeft(context)
    const other = readRight(context)
    if (typeof one === 'number' && typeof other === 'number') {
      return holds(one < other ? -1 : one > other ? 1 : 0)
    }
    if (typeof one === 'string' && typeof other === 'string') {
      context.spend(textFuel(Math.min(one.length, other.length)))
      return holds(compareCodePoints(one, other))
    }
    const unknown = unknownOf(one, other)
    if (unknown !== null) return unknown
    if (isOrdered(one) && isOrdered(other)) {
      // Either may be the one that is wrong: which was meant, only who wrote the policy knows.
      const found = `${describeType(one)} and ${describeType(other)} cannot be compared`
      return new Unknown('policy/wrong-type', found, node.at)
    }
    return isOrdered(one)
      ? wrongType(`a ${typeof one} to compare with`, other as JsonValue, node.right.at)
      : wrongType('a number or a string', one as JsonValue, node.left.at)
  }
}

function orderTest(operator: CompareOperator): (order: number) => boolean {
  switch (operator) {
    case '<':
      return (order) => order < 0
    case '<=':
      return (order) => order <= 0
    case '>':
      return (order) => order > 0
    default:
      return (order) => order >= 0
  }
}

function isOrdered(value: Value): value is number | string {
  return typeof value === 'number' || typeof value === 'string'
}

function membership(node: CompareNode, left: Compiled, right: Compiled): Evaluate {
  const scalars = constantScalars(right)
  const read = left.run
  if (scalars !== null && scalars.length <= FEW) {
    return (context) => {
      const value = read(context)
      for (let index = 0; index < scalars.length; index += 1) if (scalars[index] === value) return true
      return value instanceof Unknown ? value : false
    }
  }
  if (scalars !== null) {
    const known = new Set<Value>(scalars)
    return (context) => {
      const value = read(context)
      return value instanceof Unknown ? value : known.has(value)
    }
  }
  return (context) => {
    const item = left.run(context)
    const container = right.run(context)
    const unknown = unknownOf(item, container)
    if (unknown !== null) return unknown
    if (Array.isArray(container))
      return includesItem(container as readonly JsonValue[], item as JsonValue, context)
    if (!isJsonObject(container as JsonValue)) {
      return wrongType('a list or an object', container as JsonValue, node.right.at)
    }
    if (typeof item !== 'string') return wrongType('a string as the name', item as JsonValue, node.left.at)
    return Object.hasOwn(container as object, item)
  }
}

/** Up to so many, comparing with each takes less time than a look-up. */
const FEW = 8

/** The items of a list of scalars that is known: looked up, not searched, and for no fuel. */
function constantScalars(list: Compiled): readonly JsonValue[] | null {
  const constant = list.constant
  if (!Array.isArray(constant)) return null
  const items = constant as readonly JsonValue[]
  return items.every((item) => typeof item !== 'object' || item === null) ? items : null
}

export function includesItem(list: readonly JsonValue[], item: JsonValue, context: Context): boolean {
  const isScalar = typeof item !== 'object' || item === null
  for (const candidate of list) {
    context.spend(1)
    if (isScalar ? candidate === item : jsonEqual(candidate, item, context)) return true
  }
  return false
}

/**
 * A text against a known one, which is paid for with the node. INVARIANT: a `like` whose text begins otherwise costs no
 * more than that, as `startsWith` does, so that an index can rule both out.
 */
function constantTextTest(node: CompareNode, left: Compiled, pattern: string, nodeCost: number): Compiled {
  const { operator } = node
  const read = left.run
  const at = node.left.at
  if (operator !== 'like') {
    const starts = operator === 'startsWith'
    const run: Evaluate = (context) => {
      const text = read(context)
      if (typeof text === 'string') return starts ? text.startsWith(pattern) : text.endsWith(pattern)
      return text instanceof Unknown ? text : wrongType('a string', text, at)
    }
    return { run, cost: nodeCost + textFuel(pattern.length) }
  }
  const pieces = splitPattern(pattern)
  const start = pieces[0]!
  const run: Evaluate = (context) => {
    const text = read(context)
    if (typeof text !== 'string') return text instanceof Unknown ? text : wrongType('a string', text, at)
    if (!text.startsWith(start)) return false
    context.spend(textFuel(text.length + pattern.length))
    return matchesPieces(text, pieces)
  }
  return { run, cost: nodeCost + textFuel(start.length) }
}

function textTest(node: CompareNode, left: Compiled, right: Compiled): Evaluate {
  return (context) => {
    const text = left.run(context)
    const pattern = right.run(context)
    const unknown = unknownOf(text, pattern)
    if (unknown !== null) return unknown
    if (typeof text !== 'string') return wrongType('a string', text as JsonValue, node.left.at)
    if (typeof pattern !== 'string') return wrongType('a string', pattern as JsonValue, node.right.at)
    context.spend(textFuel(node.operator === 'like' ? text.length + pattern.length : pattern.length))
    switch (node.operator) {
      case 'startsWith':
        return text.startsWith(pattern)
      case 'endsWith':
        return text.endsWith(pattern)
      default:
        return matchesPieces(text, splitPattern(pattern))
    }
  }
}

function unknownOf(left: Value, right: Value): Unknown | null {
  if (left instanceof Unknown) return right instanceof Unknown ? graver(left, right) : left
  return right instanceof Unknown ? right : null
}
