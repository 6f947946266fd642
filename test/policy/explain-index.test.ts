import { compilePolicy, type IndexExplanation, loadBundle } from 'keelson/policy'
import { expect, test } from 'vitest'

function indexOf(policies: readonly string[]): IndexExplanation {
  const { bundle } = compilePolicy(`mode gate\ninput a: json\ninput b: json\n${policies.join('\n')}`)
  const explained = bundle!.explainIndex()
  expect(structuredClone(explained)).toEqual(explained)
  expect(loadBundle(bundle!.toBytes()).explainIndex()).toEqual(explained)
  return explained
}

const filler = Array.from(
  { length: 20 },
  (_, index) => `policy z${index} on t.run { when a.id == "${index}" deny }`,
)

test.each([
  ['when a.id == "x" deny', [{ pointer: '/a/id', kind: 'equals', values: ['x'] }]],
  ['when "x" == a.id && b.x deny', [{ pointer: '/a/id', kind: 'equals', values: ['x'] }]],
  [
    'when b.x == 1 && a.id in ["x", 1, null] warn',
    [{ pointer: '/a/id', kind: 'in', values: ['x', 1, null] }],
  ],
  ['when a.id startsWith "x/" deny', [{ pointer: '/a/id', kind: 'prefix', values: ['x/'] }]],
  ['when a.id like "x/*.yaml" deny', [{ pointer: '/a/id', kind: 'prefix', values: ['x/'] }]],
  ['when a.id like "x" deny', 'no-comparison'],
  [
    'when a.id == "x" || a.id startsWith "y" || a.id == "yes" deny',
    [
      { pointer: '/a/id', kind: 'equals', values: ['x'] },
      { pointer: '/a/id', kind: 'prefix', values: ['y'] },
    ],
  ],
  [
    'let v = b.x when a.id == "x" { when v deny } when a.id == "y" warn',
    [{ pointer: '/a/id', kind: 'in', values: ['x', 'y'] }],
  ],
  ['deny', 'not-conditional'],
  ['when a.id == "x" deny else warn', 'not-conditional'],
  ['unless a.id == "x" deny', 'not-conditional'],
  ['for c in a.list when c.id == "x" deny', 'not-conditional'],
  ['when a.id != "x" deny', 'no-comparison'],
  ['when size(b.list) > 1 && a.id == "x" deny', 'no-comparison'],
  ['when a[b.x] == "x" deny', 'no-comparison'],
  ['when a.id == b.id deny', 'no-comparison'],
  ['when a.id startsWith "" deny', 'no-comparison'],
  ['when a.id == "x" || b.id == "x" deny', 'no-comparison'],
  ['when a.id == "x" deny when b.id == "x" deny', 'different-places'],
  ['when b.other == "x" deny', 'few-policies'],
])('a policy with the rules `%s`', (rules, expected) => {
  const { targets } = indexOf([...filler, `policy p on t.run { ${rules} }`])
  const policy = targets[0]!.policies.find((found) => found.policy === 'p')
  expect(policy).toEqual(
    typeof expected === 'string'
      ? { policy: 'p', facts: [], because: expected }
      : { policy: 'p', facts: expected, because: null },
  )
})

test('patterns are told apart, in order, and few policies are not looked up', () => {
  const { targets } = indexOf([
    'policy p on t.{run,walk} { when a.id == "x" deny }',
    'policy q on t.* { when a.id == "x" deny }',
    'policy r on * { deny }',
  ])
  expect(targets.map(({ target, policies }) => [target, policies.map(({ because }) => because)])).toEqual([
    ['*', ['not-conditional']],
    ['t.*', ['few-policies']],
    ['t.run', ['few-policies']],
    ['t.walk', ['few-policies']],
  ])
})

test('policies with one value in common are told apart by a second place', () => {
  const { targets } = indexOf(
    Array.from(
      { length: 60 },
      (_, index) =>
        `policy p${index} on t.run { when a.kind == "${index % 2}" && b.id == "${index % 7}" deny }`,
    ),
  )
  expect(targets[0]!.policies[0]!.facts).toEqual([{ pointer: '/b/id', kind: 'equals', values: ['0'] }])
  const nested = indexOf(
    Array.from(
      { length: 600 },
      (_, index) =>
        `policy p${index} on t.run { when a.kind == "${index % 20}" && b.id == "${index % 19}" deny }`,
    ),
  )
  expect(nested.targets[0]!.policies[0]!.facts).toEqual([
    { pointer: '/a/kind', kind: 'equals', values: ['0'] },
    { pointer: '/b/id', kind: 'equals', values: ['0'] },
  ])
})
