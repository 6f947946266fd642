import { describe, expect, test } from 'vitest'
import { compileRegex } from '../../../src/policy/regex/compile-regex.js'
import type { RegexMode } from '../../../src/policy/regex/types.js'
import { RegexMatcher } from '../../../src/policy/runtime/regex-matcher.js'
import { type RegexProgram, regexFuel } from '../../../src/policy/runtime/regex-program.js'
import { RegexStates } from '../../../src/policy/runtime/regex-states.js'
import { randomStream } from '../../support/random-stream.js'

function compile(pattern: string, mode: RegexMode): RegexProgram {
  return compileRegex(pattern, mode).program!
}

/** A matcher that counts how often it looks at an instruction. */
function counting(program: RegexProgram): { readonly matcher: RegexMatcher; readonly looks: () => number } {
  let reads = 0
  const code = new Proxy(program.code, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1
      return Reflect.get(target, key)
    },
  })
  // An instruction is three numbers.
  return { matcher: new RegexMatcher({ ...program, code }), looks: () => Math.ceil(reads / 3) }
}

/** Patterns on which engines that go back need exponential or polynomial time, and one with 2^13 states. */
const CATASTROPHIC: readonly (readonly [pattern: string, text: (length: number) => string])[] = [
  ['^(a+)+$', (length) => `${'a'.repeat(length)}!`],
  ['^(a|a)*$', (length) => `${'a'.repeat(length)}!`],
  ['(a|aa)+$', (length) => `${'a'.repeat(length)}!`],
  ['(a|a)*b', (length) => 'a'.repeat(length)],
  ['(a*)*b', (length) => 'a'.repeat(length)],
  ['(.*)*x', (length) => 'y'.repeat(length)],
  ['(.*.*=.*)+;', (length) => 'x='.repeat(length / 2)],
  ['(x+x+)+y', (length) => 'x'.repeat(length)],
  ['(?:.*a){12}', (length) => 'ab'.repeat(length / 2)],
  ['(?:a?){30}a{30}', (length) => 'a'.repeat(length)],
  ['([a-zA-Z0-9])(([-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+', (length) => '1a'.repeat(length / 2)],
  ['(?:[ab]*)a[ab]{12}c', (length) => randomLetters(length)],
  ['[ab]*a[ab]{200}(?:[ab]|c){200}d', (length) => randomLetters(length)],
]

function randomLetters(length: number): string {
  const random = randomStream(7)
  return Array.from({ length }, () => (random.uniform() < 0.5 ? 'a' : 'b')).join('')
}

describe('a match takes time linear in the text', () => {
  const modes: readonly RegexMode[] = ['whole', 'anywhere']
  const cases = CATASTROPHIC.flatMap(([pattern, text]) => modes.map((mode) => ({ pattern, mode, text })))

  test.each(cases)('$mode $pattern', ({ pattern, mode, text }) => {
    const program = compile(pattern, mode)
    const size = program.code.length / 3
    for (const length of [100, 1000, 4000]) {
      const { matcher, looks } = counting(program)
      const subject = text(length)
      matcher.test(subject)
      // Each instruction once for a character and once for the end.
      expect(looks()).toBeLessThanOrEqual((subject.length + 1) * size)
    }
  })

  test('where a pattern has few states, instructions are looked at only until all were met', () => {
    const { matcher, looks } = counting(compile('^(a+)+$', 'whole'))
    matcher.test(`${'a'.repeat(1000)}!`)
    const first = looks()
    expect(first).toBeLessThan(30)
    matcher.test(`${'a'.repeat(100_000)}!`)
    expect(looks()).toBe(first)
  })

  test('the fuel of a match is fixed by its length and its program, and bounds the work', () => {
    const program = compile('[ab]*a[ab]{200}(?:[ab]|c){200}d', 'anywhere')
    const { matcher, looks } = counting(program)
    const text = randomLetters(4000)
    const fuel = regexFuel(program, text.length)
    expect(fuel).toBe(1 + Math.floor((4000 * program.code.length) / 192))
    matcher.test(text)
    expect(looks()).toBeLessThanOrEqual(64 * fuel + program.code.length / 3)
    expect(regexFuel(program, 0)).toBe(1)
  })
})

