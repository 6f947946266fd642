import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { type Atom, compilePolicy, type Explanation, loadBundle, type PolicyBundle } from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../../support/law.js'
import { reverseKeys } from '../support/rearrange.js'
import { anyRichCase, HEADER, LIBRARY, NOW, PARAMETERS, sourcesOf } from '../support/rich-programs.js'
import { anySmallRule } from './small-rules.js'

function bundleOf(sources: string | ReturnType<typeof sourcesOf>): PolicyBundle {
  const options = typeof sources === 'string' ? {} : { parameters: PARAMETERS }
  const { bundle, diagnostics } = compilePolicy(sources, options)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (bundle === undefined) expect.fail(`${error!.message}\n${JSON.stringify(sources)}`)
  return bundle
}

law(
  'an explanation has the effect of the decision, and an entry for each reason that has it',
  anyRichCase(),
  ({ program, request }) => {
    const bundle = bundleOf(sourcesOf(program))
    const decision = bundle.decide(request, { now: NOW })
    const explanation = bundle.explain(request, { now: NOW })
    expect(explanation.effect).toBe(decision.effect)
    expect(explanation.obligations).toEqual(decision.obligations)
    const told = explanation.rules.map(({ policy, span, pointer }) => ({ policy, span, pointer }))
    const deciding = decision.reasons.filter(({ effect }) => effect === decision.effect)
    if (explanation.basis === 'rules') {
      expect(told).toEqual(deciding.map(({ policy, span, pointer }) => ({ policy, span, pointer })))
    } else expect(deciding).toEqual([])
    for (const { atoms } of explanation.rules) expectInOrder(atoms)
    expect(structuredClone(explanation)).toEqual(explanation)
  },
  { runs: 300 },
)

law(
  'an explanation is the same again, with other orders of keys, and from a bundle that was loaded',
  anyRichCase(),
  ({ program, request }) => {
    const bundle = bundleOf(sourcesOf(program))
    const text = JSON.stringify(bundle.explain(request, { now: NOW }))
    expect(JSON.stringify(bundle.explain(request, { now: NOW }))).toBe(text)
    expect(JSON.stringify(bundle.explain(reverseKeys(request), { now: NOW }))).toBe(text)
    expect(JSON.stringify(loadBundle(bundle.toBytes()).explain(request, { now: NOW }))).toBe(text)
  },
  { runs: 200 },
)

law(
  'an explanation with little fuel ends, and does not throw',
  fc.tuple(anyRichCase(), fc.integer({ min: 1, max: 300 })),
  ([{ program, request }, fuel]) => {
    const bundle = bundleOf(sourcesOf(program))
    const explanation = bundle.explain(request, { now: NOW, fuel })
    expect(explanation.effect).toBe(bundle.decide(request, { now: NOW, fuel }).effect)
  },
  { runs: 200 },
)

