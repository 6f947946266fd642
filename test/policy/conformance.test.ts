import { readFileSync } from 'node:fs'
import { type Approval, compilePolicy, loadBundle, type PolicyRequest } from 'keelson/policy'
import { expect, test } from 'vitest'

interface ConformanceCase {
  readonly name: string
  readonly policy: readonly string[]
  readonly request: PolicyRequest
  readonly now: number
  /** Approvals to add, `age` ms before now; their subject is the one that the decision asks for. */
  readonly approve?: readonly {
    readonly by: string
    readonly groups: readonly string[]
    readonly age: number
    readonly subject?: string
  }[]
  /** The request that the approvals were given for, where it was another one. */
  readonly approveFor?: PolicyRequest
  /** Parts of the decision; lists are whole, in order. */
  readonly expect: Record<string, unknown>
}

const cases = JSON.parse(
  readFileSync(new URL('./conformance/decisions.json', import.meta.url), 'utf8'),
) as readonly ConformanceCase[]

test.each(cases)('$name', ({ policy, request, now, approve, approveFor, expect: expected }) => {
  const { bundle, diagnostics } = compilePolicy(policy.join('\n'))
  // What the checker warns of has a meaning too.
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const asked = bundle!.decide(approveFor ?? request, { now })
  const approvals = approve?.map(({ by, groups, age, subject }): Approval => {
    return { by, groups, at: now - age, subject: subject ?? asked.subject ?? 'none' }
  })
  const whole = approvals === undefined ? request : { ...request, approvals }
  const decision = bundle!.decide(whole, { now })
  expect(decision).toMatchObject(expected)
  expect(loadBundle(bundle!.toBytes()).decide(whole, { now })).toEqual(decision)
  expect(structuredClone(decision)).toEqual(decision)
})
