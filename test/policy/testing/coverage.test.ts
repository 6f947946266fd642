import { readFileSync } from 'node:fs'
import { compilePolicy, loadBundle, type Uncovered } from 'keelson/policy'
import { expect, test } from 'vitest'

interface CoverageCase {
  readonly name: string
  readonly policy: readonly string[]
  /** By policy, `''` for functions and constants: how many of how many. */
  readonly rules: Readonly<Record<string, readonly [covered: number, total: number]>>
  readonly outcomes: Readonly<Record<string, readonly [covered: number, total: number]>>
  /** What is not covered, as it is written. */
  readonly uncovered: readonly string[]
}

const cases = JSON.parse(
  readFileSync(new URL('./coverage.json', import.meta.url), 'utf8'),
) as readonly CoverageCase[]

test.each(cases)('$name', ({ policy, rules, outcomes, uncovered }) => {
  const text = policy.join('\n')
  const { bundle } = compilePolicy(text)
  const { coverage } = bundle!.test()
  const counts = (of: 'rules' | 'outcomes'): unknown =>
    Object.fromEntries(
      coverage.policies.map((found) => [found.policy ?? '', [found[of].covered, found[of].total]]),
    )
  const written = ({ span, ...found }: Uncovered): string => {
    const place = text.slice(span.offset, span.offset + span.length)
    return found.kind === 'rule' ? `never: ${place}` : `never ${found.outcome}: ${place}`
  }
  expect(coverage.uncovered.map(written)).toEqual(uncovered)
  expect([counts('rules'), counts('outcomes')]).toEqual([rules, outcomes])
  expect([coverage.rules, coverage.conditions]).toEqual([shareOf(rules), shareOf(outcomes)])
  expect(loadBundle(bundle!.toBytes()).test().coverage).toEqual(coverage)
})

function shareOf(counts: CoverageCase['rules']): number {
  const sum = (position: 0 | 1): number =>
    Object.values(counts).reduce((total, count) => total + count[position], 0)
  return sum(1) === 0 ? 1 : sum(0) / sum(1)
}
