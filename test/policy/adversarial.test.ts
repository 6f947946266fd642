import { compilePolicy } from 'keelson/policy'
import { expect, test } from 'vitest'
import { ADVERSARIAL } from './support/adversarial-policies.js'

// How long each takes is measured by `npm run bench -- policy-adversarial`.
test.each(ADVERSARIAL)('a megabyte of $name is answered', ({ text, compiles }) => {
  const source = text()
  const { bundle, diagnostics } = compilePolicy(source)
  expect(bundle !== undefined).toBe(compiles)
  expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(!compiles)
  // A screenful of errors at most, each within the text.
  expect(diagnostics.length).toBeLessThanOrEqual(2 * 201)
  for (const { span } of diagnostics) expect(span.offset + span.length).toBeLessThanOrEqual(source.length)
})
