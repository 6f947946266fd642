import { log2Q16 } from 'keelson/core'
import * as drift from 'keelson/drift'
import type { Draw } from './draw.js'
import { type CorpusRoom, outcome } from './room.js'

type Case = (draw: Draw) => unknown

/** Continuous, tied, skewed, tiny and huge samples. */
function sample(draw: Draw, least: number): number[] {
  const kind = draw.below(5)
  const scale = draw.pick([1e-12, 0.1, 1, 30, 1e9])
  return draw.list(least, draw.pick([8, 20, 60]), () => {
    const value = draw.normal() * scale
    if (kind === 0) return Math.round(draw.normal() * 2)
    if (kind === 1) return value * value
    return kind === 2 ? value + scale : value
  })
}

const counts = (draw: Draw, length: number): number[] => Array.from({ length }, () => draw.below(40) + 1)

const vectors = (draw: Draw, length: number): number[][] =>
  Array.from({ length }, () => [draw.normal(), draw.normal() * 3, draw.normal() + 1])

const ranks: Case = (draw) => {
  const [one, other] = [sample(draw, 3), sample(draw, 3)]
  return draw.pick([
    () => drift.ksTest(one, other),
    () => drift.ksTest(one, other, { method: 'asymptotic' }),
    () => drift.ksTest(one, other, { method: 'stephens' }),
    () => drift.cramerVonMises(one, other, { method: 'asymptotic' }),
    () => drift.andersonDarling(one, other),
    () => drift.mannWhitney(one, other),
  ])
}

const moments: Case = (draw) => {
  const [one, other] = [sample(draw, 3), sample(draw, 3)]
  return draw.pick([
    () => drift.welchTest(one, other),
    () => drift.brownForsythe(one, other),
    () => drift.wasserstein1(one, other),
    () => drift.energyDistance(one, other),
  ])
}

const tables: Case = (draw) => {
  const length = draw.between(2, 9)
  const [one, other] = [counts(draw, length), counts(draw, length)]
  return draw.pick([
    () => drift.chiSquare(one, other),
    () => drift.gTest(one, other),
    () => drift.cramersV(one, other),
    () => drift.psi(one, other),
    () => drift.jensenShannon(one, other),
    () => drift.hellinger(one, other),
    () => drift.totalVariation(one, other),
    () => drift.largestShareDifference(one, other),
    () => drift.fisherExact([one[0]!, one[1]!], [other[0]!, other[1]!]),
  ])
}

const clouds: Case = (draw) => {
  const [one, other] = [vectors(draw, 12), vectors(draw, 9)]
  return draw.pick([
    () => drift.frechetDistance(one, other),
    () => drift.mmd(one, other),
    () => drift.mmd(one, other, { gamma: 0.25, unbiased: true }),
    () => drift.hotellingTest(one, other),
  ])
}

const logarithms: Case = (draw) => () => draw.list(8, 8, () => log2Q16(Math.abs(draw.double())))

const rates: Case = (draw) => () =>
  drift.benjaminiHochberg(
    draw.list(1, 12, () => draw.below(1000) / 1000),
    0.1,
  )

const FAMILIES: readonly (readonly [weight: number, run: Case])[] = [
  [4, ranks],
  [3, moments],
  [4, tables],
  [2, clouds],
  [2, logarithms],
  [1, rates],
]

/** The classical tests and distances, and Q16 logarithms. JSON writes a double so that it can be read back exactly. */
export const statisticsRoom: CorpusRoom = {
  name: 'statistics',
  scenarioLength: 50,
  *scenario(draw) {
    for (;;) yield outcome(draw.weighted(FAMILIES)(draw) as () => unknown)
  },
}
