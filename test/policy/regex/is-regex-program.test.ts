import { expect, test } from 'vitest'
import { compileRegex } from '../../../src/policy/regex/compile-regex.js'
import { isRegexProgram } from '../../../src/policy/runtime/is-regex-program.js'
import { RegexMatcher } from '../../../src/policy/runtime/regex-matcher.js'
import type { RegexProgram } from '../../../src/policy/runtime/regex-program.js'

const program: RegexProgram = compileRegex('\\ba|b$', 'anywhere').program!

test('a program of the compiler passes, frozen or copied', () => {
  expect(isRegexProgram(program)).toBe(true)
  expect(isRegexProgram(structuredClone(program))).toBe(true)
})

const { code, columns, bounds } = program
const size = code.length / 3

test.each<[what: string, forged: unknown]>([
  ['null', null],
  ['a string', 'code'],
  ['a list', [false, 0, [0, 0, 0], [[]], [0], [0]]],
  ['no members', {}],
  ['a member too many', { ...program, flags: '' }],
  ['a member too few', { anywhere: true, start: 0, code, sets: [[]], bounds }],
  ['a member under another name', { anywhere: true, start: 0, code, sets: [[]], bounds, column: columns }],
  ['an inherited member', Object.assign(Object.create({ start: 0 }), { ...program, start: undefined })],
  ['an anywhere that is no boolean', { ...program, anywhere: 1 }],
  ['a start outside the code', { ...program, start: size }],
  ['a start before the code', { ...program, start: -1 }],
  ['a start between instructions', { ...program, start: 0.5 }],
  ['no code', { ...program, start: 0, code: [] }],
  ['half an instruction', { ...program, code: [...code, 0] }],
  ['code that is no list', { ...program, code: { length: 3, 0: 0, 1: 0, 2: 0 } }],
  ['too much code', { ...program, code: new Array<number>(3 * 2049).fill(0) }],
  ['an unknown instruction', { ...program, code: [4, 0, 0], start: 0 }],
  ['an instruction that is no number', { ...program, code: ['length', 0, 0], start: 0 }],
  ['a match with an operand', { ...program, code: [0, 1, 0], start: 0 }],
  ['a set that is not there', { ...program, code: [1, program.sets.length, 0], start: 0 }],
  ['a set before the first', { ...program, code: [1, -1, 0], start: 0 }],
  ['a jump outside the code', { ...program, code: [2, 0, 1], start: 0 }],
  ['a jump before the code', { ...program, code: [2, -1, 0], start: 0 }],
  ['an unknown condition', { ...program, code: [3, 4, 0], start: 0 }],
  ['no sets', { ...program, code: [0, 0, 0], start: 0, sets: [] }],
  ['a set that is no list', { ...program, sets: program.sets.map(() => 1) }],
  ['a word that is too long', { ...program, sets: program.sets.map(() => [0x1_0000_0000]) }],
  ['a word that is negative', { ...program, sets: program.sets.map(() => [-1]) }],
  ['bounds that begin late', { ...program, bounds: [1, ...bounds.slice(1)] }],
  ['bounds that go back', { ...program, bounds: [0, 9, 9], columns: [0, 1, 0] }],
  ['a bound beyond the code points', { ...program, bounds: [0, 0x11_0000], columns: [0, 1] }],
  ['more bounds than columns', { ...program, bounds: [...bounds, 0x10_0000] }],
  ['no bounds', { ...program, bounds: [], columns: [] }],
  ['a column that is too large', { ...program, bounds: [0], columns: [256] }],
  ['a column that is no number', { ...program, bounds: [0], columns: ['0'] }],
])('%s does not pass', (_what, forged) => {
  expect(isRegexProgram(forged)).toBe(false)
})

test('a loop that takes nothing ends', () => {
  const loop = { ...program, start: 0, code: [2, 0, 0, 3, 1, 0] }
  expect(isRegexProgram(loop)).toBe(true)
  expect(new RegexMatcher(loop).test('aaa')).toBe(false)
})

test('a set without the word for its columns takes none of them', () => {
  const short = { ...program, start: 0, code: [1, 0, 1, 0, 0, 0], sets: [[]] }
  expect(isRegexProgram(short)).toBe(true)
  expect(new RegexMatcher(short).test('a')).toBe(false)
})
