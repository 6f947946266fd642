import { randomStream } from '../../test/support/random-stream.js'
import { lanesOf } from './lanes-of.js'

const OUTPUT_BITS = 128

/** Something with bits that can be flipped one at a time. */
export interface BitSource {
  readonly name: string
  readonly bits: number
  /** How many random inputs are tried; each has all its bits flipped. */
  readonly trials: number
  /** A new random input. */
  readonly draw: (random: () => number) => void
  /** The input with that bit flipped; -1 for none; `null` where the flip gives no value or the same one. */
  readonly valueWith: (bit: number) => unknown
}

export interface Avalanche {
  readonly input: string
  readonly flips: number
  /** Share of flips of an input bit that flip an output bit: over all, and of the output bits the least and the most. */
  readonly mean: number
  readonly leastOutputBit: number
  readonly mostOutputBit: number
  /** Of all input bits the one whose share, over all output bits, is farthest from one half. */
  readonly worstInputBit: number
  /** Of all pairs of an input and an output bit the share that is farthest from one half, in standard deviations. */
  readonly worstCell: number
  readonly worstCellDeviations: number
}

/** Flips every input bit and counts which output bits flip with it. */
export function measureAvalanche(source: BitSource): Avalanche {
  const random = randomWords(1)
  const before = new Int32Array(4)
  const counts = new Float64Array(source.bits * OUTPUT_BITS)
  const trials = new Float64Array(source.bits)
  for (let trial = 0; trial < source.trials; trial += 1) {
    source.draw(random)
    before.set(lanesOf(source.valueWith(-1)))
    for (let bit = 0; bit < source.bits; bit += 1) {
      const value = source.valueWith(bit)
      if (value === null) continue
      trials[bit]! += 1
      const after = lanesOf(value)
      for (let lane = 0; lane < 4; lane += 1) {
        for (let flipped = before[lane]! ^ after[lane]!; flipped !== 0; flipped &= flipped - 1) {
          counts[bit * OUTPUT_BITS + lane * 32 + 31 - Math.clz32(flipped & -flipped)]! += 1
        }
      }
    }
  }
  return summarise(source, counts, trials)
}

function summarise(source: BitSource, counts: Float64Array, trials: Float64Array): Avalanche {
  const perOutput = new Float64Array(OUTPUT_BITS)
  let flips = 0
  let total = 0
  let worstInputBit = 0.5
  let worstCell = 0.5
  let worstCellDeviations = 0
  for (let bit = 0; bit < source.bits; bit += 1) {
    if (trials[bit] === 0) continue
    flips += trials[bit]!
    let ofInput = 0
    for (let output = 0; output < OUTPUT_BITS; output += 1) {
      const count = counts[bit * OUTPUT_BITS + output]!
      perOutput[output]! += count
      ofInput += count
      const share = count / trials[bit]!
      const deviations = Math.abs(share - 0.5) * 2 * Math.sqrt(trials[bit]!)
      if (deviations > worstCellDeviations) {
        worstCell = share
        worstCellDeviations = deviations
      }
    }
    total += ofInput
    const share = ofInput / trials[bit]! / OUTPUT_BITS
    if (Math.abs(share - 0.5) > Math.abs(worstInputBit - 0.5)) worstInputBit = share
  }
  return {
    input: source.name,
    flips,
    mean: round(total / flips / OUTPUT_BITS),
    leastOutputBit: round(Math.min(...perOutput) / flips),
    mostOutputBit: round(Math.max(...perOutput) / flips),
    worstInputBit: round(worstInputBit),
    worstCell: round(worstCell),
    worstCellDeviations: Number(worstCellDeviations.toFixed(1)),
  }
}

export interface BitIndependence {
  readonly input: string
  readonly flips: number
  /** Of the 8128 pairs of output bits the correlation of their flips that is farthest from zero, in standard deviations. */
  readonly worstDeviations: number
}

/** Do two output bits flip together more or less often than two coins? One random input bit is flipped a trial. */
export function measureIndependence(source: BitSource, flips: number): BitIndependence {
  const random = randomWords(2)
  const before = new Int32Array(4)
  const words = flips / 32
  // Transposed: for each output bit the flips as a string of bits, so that a pair of them is one XOR and one count.
  const flipped = Array.from({ length: OUTPUT_BITS }, () => new Int32Array(words))
  for (let flip = 0; flip < flips; ) {
    source.draw(random)
    const value = source.valueWith((random() >>> 8) % source.bits)
    if (value === null) continue
    before.set(lanesOf(source.valueWith(-1)))
    const after = lanesOf(value)
    for (let lane = 0; lane < 4; lane += 1) {
      const bits = before[lane]! ^ after[lane]!
      for (let bit = 0; bit < 32; bit += 1) {
        flipped[lane * 32 + bit]![flip >> 5]! |= ((bits >>> bit) & 1) << (flip & 31)
      }
    }
    flip += 1
  }
  let worst = 0
  for (const [left, ofLeft] of flipped.entries()) {
    for (const ofRight of flipped.slice(left + 1)) {
      let unequal = 0
      for (let at = 0; at < words; at += 1) unequal += popcount(ofLeft[at]! ^ ofRight[at]!)
      worst = Math.max(worst, (Math.abs(unequal / flips - 0.5) * 2) / Math.sqrt(1 / flips))
    }
  }
  return { input: source.name, flips, worstDeviations: Number(worst.toFixed(1)) }
}

/** Random 32-bit words. */
export function randomWords(seed: number): () => number {
  const { uniform } = randomStream(seed)
  return () => Math.floor(uniform() * 2 ** 32) | 0
}

function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function round(share: number): number {
  return Number(share.toFixed(4))
}
