import { describe, expect, test } from 'vitest'
import { NULL_STREAMS } from '../../bench/accuracy/drift/null-streams.js'
import { poissonInterval } from '../../bench/accuracy/drift/poisson-interval.js'
import { VERDICT_SCENARIOS } from '../../bench/accuracy/drift/verdict-scenarios.js'
import { alarmsOf, endOf, watch } from '../../bench/accuracy/drift/watch.js'
import { randomStream } from '../support/random-stream.js'

describe('what the accuracy of drift is measured by', () => {
  // Garwood's table: 95 % limits of a Poisson mean.
  test.each([
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [10, 4.795, 18.39],
    [100, 81.36, 121.6],
  ])('of %d alarms the mean lies between %d and %d', (count, lower, upper) => {
    const [from, to] = poissonInterval(count)
    expect(from).toBeCloseTo(lower, lower < 1 ? 3 : 1)
    expect(to).toBeCloseTo(upper, upper < 10 ? 2 : 1)
  })

  test('one look at the end counts the alarms that many looks see', () => {
    const points = 100 * 144
    const next = () => {
      const { normal } = randomStream(9)
      return (index: number): number => normal() + (index > 4000 && index % 2000 < 300 ? 2 : 0)
    }
    const seen = alarmsOf(points, next())
    const report = watch(points, next()).assess(endOf(points))
    expect(seen.length).toBeGreaterThanOrEqual(4)
    expect(report.features[0]!.alarms).toBe(seen.length)
  })

  test('where the looser of two rates raises no alarm, the stricter raises none, with the same evidence', () => {
    const points = 60 * 144
    for (const name of ['independent', 'autoregressive 0.8', 'one in 100']) {
      const { process, options } = NULL_STREAMS.find((stream) => stream.name === name)!
      const at = (falseAlarmsPerYear: number) =>
        watch(points, process(randomStream(4)), { ...options, falseAlarmsPerYear }).assess(endOf(points))
          .features[0]!
      expect([at(4).alarms, at(0.5).alarms]).toEqual([0, 0])
      expect(at(0.5).evidence).toBe(at(4).evidence)
    }
  })

  test('every stream without a change can be fed, and names are told apart', () => {
    for (const { process, options } of NULL_STREAMS) {
      const next = process(randomStream(2))
      const values = Array.from({ length: 3000 }, (_, index) => next(index))
      expect(values.some((value) => value !== null && value !== undefined)).toBe(true)
      watch(2500, process(randomStream(2)), options)
    }
    const names = [...NULL_STREAMS, ...VERDICT_SCENARIOS].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
