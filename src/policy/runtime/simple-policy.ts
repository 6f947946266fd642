import type { ClosureScope } from './compiled.js'
import type { Context } from './context.js'
import type { RuleMatch } from './matches.js'
import { type PlainTest, tell } from './plain-test.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Statement } from './program.js'
import { plainTestsOf } from './screen.js'

/** A policy that is one `when` over plain tests. */
export interface SimplePolicy {
  readonly tests: readonly PlainTest[]
  /** What it does where they hold, if that is one rule that is the same in every decision. */
  readonly rule: SharedRule | null
  /** What it does where they hold. */
  readonly acts: (context: Context, state: null) => void
}

/** A rule with the fuel that it costs, where it is the same in every decision in which it fires. */
export interface SharedRule {
  readonly match: RuleMatch
  readonly cost: number
}

/** @param steps its statements, compiled */
export function simplePolicyOf(
  body: readonly Statement[],
  steps: readonly {
    readonly inner: readonly { readonly shared: SharedRule | null }[]
    readonly acts: SimplePolicy['acts']
  }[],
  scope: ClosureScope,
): SimplePolicy | null {
  const [only] = body
  if (body.length !== 1 || only?.op !== 'when' || only.otherwise.length > 0) return null
  const { condition } = only
  const items = condition.op === 'and' ? condition.items : [condition]
  const tests = plainTestsOf(items, scope)
  if (tests.length < items.length) return null
  const { inner, acts } = steps[0]!
  return { tests, rule: inner.length === 1 ? inner[0]!.shared : null, acts }
}

/**
 * Simple policies of one group, one behind the other: for each the policy, the match and the cost of its rule, the
 * number of its tests, and the tests. One list, so that what a decision goes through lies close together: a thousand
 * policies of a few objects each are too far apart for a processor's cache.
 */
export type SimpleTable<Policy> = readonly (Policy | RuleMatch | PlainTest | number | null)[]

const ROW = 4

export function buildTable<Policy extends { readonly simple: SimplePolicy | null }>(
  policies: readonly Policy[],
): SimpleTable<Policy> {
  return policies.flatMap((policy) => {
    const { tests, rule } = policy.simple!
    return [policy, rule?.match ?? null, rule?.cost ?? 0, tests.length, ...tests]
  })
}

/**
 * Fires what holds.
 *
 * @param runWhole runs a policy of which no test fails, but a value is missing or of another type: its closures tell
 */
export function runTable<
  Policy extends { readonly facts: PolicyFacts; readonly simple: SimplePolicy | null },
>(table: SimpleTable<Policy>, context: Context, runWhole: (policy: Policy, context: Context) => void): void {
  for (let row = 0; row < table.length; ) {
    const end = row + ROW + (table[row + 3] as number)
    const { fuel } = context
    let holds: boolean | null = true
    for (let cell = row + ROW; cell < end; cell += 1) {
      const told = tell(table[cell] as PlainTest, context)
      if (told !== true) holds = told
      if (told === false) break
    }
    if (holds !== false) {
      const match = table[row + 1] as RuleMatch | null
      if (holds === null) {
        context.fuel = fuel
        runWhole(table[row] as Policy, context)
      } else if (match !== null) {
        context.spend(table[row + 2] as number)
        context.fire(match)
      } else {
        const { facts, simple } = table[row] as Policy
        context.policy = facts
        simple!.acts(context, null)
      }
    }
    row = end
  }
}
