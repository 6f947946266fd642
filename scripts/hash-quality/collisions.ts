import type { Family } from './families.js'
import { lanesOf } from './lanes-of.js'

export const DOCUMENTS = 1_000_000

const LANE_COUNT = 4
const LANE_PAIRS: readonly (readonly [left: number, right: number])[] = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
]

/** Pairs of documents that chance makes agree in 32 bits. */
export const EXPECTED_A_LANE: number = (DOCUMENTS * (DOCUMENTS - 1)) / 2 / 2 ** 32

/** Pairs of documents that chance makes agree in 64 bits. */
export const EXPECTED_A_PAIR: number = EXPECTED_A_LANE / 2 ** 32

export interface FamilyCollisions {
  readonly family: string
  /** Pairs of documents that agree in lane 0, 1, 2, 3. */
  readonly lanes: readonly number[]
  /** Pairs of documents that agree in lanes 01, 02, 03, 12, 13, 23. */
  readonly pairs: readonly number[]
  readonly clumped?: true
}

export function countCollisions({ name, make, clumped }: Family): FamilyCollisions {
  const lanes = Array.from({ length: LANE_COUNT }, () => new Uint32Array(DOCUMENTS))
  for (let index = 0; index < DOCUMENTS; index += 1) {
    const hash = lanesOf(make(index))
    for (let lane = 0; lane < LANE_COUNT; lane += 1) lanes[lane]![index] = hash[lane]!
  }
  return {
    family: name,
    // The pairs first: they read the lanes as the documents stand, which sorting would lose.
    pairs: LANE_PAIRS.map(([left, right]) => agreeingPairs(join(lanes[left]!, lanes[right]!))),
    lanes: lanes.map(agreeingPairs),
    ...(clumped === undefined ? {} : { clumped }),
  }
}

/** Two lanes as words of 64 bits. */
function join(left: Uint32Array, right: Uint32Array): BigUint64Array {
  const words = new Uint32Array(2 * left.length)
  for (let at = 0; at < left.length; at += 1) {
    words[2 * at] = left[at]!
    words[2 * at + 1] = right[at]!
  }
  return new BigUint64Array(words.buffer)
}

/** Sorts in place and counts the pairs of equal elements. */
function agreeingPairs(values: Uint32Array | BigUint64Array): number {
  values.sort()
  let pairs = 0
  let run = 0
  for (let at = 1; at < values.length; at += 1) {
    run = values[at] === values[at - 1] ? run + 1 : 0
    pairs += run
  }
  return pairs
}

/**
 * The counts that a perfect hash stays within, in all of `counts` lanes together, with a probability of 99 %: the
 * quantiles of the Poisson distribution.
 */
export function poissonBand(mean: number, counts: number): readonly [low: number, high: number] {
  const tail = 0.01 / counts / 2
  let probability = Math.exp(-mean)
  let cumulated = probability
  let count = 0
  let low = 0
  while (1 - cumulated > tail) {
    if (cumulated < tail) low = count + 1
    count += 1
    probability *= mean / count
    cumulated += probability
  }
  return [low, count]
}
