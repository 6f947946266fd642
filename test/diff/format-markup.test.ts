import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import {
  type ChangeSet,
  changesStylesheet,
  diff,
  diff3,
  formatChangesHtml,
  formatChangesMarkdown,
} from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { objectOf } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { anyDocuments, type Pair, pairOf } from './document-pairs.js'

const IGNORED = { ignore: [{ pointer: '/status', reason: 'written by the controller' }] }

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</code></pre></table>',
  "' onmouseover='alert(1)",
  '&lt;b&gt;',
  '```\n# heading\n',
  '````````',
  '~~~\n',
  '| a | b |\n|---|---|',
  '[x](javascript:alert(1))',
  '![x](http://evil.example/x.png)',
  '@everyone #1 http://evil.example',
  '\n\n---\n\n<!--',
  '\u001b[2J\u0007\u202e\u200b\u{e0041}\r\n',
  '@@ removed: /all @@',
  '- gone\n+ new',
  '\\`\\|\\',
  '`|`',
]

const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u

/** Hostile texts as values, names, rules and owners. */
function hostileSets(): {
  readonly text: string
  readonly sets: Parameters<typeof formatChangesHtml>[0][]
}[] {
  return HOSTILE.map((text) => {
    const document = objectOf([
      [text, text],
      ['list', [text]],
      ['text', `a\n${text}\nb`],
    ])
    const other = objectOf([
      [text, 1],
      ['list', []],
      ['text', 'a\nc\nb'],
    ])
    const reason = text.trim() === '' ? 'x' : text
    return {
      text,
      sets: [
        diff({}, document),
        diff(other, document),
        diff(other, document, {
          ignore: [
            { pointer: '/list', reason },
            { pointer: '/nowhere', reason },
          ],
        }),
        diff3(
          { base: other, desired: other, live: document },
          { owners: [{ pointer: '/list', owner: reason, reason }] },
        ),
      ],
    }
  })
}

