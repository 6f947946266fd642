import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { adwin } from '../../bench/accuracy/peers/adwin.js'
import { dailyKs } from '../../bench/accuracy/peers/daily-ks.js'
import { hddmW } from '../../bench/accuracy/peers/hddm-w.js'
import { kswin } from '../../bench/accuracy/peers/kswin.js'
import { pageHinkley } from '../../bench/accuracy/peers/page-hinkley.js'
import type { Peer } from '../../bench/accuracy/peers/peer.js'
import { pythonRandom } from '../support/python-random.js'
import { randomStream } from '../support/random-stream.js'

/** The stream of River's documentation: bits, then 4 to 7, from `random.Random(12345)`. */
function riversStream(): number[] {
  const random = pythonRandom(12345)
  const bits = Array.from({ length: 1000 }, () => Math.floor(2 * random()))
  return [...bits, ...Array.from({ length: 1000 }, () => 4 + Math.floor(4 * random()))]
}

/** The bits of its documentation of HDDM_W: half of them 1, then seven in ten, from `random.Random(42)`. */
function riversBits(): number[] {
  const random = pythonRandom(42)
  const even = Array.from({ length: 1000 }, () => Math.floor(2 * random()))
  return [...even, ...Array.from({ length: 1000 }, () => (random() < 0.3 ? 0 : 1))]
}

describe('the detectors that ours is held against alarm where River says that its own do', () => {
  test('ADWIN at 1023', () => {
    expect(adwin.watch(riversStream(), 0)).toEqual([1023])
  })

  test('Page–Hinkley at 1006', () => {
    expect(pageHinkley.watch(riversStream(), 0)).toEqual([1006])
  })

  test('HDDM_W at 1077', () => {
    expect(hddmW.watch(riversBits(), 0)).toEqual([1077])
  })

  test('KSWIN at about 1016: its draws are other ones', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const alarms = kswin(0.0001).watch(riversStream(), seed)
      expect(alarms).toHaveLength(1)
      expect(alarms[0]).toBeGreaterThanOrEqual(1012)
      expect(alarms[0]).toBeLessThanOrEqual(1020)
    }
  })
})

describe('the daily Kolmogorov–Smirnov test', () => {
  test('alarms on the days that differ from the first seven, at their last value', () => {
    const { normal } = randomStream(3)
    const values = Array.from({ length: 20 * 144 }, (_, index) => normal() + (index >= 15 * 144 ? 1 : 0))
    expect(dailyKs(144).watch(values, 0)).toEqual([16, 17, 18, 19, 20].map((day) => day * 144 - 1))
  })
})

test('a stream that does not change, and the same seed, give the same alarms', () => {
  const { normal } = randomStream(4)
  const values = Array.from({ length: 3000 }, () => normal())
  expect(kswin().watch(values, 7)).toEqual(kswin().watch(values, 7))
  expect(adwin.watch(values, 0)).toEqual([])
})

const GENERATOR = new URL('../../../shared/eval/drift/gen.mjs', import.meta.url)

/** False alarms per 10,000 values as an earlier survey measured them with River itself, on the same streams. */
const SURVEYED: readonly (readonly [scenario: string, peer: Peer, rate: number])[] = [
  ['seasonal', adwin, 70.28],
  ['autocorr_ar1', adwin, 31.6],
  ['seasonal', pageHinkley, 137.62],
  ['autocorr_ar1', pageHinkley, 42.91],
  ['seasonal', hddmW, 56.23],
  ['autocorr_ar1', hddmW, 29.61],
  ['seasonal', kswin(), 93.32],
  ['seasonal', dailyKs(144), 9.85],
]

describe.runIf(existsSync(GENERATOR))('on the labelled streams', async () => {
  const { stream } = existsSync(GENERATOR)
    ? ((await import(GENERATOR.href)) as { stream: (name: string, seed: number) => Float64Array })
    : { stream: () => new Float64Array() }

  test.each(SURVEYED.map(([scenario, peer, rate]) => [peer.name, scenario, rate, peer] as const))(
    '%s raises on %s about the %d false alarms per 10,000 values that were surveyed',
    (_, scenario, rate, { watch, takesBits }) => {
      const SEEDS = 4
      let alarms = 0
      let values = 0
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const drawn = stream(scenario, seed)
        alarms += watch(takesBits ? drawn.map((value) => Number(value > 1)) : drawn, seed).length
        values += drawn.length
      }
      const expected = (rate * values) / 10_000
      // Three standard errors of a count, and a tenth for what neighbouring alarms have in common.
      expect(Math.abs(alarms - expected)).toBeLessThan(3 * Math.sqrt(expected) + 0.1 * expected)
    },
  )
})