law(
  'the text of an atom is Keel, and gives what the atom says',
  anyRichCase(),
  ({ program, request }) => {
    const { rules } = bundleOf(sourcesOf(program)).explain(request, { now: NOW })
    for (const atom of rules.flatMap(({ atoms }) => atoms)) {
      // Variables of loops and names of other modules mean nothing outside, and a long text is cut.
      const isOutside = !/\b(?:i?v\d+|i|one|other|list|limit)\b(?!\()/.test(
        atom.text.replaceAll(/\.\w+/g, ''),
      )
      if (atom.kind !== 'condition' || !isOutside || atom.text.endsWith('…')) continue
      const outcome = outcomeOf(atom.text, request)
      if (outcome !== undefined) expect([atom.text, outcome]).toEqual([atom.text, atom.outcome])
    }
  },
  { runs: 150 },
)

/** What an expression gives, told by a decision; nothing where it has lost the type of a time. */
function outcomeOf(expression: string, request: { readonly target: string }): Atom['outcome'] | undefined {
  const policy = `policy probe(quorum: number = 1, patience: duration = 10m) on * { when ${expression} allow }`
  const main = { path: 'main.keel', text: `mode guard\n${HEADER}\n${policy}` }
  const { effect, errors } = bundleOf([{ path: 'lib.keel', text: LIBRARY }, main]).decide(request, {
    now: NOW,
  })
  if (effect === 'allow') return true
  const [error] = errors
  return error === undefined ? false : error.code === 'policy/missing-value' ? 'missing' : 'error'
}

function expectInOrder(atoms: readonly Atom[]): void {
  const places = atoms.map(({ span }) => `${span.path} ${String(span.offset).padStart(8, '0')}`)
  expect([...places].sort()).toEqual(places)
}

law(
  'the atoms of a rule are subset-minimal: they force its outcome, and without any of them the others do not',
  anySmallRule(),
  (rule) => {
    const bundle = bundleOf(rule.text)
    const { rules } = bundle.explain(requestOf(rule.values), { now: NOW })
    for (const { outcome, atoms } of rules) {
      const kept = atoms.map(inputOf)
      expect(new Set(kept).size).toBe(kept.length)
      const holds = (values: readonly JsonValue[]): boolean => behaves(bundle, values, outcome)
      const others = rule.values.map((_value, index) => index).filter((index) => !kept.includes(index))
      expect(assignments(rule.values, others).every(holds)).toBe(true)
      // An error may come from several conditions: that one of them still gives it says nothing about the others.
      if (outcome === 'error') continue
      for (const index of kept) {
        expect([
          index,
          assignments(rule.values, [...others, index]).some((values) => !holds(values)),
        ]).toEqual([index, true])
      }
    }
  },
  { runs: 300 },
)

law(
  'each way out of a denial is one: after its changes the request is not denied',
  anySmallRule(),
  (rule) => {
    const bundle = bundleOf(rule.text)
    const { wouldAllow, effect }: Explanation = bundle.explain(requestOf(rule.values), { now: NOW })
    if (effect !== 'deny') expect(wouldAllow).toEqual([])
    for (const changes of wouldAllow) {
      if (changes.some(({ wanted }) => wanted === 'known')) continue
      const values = [...rule.values]
      for (const change of changes) values[inputOf(change)] = change.wanted as boolean
      expect(bundle.decide(requestOf(values), { now: NOW }).effect).toBe('allow')
    }
  },
  { runs: 500 },
)

const VALUES: readonly JsonValue[] = [true, false, 'absent', 5]

/** The values with every choice for some of the inputs. */
function assignments(values: readonly JsonValue[], free: readonly number[]): JsonValue[][] {
  return free.reduce<JsonValue[][]>(
    (all, index) =>
      all.flatMap((some) => VALUES.map((value) => some.map((old, at) => (at === index ? value : old)))),
    [[...values]],
  )
}

function requestOf(values: readonly JsonValue[]): { readonly target: string; readonly m: JsonValue } {
  const members = values.flatMap((value, index) => (value === 'absent' ? [] : [[`x${index}`, value]]))
  return { target: 'a.x', m: Object.fromEntries(members) as JsonValue }
}

/** The number of the input that an atom asks. */
function inputOf({ values }: Pick<Atom, 'values'>): number {
  return Number(values[0]!.pointer!.slice('/m/x'.length))
}

/** Whether the rule does with other values what its explanation says that it does. */
function behaves(
  bundle: PolicyBundle,
  values: readonly JsonValue[],
  outcome: Explanation['rules'][number]['outcome'],
): boolean {
  const { reasons } = bundle.decide(requestOf(values), { now: NOW })
  if (outcome === 'error') return reasons.some(({ message }) => message.startsWith('cannot be evaluated'))
  const found = reasons.find(({ message }) => message.startsWith('it fires'))
  if (outcome === 'not-fired') return found === undefined
  return found !== undefined && (outcome === 'undecided' || !found.message.includes('undecided'))
}
