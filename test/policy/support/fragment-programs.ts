import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import type { PolicyRequest } from 'keelson/policy'

const PATHS = ['m.p', 'm.q', 'n.r', 'n.name.a', 'm?.q', 'n.name?.a', 'k'] as const
const ATOMS: readonly string[] = [
  'P == 1',
  'P != "x"',
  'P == null',
  'P in ["x", 1, true]',
  'P in ["xy"]',
  'P < 2',
  'P >= 1',
  '2 > P',
  'P <= "x"',
  'P startsWith "x"',
  'P endsWith "y"',
  'P like "x*y"',
  'P',
  'has(P)',
  '(P ?? 1) == 1',
  '(P ?? false)',
  'target == "a.x"',
  '(if P == 1 then P else P) == "x"',
]
const EFFECTS: readonly string[] = [
  'allow',
  'deny',
  'deny "no {m.p}"',
  'warn',
  'verdict review',
  'verdict accept',
  'require approvals 1 from group("g") distinct from n.r',
  'require approvals 2 from group("g", "h") within 5ms',
  'require "ticket" { id: m.q }',
]
const TARGETS: readonly string[] = ['a.x', 'a.*', '*', 'b.{x,y}', '"a.x", b.y']

/**
 * Programs of conditions that compare places with constants: what `compareBundles` can look at exhaustively. Each is a
 * list of parts, so that edits can change one of them.
 */
export interface Fragment {
  readonly mode: 'guard' | 'gate'
  readonly policies: readonly { readonly targets: string; readonly rules: readonly Rule[] }[]
}

type Rule =
  | { readonly kind: 'effect'; readonly text: string }
  | {
      readonly kind: 'when'
      readonly test: Test
      readonly body: readonly Rule[]
      readonly otherwise: readonly Rule[]
    }

type Test =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'not'; readonly operand: Test }
  | { readonly kind: '&&' | '||'; readonly left: Test; readonly right: Test }

