import { readFileSync } from 'node:fs'
import {
  type Atom,
  compilePolicy,
  type Explanation,
  formatExplanation,
  loadBundle,
  type PolicyBundle,
  type PolicyRequest,
} from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../../support/expect-code.js'

interface ExplanationCase {
  readonly name: string
  readonly policy: readonly string[]
  readonly request: PolicyRequest
  readonly basis: Explanation['basis']
  /** Each rule as `effect policy outcome`, with its atoms as {@link tell} puts them. */
  readonly rules: readonly { readonly rule: string; readonly atoms: readonly string[] }[]
  readonly wouldAllow?: readonly (readonly string[])[]
}

const cases = JSON.parse(
  readFileSync(new URL('./explanations.json', import.meta.url), 'utf8'),
) as readonly ExplanationCase[]

function bundleOf(text: string): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return bundle!
}

function tell({ kind, text, outcome, values }: Atom): string {
  const read = values.map(({ text: name, value, pointer }) => {
    return `${name} = ${value === undefined ? '?' : JSON.stringify(value)}${pointer === undefined ? '' : ` ${pointer}`}`
  })
  return `${kind === 'condition' ? '' : `${kind} `}${text} is ${outcome} [${read.join('; ')}]`
}

test.each(cases)('$name', ({ policy, request, basis, rules, wouldAllow = [] }) => {
  const bundle = bundleOf(policy.join('\n'))
  const explanation = bundle.explain(request, { now: 0 })
  expect({
    basis: explanation.basis,
    rules: explanation.rules.map(({ effect, policy: name, outcome, atoms }) => ({
      rule: `${effect} ${name} ${outcome}`,
      atoms: atoms.map(tell),
    })),
    wouldAllow: explanation.wouldAllow.map((changes) =>
      changes.map(({ kind, text, wanted, values }) => `${kind} ${text} ${values[0]?.pointer} ${wanted}`),
    ),
  }).toEqual({ basis, rules, wouldAllow })
  expect(loadBundle(bundle.toBytes()).explain(request, { now: 0 })).toEqual(explanation)
})

describe('limits', () => {
  test('a decision without fuel is explained by that', () => {
    const bundle = bundleOf('mode gate\ninput m: json\npolicy p on a.x { when m.a == 1 && m.b == 2 deny }')
    const { effect, basis, rules } = bundle.explain({ target: 'a.x', m: {} }, { now: 0, fuel: 2 })
    expect([effect, basis, rules]).toEqual(['deny', 'fuel', []])
  })

  test('more atoms than can be told are told to be too many', () => {
    const bundle = bundleOf('mode gate\ninput m: json\npolicy p on a.x { for c in m.list deny "{c}" }')
    const list = Array.from({ length: 3000 }, (_item, index) => index)
    const explanation = bundle.explain({ target: 'a.x', m: { list } }, { now: 0 })
    expect([explanation.effect, explanation.truncated, explanation.rules]).toEqual(['deny', true, []])
  })

  test('more rules than a hundred are cut', () => {
    const bundle = bundleOf('mode gate\ninput m: json\npolicy p on a.x { for c in m.list deny "{c}" }')
    const list = Array.from({ length: 101 }, (_item, index) => index)
    const { rules, truncated, wouldAllow } = bundle.explain({ target: 'a.x', m: { list } }, { now: 0 })
    expect([rules.length, truncated, wouldAllow]).toEqual([100, true, []])
  })

  test('large values are left out, and their pointers are not', () => {
    const bundle = bundleOf('mode gate\ninput m: json\npolicy p on a.x { when "x" in m.list deny }')
    const list = ['x', ...Array.from({ length: 20 }, () => 0)]
    const [rule] = bundle.explain({ target: 'a.x', m: { list } }, { now: 0 }).rules
    expect(rule!.atoms[0]!.values).toEqual([{ text: 'm.list', pointer: '/m/list' }])
  })

  test('what decide refuses, explain refuses', () => {
    const bundle = bundleOf('policy p on a.x { allow }')
    expectCode('policy/missing-target', () => bundle.explain({} as never, { now: 0 }))
    expectCode('policy/missing-now', () => bundle.explain({ target: 'a.x' }, {} as never))
  })
})

describe('as text', () => {
  const text = [
    'mode gate',
    'input m: json',
    'policy p on a.x {',
    '  for c in m.list when c.bad deny "bad\\n{c.name}" at c.bad',
    '}',
  ].join('\n')
  const request = { target: 'a.x', m: { list: [{ bad: true, name: 'one\u001b' }] } }

  test('with the sources, lines and carets stand beside it', () => {
    const { bundle } = compilePolicy([{ path: 'p.keel', text }])
    const explanation = bundle!.explain(request, { now: 0 })
    expect(formatExplanation(explanation, { sources: [{ path: 'p.keel', text }] }).split('\n')).toEqual([
      'deny: 1 rule decided',
      '',
      'deny p p.keel:4:30: bad\\u{a}one\\u{1b}',
      '  4 |   for c in m.list when c.bad deny "bad\\n{c.name}" at c.bad',
      '    |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      '  there is c in m.list',
      '    4 |   for c in m.list when c.bad deny "bad\\n{c.name}" at c.bad',
      '      |            ^^^^^^',
      '    c = {"bad":true,"name":"one\\u001b"} at /m/list/0',
      '  c.bad is true',
      '    4 |   for c in m.list when c.bad deny "bad\\n{c.name}" at c.bad',
      '      |                        ^^^^^',
      '    c.bad = true at /m/list/0/bad',
      '',
      'it would not be denied if',
      '  c.bad were false (/m/list/0/bad)',
      '',
      'or if',
      '  there were no c in m.list (/m/list/0)',
    ])
  })

  test('colours are asked for', () => {
    const explanation = bundleOf(text).explain(request, { now: 0 })
    expect(formatExplanation(explanation)).not.toContain('\u001b')
    expect(formatExplanation(explanation, { colour: true })).toContain(
      '\u001b[31mdeny: 1 rule decided\u001b[0m',
    )
  })

  test('defaults, obligations and what is open', () => {
    const gate = bundleOf('mode gate\npolicy p on a.x { warn }').explain({ target: 'a.x' }, { now: 0 })
    expect(formatExplanation(gate)).toBe('allow: nothing stands against it, and the default is allow')
    const guard = bundleOf('input m: json\npolicy p on a.x { when m.ok allow }')
    expect(formatExplanation(guard.explain({ target: 'a.x', m: {} }, { now: 0 }))).toBe(
      [
        'deny: no rule allows it, and the default is deny',
        '',
        'allow p 2:29: does not fire',
        '  m.ok is missing',
        '    m.ok = … at /m/ok',
        '',
        'it would not be denied if',
        '  m.ok were true (/m/ok)',
      ].join('\n'),
    )
    const pending = bundleOf(
      'mode gate\npolicy p on a.x { require approvals 2 from group("g", "h") require "ticket" }',
    )
    expect(formatExplanation(pending.explain({ target: 'a.x' }, { now: 0 })).split('\n')).toEqual([
      'pending: 2 rules decided',
      '',
      'pending p 2:19: approvals are required by p',
      '',
      'pending p 2:60: ticket is required by p',
      '',
      'still open: 2 of 2 approvals from g or h',
      '',
      'still open: ticket',
    ])
    const fuel = bundleOf('mode gate\ninput m: json\npolicy p on a.x { when m.a == 1 deny }')
    expect(formatExplanation(fuel.explain({ target: 'a.x', m: {} }, { now: 0, fuel: 1 }))).toBe(
      'deny: the decision needs more fuel than it was given',
    )
  })
})
