import { readdirSync, readFileSync } from 'node:fs'
import { formatPolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../../support/expect-code.js'
import { treeOf } from './tree-of.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const page = read('../../../docs/keel.md')
const folders = ['../../../docs/examples/keel/', '../../../docs/examples/immutable-change/']
const texts = [
  ...[...page.matchAll(/^```keel\n([\s\S]*?)^```$/gm)].map(([, text]) => text!),
  ...folders.flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url))
      .filter((name) => name.endsWith('.keel'))
      .map((name) => read(`${folder}${name}`)),
  ),
  read('./every-form.keel'),
]

describe('formatPolicy', () => {
  test('writes every form of the language as the committed text has it', () => {
    expect(formatPolicy(read('./every-form.keel'))).toBe(read('./every-form.formatted.keel'))
  })

  test.each(texts)('a formatted text is not changed again, and means what it meant: %#', (text) => {
    const formatted = formatPolicy(text)
    expect(formatPolicy(formatted)).toBe(formatted)
    expect(treeOf(formatted)).toEqual(treeOf(text))
  })

  test('the examples of the documentation are formatted', () => {
    for (const text of texts.slice(0, -1)) expect(formatPolicy(text)).toBe(text)
  })

  test('keeps every comment', () => {
    const text = read('./every-form.keel')
    const comments = (source: string): number => source.split('//').length
    expect(comments(formatPolicy(text))).toBe(comments(text))
  })

  test('lines are at most 100 units long where they can be broken', () => {
    const terms = Array.from({ length: 40 }, (_, index) => `resource.label${index} == "value${index}"`)
    const formatted = formatPolicy(`policy p on a.b { when ${terms.join(' && ')} deny }`)
    expect(formatted.split('\n').every((line) => line.length <= 100)).toBe(true)
  })

  test('an empty text stays empty, and comments alone stay', () => {
    expect(formatPolicy('')).toBe('')
    expect(formatPolicy(' \n ')).toBe('')
    expect(formatPolicy('\n\n// a\n\n\n\n// b')).toBe('// a\n\n// b\n')
  })

  test('a text with syntax errors is refused with the place of the first', () => {
    const error = expectCode('policy/invalid-source', () => formatPolicy('policy p on a.b {\n  when deny\n}'))
    expect(error.span).toMatchObject({ line: 2, column: 8 })
  })

  test('what is no text is refused', () => {
    expectCode('policy/not-a-text', () => formatPolicy(1 as unknown as string))
  })
})