describe('Markdown', () => {
  test('shows what counts, and apart what does not', () => {
    const changes = diff(
      { spec: { replicas: 3, paused: true }, status: 1 },
      { spec: { replicas: 5, image: 'app:1' }, status: 2 },
      IGNORED,
    )
    expect(formatChangesMarkdown(changes)).toBe(
      [
        '**4 changes: 3 material, 1 ignored**',
        '',
        '```diff',
        '@@ added: /spec/image @@',
        '+ "app:1"',
        '@@ removed: /spec/paused @@',
        '- true',
        '@@ changed: /spec/replicas @@',
        '- 3',
        '+ 5',
        '```',
        '',
        'Not counted, ignored&#58; &#47;status (written by the controller):',
        '',
        '```diff',
        '@@ changed: /status @@',
        '- 1',
        '+ 2',
        '```',
      ].join('\n'),
    )
  })

  test('shows texts by line, moves, and three states', () => {
    const changes = diff(
      { t: 'a\nb', l: ['x', 'y', 'z'] },
      { t: 'a\nc', l: ['z', 'x', 'y'] },
      { moves: true },
    )
    expect(formatChangesMarkdown(changes)).toContain('@@ moved: /l/0 from /l/2 @@\n  "z"')
    expect(formatChangesMarkdown(changes)).toContain(
      '@@ changed: /t @@\n  (2 changed lines of a text of 2 lines)\n  (line 1 -> 1)\n  a\n- b\n+ c',
    )
    expect(formatChangesMarkdown(diff3({ base: 1, desired: 2, live: 3 }))).toContain(
      '@@ conflict: the whole document @@\n  base: 1\n- desired: 2\n+ live: 3',
    )
    expect(formatChangesMarkdown(diff(1, 1))).toBe('**no difference**')
  })

  test('keeps hostile texts inside of its blocks', () => {
    for (const { sets } of hostileSets()) {
      for (const set of sets) {
        const markdown = formatChangesMarkdown(set)
        expect(markdown).not.toMatch(INVISIBLE)
        let fence: string | null = null
        for (const line of markdown.split('\n')) {
          if (fence === null) {
            fence = /^(`{3,})diff$/.exec(line)?.[1] ?? null
            // Outside of blocks only letters, digits, entities and what we wrote.
            if (fence === null)
              expect(line).toMatch(/^(?:|\*\*[\w ,:]+\*\*|(?:Not counted, |- )(?:[\w (),:]|&#\d+;)*)$/u)
          } else if (line === fence) fence = null
          else expect(line).toMatch(/^(?:@@ \w+: .* @@|[-+ ] .*|[-+ ] )$/u)
        }
        expect(fence).toBeNull()
      }
    }
  })
})

describe('HTML', () => {
  test('is a table with a row for each change', () => {
    const changes = diff({ a: 1, b: 1, status: 1 }, { a: 2, c: 1, status: 2 }, IGNORED)
    expect(formatChangesHtml(changes)).toBe(
      [
        '<section class="keelson-changes">',
        '<table>',
        '<caption>4 changes: 3 material, 1 ignored</caption>',
        '<thead><tr><th scope="col">Change</th><th scope="col">Place</th><th scope="col">Values</th></tr></thead>',
        '<tbody class="keelson-material">',
        '<tr class="keelson-replace"><td>changed</td><th scope="row"><code dir="auto">/a</code></th><td><del><code dir="auto">1</code></del> <ins><code dir="auto">2</code></ins></td></tr>',
        '<tr class="keelson-remove"><td>removed</td><th scope="row"><code dir="auto">/b</code></th><td><del><code dir="auto">1</code></del></td></tr>',
        '<tr class="keelson-add"><td>added</td><th scope="row"><code dir="auto">/c</code></th><td><ins><code dir="auto">1</code></ins></td></tr>',
        '</tbody>',
        '<tbody class="keelson-immaterial">',
        '<tr><th scope="rowgroup" colspan="3">ignored: /status (written by the controller)</th></tr>',
        '<tr class="keelson-replace"><td>changed</td><th scope="row"><code dir="auto">/status</code></th><td><del><code dir="auto">1</code></del> <ins><code dir="auto">2</code></ins></td></tr>',
        '</tbody>',
        '</table>',
        '</section>',
      ].join('\n'),
    )
    expect(formatChangesHtml(diff(1, 1))).toBe(
      '<section class="keelson-changes">\n<p>no difference</p>\n</section>',
    )
  })

  test('has no tag or attribute of hostile texts, no script, no style, and no URL', () => {
    for (const { sets } of hostileSets()) {
      for (const set of sets) {
        const html = formatChangesHtml(set)
        expect(html).not.toMatch(INVISIBLE)
        const tags = html.match(/<[^>]*>/g)!
        for (const tag of tags) {
          expect(tag).toMatch(
            /^<\/?(?:section|table|caption|thead|tbody|tr|th|td|code|pre|ins|del|span|ul|li|p)(?: (?:class="keelson-[a-z]+"|scope="(?:col|row|rowgroup)"|colspan="3"|dir="auto"))*>$/,
          )
        }
        const rest = html.replace(/<[^>]*>/g, '')
        expect(rest).not.toMatch(/[<>"'`]/)
        expect(rest.replace(/&(?:amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&')
        expectBalanced(tags)
      }
    }
  })

  test('the style sheet fetches nothing', () => {
    expect(changesStylesheet).not.toMatch(/url|@import|expression|</)
    expect(changesStylesheet).toContain('.keelson-changes')
  })

  test('tells what is redacted, withheld and left out', () => {
    const found = diff3(
      { base: { token: 'a1' }, desired: { token: 'a1' }, live: { token: 'b2' } },
      { redact: {} },
    )
    expect(formatChangesHtml(found)).toContain('(redacted: name)')
    expect(formatChangesHtml(found)).toContain('<li>remediation leaves out 1 redacted place</li>')
    const untold: ChangeSet = {
      profile: 'plain',
      changes: [{ op: 'replace', pointer: '/t', path: ['t'], class: 'material', redacted: true }],
      equal: false,
    }
    expect(formatChangesHtml(untold)).toContain('<td>redacted</td>')
    expect(formatChangesMarkdown(untold)).toContain('  (redacted)')
  })
})

test('values of any size stay short, and tell their length', () => {
  const huge = { list: Array.from({ length: 200_000 }, (_, at) => `element ${at}`) }
  for (const text of [formatChangesMarkdown(diff({}, huge)), formatChangesHtml(diff({}, huge))]) {
    expect(text.length).toBeLessThan(1000)
    expect(text).toMatch(/… \(\d{7} characters\)/)
  }
})

test('options that cannot be meant are refused', () => {
  for (const format of [formatChangesMarkdown, formatChangesHtml]) {
    expectCode('diff/unknown-option', () => format(diff(1, 2), { colour: true } as never))
    expectCode('diff/invalid-format', () => format(diff(1, 2), { context: -1 }))
    expectCode('diff/invalid-changes', () => format({} as never))
  }
})

law('markup holds neither a control character nor a tag of a document', markupPairs(), ([before, after]) => {
  const changes = diff(before, after)
  const html = formatChangesHtml(changes)
  expect(INVISIBLE.test(html) || INVISIBLE.test(formatChangesMarkdown(changes))).toBe(false)
  expectBalanced(html.match(/<[^>]*>/g)!)
})

function markupPairs(): fc.Arbitrary<Pair> {
  const text = fc
    .array(fc.constantFrom(...HOSTILE, 'a', '\n', '<', '`'), { maxLength: 5 })
    .map((parts) => parts.join(''))
  const value: fc.Arbitrary<JsonValue> = fc.oneof(text, fc.array(text, { maxLength: 3 }))
  const document = fc.array(fc.tuple(text, value), { maxLength: 4 }).map(objectOf)
  return fc.oneof(pairOf(document), pairOf(anyDocuments()))
}

function expectBalanced(tags: readonly string[]): void {
  const open: string[] = []
  for (const tag of tags) {
    const name = /^<\/?([a-z]+)/.exec(tag)![1]!
    if (tag.startsWith('</')) expect(open.pop()).toBe(name)
    else open.push(name)
  }
  expect(open).toEqual([])
}
