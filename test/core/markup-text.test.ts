import fc from 'fast-check'
import { escapeHtml, escapeInvisible, escapeInvisibleLine, escapeMarkdown, markdownFence } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { law } from '../support/law.js'

describe('escapeInvisible', () => {
  test('shows what would act or not be seen, and leaves the rest', () => {
    expect(escapeInvisible('a\tb\u001b[0m\u009b\u202e')).toBe('a\\u{9}b\\u{1b}[0m\\u{9b}\\u{202e}')
    expect(escapeInvisible('a\u200bb\u2028\ufeff\u{e0041}\ufe00\ud800')).toBe(
      'a\\u{200b}b\\u{2028}\\u{feff}\\u{e0041}\\u{fe00}\\u{d800}',
    )
    expect(escapeInvisible('grüße, 日本語, 😀, ❤️\n')).toBe('grüße, 日本語, 😀, ❤️\n')
    expect(escapeInvisibleLine('a\nb')).toBe('a\\u{a}b')
  })
})

describe('escapeHtml', () => {
  test('leaves no markup', () => {
    expect(escapeHtml(`<a href='x' b="y">&amp;\`</a>`)).toBe(
      '&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;amp;&#96;&lt;/a&gt;',
    )
    expect(escapeHtml('\u0000\u202e\n')).toBe('\\u{0}\\u{202e}\n')
  })

  law('nothing of a text can be taken for markup', fc.string({ unit: 'binary' }), (text) => {
    expect(escapeHtml(text)).toMatch(/^(?:[^<>"'`&]|&(?:amp|lt|gt|quot|#39|#96);)*$/u)
  })
})

describe('escapeMarkdown', () => {
  test('leaves no markup, no link, no mention, and no table cell', () => {
    expect(escapeMarkdown('# **a** [b](c) <d> | `e` @f')).toBe(
      '&#35; &#42;&#42;a&#42;&#42; &#91;b&#93;(c) &#60;d&#62; &#124; &#96;e&#96; &#64;f',
    )
    expect(escapeMarkdown('a\n- b')).toBe('a&#92;u&#123;a&#125;&#45; b')
  })

  law('is on one line, of letters, digits, spaces and entities', fc.string(), (text) => {
    expect(escapeMarkdown(text)).toMatch(/^(?:[A-Za-z0-9 (),]|&#\d+;)*$/)
  })
})

describe('markdownFence', () => {
  test('is longer than any fence in the text', () => {
    expect(markdownFence('a\n```\nb', 'diff')).toBe('````diff\na\n```\nb\n````')
    expect(markdownFence('', 'diff')).toBe('```diff\n\n```')
  })

  law('no line of the text ends it', fc.array(fc.constantFrom('`', '``', 'a', '\n', '~~~', ' ')), (parts) => {
    const [first, ...lines] = markdownFence(parts.join(''), 'x').split('\n')
    const fence = first!.slice(0, -1)
    const end = lines.findIndex((line) => line.trim().startsWith(fence))
    expect(end).toBe(lines.length - 1)
  })
})
