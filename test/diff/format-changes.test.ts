import fc from 'fast-check'
import type { JsonValue } from 'keelson/core'
import { type ChangeSet, diff, diff3, formatChanges } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
import { diffLines } from '../../src/diff/line-diff.js'
import { objectOf } from '../support/arbitraries.js'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'
import { anyDocuments, pairOf } from './document-pairs.js'

/** Everything that could move a cursor, ring a bell, or turn the reading direction; a line feed ends our lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/

describe('a change set', () => {
  test('has a line for each change with its place and both values, and a line that counts', () => {
    const changes = diff(
      { spec: { replicas: 3, paused: true }, status: 1 },
      { spec: { replicas: 5, image: 'app:1' }, status: { ready: 2 } },
      { ignore: [{ pointer: '/status', reason: 'written by the controller' }] },
    )
    expect(formatChanges(changes).split('\n')).toEqual([
      '+ /spec/image: "app:1"',
      '- /spec/paused: true',
      '~ /spec/replicas: 3 -> 5',
      '~ /status: 1 -> {"ready":2} [ignored: /status (written by the controller)]',
      '4 changes: 3 material, 1 ignored',
    ])
  })

  test('shows what counts first, then what does not by the rule that says so', () => {
    const ignore = [
      { pointer: '/*/a', reason: 'r' },
      { pointer: '/*/b', reason: 's' },
    ]
    const changes = diff({ x: { a: 1, b: 1, c: 1 }, y: { a: 1, b: 1, c: 1 } }, { x: {}, y: {} }, { ignore })
    expect(formatChanges(changes).split('\n')).toEqual([
      '- /x/c: 1',
      '- /y/c: 1',
      '- /x/a: 1 [ignored: /*/a (r)]',
      '- /y/a: 1 [ignored: /*/a (r)]',
      '- /x/b: 1 [ignored: /*/b (s)]',
      '- /y/b: 1 [ignored: /*/b (s)]',
      '6 changes: 2 material, 4 ignored',
    ])
  })

  test('of equal documents says so', () => {
    expect(formatChanges(diff({ a: 1 }, { a: 1 }))).toBe('no difference')
  })

  test('names the whole document and a move', () => {
    expect(formatChanges(diff(1, [])).split('\n')[0]).toBe('~ the whole document: 1 -> []')
    const moved: ChangeSet = {
      profile: 'plain',
      changes: [
        {
          op: 'move',
          pointer: '/l/0',
          path: ['l', 0],
          from: '/l/2',
          before: 'c',
          after: 'c',
          class: 'normalised',
          rule: 'a set',
        },
      ],
      equal: true,
    }
    expect(formatChanges(moved)).toBe('> /l/0: "c" from /l/2 [normalised: a set]\n1 change: 1 normalised')
  })

  test('does not show what is redacted', () => {
    const redacted: ChangeSet = {
      profile: 'plain',
      changes: [{ op: 'replace', pointer: '/token', path: ['token'], class: 'material', redacted: true }],
      equal: false,
    }
    expect(formatChanges(redacted)).toBe('~ /token: (redacted)\n1 change: 1 material')
  })

  test('shows members in code-point order', () => {
    expect(formatChanges(diff(null, { b: 1, a: { d: 1, c: 2 } }))).toContain('{"a":{"c":2,"d":1},"b":1}')
  })
})

describe('a three-way change set', () => {
  test('names cause, values, owner and rule', () => {
    const found = diff3(
      {
        base: { a: 1, b: 1, c: 1, d: 1, e: 1 },
        desired: { a: 1, b: 2, c: 2, d: 1, e: 2 },
        live: { a: 2, b: 1, c: 3, d: 7, e: 2, f: 1 },
      },
      { owners: [{ pointer: '/d', owner: 'hpa', reason: 'autoscaled' }] },
    )
    expect(formatChanges(found).split('\n')).toEqual([
      'drift     ~ /a: desired 1, live 2',
      'pending   ~ /b: desired 2, live 1',
      'conflict  ~ /c: base 1, desired 2, live 3',
      'converged ~ /e: base 1, desired and live 2',
      'drift     + /f: desired absent, live 1',
      'foreign   ~ /d: desired 1, live 7 [foreign: /d is owned by hpa (autoscaled)]',
      '6 changes: 2 drift, 1 pending, 1 conflict, 1 foreign, 1 converged',
    ])
  })
})

