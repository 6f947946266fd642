import { readdirSync, readFileSync } from 'node:fs'
import { compilePolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { builtInNames } from '../../src/policy/runtime/built-ins.js'
import { isReserved } from '../../src/policy/syntax/words.js'

const page = readFileSync(new URL('../../docs/keel.md', import.meta.url), 'utf8')
const examples = new URL('../../docs/examples/keel/', import.meta.url)

describe('docs/keel.md', () => {
  const blocks = [...page.matchAll(/^```keel(?: (policy\/[a-z-]+))?\n([\s\S]*?)^```$/gm)].map(
    ([, code, text]) => ({
      code,
      text: text!,
      line: page.slice(0, page.indexOf(text!)).split('\n').length,
    }),
  )

  test.each(blocks)('the example in line $line compiles, or fails as it says', ({ code, text }) => {
    const { diagnostics } = compilePolicy(text)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(code === undefined ? [] : [code])
  })

  test('has examples', () => {
    expect(blocks.length).toBeGreaterThan(3)
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

describe('docs/examples/keel', () => {
  const files = readdirSync(examples).filter((name) => name.endsWith('.keel'))

  test.each(files)('%s compiles by itself, without warnings', (name) => {
    const text = readFileSync(new URL(name, examples), 'utf8')
    const { bundle, diagnostics } = compilePolicy([{ path: name, text }])
    expect(diagnostics).toEqual([])
    expect(bundle).toBeDefined()
  })

  test('all of them compile together', () => {
    const sources = files.map((path) => ({ path, text: readFileSync(new URL(path, examples), 'utf8') }))
    expect(compilePolicy(sources).diagnostics).toEqual([])
  })
})
