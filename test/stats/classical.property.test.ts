import fc from 'fast-check'
import * as stats from 'keelson/stats'
import { expect } from 'vitest'
import { law } from '../support/law.js'

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
const sample = fc.array(value, { minLength: 2, maxLength: 12 })
const samples = fc.tuple(sample, sample)
const counts = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { minLength: 1, maxLength: 6 })
const filled = counts.filter((rows) => [0, 1].every((side) => rows.some((row) => row[side]! > 0)))
const vectors = fc.integer({ min: 1, max: 3 }).chain((size) => {
  const rows = fc.array(
    fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: size, maxLength: size }),
    {
      minLength: 2,
      maxLength: 8,
    },
  )
  return fc.tuple(rows, rows)
})

type Sides = readonly [readonly number[], readonly number[]]

const TESTS: Readonly<Record<string, (...sides: Sides) => stats.TestResult>> = {
  'KS exact': (x, y) => stats.ksTest(x, y, { method: 'exact' }),
  'KS asymptotic': (x, y) => stats.ksTest(x, y, { method: 'asymptotic' }),
  'KS Stephens': (x, y) => stats.ksTest(x, y, { method: 'stephens' }),
  'CvM exact': (x, y) => stats.cramerVonMises(x, y, { method: 'exact' }),
  'CvM asymptotic': (x, y) => stats.cramerVonMises(x, y, { method: 'asymptotic' }),
  AD: (x, y) => stats.andersonDarling(x, y),
  U: stats.mannWhitney,
  Welch: stats.welchTest,
  'Brown–Forsythe': stats.brownForsythe,
}

for (const [name, test] of Object.entries(TESTS)) {
  law(`${name}: p lies in [0, 1] and is the same whichever sample comes first`, samples, ([x, y]) => {
    const [forth, back] = [test(x, y), test(y, x)]
    expect(Number.isFinite(forth.statistic)).toBe(true)
    expect(forth.p).toBeGreaterThanOrEqual(0)
    expect(forth.p).toBeLessThanOrEqual(1 + 1e-12)
    expect(Math.abs(forth.p - back.p)).toBeLessThan(1e-9)
  })
}

law('no test finds anything between a sample and itself', sample, (x) => {
  for (const [name, test] of Object.entries(TESTS)) {
    expect(test(x, x).p, name).toBeGreaterThan(0.2)
  }
  expect(stats.wasserstein1(x, x)).toBe(0)
  expect(stats.energyDistance(x, x)).toBe(0)
})

law(
  'KS and CvM exact count what going through all orders counts',
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.nat()),
  ([n, m, drawn]) => {
    const orders = splits(n, m)
    const [x, y] = orders[drawn % orders.length]!
    const share = (test: (...sides: Sides) => stats.TestResult): number => {
      const seen = test(x, y).statistic
      return orders.filter((order) => test(...order).statistic >= seen - 1e-12).length / orders.length
    }
    expect(TESTS['KS exact']!(x, y).p).toBeCloseTo(share(TESTS['KS exact']!), 12)
    expect(TESTS['CvM exact']!(x, y).p).toBeCloseTo(share(TESTS['CvM exact']!), 12)
  },
  { runs: 200 },
)

law('distances of counts are symmetric, and within their bounds', filled, (rows) => {
  const [x, y] = [rows.map(([one]) => one), rows.map(([, other]) => other)]
  const bounded = [
    stats.jensenShannon,
    stats.hellinger,
    stats.totalVariation,
    stats.largestShareDifference,
    stats.cramersV,
  ]
  for (const distance of bounded) {
    const forth = distance(x, y)
    expect(forth).toBeGreaterThanOrEqual(0)
    expect(forth).toBeLessThanOrEqual(1 + 1e-12)
    expect(forth).toBeCloseTo(distance(y, x), 12)
    expect(distance(x, x)).toBeLessThan(1e-7)
  }
  expect(stats.psi(x, y)).toBeGreaterThanOrEqual(0)
  expect(stats.psi(x, y)).toBeCloseTo(stats.psi(y, x), 10)
  for (const test of [stats.chiSquare(x, y), stats.gTest(x, y)]) {
    expect(test.p).toBeGreaterThanOrEqual(0)
    expect(test.p).toBeLessThanOrEqual(1)
  }
})

law('distances of vectors are symmetric, not negative, and 0 from a sample to itself', vectors, ([x, y]) => {
  expect(stats.frechetDistance(x, y)).toBeCloseTo(stats.frechetDistance(y, x), 5)
  expect(stats.frechetDistance(x, x)).toBeLessThan(1e-5)
  expect(stats.mmd(x, y)).toBeGreaterThanOrEqual(-1e-12)
  expect(stats.mmd(x, y)).toBeCloseTo(stats.mmd(y, x), 12)
  expect(stats.mmd(x, x)).toBeCloseTo(0, 12)
})

/** All ways to deal the numbers 1 … n + m to two samples. */
function splits(n: number, m: number): Sides[] {
  if (n === 0) return [[[], Array.from({ length: m }, (_, index) => index + 1)]]
  if (m === 0) return [[Array.from({ length: n }, (_, index) => index + 1), []]]
  const last = n + m
  return [
    ...splits(n - 1, m).map(([x, y]): Sides => [[...x, last], y]),
    ...splits(n, m - 1).map(([x, y]): Sides => [x, [...y, last]]),
  ]
}
