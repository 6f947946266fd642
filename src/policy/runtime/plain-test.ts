import type { JsonValue } from '../../core/index.js'
import type { ClosureScope } from './compiled.js'
import { type Context, textFuel } from './context.js'
import { ABSENT, type PathReader, type Read } from './path-reader.js'
import type { Expression } from './program.js'
import { constantOf, isScalar, type Scalar, scalarsOf } from './static-value.js'

/**
 * A comparison of one place in the request with constants, told without closures. A number instead of a class for each
 * kind: one function that tells them all is one that the engine can compile into its callers.
 */
export interface PlainTest extends Place {
  readonly kind: number
  readonly wanted: JsonValue
  /** What it gives where the comparison holds. */
  readonly positive: boolean
  /** Of a search for one of several texts: what looking at so many of them costs; then what it costs in what is no text. */
  readonly costs: readonly number[]
}

interface Place {
  readonly reader: PathReader
  /** What stands for the place where it is absent or null; else {@link ABSENT}. */
  readonly otherwise: Read
}

const EQUAL = 0
const TRUE = 1
const PRESENT = 2
const ONE_OF = 3
const PREFIX = 4
const SUFFIX = 5
const LESS = 6
const AT_MOST = 7
const GREATER = 8
const AT_LEAST = 9
const HOLDS = 10
const ANY_PREFIX = 11
const ANY_SUFFIX = 12

/** Longer lists are looked up, by closures. */
const MOST_ITEMS = 8

/** `null` where it is no such comparison, or a probe wants to see it run. */
export function plainTestOf(node: Expression, scope: ClosureScope): PlainTest | null {
  if (scope.probe !== null) return null
  switch (node.op) {
    case 'compare':
      return comparisonOf(node, scope)
    case 'has': {
      const reader = scope.reader(node.path)
      return reader && test({ reader, otherwise: ABSENT }, PRESENT, null)
    }
    case 'not': {
      const negated = plainTestOf(node.operand, scope)
      return negated && test(negated, negated.kind, negated.wanted, !negated.positive, negated.costs)
    }
    case 'quantifier':
      return anyOf(node, scope)
    default: {
      const place = placeOf(node, scope)
      return place && test(place, TRUE, true)
    }
  }
}

const NO_COSTS: readonly number[] = []

/** Equal tests are one: fewer lie closer together, and a thousand policies mostly ask the same. */
function test(
  { reader, otherwise }: Place,
  kind: number,
  wanted: JsonValue,
  positive: boolean = true,
  costs: readonly number[] = NO_COSTS,
): PlainTest {
  const made: PlainTest = { reader, otherwise, kind, wanted, positive, costs }
  const text = JSON.stringify([kind, wanted, positive, otherwise === ABSENT ? [] : [otherwise]])
  const { tests } = reader
  const known = tests.get(text)
  if (known !== undefined) return known
  tests.set(text, made)
  return made
}

function comparisonOf(
  { operator, left, right }: Expression & { readonly op: 'compare' },
  scope: ClosureScope,
): PlainTest | null {
  const wanted = constantOf(right, scope)
  if (operator === 'in' && wanted === undefined) return searchOf(left, right, scope)
  const place = wanted === undefined ? null : placeOf(left, scope)
  if (place === null || wanted === undefined) return null
  switch (operator) {
    case '==':
    case '!=':
      return isScalar(wanted) ? test(place, EQUAL, wanted, operator === '==') : null
    case 'in': {
      const items = scalarsOf(wanted)
      return items !== null && items.length <= MOST_ITEMS ? test(place, ONE_OF, items) : null
    }
    case 'startsWith':
    case 'endsWith': {
      const kind = operator === 'startsWith' ? PREFIX : SUFFIX
      return typeof wanted === 'string' ? test(place, kind, wanted) : null
    }
    case 'like':
      return null
    default:
      return typeof wanted === 'number' ? test(place, ORDERS[operator], wanted) : null
  }
}

const ORDERS = { '<': LESS, '<=': AT_MOST, '>': GREATER, '>=': AT_LEAST } as const

/** `constant in path`. */
function searchOf(left: Expression, right: Expression, scope: ClosureScope): PlainTest | null {
  const wanted = constantOf(left, scope)
  const place = wanted !== undefined && isScalar(wanted) ? placeOf(right, scope) : null
  return place && test(place, HOLDS, wanted!)
}

