import * as stats from 'keelson/stats'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const LONG = Array.from({ length: 25_000 }, (_, index) => index)
const VECTORS = LONG.slice(0, 20_001).map((value) => [value])

const BAD: readonly (readonly [name: string, code: string, path: string, run: () => unknown])[] = [
  ['an empty sample', 'stats/invalid-sample', '/first', () => stats.ksTest([], [1])],
  ['a NaN', 'stats/invalid-sample', '/second/1', () => stats.wasserstein1([1], [1, Number.NaN])],
  ['an infinite value', 'stats/invalid-sample', '/first/0', () => stats.mannWhitney([1 / 0], [1])],
  ['a value beyond squares', 'stats/invalid-sample', '/first/0', () => stats.energyDistance([1e200], [1])],
  ['a text', 'stats/invalid-sample', '/first', () => stats.ksTest('12' as never, [1])],
  ['no list', 'stats/invalid-sample', '/second', () => stats.ksTest([1], null as never)],
  ['too few values', 'stats/invalid-sample', '/second', () => stats.andersonDarling([1], [2])],
  ['one value where a spread is asked', 'stats/invalid-sample', '/first', () => stats.welchTest([1], [1, 2])],
  [
    'an unknown method',
    'stats/invalid-options',
    '/method',
    () => stats.ksTest([1], [2], { method: 'exakt' as never }),
  ],
  [
    'an unknown option',
    'stats/invalid-options',
    '/metod',
    () => stats.ksTest([1], [2], { metod: 'exact' } as never),
  ],
  [
    'options that are none',
    'stats/invalid-options',
    '',
    () => stats.mmd([[1], [2]], [[1], [2]], null as never),
  ],
  ['a gamma of 0', 'stats/invalid-options', '/gamma', () => stats.mmd([[1], [2]], [[1], [2]], { gamma: 0 })],
  ['a negative count', 'stats/invalid-counts', '/first/1', () => stats.chiSquare([1, -1], [1, 1])],
  ['counts of other categories', 'stats/invalid-counts', '/second', () => stats.psi([1, 2], [1])],
  ['counts of nothing', 'stats/invalid-counts', '/first', () => stats.hellinger([0, 0], [1, 1])],
  ['a table of halves', 'stats/invalid-counts', '/first', () => stats.fisherExact([0.5, 1], [1, 1])],
  ['vectors of two sizes', 'stats/invalid-sample', '/first/1', () => stats.mmd([[1], [1, 2]], [[1], [2]])],
  [
    'vectors of other sizes',
    'stats/invalid-sample',
    '/second',
    () =>
      stats.frechetDistance(
        [[1], [2]],
        [
          [1, 2],
          [3, 4],
        ],
      ),
  ],
  [
    'vectors that depend on one another',
    'stats/invalid-sample',
    '/first',
    () =>
      stats.hotellingTest(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [
          [1, 2],
          [5, 10],
          [3, 6],
        ],
      ),
  ],
  ['a rate of 0', 'stats/invalid-options', '/rate', () => stats.benjaminiHochberg([0.1], 0)],
  ['a p-value of 2', 'stats/invalid-options', '/values/0', () => stats.benjaminiHochberg([2], 0.1)],
  [
    'an exact count of too many pairs',
    'stats/invalid-options',
    '/method',
    () => stats.ksTest(LONG, LONG, { method: 'exact' }),
  ],
  [
    'an exact count of 21 values',
    'stats/invalid-options',
    '/method',
    () => stats.cramerVonMises(LONG.slice(0, 21), [1, 2], { method: 'exact' }),
  ],
  [
    'more vectors than pairs can be taken of',
    'stats/invalid-sample',
    '/first',
    () => stats.mmd(VECTORS, [[1], [2]]),
  ],
  [
    'a table of more than is gone through',
    'stats/invalid-counts',
    '/first',
    () => stats.fisherExact([1_000_000, 1], [1, 1]),
  ],
]

describe('misuse', () => {
  test.each(BAD)('%s is %s at %s', (_name, code, path, run) => {
    expect(expectCode(code, run).path).toBe(path)
  })
})

describe('edges', () => {
  test('constant samples have an answer, never NaN', () => {
    const [same, other] = [
      [3, 3, 3],
      [4, 4, 4],
    ]
    expect(stats.welchTest(same, same)).toEqual({ statistic: 0, p: 1 })
    expect(stats.welchTest(same, other).p).toBe(0)
    expect(stats.brownForsythe(same, other)).toEqual({ statistic: 0, p: 1 })
    expect(stats.mannWhitney(same, same).p).toBe(1)
    expect(stats.andersonDarling(same, same)).toEqual({ statistic: 0, p: 0.25 })
    expect(stats.chiSquare([5], [7])).toEqual({ statistic: 0, p: 1, degrees: 0 })
    expect(stats.hotellingTest([[0], [1], [2]], [[0], [1], [2]]).p).toBe(1)
  })

  test('the false-discovery rate of 0.05 rejects one of Benjamini and Hochberg’s p-values', () => {
    // The golden file says two, but the second smallest, 0.008, lies above 2 · 0.05 / 15 = 0.0067, and so do the others.
    const values = [
      0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34,
    ]
    expect(stats.benjaminiHochberg(values, 0.05)).toEqual(values.map((value) => value === 0.001))
  })

  test('inputs are left as they were', () => {
    const x = Object.freeze([3, 1, 2])
    stats.ksTest(x, x)
    expect(x).toEqual([3, 1, 2])
  })
})
