import { describe, expect, test } from 'vitest'
import { rankingMetrics, thresholdAt } from '../../bench/accuracy/behaviour/metrics.js'
import { fitTails } from '../../bench/accuracy/behaviour/peers/ecod.js'
import { FirstSeen } from '../../bench/accuracy/behaviour/peers/first-seen.js'
import { HalfSpaceTrees } from '../../bench/accuracy/behaviour/peers/half-space-trees.js'
import { fitHistograms } from '../../bench/accuracy/behaviour/peers/histogram-score.js'
import { fitForest } from '../../bench/accuracy/behaviour/peers/isolation-forest.js'
import { MarkovBigram } from '../../bench/accuracy/behaviour/peers/markov-bigram.js'
import { midas, midasF, midasR } from '../../bench/accuracy/behaviour/peers/midas.js'
import { EventFields, SurprisalFeatures } from '../../bench/accuracy/behaviour/surprisal-features.js'
import type { Line } from '../../bench/accuracy/behaviour/synthetic-log.js'
import { randomStream } from '../support/random-stream.js'

describe('the metrics', () => {
  test('of a ranking that can be reckoned by hand', () => {
    const metrics = rankingMetrics(Float64Array.of(4, 3, 2, 1), Uint8Array.of(1, 0, 1, 0))
    // Of the four pairs of a positive and a negative three are in order; precision is 1 at the first hit, 2/3 at the second.
    expect(metrics.roc).toBe(0.75)
    expect(metrics['pr-auc']).toBeCloseTo((1 + 2 / 3) / 2, 4)
    expect(metrics['tpr at 1 %']).toBe(0.5)
  })

  test('equal scores tell nothing apart', () => {
    const metrics = rankingMetrics(new Float64Array(8), Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0))
    expect(metrics).toEqual({ roc: 0.5, 'pr-auc': 0.25, 'tpr at 1 %': 0, 'tpr at 0.1 %': 0 })
  })

  test('no more negatives lie above a threshold than its share', () => {
    const scores = Float64Array.from({ length: 3000 }, (_, at) => at)
    expect(thresholdAt(0.001, scores, new Uint8Array(3000))).toBe(2996)
  })
})

/** A cloud around (10, 10), and the same with one row far out. */
function cloud(size: number): Float64Array[] {
  const { normal } = randomStream(5)
  return Array.from({ length: size }, () => Float64Array.of(10 + normal(), 10 + normal()))
}

describe('detectors of rows find what lies apart', () => {
  const rows = cloud(2000)
  const usual = Float64Array.of(10.1, 9.9)
  const far = Float64Array.of(16, 4)

  test.each([
    ['HBOS', fitHistograms(rows)],
    ['ECOD', fitTails(rows)],
    ['isolation forest', fitForest(rows, 1)],
  ])('%s', (_, detector) => {
    expect(detector.score(far)).toBeGreaterThan(Math.max(...rows.slice(0, 50).map(detector.score)))
    expect(detector.score(far)).toBeGreaterThan(detector.score(usual))
  })

  test('HBOS gives the rarity of each bin, and beyond the bins that of the rarest', () => {
    const { score } = fitHistograms([0, 0, 0, 10].map((value) => Float64Array.of(value)))
    expect(score(Float64Array.of(0.5))).toBeCloseTo(-Math.log2(0.75 + 0.1), 12)
    expect(score(Float64Array.of(9.5))).toBeCloseTo(-Math.log2(0.25 + 0.1), 12)
    expect(score(Float64Array.of(10.4))).toBeCloseTo(-Math.log2(0.25 + 0.1), 12)
    expect(score(Float64Array.of(11))).toBeCloseTo(-Math.log2(0.1), 12)
  })

  test('ECOD adds the chances of the tails', () => {
    const { score } = fitTails([1, 2, 3, 10].map((value) => Float64Array.of(value)))
    // One of four lies as far up; the middle is the larger of its two tails.
    expect(score(Float64Array.of(10))).toBeCloseTo(-Math.log(1 / 4), 12)
    expect(score(Float64Array.of(2))).toBeCloseTo(-Math.log(2 / 4), 12)
  })

  test('a forest is the same for a seed, and scores at the bound of the paper', () => {
    const again = fitForest(rows, 1)
    expect(again.score(far)).toBe(fitForest(rows, 1).score(far))
    expect(again.score(far)).not.toBe(fitForest(rows, 2).score(far))
    // Liu et al. §4.2: well below 0.5 is normal, near 1 is an anomaly.
    expect(again.score(usual)).toBeLessThan(0.5)
    expect(again.score(far)).toBeGreaterThan(0.65)
  })

  test('half-space trees judge by the window before', () => {
    const { uniform } = randomStream(3)
    const trees = new HalfSpaceTrees({ columns: 2, trees: 25, height: 8, window: 100, seed: 1 })
    const near = (): Float64Array => Float64Array.of(0.4 + uniform() / 10, 0.4 + uniform() / 10)
    const out = Float64Array.of(0.95, 0.05)
    for (let row = 0; row < 99; row += 1) trees.learn(near())
    expect(trees.score(out)).toBe(trees.score(near()))
    trees.learn(near())
    expect(trees.score(out)).toBeGreaterThan(trees.score(near()))
  })
})

