import { readdirSync, readFileSync } from 'node:fs'
import { compilePolicy, formatPolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { builtInNames } from '../../src/policy/runtime/built-ins.js'
import { isReserved } from '../../src/policy/syntax/words.js'

const page = readFileSync(new URL('../../docs/keel.md', import.meta.url), 'utf8')
const examples = new URL('../../docs/examples/', import.meta.url)

describe('docs/keel.md', () => {
  const blocks = [...page.matchAll(/^```keel(?: (policy\/[a-z-]+))?\n([\s\S]*?)^```$/gm)].map(
    ([, code, text]) => ({
      code,
      text: text!,
      line: page.slice(0, page.indexOf(text!)).split('\n').length,
    }),
  )

  test.each(blocks)('the example in line $line compiles, or fails as it says', ({ code, text }) => {
    const { bundle, diagnostics } = compilePolicy(text)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(code === undefined ? [] : [code])
    expect(bundle?.test().cases.flatMap(({ message }) => message ?? []) ?? []).toEqual([])
  })

  test('has examples', () => {
    expect(blocks.length).toBeGreaterThan(3)
  })

  test('the tests in it reach every rule and outcome of their policies', () => {
    const { bundle } = compilePolicy(blocks.find(({ text }) => text.includes('\ntest "'))!.text)
    expect(bundle!.test()).toMatchObject({ passed: 7, failed: 0, coverage: { rules: 1, conditions: 1 } })
  })

  test('lists every reserved word', () => {
    const listed = page.match(/\*\*Reserved words\*\*[^`]*`([^`]+)`/)![1]!.split(' ')
    expect(listed.filter((word) => !isReserved(word))).toEqual([])
    const grammar = [...page.matchAll(/"([a-zA-Z]+)"/g)].map(([, word]) => word!)
    expect(grammar.filter((word) => isReserved(word) && !listed.includes(word))).toEqual([])
  })

  test('describes every function', () => {
    for (const name of builtInNames()) expect(page).toContain(`\`${name}(`)
  })
})

test('the five policies of docs/comparison.md compile', () => {
  const comparison = readFileSync(new URL('../../docs/comparison.md', import.meta.url), 'utf8')
  const [, text] = comparison.match(/^```keel\n([\s\S]*?)^```$/m)!
  expect(compilePolicy(text!).diagnostics).toEqual([])
  expect(formatPolicy(text!)).toBe(text)
  expect(page).toContain(`| lines | ${text!.split('\n').filter((line) => line.trim() !== '').length} |`)
})

describe('docs/examples', () => {
  const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.keel'),
  )
  const textOf = (name: string): string => readFileSync(new URL(name, examples), 'utf8')

  test.each(files)('%s compiles by itself, without parameters and warnings, and is formatted', (name) => {
    const { bundle, diagnostics } = compilePolicy([{ path: name, text: textOf(name) }])
    expect(diagnostics).toEqual([])
    expect(bundle).toBeDefined()
    expect(formatPolicy(textOf(name))).toBe(textOf(name))
    expect(bundle!.test().cases.flatMap(({ message }) => message ?? [])).toEqual([])
  })

  test('the guardrail for agents is tested whole', () => {
    const name = 'keel/agent-guardrail.keel'
    const { bundle } = compilePolicy([{ path: name, text: textOf(name) }])
    expect(bundle!.test()).toMatchObject({ failed: 0, coverage: { rules: 1, conditions: 1 } })
    expect(bundle!.mutate().score).toBeGreaterThan(0.95)
  })

  test('hold the eight policies of the design, and thirty more', () => {
    const policies = files.filter((name) => name.startsWith('policies')).map(textOf)
    expect(policies.join('').match(/^policy /gm)!.length).toBeGreaterThanOrEqual(38)
  })

  test.each(['keel', 'policies'])('all of %s compile together', (folder) => {
    const sources = files
      .filter((name) => name.startsWith(folder))
      .map((path) => ({ path, text: textOf(path) }))
    expect(compilePolicy(sources).diagnostics).toEqual([])
  })
})
