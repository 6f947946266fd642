import { neymanScore } from 'keelson/stats'
import { describe, expect, test } from 'vitest'
import { EvidenceRing } from '../../src/drift/evidence-ring.js'

const BINS = 4
const SCORES: Int32Array = Int32Array.from({ length: BINS * 4 }, (_, index) =>
  neymanScore(1 + (index % 4), (Math.floor(index / 4) + 0.5) / BINS),
)

function ringOf(hours: readonly (readonly [hour: number, bin: number, weight: number])[]): EvidenceRing {
  const ring = new EvidenceRing({ bins: BINS, scores: SCORES, starts: [0] })
  for (const [hour, bin, weight] of hours) ring.add(hour, bin, weight)
  return ring
}

const HOURS = [
  [6, 0, 3],
  [6, 3, 1],
  [6, BINS, 2],
  [7, 2, 5],
  [13, 1, 1],
  [-5, 1, 4],
] as const

function visited(ring: EvidenceRing): unknown[] {
  const seen: unknown[] = []
  ring.forEachHour(-100, 100, (hour, { values, missing }, sums, offset) => {
    seen.push([hour, values, missing, ...Array.from({ length: 4 }, (_, order) => sums[offset + order])])
  })
  return seen
}

describe('EvidenceRing', () => {
  test('gives each hour its values, its missing values and the sums of its scores, in order of time', () => {
    const [first, second] = visited(ringOf(HOURS)) as [number[], number[]]
    expect(first.slice(0, 3)).toEqual([-5, 4, 0])
    expect(second.slice(0, 3)).toEqual([6, 4, 2])
    expect(second[3]).toBe(3 * SCORES[0]! + SCORES[12]!)
  })

  test('gives the same once hours are packed', () => {
    const [loose, packed] = [ringOf(HOURS), ringOf(HOURS)]
    packed.compact(0)
    packed.compact(12)
    expect(packed.dense.size).toBe(1)
    expect(visited(packed)).toEqual(visited(loose))
    expect([...packed.histogram(-6, 12)]).toEqual([...loose.histogram(-6, 12)])
    expect([...packed.histogram(6, 12)]).toEqual([3, 0, 5, 1])
  })

  test('keeps an hour in which everything was missing', () => {
    const ring = ringOf([[6, BINS, 2]])
    ring.compact(12)
    expect([ring.hours, ring.sums]).toEqual([[6], [0, 2, 0, 0, 0, 0, 0, 0]])
    expect(visited(ring)).toEqual([[6, 0, 2, 0, 0, 0, 0]])
    expect(ring.lastObserved(11)).toBe(6)
  })

  test('forgets what lies before an hour', () => {
    const ring = ringOf(HOURS)
    ring.compact(12)
    ring.drop(6)
    expect(visited(ring).map((hour) => (hour as number[])[0])).toEqual([6, 7, 13])
    expect([...ring.cells.keys()]).toEqual([1])
  })

  test('adds and takes away another ring, packed and loose', () => {
    const [left, right, common] = [ringOf(HOURS), ringOf(HOURS), ringOf(HOURS)]
    for (const ring of [left, right, common]) ring.compact(6)
    left.addRing(right, 1)
    left.addRing(common, -1)
    right.compact(12)
    left.compact(12)
    expect(visited(left)).toEqual(visited(right))
    expect(left.cells).toEqual(right.cells)
  })

  test('a copy goes its own way', () => {
    const ring = ringOf(HOURS)
    const copy = ring.clone()
    copy.add(6, 0, 100)
    expect(visited(ring)).toEqual(visited(ringOf(HOURS)))
  })
})
