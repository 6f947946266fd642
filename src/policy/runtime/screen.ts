import type { ClosureScope } from './compiled.js'
import type { Context } from './context.js'
import { type PlainTest, plainTestOf, tell } from './plain-test.js'
import type { Expression, Statement } from './program.js'

/**
 * What tells that a `when` does nothing, in most requests and without its closures. INVARIANT: it then pays what they
 * would have paid, and else nothing.
 */
export class Screen {
  readonly #tests: readonly PlainTest[]
  readonly #only: PlainTest | null
  /** Outcome of a test after which the statement does nothing. */
  readonly #idle: boolean
  /** One test is enough. Else all must have that outcome. */
  readonly #anyIsEnough: boolean
  readonly #cost: number

  constructor(tests: readonly PlainTest[], idle: boolean, anyIsEnough: boolean, cost: number) {
    this.#tests = tests
    this.#only = tests.length === 1 ? tests[0]! : null
    this.#idle = idle
    this.#anyIsEnough = anyIsEnough
    this.#cost = cost
  }

  /** Whether the statement does nothing. Then it is paid for. */
  isIdle(context: Context): boolean {
    const { fuel } = context
    if (this.#only !== null) {
      if (tell(this.#only, context) !== this.#idle) {
        context.fuel = fuel
        return false
      }
      context.spend(this.#cost)
      return true
    }
    const tests = this.#tests
    let isIdle = !this.#anyIsEnough
    for (let index = 0; index < tests.length; index += 1) {
      if ((tell(tests[index]!, context) === this.#idle) === isIdle) continue
      isIdle = !isIdle
      break
    }
    if (isIdle) context.spend(this.#cost)
    else context.fuel = fuel
    return isIdle
  }
}

/**
 * `null` where its condition is not made of plain tests.
 *
 * @param cost what the statement costs where it does nothing
 */
export function screenOf(
  { condition, body, otherwise }: Statement & { readonly op: 'when' },
  cost: number,
  scope: ClosureScope,
): Screen | null {
  // Who watches a program wants to see its conditions.
  if (scope.probe !== null || body.length > 0 === otherwise.length > 0) return null
  const idle = body.length === 0
  const isOr = condition.op === 'or'
  // `false && x` is false and `true || x` true whatever x is: what stands before it is all that is looked at.
  const anyIsEnough = idle === isOr
  const items = isOr || condition.op === 'and' ? condition.items : [condition]
  const tests = plainTestsOf(items, scope)
  if (tests.length === 0 || (!anyIsEnough && tests.length < items.length)) return null
  return new Screen(tests, idle, anyIsEnough, cost)
}

/** Of the items that stand before the first that is none. */
export function plainTestsOf(items: readonly Expression[], scope: ClosureScope): PlainTest[] {
  const tests: PlainTest[] = []
  for (const item of items) {
    const test = plainTestOf(item, scope)
    if (test === null) break
    tests.push(test)
  }
  return tests
}
