import fc from 'fast-check'
import { compilePolicy, type PolicyBundle } from 'keelson/policy'
import { expect } from 'vitest'
import { readProgram } from '../../src/policy/runtime/bundle.js'
import type { Probe } from '../../src/policy/runtime/compiled.js'
import { decide } from '../../src/policy/runtime/decide.js'
import { buildExecutable } from '../../src/policy/runtime/executable.js'
import { law } from '../support/law.js'
import { anyRichCase, NOW, PARAMETERS, sourcesOf } from './support/rich-programs.js'

/** Sees nothing, but keeps every condition in its closures. */
const WATCHING: Probe = { expression: (_node, compiled) => compiled, statement: () => null }

const CONDITIONS: readonly string[] = [
  'c.p == "x"',
  'c.p != 1',
  'c.p in ["x", 1]',
  'c.r.p startsWith "x"',
  'c.p endsWith "y"',
  'c.n >= 1',
  'has(c.r.p)',
  'c.flag',
  'c?.r.flag ?? true',
  '(c.p ?? "x") == "x"',
  '"x" in c.list',
  '"x" in (c.list ?? [])',
  '(any t in ["x", "xy"]: c.p startsWith t)',
  '(any t in ["x", "xy"]: c.r.p endsWith t)',
  'size(c.list) > 1',
]

/** Loops whose bodies are conditions on places, alone, negated and in chains. */
function anyLoop(): fc.Arbitrary<string> {
  const atom = fc.tuple(fc.constantFrom(...CONDITIONS), fc.boolean())
  const plain = atom.map(([text, isNegated]) => (isNegated ? `not (${text})` : `(${text})`))
  const chain = fc
    .tuple(fc.array(plain, { minLength: 1, maxLength: 3 }), fc.constantFrom(' && ', ' || '))
    .map(([items, operator]) => items.join(operator))
  const effect = fc.constantFrom('deny "no {c.p}" at c.p', 'deny at c.r.p', 'warn', '{ deny\n warn "w" }')
  const rule = fc
    .tuple(fc.constantFrom('when', 'unless'), chain, effect, fc.constantFrom('', '', ' else warn "other"'))
    .map(([word, condition, body, otherwise]) => `${word} ${condition} ${body}${otherwise}`)
  return fc
    .tuple(
      fc.constantFrom('', '', ' where has(c.p)', ' where c.flag ?? true'),
      fc.array(rule, { minLength: 1, maxLength: 4 }),
    )
    .map(([where, rules]) => `for c in m.items${where} {\n${rules.join('\n')}\n}`)
}

function anyItem(): fc.Arbitrary<unknown> {
  const scalar = fc.constantFrom<unknown>('x', 'xy', 'y', '', 1, 0, true, false, null, 'z')
  const list = fc.array(scalar, { maxLength: 3 })
  const flag = fc.oneof({ weight: 4, arbitrary: fc.boolean() }, scalar)
  const inner = fc.record({ p: scalar, flag, list }, { requiredKeys: [] })
  const whole = fc.record(
    {
      p: scalar,
      n: fc.oneof(fc.nat(2), scalar),
      flag,
      list: fc.oneof(list, scalar),
      r: fc.oneof({ weight: 4, arbitrary: inner }, scalar),
      other: scalar,
    },
    { requiredKeys: [] },
  )
  return fc.oneof({ weight: 6, arbitrary: whole }, scalar)
}

function sameByClosures(
  bundle: PolicyBundle,
  request: Parameters<PolicyBundle['decide']>[0],
  share: number,
): void {
  const watched = buildExecutable(readProgram(bundle.toBytes()), WATCHING)
  const byClosures = (fuel: number): unknown =>
    decide(watched, bundle.policyDigest, request, { now: NOW, fuel })
  const whole = bundle.decide(request, { now: NOW })
  expect(whole).toEqual(byClosures(1_000_000))
  // What is paid is the same at each step, or one of the two would run out of fuel before the other.
  for (const fuel of [whole.cost, whole.cost - 1, Math.floor(whole.cost * share)]) {
    if (fuel > 0) expect(bundle.decide(request, { now: NOW, fuel })).toEqual(byClosures(fuel))
  }
}

const anyShare = (): fc.Arbitrary<number> => fc.double({ min: 0, max: 1, noNaN: true })

law(
  'a condition that is told without its closures is what they say, for the same fuel',
  fc.tuple(anyLoop(), fc.array(anyItem(), { maxLength: 4 }), anyShare()),
  ([loop, items, share]) => {
    const text = `mode gate\ninput m: json\npolicy p on t.run {\n${loop}\n}`
    const { bundle, diagnostics } = compilePolicy(text)
    if (bundle === undefined) expect.fail(`${diagnostics[0]!.message}\n${text}`)
    sameByClosures(bundle, { target: 't.run', m: { items } }, share)
  },
)

law(
  'in the whole language, closures alone decide the same, for the same fuel',
  fc.tuple(anyRichCase(), anyShare()),
  ([{ program, request }, share]) => {
    const { bundle } = compilePolicy(sourcesOf(program), { parameters: PARAMETERS })
    sameByClosures(bundle!, request, share)
  },
)
