import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { compilePolicy, type PolicyBundle } from 'keelson/policy'
import { expect } from 'vitest'
import { law } from '../../support/law.js'
import { reverseKeys, shuffle, withoutSpans } from '../support/rearrange.js'
import { anyRichCase, NOW, PARAMETERS, type RichProgram, sourcesOf } from '../support/rich-programs.js'
import { decideByReference } from './decide.js'
import { expectAgreement } from './expect-agreement.js'
import { readModules } from './model.js'

function bundleOf(sources: ReturnType<typeof sourcesOf>): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(sources, { parameters: PARAMETERS })
  // A failing case should show the program and what the compiler said.
  if (bundle === undefined) expect.fail(`${diagnostics[0]!.message}\n${sources.at(-1)!.text}`)
  return bundle
}

law('law 4: the runtime decides as the reference evaluator does', anyRichCase(), ({ program, request }) => {
  const sources = sourcesOf(program)
  const decision = bundleOf(sources).decide(request, { now: NOW })
  expectAgreement(decision, decideByReference(readModules(sources), request, NOW, PARAMETERS), request)
})

law(
  'law 4: in the whole language, the order of policies, rules, files and keys never changes the decision',
  fc.tuple(anyRichCase(), fc.array(fc.nat(), { minLength: 12, maxLength: 12 })),
  ([{ program, request }, picks]) => {
    const plain = bundleOf(sourcesOf(program))
    const rearranged = bundleOf(shuffle(sourcesOf(rearrange(program, picks)), picks))
    const options = { now: NOW, digest: true }
    const decision = plain.decide(request, options)
    const other = reverseKeys<{ readonly [root: string]: JsonValue }>(request) as typeof request
    expect(withoutSpans(rearranged.decide(other, options))).toEqual(withoutSpans(decision))
    expect(plain.decide(other, options)).toEqual(decision)
    expect(rearranged.policyDigest).toBe(plain.policyDigest)
  },
)

function rearrange(program: RichProgram, picks: readonly number[]): RichProgram {
  const policies = program.policies.map((policy) => ({ ...policy, rules: shuffle(policy.rules, picks) }))
  return { ...program, policies: shuffle(policies, picks) }
}
