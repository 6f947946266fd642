import fc from 'fast-check'
import { compareCodePoints, type JsonValue } from 'keelson/core'
import { canonicalize, seal } from 'keelson/hash'
import { compilePolicy, loadBundle, type PolicyBundle } from 'keelson/policy'
import { expect, test } from 'vitest'
import { ProgramBundle } from '../../src/policy/runtime/bundle.js'
import type { Program } from '../../src/policy/runtime/program.js'
import { law } from '../support/law.js'
import { anyRichProgram } from './support/residual-programs.js'
import { anyRichCase, PARAMETERS, sourcesOf } from './support/rich-programs.js'

/** The digest as docs/keel.md words it, step by step over `seal` and `canonicalize`. */
function digestByDefinition(program: Program): string {
  const { language, fallback, functions, constants, policies, patterns, residual } = program
  const unordered = ['body', 'otherwise', 'constants', 'functions']
  const meaningOf = (value: JsonValue): JsonValue => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(meaningOf)
    const members = Object.entries(value).filter(([key]) => key !== 'at')
    return Object.fromEntries(
      members.map(([key, member]) => {
        if (key === 'pattern') {
          const { text, regex } = patterns[member as number]!
          return [key, { text, anywhere: regex.anywhere }]
        }
        const part = meaningOf(member)
        if (!unordered.includes(key) || !Array.isArray(part)) return [key, part]
        return [key, part.toSorted((one, other) => compareCodePoints(canonicalize(one), canonicalize(other)))]
      }),
    )
  }
  const meaning = { language, fallback, functions, constants, policies, ...(residual && { residual }) }
  return seal(meaningOf(meaning as unknown as JsonValue))
}

function expectDigest(bundle: PolicyBundle): void {
  expect(bundle.policyDigest).toBe(digestByDefinition(ProgramBundle.programOf(bundle)))
  expect(loadBundle(bundle.toBytes()).policyDigest).toBe(bundle.policyDigest)
}

law('the digest is the seal of the meaning, of programs of every form', anyRichCase(), ({ program }) => {
  const { bundle } = compilePolicy(sourcesOf(program), { parameters: PARAMETERS })
  if (bundle !== undefined) expectDigest(bundle)
})

law(
  'the digest is the seal of the meaning, of residual programs',
  fc.tuple(anyRichProgram(), fc.constantFrom('a.x', 'b.x')),
  ([text, target]) => {
    const { bundle } = compilePolicy(text)
    if (bundle !== undefined) expectDigest(bundle.specialize({ target }))
  },
)

test('texts outside ASCII stand in the digest as in RFC 8785', () => {
  const words = ['é', '\\u{1F600}', '\\u{FF5E}', '\\\\ud800', '\\"at\\":1,'].map((word) => `"${word}"`)
  const rules = words.map((word) => `when a == ${word} deny ${word}`)
  const { bundle } = compilePolicy(`input a: json policy p on * { ${rules.join('\n')} }`)
  expectDigest(bundle!)
})
