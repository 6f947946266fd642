import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addToSample,
  emptyHourSample,
  type HourSample,
  mergeHourSamples,
  SAMPLE_SIZE,
  type SampleEntry,
} from '../../src/drift/hour-sample.js'
import { sampleHash } from '../../src/drift/observation-key.js'
import { law } from '../support/law.js'

/** Few hashes, so that entries meet; more than fit, so that some are left out. */
const entries: fc.Arbitrary<readonly SampleEntry[]> = fc.array(
  fc.tuple(fc.nat({ max: 90 }), fc.boolean()).map(
    ([hash, hasId]): SampleEntry => ({
      hash: 2 * hash + Number(hasId),
      at: hash,
      value: hash,
      category: null,
      projections: [],
      exposure: 1,
      repeats: hasId ? 0 : 1,
      // Half of them have no source, the others share three.
      origin: hash % 2 === 0 ? 0 : (hash % 3) + 1,
    }),
  ),
  { maxLength: 200 },
)

const LIMIT = 6

function sampleOf(drawn: readonly SampleEntry[]): HourSample {
  const sample = emptyHourSample()
  for (const entry of drawn) addToSample(sample, entry, LIMIT)
  return sample
}

/** By definition: of each source the smallest that it may have, and of those the smallest that fit. */
function keptByDefinition(drawn: readonly SampleEntry[]): number[] {
  const distinct = new Map(drawn.map(({ hash, origin }) => [hash, origin]))
  const sorted = [...distinct].sort(([left], [right]) => left - right)
  const allowed = sorted.filter(
    ([hash, origin]) =>
      origin === 0 || sorted.filter((other) => other[1] === origin && other[0] < hash).length < LIMIT,
  )
  return allowed.slice(0, SAMPLE_SIZE).map(([hash]) => hash)
}

describe('an hour before the freeze', () => {
  law(
    'keeps the smallest hashes, of one source no more than its limit, with all their repeats',
    entries,
    (drawn) => {
      const kept = sampleOf(drawn).entries
      expect(kept.map(({ hash }) => hash)).toEqual(keptByDefinition(drawn))
      for (const { hash, repeats } of kept) {
        const seen = drawn.filter((entry) => entry.hash === hash)
        expect(repeats).toBe(hash % 2 === 1 ? 0 : seen.length)
      }
    },
  )

  law('merges to the sample of all', fc.tuple(entries, entries), ([left, right]) => {
    const merged = mergeHourSamples(sampleOf(left), sampleOf(right), LIMIT)
    expect(merged.entries).toEqual(sampleOf([...left, ...right]).entries)
    expect(mergeHourSamples(sampleOf(right), sampleOf(left), LIMIT).entries).toEqual(merged.entries)
  })
})

describe('sampleHash', () => {
  test('has 48 bits and tells every member apart', () => {
    const hashes = [
      sampleHash('x', 1, 2, 'a', 'b', undefined),
      sampleHash('y', 1, 2, 'a', 'b', undefined),
      sampleHash('x', 2, 2, 'a', 'b', undefined),
      sampleHash('x', 1, 3, 'a', 'b', undefined),
      sampleHash('x', 1, 2, 'ab', '', undefined),
      sampleHash('x', 1, 2, 'a', undefined, undefined),
      sampleHash('x', 1, 2, undefined, 'b', undefined),
      sampleHash('x', 1, 2, '', 'b', undefined),
      sampleHash('x', 1, 2, 'a', 'b', 3),
      sampleHash('x', 1, '2', 'a', 'b', undefined),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
    for (const hash of hashes) expect(hash >= 0 && hash < 2 ** 48 && Number.isInteger(hash)).toBe(true)
  })

  test('spreads neighbouring instants evenly', () => {
    const sixteenths = new Array<number>(16).fill(0)
    for (let at = 0; at < 16_000; at += 1)
      sixteenths[Math.floor(sampleHash('x', at, 0, undefined, undefined, undefined) / 2 ** 44)]! += 1
    expect(Math.min(...sixteenths)).toBeGreaterThan(880)
    expect(Math.max(...sixteenths)).toBeLessThan(1120)
  })
})
