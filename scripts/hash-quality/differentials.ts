import { absorb, LANES } from '../../src/hash/kf1-lanes.js'
import { randomWords } from './avalanche.js'
import { lanesOf } from './lanes-of.js'

const TRIALS = 20_000

export interface Differential {
  readonly pair: string
  readonly trials: number
  /** Pairs whose lane 0, 1, 2, 3 agrees; chance gives 20,000 / 2^32, so none. */
  readonly lanes: readonly number[]
  readonly all: number
}

interface Pattern {
  readonly name: string
  readonly length: number
  /** XOR of the two strings, by place. */
  readonly flips: Readonly<Record<number, number>>
}

const CASE = 0x20

// Where a mix is one multiplication, the top byte of a word reaches few other bits, and a difference there can be
// undone in the next 16 bytes. Some of these patterns broke a first draft of kf1.
const PATTERNS: readonly Pattern[] = [
  {
    name: 'six letters in words A and D of two blocks',
    length: 32,
    flips: { 3: 0x10, 15: 0x10, 17: CASE, 19: 0x10, 29: CASE, 31: 0x10 },
  },
  {
    name: 'six letters in words A and B of two blocks',
    length: 32,
    flips: { 3: CASE, 7: CASE, 17: 0x40, 19: CASE, 21: 0x40, 23: CASE },
  },
  {
    name: 'seven letters, one of them in the first block',
    length: 32,
    flips: { 3: CASE, 21: 0x40, 23: CASE, 25: 0x40, 27: CASE, 29: 0x40, 31: CASE },
  },
  {
    name: 'five letters, three of them in the second block',
    length: 32,
    flips: { 1: 0x40, 3: CASE, 23: CASE, 27: CASE, 31: CASE },
  },
  { name: 'four letters of one word', length: 4, flips: { 0: 0x13, 1: 0x12, 2: 0x09, 3: 0x14 } },
  {
    name: 'four letters of one word, in a string of 64',
    length: 64,
    flips: { 48: 0x13, 49: 0x12, 50: 0x09, 51: 0x14 },
  },
]

/** How often two strings that differ in a pattern agree, over random strings. */
export function measureDifferentials(): Differential[] {
  return PATTERNS.map(({ name, length, flips }) => {
    const random = randomWords(3)
    const agreed = [0, 0, 0, 0]
    let all = 0
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const units = Array.from({ length }, () => random() >>> 25)
      const before = lanesOf(String.fromCharCode(...units)).slice()
      const after = lanesOf(String.fromCharCode(...units.map((unit, at) => unit ^ (flips[at] ?? 0))))
      for (let lane = 0; lane < 4; lane += 1) agreed[lane]! += Number(before[lane] === after[lane])
      all += Number(before.every((word, lane) => word === after[lane]))
    }
    return { pair: name, trials: TRIALS, lanes: agreed, all }
  })
}

export interface Cancellation {
  /** How many bits of one word of the first 16 bytes differ. */
  readonly bits: number
  /** Over all such differences, the largest share of random states that agree again after the next 16 bytes. */
  readonly likeliest: number
}

/**
 * How often a difference of one or two bits in 16 bytes can be undone by a fixed difference in the next 16: by the one
 * that meets the likeliest difference of the state.
 */
export function measureCancellation(): Cancellation[] {
  const single = Array.from({ length: 32 }, (_, bit) => 1 << bit)
  const double = single.flatMap((left, at) => single.slice(at + 1).map((right) => left | right))
  return [
    { bits: 1, likeliest: likeliestOf(single, 8192) },
    { bits: 2, likeliest: likeliestOf(double, 1024) },
  ]
}

type Words = readonly [number, number, number, number]
const SAME: Words = [0, 0, 0, 0]

function likeliestOf(differences: readonly number[], trials: number): number {
  const random = randomWords(4)
  const draw = (): Words => [random(), random(), random(), random()]
  let likeliest = 0
  for (const difference of differences) {
    for (const lane of [0, 1, 2, 3]) {
      const first = SAME.map((_, at) => (at === lane ? difference : 0)) as unknown as Words
      const second = likeliestDifference(first, trials, draw)
      let agreed = 0
      for (let trial = 0; trial < trials; trial += 1) {
        const [state, words, next] = [draw(), draw(), draw()]
        const one = absorbed(absorbed(state, words), next)
        const other = absorbed(absorbed(state, exclusiveOr(words, first)), exclusiveOr(next, second))
        agreed += Number(exclusiveOr(one, other).every((word) => word === 0))
      }
      likeliest = Math.max(likeliest, agreed / trials)
    }
  }
  return Number(likeliest.toFixed(4))
}

/** The difference of the state that follows most often from a difference of the words. */
function likeliestDifference(difference: Words, trials: number, draw: () => Words): Words {
  const counts = new Map<string, number>()
  for (let trial = 0; trial < trials; trial += 1) {
    const [state, words] = [draw(), draw()]
    const key = exclusiveOr(absorbed(state, words), absorbed(state, exclusiveOr(words, difference))).join()
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const [key] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))
  return key.split(',').map(Number) as unknown as Words
}

function absorbed(state: Words, words: Words): Words {
  absorb(...state, ...words)
  return [LANES[0]!, LANES[1]!, LANES[2]!, LANES[3]!]
}

function exclusiveOr(left: Words, right: Words): Words {
  return [left[0] ^ right[0], left[1] ^ right[1], left[2] ^ right[2], left[3] ^ right[3]]
}
