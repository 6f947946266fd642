import type { ClosureScope } from './compiled.js'
import type { Context } from './context.js'
import { type PlainTest, plainTestOf, tell } from './plain-test.js'
import type { Expression, Statement } from './program.js'

/** What is known of a `when` before its condition runs as closures. */
export type Judgement = typeof IDLE | typeof ACTS | typeof UNTOLD

/** It does nothing. */
export const IDLE = 0
/** What stands under it runs. */
export const ACTS = 1
/** Its closures tell. */
export const UNTOLD = 2

/**
 * What tells whether a `when` does anything, in most requests and without its closures. INVARIANT: where it tells, it
 * pays what they would have paid for the condition, and else nothing.
 */
export class Screen {
  readonly #tests: readonly PlainTest[]
  /** Outcome of a test after which the statement does nothing. */
  readonly #idle: boolean
  /** One test is enough. Else all must have that outcome. */
  readonly #anyIsEnough: boolean
  /** The tests are the whole condition. */
  readonly #isWhole: boolean
  readonly #cost: number

  constructor(
    tests: readonly PlainTest[],
    idle: boolean,
    anyIsEnough: boolean,
    isWhole: boolean,
    cost: number,
  ) {
    this.#tests = tests
    this.#idle = idle
    this.#anyIsEnough = anyIsEnough
    this.#isWhole = isWhole
    this.#cost = cost
  }

  judge(context: Context): Judgement {
    const { fuel } = context
    const tests = this.#tests
    const enough = this.#anyIsEnough
    let isTold = this.#isWhole
    let isIdle = !enough
    for (let index = 0; index < tests.length; index += 1) {
      const told = tell(tests[index]!, context)
      if (told === null) isTold = false
      if ((told === this.#idle) !== enough) continue
      isIdle = enough
      break
    }
    if (isIdle || isTold) {
      context.spend(this.#cost)
      return isIdle ? IDLE : ACTS
    }
    context.fuel = fuel
    return UNTOLD
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
  if (body.length > 0 === otherwise.length > 0) return null
  const idle = body.length === 0
  const isOr = condition.op === 'or'
  // `false && x` is false and `true || x` true whatever x is: what stands before it is all that is looked at.
  const anyIsEnough = idle === isOr
  const items = isOr || condition.op === 'and' ? condition.items : [condition]
  const tests = plainTestsOf(items, scope)
  if (tests.length === 0 || (!anyIsEnough && tests.length < items.length)) return null
  return new Screen(tests, idle, anyIsEnough, tests.length === items.length, cost)
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