describe('detectors of symbols', () => {
  test('first-seen counts what an owner was not seen with', () => {
    const seen = new FirstSeen()
    seen.learn('ana', ['read', 'prod'])
    expect(seen.score('ana', ['read', 'dev'])).toBe(1)
    expect(seen.score('bob', ['read', 'prod'])).toBe(2)
    // The same text in another field is another value.
    expect(seen.score('ana', ['prod', 'read'])).toBe(2)
  })

  test('a Markov chain surprises by what seldom follows', () => {
    const chain = new MarkovBigram()
    for (const next of ['b', 'b', 'b', 'c']) chain.learn('ana', 'a', next)
    expect(chain.score('ana', 'a', 'b')).toBeCloseTo(-Math.log2(3.5 / 5.5), 12)
    expect(chain.score('ana', 'a', 'd')).toBeCloseTo(-Math.log2(0.5 / 5.5), 12)
  })
})

describe('detectors of edges', () => {
  /** An edge once a tick, with bursts of 50 in the last tick of those given. */
  function run(create: typeof midas, bursts: readonly number[]): number {
    const detector = create(1)
    let last = 0
    for (let tick = 1; tick <= 40; tick += 1) {
      const times = bursts.includes(tick) ? 50 : 1
      for (let time = 0; time < times; time += 1) last = detector.scoreAndLearn(7, 9, tick)
    }
    return last
  }

  test('MIDAS scores a burst by the χ² of its paper', () => {
    // 50 in tick 40 after one in each before: mean 89/40, χ² = (50 − 89/40)² 40² / (89 · 39).
    expect(run(midas, [40])).toBeCloseTo(((50 * 40 - 89) * (50 * 40 - 89)) / (89 * 39), 9)
    expect(run(midas, [])).toBe(0)
  })

  test('MIDAS-R remembers a burst for some ticks, by halves', () => {
    expect(run(midasR, [39])).toBeGreaterThan(10)
    expect(run(midas, [39])).toBeLessThan(1)
  })

  test('MIDAS-F learns no burst as its mean', () => {
    const taught = Array.from({ length: 20 }, (_, tick) => tick + 20)
    expect(run(midasF, [...taught, 40])).toBeGreaterThan(5 * run(midasR, [...taught, 40]))
  })
})

test('the rows that detectors are fed hold a surprisal for each of 13 fields', () => {
  const line = (ts: number, action: string): Line => ({
    ts,
    actor: 'ana',
    role: 'developer',
    kind: 'human',
    action,
    resource: 'pod:dev/pay/api',
    attributes: {
      ns: 'dev/pay',
      env: 'dev',
      channel: 'cli',
      ip: '10.0.0.7',
      client: 'kubectl/1',
      bytes: 100,
    },
    session: 's',
    approved: '',
    label: 0,
    attack: '',
    incident: '',
  })
  const fields = new EventFields()
  const features = new SurprisalFeatures()
  const start = 1_767_571_200_000
  for (let event = 0; event < 50; event += 1) {
    const usual = line(start + event * 3_600_000, 'k8s.get')
    features.learn(usual, fields.next(usual))
  }
  const rowOf = (action: string): Float64Array => {
    const next = line(start + 50 * 3_600_000, action)
    return features.row(next, fields.next(next))
  }
  const [usual, odd] = [rowOf('k8s.get'), rowOf('secret.read')]
  expect(usual).toHaveLength(13)
  expect(usual[0]).toBeLessThan(0.05)
  expect(odd[0]).toBeGreaterThan(7)
  expect(odd[2]).toBe(usual[2])
})
