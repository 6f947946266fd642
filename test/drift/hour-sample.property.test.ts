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
      exposure: 1,
      repeats: hasId ? 0 : 1,
    }),
  ),
  { maxLength: 200 },
)

function sampleOf(drawn: readonly SampleEntry[]): HourSample {
  const sample = emptyHourSample()
  for (const entry of drawn) addToSample(sample, entry)
  return sample
}

describe('an hour before the freeze', () => {
  law('keeps the smallest hashes with all their repeats', entries, (drawn) => {
    const hashes = [...new Set(drawn.map(({ hash }) => hash))].sort((left, right) => left - right)
    const kept = sampleOf(drawn).entries
    expect(kept.map(({ hash }) => hash)).toEqual(hashes.slice(0, SAMPLE_SIZE))
    for (const { hash, repeats } of kept) {
      const seen = drawn.filter((entry) => entry.hash === hash)
      expect(repeats).toBe(hash % 2 === 1 ? 0 : seen.length)
    }
  })

  law('merges to the sample of all', fc.tuple(entries, entries), ([left, right]) => {
    const merged = mergeHourSamples(sampleOf(left), sampleOf(right))
    expect(merged.entries).toEqual(sampleOf([...left, ...right]).entries)
    expect(mergeHourSamples(sampleOf(right), sampleOf(left)).entries).toEqual(merged.entries)
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
