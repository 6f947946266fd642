import type { JsonValue } from 'keelson/core'
import { fingerprint } from 'keelson/hash'
import { describe, expect, test } from 'vitest'

const DOCUMENTS = 30_000
// Pairs that agree in 32 bits by chance: n² / 2^33.
const EXPECTED_COLLISIONS = (DOCUMENTS * DOCUMENTS) / 8_589_934_592

const digit = (number: number, place: number): number => Math.floor(number / 9 ** place) % 9

// Documents that differ as little as documents can, where a weak mix shows first.
const FAMILIES: readonly (readonly [name: string, make: (index: number) => JsonValue])[] = [
  ['integers', (index) => index],
  ['multiples of 4096', (index) => -index * 4096],
  ['halves', (index) => index / 2],
  ['digits in a string', (index) => String(index)],
  [
    'two blocks of a string',
    (index) => String(index % 181).padStart(16, 'x') + String(Math.floor(index / 181)).padStart(16, 'y'),
  ],
  ['elements', (index) => [0, 1, 2, 3, 4, 5].map((place) => digit(index, place))],
  [
    'values of members',
    (index) => ({
      a: digit(index, 0),
      b: digit(index, 1),
      c: digit(index, 2),
      d: digit(index, 3),
      e: digit(index, 4),
      f: digit(index, 5),
    }),
  ],
  [
    'flags',
    (index) =>
      Object.fromEntries(Array.from({ length: 16 }, (_, bit) => [`f${bit}`, ((index >> bit) & 1) === 1])),
  ],
  [
    'sets of names',
    (index) =>
      Object.fromEntries(
        Array.from({ length: 16 }, (_, bit) => [`f${bit}`, 1]).filter((_, bit) => (index >> bit) & 1),
      ),
  ],
]

describe('kf1 scatters near-identical documents as chance would', () => {
  test.each(FAMILIES)('%s', (_name, make) => {
    const lanes = Array.from({ length: 4 }, () => new Map<string, number>())
    const halves = [new Set<string>(), new Set<string>()]
    for (let index = 0; index < DOCUMENTS; index += 1) {
      const hex = fingerprint(make(index)).slice(4)
      for (const [at, lane] of lanes.entries()) {
        const bits = hex.slice(8 * at, 8 * at + 8)
        lane.set(bits, (lane.get(bits) ?? 0) + 1)
      }
      halves[0]!.add(hex.slice(0, 16))
      halves[1]!.add(hex.slice(16))
    }
    for (const half of halves) expect(half.size).toBe(DOCUMENTS)
    for (const lane of lanes) expect(DOCUMENTS - lane.size).toBeLessThanOrEqual(EXPECTED_COLLISIONS + 5)
  })
})

describe('kf1 spreads every bit of a string over all bits', () => {
  test.each([4, 8, 15, 16, 17, 33])('of %i bytes', (length) => {
    const trials = 64
    const flips = new Float64Array(128)
    let total = 0
    for (let trial = 0; trial < trials; trial += 1) {
      const units = Array.from(
        { length },
        (_, at) => (Math.imul(trial * 64 + at + 1, 0x9e3779b1) >>> 25) & 0x7f,
      )
      const before = bitsOf(String.fromCharCode(...units))
      for (let bit = 0; bit < 7 * length; bit += 1) {
        const flipped = units.map((unit, at) => (at === Math.floor(bit / 7) ? unit ^ (1 << (bit % 7)) : unit))
        for (const [at, value] of bitsOf(String.fromCharCode(...flipped)).entries()) {
          if (value !== before[at]) flips[at]! += 1
        }
        total += 1
      }
    }
    // Five standard deviations of a fair coin.
    const tolerance = 2.5 / Math.sqrt(total)
    for (const count of flips) expect(Math.abs(count / total - 0.5)).toBeLessThan(tolerance)
  })
})

describe('kf1 takes no difference back', () => {
  // With one multiplication a step, six and seven letters changed so made the same fingerprint in a quarter and a half
  // of all strings of 32: equal differences in three lanes cancelled, and the next 16 bytes undid what was left.
  test('of letters whose case is changed, in two blocks', () => {
    const one = 'bxusgqfnvujjjhqyg6rwp5mohytjikxl'
    const other = 'bxuSgqfNvujjjhqygvrWpumOhytjikxl'
    expect(fingerprint(one)).not.toBe(fingerprint(other))
    const places = [...one].flatMap((letter, at) => (letter === other[at] ? [] : [at]))
    for (let trial = 0; trial < 20_000; trial += 1) {
      const letters = Array.from(
        { length: 32 },
        (_, at) => 97 + ((Math.imul(trial * 32 + at, 0x9e3779b1) >>> 16) % 26),
      )
      const changed = letters.map((letter, at) => {
        return places.includes(at) ? letter ^ (one.charCodeAt(at) ^ other.charCodeAt(at)) : letter
      })
      const [before, after] = [letters, changed].map((codes) => fingerprint(String.fromCharCode(...codes)))
      expect(before).not.toBe(after)
    }
  })

  test('of letters of three characters, in pairs of output bits', () => {
    const flips = new Map<number, number>()
    const trials = 4096
    for (let trial = 0; trial < trials; trial += 1) {
      const codes = [32 + (trial & 63), 32 + ((trial >> 6) & 63), 65 + (trial % 26)]
      const before = bitsOf(String.fromCharCode(...codes))
      const after = bitsOf(String.fromCharCode(codes[0]! ^ 1, codes[1]!, codes[2]!))
      const flipped = before.map((bit, at) => Number(bit !== after[at]))
      for (let one = 0; one < 128; one += 1) {
        for (let other = one + 1; other < 128; other += 1) {
          if (flipped[one] === flipped[other])
            flips.set(one * 128 + other, (flips.get(one * 128 + other) ?? 0) + 1)
        }
      }
    }
    // Two bits that flip together, or never, would agree in all trials or none; chance stays within six deviations.
    const tolerance = 3 / Math.sqrt(trials)
    for (const agreed of flips.values()) expect(Math.abs(agreed / trials - 0.5)).toBeLessThan(tolerance)
  })
})

function bitsOf(text: string): number[] {
  const hex = fingerprint(text).slice(4)
  return [...hex].flatMap((digit) => {
    const value = Number.parseInt(digit, 16)
    return [value >> 3, (value >> 2) & 1, (value >> 1) & 1, value & 1]
  })
}
