import fc from 'fast-check'
import { parseRegex } from '../../../../src/policy/regex/parse-regex.js'
import { instructionsOf } from '../../../../src/policy/regex/program-size.js'
import type { RegexNode } from '../../../../src/policy/regex/regex-tree.js'
import { type RandomStream, randomStream } from '../../../support/random-stream.js'

/** Characters that patterns are made of, so that small texts often match. */
const CHARACTERS = ['a', 'b', 'c', 'A', 'B', 'k', 's', '-', '_', ' ', '1', '7', '/', ':', 'é', '😀']
const ESCAPES = ['\\.', '\\n', '\\t', '\\x41', '\\x{1F600}', '\\x{e9}', '\\-', '\\\\', '\\*']
const CLASS_ESCAPES = ['\\d', '\\w', '\\s', '\\D', '\\W', '\\S']
const NAMED = ['[:alpha:]', '[:^digit:]', '[:space:]', '[:word:]', '[:punct:]', '[:xdigit:]']
const RANGES = ['a-c', 'A-B', '0-9', 'a-z', '\\x00-\\x40', 'b-\\x{10FFFF}', '!--']
const CONDITIONS = ['^', '$', '\\b', '\\B', '\\A', '\\z']
const QUANTIFIERS = ['*', '+', '?', '{0}', '{1}', '{2}', '{0,1}', '{1,3}', '{2,}', '{0,}']
const OPENINGS = ['(', '(?:', '(?i:', '(?s:', '(?is:', '(?-i:', '(?i-s:']

function anyClass(): fc.Arbitrary<string> {
  const member = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...CHARACTERS.filter((character) => character !== '-')) },
    { weight: 3, arbitrary: fc.constantFrom(...RANGES) },
    { weight: 2, arbitrary: fc.constantFrom(...CLASS_ESCAPES, ...NAMED) },
    { weight: 1, arbitrary: fc.constantFrom(...ESCAPES, '.', '*', '|', '(', '$') },
  )
  const members = fc.array(member, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  return (
    fc
      .tuple(fc.constantFrom('[', '[^'), fc.constantFrom('', '', '-', ']'), members, fc.constantFrom('', '-'))
      .map(([open, first, body, last]) => `${open}${first}${body}${last}]`)
      // What no character can match is refused: `[^\\d\\D]`.
      .filter((text) => !/\[\^.*(?:\\[DWS]|:\^|\{10FFFF)/.test(text))
  )
}

/** Patterns that are accepted: every construct of the language, nested. */
export function anyPattern(): fc.Arbitrary<string> {
  return anyNesting().filter((pattern) => {
    const { tree } = parseRegex(pattern)
    return tree === undefined || instructionsOf(tree) < 1000
  })
}

function anyNesting(): fc.Arbitrary<string> {
  return fc.letrec<{ choice: string; sequence: string; item: string; atom: string }>((tie) => ({
    choice: fc
      .array(tie('sequence'), { minLength: 1, maxLength: 3, size: 'small' })
      .map((branches) => branches.join('|')),
    sequence: fc.array(tie('item'), { maxLength: 5, size: 'small' }).map((items) => items.join('')),
    item: fc.oneof(
      { weight: 6, arbitrary: tie('atom') },
      {
        weight: 4,
        arbitrary: fc
          .tuple(tie('atom'), fc.constantFrom(...QUANTIFIERS), fc.constantFrom('', '', '?'))
          .map((parts) => parts.join('')),
      },
      { weight: 1, arbitrary: fc.constantFrom(...CONDITIONS) },
      { weight: 1, arbitrary: fc.constantFrom('(?i)', '(?s)', '(?-i)') },
    ),
    atom: fc.oneof(
      { depthSize: 'medium', maxDepth: 4 },
      { weight: 6, arbitrary: fc.constantFrom(...CHARACTERS, ...ESCAPES) },
      { weight: 1, arbitrary: fc.constant('.') },
      { weight: 2, arbitrary: fc.constantFrom(...CLASS_ESCAPES) },
      { weight: 2, arbitrary: anyClass() },
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.constantFrom(...OPENINGS), tie('choice'))
          .map(([open, body]) => `${open}${body})`),
      },
    ),
  })).choice
}