describe('long values', () => {
  test('are cut, with their length told', () => {
    const [line] = formatChanges(diff('', 'x'.repeat(5000))).split('\n')
    expect(line).toBe(`~ the whole document: "" -> "${'x'.repeat(119)}… (5002 characters)`)
  })

  test('are cut between characters', () => {
    const [line] = formatChanges(diff('', `${'x'.repeat(118)}${'😀'.repeat(100)}`)).split('\n')
    expect(line).toBe(`~ the whole document: "" -> "${'x'.repeat(118)}… (320 characters)`)
  })

  test('are shown in full up to 160 characters', () => {
    expect(formatChanges(diff('', 'x'.repeat(158)))).toContain(`"${'x'.repeat(158)}"\n`)
    expect(formatChanges(diff('', 'x'.repeat(159)))).toContain('… (161 characters)')
  })
})

describe('long values that begin alike', () => {
  test('are cut where they begin to differ', () => {
    const common = 'x'.repeat(1000)
    const [line] = formatChanges(diff(`${common}one`, `${common}two`)).split('\n')
    expect(line).toBe(
      `~ the whole document: …${'x'.repeat(116)}one" (1005 characters) -> …${'x'.repeat(116)}two" (1005 characters)`,
    )
    const tail = 'y'.repeat(1000)
    const [other] = formatChanges(diff(`${common}one${tail}`, `${common}two${tail}`)).split('\n')
    expect(other).toContain(`…${'x'.repeat(24)}one${'y'.repeat(93)}… (2005 characters)`)
    expect(other).toContain(`…${'x'.repeat(24)}two${'y'.repeat(93)}… (2005 characters)`)
  })
})

describe('texts of several lines', () => {
  const text = (...lines: string[]) => lines.join('\n')
  const numbered = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)

  test('are compared by line, with lines around', () => {
    const after = numbered.flatMap((line) => (line === 'line 10' ? ['line ten', 'and a half'] : [line]))
    const changes = diff({ data: { conf: text(...numbered) } }, { data: { conf: text(...after) } })
    expect(formatChanges(changes, { context: 1 }).split('\n')).toEqual([
      '~ /data/conf: 3 changed lines of a text of 21 lines',
      '    @@ line 9 -> 9 @@',
      '      line 9',
      '    - line 10',
      '    + line ten',
      '    + and a half',
      '      line 11',
      '1 change: 1 material',
    ])
    expect(formatChanges(changes).split('\n').length).toBe(12)
    expect(formatChanges(changes, { context: 0, colour: true })).toContain('\u001b[31m    - line 10\u001b[0m')
  })

  test('with changes far apart show them apart', () => {
    const after = numbered.map((line) => (line === 'line 2' || line === 'line 19' ? `${line}!` : line))
    const lines = formatChanges(diff(text(...numbered), text(...after)), { context: 2 }).split('\n')
    expect(lines.filter((line) => line.includes('@@'))).toEqual([
      '    @@ line 1 -> 1 @@',
      '    @@ line 17 -> 17 @@',
    ])
  })

  test('in a three-way set go from desired to live', () => {
    const found = diff3({ base: 'a\nb', desired: 'a\nb', live: 'a\nc' })
    expect(formatChanges(found).split('\n')).toEqual([
      'drift     ~ the whole document: 2 changed lines of a text of 2 lines, desired to live',
      '    @@ line 1 -> 1 @@',
      '      a',
      '    - b',
      '    + c',
      '1 change: 1 drift',
    ])
  })

  test('that differ in more lines than are shown tell how many are left out', () => {
    const many = (what: string) => text(...Array.from({ length: 500 }, (_, at) => `${what} ${at}`))
    const lines = formatChanges(diff(many('a'), many('b'))).split('\n')
    expect(lines.length).toBe(1 + 1 + 200 + 1 + 1)
    expect(lines[0]).toBe('~ the whole document: 1000 changed lines of a text of 500 lines')
    expect(lines.at(-2)).toBe('    … 800 more lines of the difference')
  })

  test('have their long lines cut, with their length told', () => {
    const lines = formatChanges(diff('a\nb', `a\n${'x'.repeat(1000)}`)).split('\n')
    expect(lines).toContain(`    + ${'x'.repeat(120)}… (1000 characters)`)
  })

  law(
    'show every line of a text that only one side has',
    fc.tuple(someLines(), someLines()),
    ([left, right]) => {
      const hunks = diffLines(left.join('\n'), right.join('\n'), 1000)
      const side = (sign: string) =>
        hunks.flatMap(({ lines }) => lines.filter((line) => line.sign === ' ' || line.sign === sign))
      if (left.join('\n') === right.join('\n')) expect(hunks).toEqual([])
      else {
        expect(side('-').map((line) => line.text)).toEqual(left)
        expect(side('+').map((line) => line.text)).toEqual(right)
      }
    },
  )
})

