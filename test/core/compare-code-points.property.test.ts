import fc from 'fast-check'
import { compareCodePoints } from 'keelson/core'
import { law } from '../support/law.js'

const anyUnits: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      '\u0000',
      '\u00e9',
      '\ud800',
      '\ud83d',
      '\udbff',
      '\udc00',
      '\ude00',
      '\udfff',
      '\ue000',
      '\uffff',
      '\u{1f600}',
    ),
    { maxLength: 5 },
  )
  .map((units) => units.join(''))

/** UTF-8, with lone surrogates in the three-byte form they would have (WTF-8). */
function wtf8(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63))
    else if (point < 0x10000)
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
    else {
      bytes.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      )
    }
  }
  return bytes
}

function compareBytes(left: readonly number[], right: readonly number[]): number {
  for (const [at, byte] of left.entries()) {
    if (at === right.length) return 1
    if (byte !== right[at]) return byte - right[at]!
  }
  return left.length - right.length
}

law(
  'the order is that of the WTF-8 bytes, lone surrogates included',
  fc.tuple(anyUnits, anyUnits),
  ([left, right]) => {
    return Math.sign(compareCodePoints(left, right)) === Math.sign(compareBytes(wtf8(left), wtf8(right)))
  },
  { runs: 5000 },
)

law(
  'the order is total: antisymmetric, transitive, and zero only for equal strings',
  fc.tuple(anyUnits, anyUnits, anyUnits),
  ([a, b, c]) => {
    const [ab, ba, bc, ac] = [
      compareCodePoints(a, b),
      compareCodePoints(b, a),
      compareCodePoints(b, c),
      compareCodePoints(a, c),
    ]
    if (Math.sign(ab) !== -Math.sign(ba) || (ab === 0) !== (a === b)) return false
    return !(ab <= 0 && bc <= 0) || ac <= 0
  },
  { runs: 5000 },
)
