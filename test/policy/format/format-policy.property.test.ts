import fc from 'fast-check'
import { formatPolicy } from 'keelson/policy'
import { expect } from 'vitest'
import { DiagnosticSink } from '../../../src/policy/syntax/diagnostic-sink.js'
import { tokenize } from '../../../src/policy/syntax/lexer.js'
import { law } from '../../support/law.js'
import { anyProgram, programText } from '../support/keel-arbitraries.js'
import { treeOf } from './tree-of.js'

const GAPS: readonly string[] = [
  ' ',
  '  ',
  '\n',
  '\n\n\n',
  '\t',
  ' // note\n',
  '\n// own line\n',
  '\n\n// a\n// b\n\n',
]

/** The tokens of a generated program with anything between them that means nothing. */
const anyLayout = fc
  .tuple(anyProgram(), fc.array(fc.constantFrom(...GAPS), { minLength: 1, maxLength: 40 }))
  .map(([program, gaps]) => {
    const text = programText(program)
    const tokens = tokenize(text, undefined, new DiagnosticSink())
    let written = ''
    tokens.forEach((token, index) => {
      const end = tokens[index + 1]?.index ?? token.end
      const between = text.slice(token.end, end)
      const kept = between === '' || inTemplate(tokens, index)
      // A condition that follows a rule on another line is read differently from one on the same line.
      const gap = between.includes('\n') ? `\n${gaps[index % gaps.length]!}` : ' '
      written += token.text + (kept ? between : gap)
    })
    return written
  })

function inTemplate(tokens: readonly { readonly kind: string }[], index: number): boolean {
  let open = 0
  for (const { kind } of tokens.slice(0, index + 1)) {
    if (kind === 'templateHead') open += 1
    if (kind === 'templateTail') open -= 1
  }
  return open > 0
}

law('a formatted text is not changed again, and its tree is that of the text before', anyLayout, (text) => {
  const formatted = formatPolicy(text)
  expect(formatPolicy(formatted)).toBe(formatted)
  expect(treeOf(formatted)).toEqual(treeOf(text))
  expect(formatted.split('//').length).toBe(text.split('//').length)
})
