import { type Diagnostic, escapeTerminal, formatDiagnostic, LineIndex } from 'keelson/core'
import { describe, expect, test } from 'vitest'

function diagnosticAt(text: string, offset: number, length: number, extra: Partial<Diagnostic> = {}): string {
  const span = new LineIndex(text, 'a.keel').span(offset, length)
  return formatDiagnostic(
    { severity: 'error', code: 'policy/syntax', message: 'wrong', span, ...extra },
    text,
  )
}

/** What stands under the caret, or `null` where the caret does not stand under the excerpt. */
function marked(rendered: string): string | null {
  const [, excerpt, caret] = rendered.split('\n')
  const start = caret!.indexOf('^')
  const end = caret!.lastIndexOf('^') + 1
  return start < 0 ? null : excerpt!.slice(start, end)
}

describe('formatDiagnostic', () => {
  test('shows place, severity, code, message, the line and a caret', () => {
    expect(diagnosticAt('mode gaurd', 5, 5)).toBe(
      'a.keel:1:6: error policy/syntax: wrong\n  1 | mode gaurd\n    |      ^^^^^',
    )
  })

  test('adds the help on a line of its own', () => {
    expect(diagnosticAt('x', 0, 1, { help: 'write y', severity: 'hint' })).toBe(
      'a.keel:1:1: hint policy/syntax: wrong\n  1 | x\n    | ^\n  help: write y',
    )
  })

  test('without the text gives the first line only, and names a text without a path', () => {
    const span = new LineIndex('x').span(0, 1)
    expect(formatDiagnostic({ severity: 'warning', code: 'policy/unused', message: 'm', span })).toBe(
      '<text>:1:1: warning policy/unused: m',
    )
  })

  test('keeps the margin straight when the line number is long', () => {
    const text = `${'\n'.repeat(99)}deny`
    expect(diagnosticAt(text, 99, 4).split('\n').slice(1)).toEqual(['  100 | deny', '      | ^^^^'])
  })

  const cases: readonly [name: string, text: string, offset: number, length: number, shows: string][] = [
    ['a tab before', 'a\t\tbad', 3, 3, 'bad'],
    ['a tab inside', 'x a\tb y', 2, 3, 'a b'],
    ['the second of three lines', 'one\ntwo\nthree', 4, 3, 'two'],
    ['a line that ends in CRLF', 'one\r\ntwo\r\nthree', 5, 3, 'two'],
    ['a span that reaches over the end of its line', 'one\r\ntwo\r\nthree', 5, 9, 'two'],
    ['the end of a line', 'one\ntwo', 3, 0, ''],
    ['the carriage return of a CRLF', 'one\r\ntwo', 3, 2, ''],
    ['the end of the text', 'one', 3, 0, ''],
    ['an empty span', 'one', 1, 0, 'n'],
    ['a control character inside', 'a \u001b[2J b', 2, 4, '\\u{1b}[2J'],
    ['a control character before', '\u001b\u0007bad', 2, 3, 'bad'],
    ['a right-to-left override before', '\u202ebad', 1, 3, 'bad'],
    ['the first of a long line', `bad${'x'.repeat(1_000_000)}`, 0, 3, 'bad'],
    ['the middle of a long line', `${'x'.repeat(500_000)}bad${'x'.repeat(500_000)}`, 500_000, 3, 'bad'],
    ['the last of a long line', `${'x'.repeat(1_000_000)}bad`, 1_000_000, 3, 'bad'],
  ]
  for (const [name, text, offset, length, shows] of cases) {
    test(`the caret stands under what is meant: ${name}`, () => {
      const rendered = diagnosticAt(text, offset, length)
      expect(marked(rendered)).toBe(shows)
      expect(rendered.split('\n')).toHaveLength(3)
      expect(rendered.length).toBeLessThan(500)
    })
  }

  test('nothing from outside reaches the terminal raw, and nothing begins a line of its own', () => {
    const hostile = 'x\nb.keel:1:1: error: forged\u001b[2J\u202e'
    const span = { ...new LineIndex(hostile, hostile).span(0, 1), path: hostile }
    const rendered = formatDiagnostic(
      { severity: 'error', code: 'policy/syntax', message: hostile, span, help: hostile },
      hostile,
    )
    expect(rendered.split('\n')).toHaveLength(4)
    expect(escapeTerminal(rendered)).toBe(rendered)
    expect(rendered).toContain('\\u{a}b.keel')
  })
})

describe('escapeTerminal', () => {
  const cases: readonly [text: string, escaped: string][] = [
    ['plain é 😀 \u200b', 'plain é 😀 \u200b'],
    ['one\ntwo', 'one\ntwo'],
    ['\u0000', '\\u{0}'],
    ['a\tb', 'a\\u{9}b'],
    ['a\rb', 'a\\u{d}b'],
    ['\u001b[31m', '\\u{1b}[31m'],
    ['\u007f\u0080\u009b\u009f', '\\u{7f}\\u{80}\\u{9b}\\u{9f}'],
    ['\u00a0', '\u00a0'],
    ['\u061c\u200e\u200f', '\\u{61c}\\u{200e}\\u{200f}'],
    ['\u202a\u202b\u202c\u202d\u202e', '\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}'],
    ['\u2066\u2067\u2068\u2069', '\\u{2066}\\u{2067}\\u{2068}\\u{2069}'],
  ]
  for (const [text, escaped] of cases) {
    test(`${JSON.stringify(text)} becomes ${JSON.stringify(escaped)}`, () => {
      expect(escapeTerminal(text)).toBe(escaped)
      expect(escapeTerminal(escaped)).toBe(escaped)
    })
  }
})
