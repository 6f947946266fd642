import fc from 'fast-check'
import {
  type BundleComparison,
  compareBundles,
  compilePolicy,
  type Decision,
  type PolicyBundle,
} from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../support/law.js'
import {
  anyFragment,
  anyFragmentRequest,
  EDITS,
  type Fragment,
  fragmentText,
  REWRITES,
} from './support/fragment-programs.js'
import { anyProgram, anyRequest, programText } from './support/keel-arbitraries.js'
import { anyRichProgram } from './support/residual-programs.js'

function bundleOf(text: string): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  if (bundle === undefined) expect.fail(`${diagnostics[0]!.message}\n${text}`)
  return bundle
}

/** What counts of a decision, written down anew for the test. */
function outcome({ effect, verdict, obligations, patches }: Decision): string {
  const duties = obligations.map(({ policies: _policies, ...duty }) => duty)
  return JSON.stringify([effect, verdict, duties, patches])
}

function expectWitnesses(comparison: BundleComparison, before: PolicyBundle, after: PolicyBundle): void {
  for (const { request, now, ...change } of comparison.changes) {
    const one = before.decide(request, { now })
    const other = after.decide(request, { now })
    expect(outcome(one)).not.toBe(outcome(other))
    expect(change.before).toMatchObject({
      effect: one.effect,
      verdict: one.verdict,
      obligations: one.obligations,
    })
    expect(change.after).toMatchObject({
      effect: other.effect,
      verdict: other.verdict,
      obligations: other.obligations,
    })
    expect(structuredClone(change)).toEqual(change)
  }
  expect(comparison.exhaustive).toBe(comparison.limits.length === 0)
  expect(comparison.equal).toBe(
    comparison.changes.length > 0 ? false : comparison.exhaustive ? true : 'unknown',
  )
}

const pick = fc.nat({ max: 999 })

/** Small, so that a run is fast; what it leaves out makes a comparison `'unknown'`, and never wrong. */
const DECISIONS = 500

law(
  'every witness is decided differently',
  fc.tuple(
    fc.oneof(anyProgram().map(programText), anyRichProgram()),
    fc.oneof(anyProgram().map(programText), anyRichProgram()),
  ),
  ([one, other]) => {
    const [before, after] = [bundleOf(one), bundleOf(other)]
    expectWitnesses(compareBundles(before, after, { decisions: 60 }), before, after)
  },
  { runs: 100 },
)

law(
  'what is equal is decided equally, whatever is asked',
  fc.tuple(
    anyFragment(),
    fc.constantFrom(...Object.keys(EDITS)),
    pick,
    fc.array(anyFragmentRequest(), { minLength: 20, maxLength: 20 }),
  ),
  ([program, edit, choice, requests]) => {
    const before = bundleOf(fragmentText(program))
    const edited = EDITS[edit]!(program, choice)
    const after = bundleOf(fragmentText(edited))
    const comparison = compareBundles(before, after, { decisions: DECISIONS })
    expectWitnesses(comparison, before, after)
    if (comparison.equal !== true) return
    for (const request of requests) {
      const one = before.decide(request, { now: 5 })
      expect(outcome(after.decide(request, { now: 5 }))).toBe(outcome(one))
      const { subject } = one
      if (subject === undefined) continue
      const approvals = ['ada', 'bob'].map((by, index) => ({ by, groups: ['gh'[index]!], at: 3, subject }))
      for (const given of [approvals, approvals.slice(1)]) {
        const approved = { ...request, approvals: given }
        expect(outcome(after.decide(approved, { now: 5 }))).toBe(outcome(before.decide(approved, { now: 5 })))
      }
    }
  },
  { runs: 200 },
)

law(
  'a difference that a request shows is found, or the comparison says that it did not look everywhere',
  fc.tuple(anyRichProgram(), anyProgram().map(programText), anyRequest(), fc.boolean()),
  ([rich, plain, request, swap]) => {
    // What the prelude declares is in one of them only, which neither means nor decides anything.
    const [before, after] = [bundleOf(swap ? plain : rich), bundleOf(swap ? rich : plain)]
    const { approvals: _approvals, ...asked } = request
    const differs = outcome(before.decide(asked, { now: 5 })) !== outcome(after.decide(asked, { now: 5 }))
    if (differs) expect(compareBundles(before, after, { decisions: 100 }).equal).not.toBe(true)
  },
  { runs: 200 },
)

law(
  'how it is written changes nothing',
  fc.tuple(anyFragment(), fc.constantFrom(...Object.keys(REWRITES)), pick),
  ([program, rewrite, choice]) => {
    const before = bundleOf(fragmentText(program))
    const after = bundleOf(fragmentText(REWRITES[rewrite]!(program, choice)))
    const comparison = compareBundles(before, after, { decisions: DECISIONS })
    expect(comparison.changes).toEqual([])
    expect(comparison.equal).not.toBe(false)
  },
  { runs: 200 },
)

law(
  'a bundle decides as it does itself',
  anyRichProgram(),
  (text) => {
    const bundle = bundleOf(text)
    expect(compareBundles(bundle, bundleOf(text))).toEqual({
      equal: true,
      exhaustive: true,
      limits: [],
      decisions: 0,
      changes: [],
    })
  },
  { runs: 100 },
)

law(
  'a comparison the other way round shows the same differences',
  fc.tuple(anyFragment(), fc.constantFrom(...Object.keys(EDITS)), pick),
  ([program, edit, choice]) => {
    const before = bundleOf(fragmentText(program))
    const after = bundleOf(fragmentText(EDITS[edit]!(program, choice) satisfies Fragment))
    const there = compareBundles(before, after, { decisions: DECISIONS })
    const back = compareBundles(after, before, { decisions: DECISIONS })
    if (there.exhaustive && back.exhaustive) expect(back.equal).toBe(there.equal)
  },
  { runs: 100 },
)
