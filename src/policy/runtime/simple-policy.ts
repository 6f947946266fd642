import type { JsonValue } from '../../core/index.js'
import type { ClosureScope } from './compiled.js'
import type { Context } from './context.js'
import type { RuleMatch } from './matches.js'
import type { PathReader } from './path-reader.js'
import type { Expression, Statement } from './program.js'
import { constantOf, isScalar, type Scalar, scalarsOf } from './static-value.js'

/**
 * A policy that is one `when` over comparisons of places in the request with constants, and one rule that is the same
 * in every decision.
 */
export interface SimplePolicy {
  readonly tests: readonly SimpleTest[]
  readonly rule: SharedRule
}

interface SimpleTest {
  readonly reader: PathReader
  /** One of the kinds below. */
  readonly kind: number
  readonly wanted: Scalar | readonly Scalar[]
}

const EQUAL = 0
const UNEQUAL = 1
const ONE_OF = 2
const PREFIX = 3
const LESS = 4
const AT_MOST = 5
const GREATER = 6
const AT_LEAST = 7

/** A rule with the fuel that it costs, where it is the same in every decision in which it fires. */
export interface SharedRule {
  readonly match: RuleMatch
  readonly cost: number
}

/** @param inner what stands under the `when`, if it is one */
export function simplePolicyOf(
  body: readonly Statement[],
  inner: readonly { readonly shared: SharedRule | null }[],
  scope: ClosureScope,
): SimplePolicy | null {
  const [only] = body
  const rule = inner[0]?.shared ?? null
  if (body.length !== 1 || only?.op !== 'when' || only.otherwise.length > 0) return null
  if (inner.length !== 1 || rule === null) return null
  const { condition } = only
  const found = (condition.op === 'and' ? condition.items : [condition]).map((item) => testOf(item, scope))
  const tests = found.filter((test) => test !== null)
  return tests.length === found.length ? { tests, rule } : null
}

/** Longer lists are looked up, by closures. */
const MOST_ITEMS = 8

function testOf(node: Expression, scope: ClosureScope): SimpleTest | null {
  if (node.op !== 'compare') return null
  const reader = scope.reader(node.left)
  const wanted = constantOf(node.right, scope)
  if (reader === null || wanted === undefined) return null
  const { operator } = node
  switch (operator) {
    case '==':
    case '!=':
      return isScalar(wanted) ? { reader, kind: operator === '==' ? EQUAL : UNEQUAL, wanted } : null
    case 'in': {
      const items = scalarsOf(wanted)
      return items === null || items.length > MOST_ITEMS ? null : { reader, kind: ONE_OF, wanted: items }
    }
    case 'startsWith':
      return typeof wanted === 'string' ? { reader, kind: PREFIX, wanted } : null
    case '<':
    case '<=':
    case '>':
    case '>=':
      return typeof wanted === 'number' ? { reader, kind: ORDERS[operator], wanted } : null
    default:
      return null
  }
}

const ORDERS = { '<': LESS, '<=': AT_MOST, '>': GREATER, '>=': AT_LEAST } as const

/**
 * Simple policies of one group, one behind the other: for each the policy, the match and the cost of its rule, the
 * number of its tests, and for each test reader, kind and what is wanted. One list, so that what a decision goes
 * through lies close together: a thousand policies of a few objects each are too far apart for a processor's cache.
 */
export type SimpleTable<Policy> = readonly (Policy | RuleMatch | PathReader | JsonValue)[]

const ROW = 4
const TEST = 3

export function buildTable<Policy extends { readonly simple: SimplePolicy | null }>(
  policies: readonly Policy[],
): SimpleTable<Policy> {
  return policies.flatMap((policy) => {
    const { tests, rule } = policy.simple!
    const cells = tests.flatMap(({ reader, kind, wanted }) => [reader, kind, wanted])
    return [policy, rule.match, rule.cost, tests.length, ...cells]
  })
}

/**
 * Fires what holds.
 *
 * @param runWhole runs a policy of which no test fails, but a value is missing or of another type: its closures tell
 */
export function runTable<Policy>(
  table: SimpleTable<Policy>,
  context: Context,
  runWhole: (policy: Policy, context: Context) => void,
): void {
  for (let row = 0; row < table.length; ) {
    const end = row + ROW + (table[row + 3] as number) * TEST
    let holds: boolean | null = true
    for (let test = row + ROW; test < end; test += TEST) {
      const value = (table[test] as PathReader).valueIn(context)
      const held =
        typeof value === 'symbol'
          ? null
          : testHolds(table[test + 1] as number, value, table[test + 2] as JsonValue)
      if (held !== true) holds = held
      if (held === false) break
    }
    if (holds === true) {
      context.spend(table[row + 2] as number)
      context.fire(table[row + 1] as RuleMatch)
    } else if (holds === null) runWhole(table[row] as Policy, context)
    row = end
  }
}

/** `null` where it cannot be told without an error. */
function testHolds(kind: number, value: JsonValue, wanted: JsonValue): boolean | null {
  switch (kind) {
    case EQUAL:
      return value === wanted
    case UNEQUAL:
      return value !== wanted
    case ONE_OF: {
      const items = wanted as readonly Scalar[]
      for (let index = 0; index < items.length; index += 1) if (items[index] === value) return true
      return false
    }
    case PREFIX:
      return typeof value === 'string' ? value.startsWith(wanted as string) : null
    default:
      return typeof value === 'number' ? isOrdered(kind, value, wanted as number) : null
  }
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
