import { compareCodePoints, type JsonValue } from 'keelson/core'
import { applyPatch } from 'keelson/diff'
import type { Decision } from 'keelson/policy'
import { expect } from 'vitest'
import { keyOf } from './approvals.js'
import type { ExpectedDecision, ExpectedReason } from './decide.js'
import { isEqual } from './functions.js'

type Reason = Decision['reasons'][number]

/** The decision is the one that the reference evaluator promises, in all that docs/keel.md fixes. */
export function expectAgreement(decision: Decision, expected: ExpectedDecision, request: JsonValue): void {
  expect({
    effect: decision.effect,
    verdict: decision.verdict,
    errors: unique(
      decision.errors.map(({ policy, code, pointer }) => ({
        policy,
        code,
        ...(pointer === undefined ? {} : { pointer }),
      })),
    ),
    subject: decision.subject,
    approvedUntil: decision.approvedUntil,
  }).toEqual({
    effect: expected.effect,
    verdict: expected.verdict,
    errors: unique(expected.errors),
    subject: expected.subject,
    approvedUntil: expected.approvedUntil,
  })
  expectReasons(decision.reasons, expected.reasons)
  expectReasons(decision.warnings, expected.warnings)
  expectObligations(decision, expected)
  const patched = applyPatch(request, decision.patches)
  expect(patched).toEqual(expected.fixed)
  if (isEqual(expected.fixed, request)) expect(decision.patches).toEqual([])
}

function unique<Item>(items: readonly Item[]): Item[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]))
  return [...byText].sort(([one], [other]) => compareCodePoints(one, other)).map(([, item]) => item)
}

function expectReasons(found: readonly Reason[], expected: readonly ExpectedReason[]): void {
  const unexpected = found.filter((reason) => !expected.some((one) => isPromised(reason, one)))
  const absent = expected.filter((one) => !found.some((reason) => isPromised(reason, one)))
  expect({ unexpected, absent }).toEqual({ unexpected: [], absent: [] })
  expect(new Set(found.map((reason) => JSON.stringify(reason))).size).toBe(found.length)
  expect([...found].sort(compareReasons)).toEqual(found)
}

function isPromised(reason: Reason, expected: ExpectedReason): boolean {
  return (
    reason.policy === expected.policy &&
    reason.effect === expected.effect &&
    reason.severity === expected.severity &&
    keyOf(reason.controls) === keyOf(expected.controls) &&
    reason.pointer === expected.pointer &&
    (expected.offset === null || reason.span.offset === expected.offset) &&
    isMessage(reason.message, expected)
  )
}

function isMessage(message: string, { message: own, isUndecided, isWhole, policy }: ExpectedReason): boolean {
  if (isUndecided && !message.includes('(undecided: ')) return false
  if (own === null) return message.includes(policy)
  return isWhole && !isUndecided ? message === own : message.startsWith(own)
}

const EFFECTS = ['deny', 'pending', 'review', 'revert', 'accept', 'approved', 'warn', 'allow']
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info']

/** §7.2 */
function compareReasons(one: Reason, other: Reason): number {
  return (
    EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    compareCodePoints(one.policy, other.policy) ||
    compareCodePoints(one.pointer ?? '', other.pointer ?? '') ||
    compareCodePoints(one.message, other.message) ||
    compareCodePoints(one.span.path ?? '', other.span.path ?? '') ||
    one.span.offset - other.span.offset
  )
}

function expectObligations({ obligations }: Decision, expected: ExpectedDecision): void {
  const named = obligations.flatMap((one) => (one.kind === 'named' ? [one] : []))
  expect(unique(named.map(({ name, data, policies }) => keyOf([name, data, policies])))).toEqual(
    unique(expected.named.map(({ name, data, policies }) => keyOf([name, data, [...policies].sort()]))),
  )
  expect(named.length).toBe(expected.named.length)
  const approvals = obligations.flatMap((one) => (one.kind === 'approvals' ? [one] : []))
  expect(approvals.length).toBe(expected.approvals.length)
  for (const found of approvals) {
    const wanted = expected.approvals.find(({ from }) => keyOf(from) === keyOf(found.from))!
    const { fillings, causes, leastQuota, ...rest } = wanted
    const { kind: _kind, approvedBy, notCounted, quota, ...others } = found
    expect(quota).toBe(approvedBy.length + found.needed)
    expect(quota).toBeGreaterThanOrEqual(leastQuota)
    const sorted = (value: Omit<typeof rest, never>): unknown => ({
      ...value,
      including: [...value.including].map(keyOf).sort(compareCodePoints),
      distinctFrom: [...value.distinctFrom].sort(compareCodePoints),
      policies: [...value.policies].sort(compareCodePoints),
    })
    expect(sorted(others)).toEqual(sorted(rest))
    expect([...fillings]).toContain(keyOf([...approvedBy].sort(compareCodePoints)))
    // Everybody who approved is told of: in a place, or with a cause that holds.
    const told = [...approvedBy, ...notCounted.map(({ by }) => by)]
    expect(new Set(told)).toEqual(new Set(causes.map(({ by }) => by)))
    for (const { by, because } of notCounted) {
      expect(causes.filter((cause) => cause.by === by).flatMap(({ may }) => may)).toContain(because)
    }
  }
}
