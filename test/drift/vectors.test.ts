import { createDriftMonitor, type DriftMonitor, mergeDriftMonitors, restoreDriftMonitor } from 'keelson/drift'
import { describe, expect, test } from 'vitest'
import { lanesOf, projectVector } from '../../src/drift/projection.js'
import { expectCode } from '../support/expect-code.js'
import { type RandomStream, randomStream } from '../support/random-stream.js'
import { DAY, HOUR, MONDAY, seeds } from './feed.js'

const ANCHOR_END = MONDAY + 14 * DAY

type VectorOf = (days: number, random: RandomStream) => readonly number[] | null

function emptyMonitor(dimensions: number): DriftMonitor {
  return createDriftMonitor({ features: [{ name: 'x', kind: 'vector', dimensions }] })
}

/** Feeds a vector every ten minutes, the anchor being 14 days. */
function watch(seed: number, dimensions: number, value: VectorOf, days: number): DriftMonitor {
  const monitor = emptyMonitor(dimensions)
  const random = randomStream(seed)
  for (let at = MONDAY; at < MONDAY + days * DAY; at += HOUR / 6) {
    if (at === ANCHOR_END) monitor.freezeAnchor({ from: MONDAY, to: ANCHOR_END, reference: 'CHG-1' })
    monitor.observe({ at, feature: 'x', value: value((at - MONDAY) / DAY, random) })
  }
  return monitor
}

const normals = (count: number, { normal }: RandomStream): number[] => Array.from({ length: count }, normal)

const reportOf = (monitor: DriftMonitor, days: number) =>
  monitor.assess(MONDAY + days * DAY + HOUR).features[0]!

describe('projections', () => {
  test('are as many as the dimensions show, and at most eight', () => {
    expect([1, 2, 3, 4, 5, 8, 9, 4096].map(lanesOf)).toEqual([1, 2, 4, 4, 8, 8, 8, 8])
  })

  test('are on unit vectors, orthogonal where the dimensions are a power of two up to eight', () => {
    for (const dimensions of [1, 2, 4, 8]) {
      const columns = Array.from({ length: dimensions }, (_, coordinate) =>
        projectVector(Array.from({ length: dimensions }, (_, index) => Number(index === coordinate))),
      )
      const products = columns.map((left) =>
        columns.map((right) => left.reduce((sum, part, lane) => sum + part * right[lane]!, 0)),
      )
      for (const [row, line] of products.entries()) {
        for (const [column, product] of line.entries()) {
          expect(product).toBeCloseTo(row === column ? 1 : 0, 12)
        }
      }
    }
  })

  test('of one dimension is the number; of any finite numbers is finite', () => {
    expect(projectVector([-2.5])).toEqual([-2.5])
    for (const largest of [Number.MAX_VALUE, -Number.MAX_VALUE]) {
      const vector = new Array<number>(4096).fill(largest)
      expect(projectVector(vector).every(Number.isFinite)).toBe(true)
    }
  })

  test('have signs that are pinned, as many pluses as minuses, and no two alike', () => {
    const signs = Array.from({ length: 512 }, (_, coordinate) =>
      projectVector(Array.from({ length: 512 }, (_, index) => Number(index === coordinate))).map(Math.sign),
    )
    expect(signs.slice(8, 12)).toMatchInlineSnapshot(`
      [
        [
          -1,
          -1,
          1,
          -1,
          1,
          1,
          1,
          1,
        ],
        [
          -1,
          -1,
          1,
          1,
          -1,
          1,
          1,
          1,
        ],
        [
          1,
          1,
          1,
          1,
          -1,
          1,
          1,
          -1,
        ],
        [
          1,
          1,
          -1,
          1,
          1,
          1,
          1,
          1,
        ],
      ]
    `)
    for (let lane = 0; lane < 8; lane += 1) {
      for (let other = 0; other <= lane; other += 1) {
        const agree = signs.reduce((sum, row) => sum + row[lane]! * (other === lane ? 1 : row[other]!), 0)
        // Four deviations of a sum of 512 fair signs.
        expect(Math.abs(agree)).toBeLessThan(4 * Math.sqrt(512))
      }
    }
  })
})