function someLines(): fc.Arbitrary<string[]> {
  return fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
}

describe('remarks', () => {
  test('tell of rules that covered nothing, and of lists', () => {
    const set: ChangeSet = {
      profile: 'own',
      changes: [],
      equal: true,
      notes: [{ kind: 'duplicate-list-key', pointer: '/a', message: 'two elements with\nname "x"' }],
      unusedRules: ['/b (gone)'],
    }
    expect(formatChanges(set)).toBe(
      'no difference; /a: two elements with\\u{a}name "x"; covered nothing: /b (gone)',
    )
  })
})

describe('what is printed is safe', () => {
  test('values, names, owners and reasons cannot reach the terminal', () => {
    const hostile = '\u001b[2J\u0007\u009b1m\u202e\r\n~ /fake: 1 -> 2'
    const document = objectOf([[hostile, hostile]])
    const options = { ignore: [{ pointer: '/**', reason: hostile }] }
    const owners = [{ pointer: '/**', owner: hostile, reason: hostile }]
    for (const [text, lines] of [
      [formatChanges(diff({}, document)), 2],
      [formatChanges(diff({}, document, options)), 2],
      [formatChanges(diff3({ base: {}, desired: {}, live: document }, { owners })), 2],
      [formatChanges(diff({ a: 'x\ny' }, { a: `x\n${hostile}` })), 7],
    ] as const) {
      expect(text).not.toMatch(UNSAFE)
      expect(text.split('\n').length).toBe(lines)
    }
  })

  law('without colour no change set holds a control character', pairOf(anyDocuments()), ([before, after]) => {
    const changes = diff(before, after)
    const text = formatChanges(changes)
    // Lines of a text are indented.
    const lines = text.split('\n').filter((line) => !line.startsWith('    '))
    return !UNSAFE.test(text) && lines.length === changes.changes.length + 1
  })

  test('colour: true colours each line and nothing else', () => {
    const before: JsonValue = { a: 1, b: 1, c: 1 }
    const options = { ignore: [{ pointer: '/c', reason: 'r' }] }
    const changes = diff(before, { a: 2, c: 2, d: '\u001b[0m' }, options)
    expect(formatChanges(changes, { colour: true }).split('\n')).toEqual([
      '\u001b[33m~ /a: 1 -> 2\u001b[0m',
      '\u001b[31m- /b: 1\u001b[0m',
      '\u001b[32m+ /d: "\\u001b[0m"\u001b[0m',
      '\u001b[2m~ /c: 1 -> 2 [ignored: /c (r)]\u001b[0m',
      '4 changes: 3 material, 1 ignored',
    ])
  })

  test('a context that is no number of lines is refused', () => {
    for (const context of [-1, 1.5, Number.NaN, '3']) {
      const error = expectCode('diff/invalid-format', () => formatChanges(diff(1, 2), { context } as never))
      expect(error.path).toBe('/context')
    }
  })

  test('an option that does not exist is refused', () => {
    expectCode('diff/unknown-option', () => formatChanges(diff(1, 2), { color: true } as never))
  })
})