/** Text of pieces that mean something in patterns here or elsewhere, in no order. */
export function anyPatternText(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(...CHARACTERS, '.', '|', '(', ')', '[', ']', '^', '$', '{', '}', ','),
    },
    { weight: 2, arbitrary: fc.constantFrom(...QUANTIFIERS, '{,3}', '{01}', '{3,1}', '{2', '*+', '??') },
    { weight: 2, arbitrary: fc.constantFrom(...ESCAPES, ...CLASS_ESCAPES, ...CONDITIONS, ...OPENINGS) },
    { weight: 1, arbitrary: fc.constantFrom(...NAMED, ...RANGES, '[:', ':]', '[^', '-', '\\', '(?', '&&') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...[
          '(?=',
          '(?!',
          '(?<=',
          '(?<!',
          '(?>',
          '(?P<n>',
          '(?<n>',
          '(?#',
          '(?m)',
          '(?x)',
          '(?i',
          '(?R)',
          '(?|',
        ],
        ...[
          '\\1',
          '\\k<n>',
          '\\p{L}',
          '\\pL',
          '\\Z',
          '\\Q',
          '\\E',
          '\\u0041',
          '\\x',
          '\\x{',
          '\\x{110000}',
          '\\0',
        ],
        ...['\ud800', '\udc00', '\u0000', '\n', 'ſ', '[[:foo:]]', '[]', '[^]', '\\é', '{1001}', '{1000}'],
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  )
  return fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
}

/** A text that a tree takes, conditions aside. */
function sampleOf(node: RegexNode, random: RandomStream): string {
  const below = (limit: number): number => Math.floor(random.uniform() * limit)
  switch (node.kind) {
    case 'assert':
      return ''
    case 'set': {
      const at = 2 * below(node.ranges.length / 2)
      const first = node.ranges[at]!
      const span = node.ranges[at + 1]! - first + 1
      const point = first + below(random.uniform() < 0.9 ? Math.min(span, 128) : span)
      return String.fromCodePoint(point)
    }
    case 'sequence':
      return node.items.map((item) => sampleOf(item, random)).join('')
    case 'choice':
      return sampleOf(node.branches[below(node.branches.length)]!, random)
    case 'repeat': {
      const most = node.most ?? node.least + 3
      const times = Math.min(node.least + below(most - node.least + 1), 40)
      return Array.from({ length: times }, () => sampleOf(node.item, random)).join('')
    }
  }
}

/** Texts that match, nearly match, or have nothing to do with a tree; the same for the same seed. */
export function subjectsFor(tree: RegexNode, seed: number, count: number): string[] {
  const random = randomStream(seed)
  const below = (limit: number): number => Math.floor(random.uniform() * limit)
  const character = (): string => CHARACTERS[below(CHARACTERS.length)]!
  const characters = (): string => Array.from({ length: below(6) }, character).join('')
  const changed = (text: string): string => {
    const points = [...text]
    const at = below(points.length + 1)
    const way = below(4)
    if (way === 0) points.splice(at, 1)
    else if (way === 1) points.splice(at, 0, character())
    else if (way === 2) points.splice(at, 1, character())
    else points.splice(at, 0, '\n')
    return points.join('')
  }
  return Array.from({ length: count }, (_, index) => {
    const sample = sampleOf(tree, random)
    if (index % 5 === 0) return sample
    if (index % 5 === 1) return changed(sample)
    if (index % 5 === 2) return characters() + sample + characters()
    if (index % 5 === 3) return changed(changed(characters() + sample))
    return characters()
  })
}