describe('vectors', () => {
  test('raise no alarm in 46 days without a change', () => {
    for (const seed of seeds(5)) {
      const monitor = watch(seed, 8, (_, random) => normals(8, random), 60)
      const { status, features } = monitor.assess(MONDAY + 60 * DAY + HOUR)
      expect([status, features.map(({ alarms }) => alarms)]).toEqual(['stable', [0, 0, 0, 0]])
    }
  })

  test('find a shift of one coordinate of eight by 1 σ within three days, and its onset', () => {
    for (const seed of seeds(3)) {
      const monitor = watch(
        seed,
        8,
        (days, random) => {
          const vector = normals(8, random)
          if (days >= 20) vector[2]! += 1
          return vector
        },
        24,
      )
      const report = reportOf(monitor, 24)
      expect([report.verdict, report.alarms]).toEqual(['abrupt', 1])
      expect(report.alarmedAt).toBeLessThan(MONDAY + 23 * DAY)
      // Each projection moves by 1 / √8 = 0.35 σ.
      expect(Math.abs(report.effect)).toBeGreaterThan(0.1)
      expect(Math.abs(report.onset!.from - (MONDAY + 20 * DAY))).toBeLessThan(DAY)
      expect(report.projection).toBeGreaterThanOrEqual(0)
      expect(report.projection).toBeLessThan(8)
    }
  })

  test('find a change of correlation alone', () => {
    for (const seed of seeds(3)) {
      const monitor = watch(
        seed,
        2,
        (days, { normal }) => {
          const [x, y] = [normal(), normal()]
          return days < 20 ? [x, y] : [x, 0.8 * x + 0.6 * y]
        },
        26,
      )
      expect(reportOf(monitor, 26)).toMatchObject({ verdict: 'abrupt', alarms: 1 })
    }
  })

  test('find a change of all of 256 coordinates, and follow it back', () => {
    const monitor = watch(
      4,
      256,
      (days, random) =>
        normals(256, random).map((x, index) => x + (days >= 20 && days < 24 && index % 2 ? 1 : 0)),
      30,
    )
    const report = reportOf(monitor, 30)
    expect(report.alarms).toBeGreaterThanOrEqual(1)
    expect(report.onset!.from).toBeGreaterThanOrEqual(MONDAY + 19 * DAY)
    expect(monitor.assess(MONDAY + 30 * DAY + HOUR).status).toBe('stable')
  })

  test('give the Fréchet distance of the last day, once it is wholly watched', () => {
    const value: VectorOf = (days, random) => normals(8, random).map((x) => x + (days >= 20 ? 1 : 0))
    const monitor = watch(11, 8, value, 22)
    const at = (days: number): number | undefined => reportOf(monitor, days).frechet
    expect(at(14.5)).toBeUndefined()
    expect(at(18)).toBeLessThan(0.8)
    // Eight coordinates by 1 σ each: √8.
    expect(at(21.25)).toBeGreaterThan(2.4)
    expect(at(21.25)).toBeLessThan(3.3)
    expect(reportOf(monitor, 50).frechet).toBeUndefined()
  })

  test('give no Fréchet distance of a day without vectors, and a finite one of any', () => {
    const largest = (_: number, { uniform }: RandomStream) =>
      Array.from({ length: 5 }, () => (uniform() < 0.5 ? -1 : 1) * Number.MAX_VALUE)
    const report = reportOf(watch(12, 5, largest, 18), 18)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report.frechet).toBeLessThan(40)
  })

  test('know the hour of day', () => {
    const monitor = watch(
      5,
      3,
      (days, random) => normals(3, random).map((x) => 0.3 * x + 4 * Math.sin(2 * Math.PI * days)),
      40,
    )
    expect(reportOf(monitor, 40)).toMatchObject({ verdict: 'stable', alarms: 0 })
  })

  test('that are missing are the side stream’s', () => {
    const monitor = watch(
      6,
      4,
      (days, random) => (random.uniform() < (days < 20 ? 0.05 : 0.4) ? null : normals(4, random)),
      24,
    )
    expect(monitor.assess(MONDAY + 24 * DAY).features.map(({ alarms }) => alarms)).toEqual([0, 1, 0, 0])
  })

  test('refuse another length, and what is no finite number, and change nothing', () => {
    const monitor = emptyMonitor(4)
    monitor.observe({ at: MONDAY, feature: 'x', value: [1, 2, 3, 4] })
    const before = [...monitor.toBytes()]
    for (const [value, path] of [
      [[1, 2, 3], '/value'],
      [[1, 2, 3, 4, 5], '/value'],
      [7, '/value'],
      ['abcd', '/value'],
      [new Float64Array(4), '/value'],
      [[1, 2, 3, Number.NaN], '/value/3'],
      [[1, Number.POSITIVE_INFINITY, 3, 4], '/value/1'],
      [['1', 2, 3, 4], '/value/0'],
      [new Array(4), '/value/0'],
    ] as const) {
      const given = { at: MONDAY, feature: 'x', value } as never
      expect(expectCode('drift/invalid-observation', () => monitor.observe(given)).path).toBe(path)
      expect(expectCode('drift/invalid-observation', () => monitor.check(given)).path).toBe(path)
    }
    const exposed = { at: MONDAY, feature: 'x', value: [1, 2, 3, 4], exposure: 1 }
    expect(expectCode('drift/invalid-observation', () => monitor.observe(exposed)).path).toBe('/exposure')
    expect([...monitor.toBytes()]).toEqual(before)
  })

  test.each([0, 4097, 1.5, '3', undefined])('refuse %s dimensions', (dimensions) => {
    const given = { features: [{ name: 'x', kind: 'vector', dimensions }] } as never
    const { path } = expectCode('drift/invalid-options', () => createDriftMonitor(given))
    expect(path).toBe('/features/0/dimensions')
  })

  test('refuse dimensions of a number', () => {
    const given = { features: [{ name: 'x', kind: 'numeric', dimensions: 2 }] } as never
    const { path } = expectCode('drift/invalid-options', () => createDriftMonitor(given))
    expect(path).toBe('/features/0/dimensions')
  })

  test('with an id are one however often they come, and several where one coordinate differs', () => {
    const [once, twice] = [emptyMonitor(3), emptyMonitor(3)]
    const seen = { at: MONDAY, feature: 'x', value: [0, 2, 3], id: 'a' }
    once.observe(seen)
    twice.observe(seen)
    twice.observe({ ...seen, value: [-0, 2, 3] })
    expect([...twice.toBytes()]).toEqual([...once.toBytes()])
    twice.observe({ ...seen, value: [0, 2, 4] })
    expect([...twice.toBytes()]).not.toEqual([...once.toBytes()])
  })

  test('are not held when the caller changes them, and the features say how many dimensions', () => {
    const monitor = emptyMonitor(3)
    const value = [1, 2, 3]
    monitor.observe({ at: MONDAY, feature: 'x', value })
    const before = [...monitor.toBytes()]
    value[0] = 7
    expect([...monitor.toBytes()]).toEqual(before)
    expect(restoreDriftMonitor(monitor.toBytes()).features).toEqual([
      { name: 'x', kind: 'vector', dimensions: 3 },
    ])
  })

  test('count of one source no more than its limit, in every projection', () => {
    const frozen = watch(7, 4, (_, random) => normals(4, random), 14.25).toBytes()
    const [few, many] = [restoreDriftMonitor(frozen), restoreDriftMonitor(frozen)]
    for (let index = 0; index < 640; index += 1) {
      const at = MONDAY + 15 * DAY + index * 1000
      const observation = { at, feature: 'x', value: [9, index % 2, 0, 0], source: 'east' }
      // Of 32 the share that a sample of 12 vectors is of one of 64 numbers.
      if (index < 6) few.observe(observation)
      many.observe(observation)
    }
    const [left, right] = [few, many].map((monitor) => reportOf(monitor, 15.1))
    expect(right!.evidence).toBe(left!.evidence)
  })

  test('keep 35 days of crowded hours within a mebibyte', () => {
    const monitor = emptyMonitor(9)
    const random = randomStream(8)
    for (let hour = 0; hour < 840; hour += 1) {
      for (let index = 0; index < 14; index += 1) {
        const at = MONDAY + hour * HOUR + index * 250_000
        monitor.observe({ at, feature: 'x', value: normals(9, random), source: `host ${index % 7}` })
      }
    }
    const bytes = monitor.toBytes()
    expect(bytes.length).toBeGreaterThan(700_000)
    expect(bytes.length).toBeLessThan(1_048_576)
  })

  test('can be promoted after a declared change, by a norm of their own', () => {
    const monitor = watch(9, 5, (_, random) => normals(5, random), 16)
    const random = randomStream(10)
    monitor.declare({
      reference: 'CHG-2',
      features: ['x'],
      from: MONDAY + 16 * DAY,
      to: MONDAY + 16 * DAY + HOUR,
    })
    const shards = ['east', 'west'].map(() => restoreDriftMonitor(monitor.toBytes()))
    for (let at = MONDAY + 16 * DAY; at < MONDAY + 20 * DAY; at += HOUR / 6) {
      monitor.observe({ at, feature: 'x', value: normals(5, random).map((x) => x + 2) })
    }
    expect(reportOf(monitor, 20)).toMatchObject({ verdict: 'declared-evolution', reference: 'CHG-2' })
    monitor.promoteAnchor({ reference: 'CHG-3' })
    for (let at = MONDAY + 20 * DAY; at < MONDAY + 24 * DAY; at += HOUR / 6) {
      monitor.observe({ at, feature: 'x', value: normals(5, random).map((x) => x + 2) })
    }
    expect(reportOf(monitor, 24)).toMatchObject({ verdict: 'stable', alarms: 0 })
    const bytes = monitor.toBytes()
    expect([...restoreDriftMonitor(bytes).toBytes()]).toEqual([...bytes])
    // Shards begun before the whole was promoted are another monitor's.
    expectCode('drift/merge-mismatch', () => mergeDriftMonitors([monitor, shards[0]!]))
  })
})
