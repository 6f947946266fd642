import { readFileSync } from 'node:fs'
import type { JsonValue } from 'keelson/core'
import { type Approval, compilePolicy, type PolicyRequest } from 'keelson/policy'
import { test } from 'vitest'
import { decideByReference } from './decide.js'
import { expectAgreement } from './expect-agreement.js'
import { readModules } from './model.js'

interface ConformanceCase {
  readonly name: string
  readonly policy: readonly string[]
  readonly request: PolicyRequest & { readonly [root: string]: JsonValue }
  readonly now: number
  readonly approve?: readonly {
    readonly by: string
    readonly groups: readonly string[]
    readonly age: number
    readonly subject?: string
  }[]
}

const cases = JSON.parse(
  readFileSync(new URL('../conformance/decisions.json', import.meta.url), 'utf8'),
) as readonly ConformanceCase[]

test.each(cases)('the reference evaluator decides as the case says: $name', (one) => {
  const { policy, request, now, approve } = one
  const bundle = compilePolicy(policy.join('\n')).bundle!
  const { subject } = bundle.decide(request, { now })
  const approvals = approve?.map(({ by, groups, age, subject: other }): Approval => {
    return { by, groups, at: now - age, subject: other ?? subject ?? 'none' }
  })
  const whole = approvals === undefined ? request : { ...request, approvals: approvals as never }
  const modules = readModules([{ path: 'p.keel', text: policy.join('\n') }])
  expectAgreement(bundle.decide(whole, { now }), decideByReference(modules, whole, now), whole)
})