export function anyFragment(): fc.Arbitrary<Fragment> {
  const path = fc.constantFrom(...PATHS)
  const atom = fc.tuple(fc.constantFrom(...ATOMS), path, path, path).map(([text, ...paths]): Test => {
    let at = 0
    return { kind: 'atom', text: text.replaceAll(/\bP\b/g, () => paths[at++ % 3]!) }
  })
  const { rule } = fc.letrec<{ test: Test; rule: Rule }>((tie) => ({
    test: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      { weight: 3, arbitrary: atom },
      fc.record({ kind: fc.constant('not' as const), operand: tie('test') }),
      fc.record({
        kind: fc.constantFrom('&&' as const, '||' as const),
        left: tie('test'),
        right: tie('test'),
      }),
    ),
    rule: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.constantFrom(...EFFECTS).map((text): Rule => ({ kind: 'effect', text })),
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('when' as const),
          test: tie('test'),
          body: fc.array(tie('rule'), { minLength: 1, maxLength: 2 }),
          otherwise: fc.array(tie('rule'), { maxLength: 1 }),
        }),
      },
    ),
  }))
  return fc.record({
    mode: fc.constantFrom('guard' as const, 'gate' as const),
    policies: fc.array(
      fc.record({
        targets: fc.constantFrom(...TARGETS),
        rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
}

export function fragmentText({ mode, policies }: Fragment): string {
  const texts = policies.map(
    ({ targets, rules }, index) => `policy p${index} on ${targets} {\n${rules.map(ruleText).join('\n')}\n}`,
  )
  return [`mode ${mode}`, 'input m: json', 'input n: json', 'input k: json', ...texts].join('\n')
}

function ruleText(rule: Rule): string {
  if (rule.kind === 'effect') return rule.text
  const body = rule.body.map(ruleText).join('\n')
  const otherwise = rule.otherwise.map(ruleText).join('\n')
  return `when ${testText(rule.test)} {\n${body}\n}${otherwise === '' ? '' : ` else {\n${otherwise}\n}`}`
}

function testText(test: Test): string {
  if (test.kind === 'atom') return test.text
  if (test.kind === 'not') return `not (${testText(test.operand)})`
  return `(${testText(test.left)}) ${test.kind} (${testText(test.right)})`
}

/** Edits that change what is meant, or may; and those that change nothing but how it is written. */
export const EDITS: Readonly<Record<string, (program: Fragment, pick: number) => Fragment>> = {
  'drop a policy': (program, pick) => ({
    ...program,
    policies: program.policies.filter((_policy, index) => index !== pick % program.policies.length),
  }),
  'drop a rule': (program, pick) =>
    onPolicy(program, pick, (rules) => rules.filter((_rule, index) => index !== pick % rules.length)),
  'negate a condition': (program, pick) => onTest(program, pick, (test) => ({ kind: 'not', operand: test })),
  'swap an operator': (program, pick) =>
    onTest(program, pick, (test) =>
      test.kind === '&&' || test.kind === '||' ? { ...test, kind: test.kind === '&&' ? '||' : '&&' } : test,
    ),
  'move a limit': (program, pick) =>
    mapTests(program, (text) => text.replaceAll(pick % 2 === 0 ? '1' : '2', '3')),
  'loosen an order': (program) =>
    mapTests(program, (text) => text.replace(' < ', ' <= ').replace(' >= ', ' > ')),
  'other constant': (program) => mapTests(program, (text) => text.replace('"x"', '"xz"')),
  'other target': (program, pick) => ({
    ...program,
    policies: program.policies.map((policy, index) =>
      index === pick % program.policies.length
        ? { ...policy, targets: TARGETS[pick % TARGETS.length]! }
        : policy,
    ),
  }),
  'other mode': (program) => ({ ...program, mode: program.mode === 'gate' ? 'guard' : 'gate' }),
  'other effect': (program, pick) =>
    onPolicy(program, pick, (rules) => rules.map((rule) => onEffects(rule, EFFECTS[pick % EFFECTS.length]!))),
}

export const REWRITES: Readonly<Record<string, (program: Fragment, pick: number) => Fragment>> = {
  'negate twice': (program, pick) =>
    onTest(program, pick, (test) => ({ kind: 'not', operand: { kind: 'not', operand: test } })),
  'De Morgan': (program, pick) =>
    onTest(program, pick, (test) =>
      test.kind === '&&' || test.kind === '||'
        ? {
            kind: 'not',
            operand: {
              kind: test.kind === '&&' ? '||' : '&&',
              left: { kind: 'not', operand: test.left },
              right: { kind: 'not', operand: test.right },
            },
          }
        : test,
    ),
  'swap branches': (program, pick) =>
    onPolicy(program, pick, (rules) =>
      rules.map((rule) =>
        rule.kind === 'when' && rule.otherwise.length > 0
          ? { ...rule, test: { kind: 'not', operand: rule.test }, body: rule.otherwise, otherwise: rule.body }
          : rule,
      ),
    ),
  'other order': (program) => ({
    ...program,
    policies: [...program.policies]
      .reverse()
      .map((policy) => ({ ...policy, rules: [...policy.rules].reverse() })),
  }),
  'say it twice': (program, pick) => onPolicy(program, pick, (rules) => [...rules, ...rules]),
}

function onPolicy(
  program: Fragment,
  pick: number,
  change: (rules: readonly Rule[]) => readonly Rule[],
): Fragment {
  const at = pick % program.policies.length
  return {
    ...program,
    policies: program.policies.map((policy, index) =>
      index === at ? { ...policy, rules: change(policy.rules) } : policy,
    ),
  }
}

function onTest(program: Fragment, pick: number, change: (test: Test) => Test): Fragment {
  return onPolicy(program, pick, (rules) =>
    rules.map((rule) => (rule.kind === 'when' ? { ...rule, test: change(rule.test) } : rule)),
  )
}

function mapTests(program: Fragment, change: (text: string) => string): Fragment {
  const inTest = (test: Test): Test => {
    if (test.kind === 'atom') return { ...test, text: change(test.text) }
    if (test.kind === 'not') return { ...test, operand: inTest(test.operand) }
    return { ...test, left: inTest(test.left), right: inTest(test.right) }
  }
  const inRule = (rule: Rule): Rule =>
    rule.kind === 'effect'
      ? rule
      : {
          ...rule,
          test: inTest(rule.test),
          body: rule.body.map(inRule),
          otherwise: rule.otherwise.map(inRule),
        }
  return {
    ...program,
    policies: program.policies.map((policy) => ({ ...policy, rules: policy.rules.map(inRule) })),
  }
}

function onEffects(rule: Rule, text: string): Rule {
  if (rule.kind === 'effect') return { ...rule, text }
  return { ...rule, body: rule.body.map((inner) => onEffects(inner, text)) }
}

/** Requests whose places hold what the conditions tell apart, and more. */
export function anyFragmentRequest(): fc.Arbitrary<PolicyRequest> {
  const scalar = fc.constantFrom<JsonValue>(
    0,
    1,
    2,
    3,
    1.5,
    -1,
    '',
    'x',
    'xy',
    'xzy',
    'xz',
    'y',
    'z',
    'w',
    true,
    false,
    null,
  )
  const odd = fc.constantFrom<JsonValue>([], [1], {}, { a: 1 })
  const value = fc.oneof({ weight: 8, arbitrary: scalar }, odd)
  const object = (...names: string[]): fc.Arbitrary<JsonObject> =>
    fc.record(Object.fromEntries(names.map((name) => [name, value])), {
      requiredKeys: [],
    }) as fc.Arbitrary<JsonObject>
  const root = (arbitrary: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonValue> =>
    fc.oneof({ weight: 9, arbitrary }, value)
  return fc
    .record(
      {
        target: fc.constantFrom('a.x', 'a.y', 'a.y.z', 'b.x', 'b.y', 'b.z', 'c', 'a', 'a.'),
        m: root(object('p', 'q')),
        n: root(fc.tuple(object('r'), root(object('a'))).map(([one, name]) => ({ ...one, name }))),
        k: value,
      },
      { requiredKeys: ['target'] },
    )
    .map((request) => request as unknown as PolicyRequest)
}
