import type { JsonValue } from 'keelson/core'
import { type ChangeSet, diff, diff3, formatChanges } from 'keelson/diff'
import { describe, expect, test } from 'vitest'
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
      'foreign   ~ /d: desired 1, live 7 [foreign: /d is owned by hpa (autoscaled)]',
      'converged ~ /e: base 1, desired and live 2',
      'drift     + /f: desired absent, live 1',
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

describe('what is printed is safe', () => {
  test('values, names, owners and reasons cannot reach the terminal', () => {
    const hostile = '\u001b[2J\u0007\u009b1m\u202e\r\n~ /fake: 1 -> 2'
    const document = objectOf([[hostile, hostile]])
    const options = { ignore: [{ pointer: '/**', reason: hostile }] }
    const owners = [{ pointer: '/**', owner: hostile, reason: hostile }]
    for (const text of [
      formatChanges(diff({}, document)),
      formatChanges(diff({}, document, options)),
      formatChanges(diff3({ base: {}, desired: {}, live: document }, { owners })),
    ]) {
      expect(text).not.toMatch(UNSAFE)
      expect(text.split('\n').length).toBe(2)
    }
  })

  law('without colour no change set holds a control character', pairOf(anyDocuments()), ([before, after]) => {
    const changes = diff(before, after)
    const text = formatChanges(changes)
    const lines = changes.changes.length + 1
    return !UNSAFE.test(text) && text.split('\n').length === lines
  })

  test('colour: true colours each line and nothing else', () => {
    const before: JsonValue = { a: 1, b: 1, c: 1 }
    const options = { ignore: [{ pointer: '/c', reason: 'r' }] }
    const changes = diff(before, { a: 2, c: 2, d: '\u001b[0m' }, options)
    expect(formatChanges(changes, { colour: true }).split('\n')).toEqual([
      '\u001b[33m~ /a: 1 -> 2\u001b[0m',
      '\u001b[31m- /b: 1\u001b[0m',
      '\u001b[2m~ /c: 1 -> 2 [ignored: /c (r)]\u001b[0m',
      '\u001b[32m+ /d: "\\u001b[0m"\u001b[0m',
      '4 changes: 3 material, 1 ignored',
    ])
  })

  test('an option that does not exist is refused', () => {
    expectCode('diff/unknown-option', () => formatChanges(diff(1, 2), { color: true } as never))
  })
})