/** `any text in constants: path startsWith text`. */
function anyOf(
  { kind, names, list, body }: Expression & { readonly op: 'quantifier' },
  scope: ClosureScope,
): PlainTest | null {
  const texts = constantOf(list, scope)
  if (kind !== 'any' || body.op !== 'compare' || !Array.isArray(texts) || texts.length > MOST_ITEMS)
    return null
  const { operator, left, right } = body
  if (operator !== 'startsWith' && operator !== 'endsWith') return null
  if (left.op !== 'path' || right.op !== 'local' || right.name !== names[0]) return null
  if (!(texts as readonly JsonValue[]).every((text) => typeof text === 'string')) return null
  const place = startsAt(left, names) ? null : placeOf(left, scope)
  if (place === null) return null
  // Of each comparison: its node, the text and the path.
  const cost = 2 + nodesOf(left)
  let sum = 0
  const costs = (texts as readonly string[]).map((text) => (sum += cost + textFuel(text.length)))
  costs.push(texts.length * cost)
  return test(place, operator === 'startsWith' ? ANY_PREFIX : ANY_SUFFIX, texts, true, costs)
}

function startsAt(node: Expression, names: readonly string[]): boolean {
  return node.op === 'path' ? startsAt(node.base, names) : node.op === 'local' && names.includes(node.name)
}

/** What a path of names costs. */
function nodesOf(node: Expression): number {
  return node.op === 'path' ? 1 + nodesOf(node.base) + node.steps.length : 1
}

/** A path of names, or one with a constant for where it leads nowhere. */
function placeOf(node: Expression, scope: ClosureScope): Place | null {
  if (node.op !== 'coalesce') {
    const reader = node.op === 'path' || node.op === 'root' ? scope.reader(node) : null
    return reader && { reader, otherwise: ABSENT }
  }
  const [path, otherwise, ...more] = node.items
  // A residual may have one item left.
  if (path === undefined || otherwise === undefined || more.length > 0) return null
  const reader = scope.reader(path)
  const value = constantOf(otherwise, scope)
  return reader === null || value === undefined ? null : { reader, otherwise: value }
}

/** What a test gives, and pays for what it looks at; `null` where it cannot be told without an error. */
export function tell(plain: PlainTest, context: Context): boolean | null {
  const { kind, wanted, otherwise } = plain
  let value = plain.reader.valueIn(context)
  if (value === null || value === ABSENT) {
    if (kind === PRESENT) return !plain.positive
    if (otherwise !== ABSENT) value = otherwise
  }
  if (typeof value === 'symbol') return untold(plain, context)
  let holds: boolean
  switch (kind) {
    case EQUAL:
      holds = value === wanted
      break
    case TRUE:
      if (typeof value !== 'boolean') return null
      holds = value
      break
    case PRESENT:
      holds = true
      break
    case ONE_OF:
      holds = isOneOf(value, wanted as readonly Scalar[])
      break
    case PREFIX:
      if (typeof value !== 'string') return null
      holds = value.startsWith(wanted as string)
      break
    case SUFFIX:
      if (typeof value !== 'string') return null
      holds = value.endsWith(wanted as string)
      break
    case HOLDS:
      if (!Array.isArray(value)) return null
      holds = holdsItem(value as readonly JsonValue[], wanted, context)
      break
    case ANY_PREFIX:
    case ANY_SUFFIX:
      if (typeof value !== 'string') return untold(plain, context)
      holds = fitsAny(value, plain, context)
      break
    default:
      if (typeof value !== 'number') return null
      holds = isOrdered(kind, value, wanted as number)
  }
  return holds === plain.positive
}

function untold({ costs }: PlainTest, context: Context): null {
  if (costs.length > 0) context.spend(costs[costs.length - 1]!)
  return null
}

function isOneOf(value: JsonValue, items: readonly Scalar[]): boolean {
  for (let index = 0; index < items.length; index += 1) if (items[index] === value) return true
  return false
}

function holdsItem(list: readonly JsonValue[], wanted: JsonValue, context: Context): boolean {
  for (let index = 0; index < list.length; index += 1) {
    context.spend(1)
    if (list[index] === wanted) return true
  }
  return false
}

function fitsAny(value: string, { kind, wanted, costs }: PlainTest, context: Context): boolean {
  const texts = wanted as readonly string[]
  for (let index = 0; index < texts.length; index += 1) {
    const text = texts[index]!
    if (kind === ANY_PREFIX ? !value.startsWith(text) : !value.endsWith(text)) continue
    context.spend(costs[index]!)
    return true
  }
  context.spend(costs[texts.length - 1] ?? 0)
  return false
}

function isOrdered(kind: number, value: number, wanted: number): boolean {
  switch (kind) {
    case LESS:
      return value < wanted
    case AT_MOST:
      return value <= wanted
    case GREATER:
      return value > wanted
    default:
      return value >= wanted
  }
}