describe('what a matcher remembers', () => {
  test('is bounded, however many states a text asks for', () => {
    const states = new RegexStates(4, '\u0000\u0000')
    let from = states.first
    let most = 0
    for (let number = 1; number <= 20_000; number += 1) {
      from = states.link(from, 1, `\u0001${String.fromCharCode(number % 2048, number >> 5, number)}`)
      expect(states.key(from).charCodeAt(3)).toBe(number)
      most = Math.max(most, states.kept)
    }
    expect(most).toBeGreaterThan(16_000)
    expect(most).toBeLessThan(16_384 + 4 + 2049)
    expect(states.key(states.first)).toBe('\u0000\u0000')
  })

  test('changes no answer when it is forgotten in the midst of a text', () => {
    const program = compile('[ab]*a[ab]{12}', 'whole')
    const used = new RegexMatcher(program)
    const text = randomLetters(20_000)
    for (let end = 1; end < text.length; end += 997) {
      const expected = end >= 13 && text[end - 13] === 'a'
      expect(used.test(text.slice(0, end))).toBe(expected)
      expect(new RegexMatcher(program).test(text.slice(0, end))).toBe(expected)
    }
  })
})

describe('limits', () => {
  test('a pattern has at most 4,096 characters', () => {
    const [fault] = compileRegex('a*'.repeat(2049), 'whole').diagnostics
    expect(fault).toMatchObject({ code: 'policy/regex-too-large', offset: 0, length: 4098 })
    expect(fault!.message).toBe('the pattern has more than 4096 characters')
  })

  test('a pattern needs at most 2,048 instructions', () => {
    const { matcher, largest } = {
      matcher: new RegexMatcher(compile('a{0,1000}b{44}', 'anywhere')),
      largest: 2048,
    }
    expect(compile('a{0,1000}b{44}', 'anywhere').code.length / 3).toBeLessThanOrEqual(largest)
    expect(matcher.test(`${'a'.repeat(1000)}${'b'.repeat(44)}`)).toBe(true)
    const [fault] = compileRegex('a{0,1000}b{46}', 'anywhere').diagnostics
    expect(fault!.code).toBe('policy/regex-too-large')
  })

  test('nested repetitions are refused before they are multiplied', () => {
    const nested = `${'(?:'.repeat(99)}a${'{1000})'.repeat(99)}{0,1000}`
    expect(compileRegex(nested, 'whole').diagnostics[0]!.code).toBe('policy/regex-too-large')
  })

  test('a pattern tells at most 256 classes of characters apart', () => {
    const distinct = (count: number): string =>
      Array.from({ length: count }, (_, index) => String.fromCodePoint(0x4e00 + 2 * index)).join('')
    const widest = distinct(255)
    const program = compile(widest, 'whole')
    expect(Math.max(...program.columns)).toBe(255)
    expect(new RegexMatcher(program).test(widest)).toBe(true)
    const [fault] = compileRegex(distinct(256), 'whole').diagnostics
    expect(fault!.message).toBe('the pattern tells more than 256 classes of characters apart')
    expect(compileRegex(`[${distinct(1000)}]+`, 'whole').program).toBeDefined()
  })

  test('groups nest at most 100 deep', () => {
    const nested = (depth: number): string => `${'(a'.repeat(depth)}${')*'.repeat(depth)}`
    expect(new RegexMatcher(compile(nested(100), 'whole')).test('a'.repeat(300))).toBe(true)
    expect(compileRegex(nested(101), 'whole').diagnostics[0]!.code).toBe('policy/regex-too-large')
  })
})
