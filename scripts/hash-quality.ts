/**
 * `npm run quality`: how well `kf1` scatters documents that differ as little as documents can. Writes
 * bench/results/<version>/hash-quality.json and the table of docs/fingerprint.md, and exits with 1 where a count is not what chance gives. Everything is
 * seeded: the same `kf1` gives the same file. Takes a few minutes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { measureAvalanche, measureIndependence } from './hash-quality/avalanche.js'
import { BIT_SOURCES } from './hash-quality/bit-sources.js'
import {
  countCollisions,
  DOCUMENTS,
  EXPECTED_A_LANE,
  EXPECTED_A_PAIR,
  poissonBand,
} from './hash-quality/collisions.js'
import { measureCancellation, measureDifferentials } from './hash-quality/differentials.js'
import { type QualitySummary, writeDocsTable } from './hash-quality/docs-table.js'
import { FAMILIES } from './hash-quality/families.js'

const INDEPENDENCE_FLIPS = 65_536

// Chance gives one of the two million cells that are looked at beyond this once in two hundred runs.
const CHANCE_DEVIATIONS = 6

const judged = FAMILIES.filter(({ clumped }) => clumped !== true).length * 4
const [low, high] = poissonBand(EXPECTED_A_LANE, judged)
console.log(`collisions of ${DOCUMENTS} documents a family, in each lane; ${low} to ${high} is chance`)
const families = FAMILIES.map((family) => {
  const counted = countCollisions(family)
  console.log(`  ${family.name.padEnd(52)} ${counted.lanes.join(' ')}${counted.clumped ? ' (clumped)' : ''}`)
  return counted
})

console.log('avalanche: share of output bits that flip')
const avalanche = BIT_SOURCES.map((source) => {
  const measured = measureAvalanche(source)
  const { mean, leastOutputBit, mostOutputBit, worstInputBit, worstCellDeviations } = measured
  console.log(
    `  ${source.name.padEnd(40)} ${mean} (${leastOutputBit} to ${mostOutputBit}), worst input bit ${worstInputBit}, worst cell ${worstCellDeviations} sd`,
  )
  return measured
})
const independence = BIT_SOURCES.filter(({ bits }) => bits >= 20)
  .filter((_, at) => at % 6 === 0)
  .map((source) => measureIndependence(source, INDEPENDENCE_FLIPS))
const differentials = measureDifferentials()
const cancellation = measureCancellation()
console.log('pairs of output bits', independence)
console.log('pairs of strings of one pattern', differentials)
console.log('differences undone by the next 16 bytes', cancellation)

const lanes = families.filter(({ clumped }) => clumped !== true).flatMap((family) => family.lanes)
const outside = families.filter(
  (family) => family.clumped !== true && family.lanes.some((count) => count < low || count > high),
)
// Of single characters there are too few to tell a weak mix from chance.
const flipped = avalanche.filter(({ flips }) => flips >= 20_000)
const paired = families.filter(({ pairs }) => pairs.some((count) => count > 0))
const summary: QualitySummary = {
  documentsAFamily: DOCUMENTS,
  families: families.length,
  expectedALane: round3(EXPECTED_A_LANE),
  bandALane: [low, high],
  lanesJudged: lanes.length,
  lanesTotal: lanes.reduce((sum, count) => sum + count, 0),
  lanesTotalExpected: Math.round(EXPECTED_A_LANE * lanes.length),
  fewestALane: Math.min(...lanes),
  mostALane: Math.max(...lanes),
  familiesOutsideTheBand: outside.map(({ family }) => family),
  expectedAPair: round3(EXPECTED_A_PAIR),
  familiesWithAPair: paired.map(({ family }) => family),
  leastOutputBit: Math.min(...flipped.map(({ leastOutputBit }) => leastOutputBit)),
  mostOutputBit: Math.max(...flipped.map(({ mostOutputBit }) => mostOutputBit)),
  worstInputBits: [
    Math.min(...flipped.map(({ worstInputBit }) => worstInputBit)),
    Math.max(...flipped.map(({ worstInputBit }) => worstInputBit)),
  ],
  worstCellDeviations: Math.max(...flipped.map(({ worstCellDeviations }) => worstCellDeviations)),
  worstPairOfBitsDeviations: Math.max(...independence.map(({ worstDeviations }) => worstDeviations)),
  likeliestCancellation: Math.max(...cancellation.map(({ likeliest }) => likeliest)),
  patternsThatAgree: differentials.filter((pair) => pair.all + sum(pair.lanes) > 0).map(({ pair }) => pair),
}
console.log(summary)

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const directory = `bench/results/${version}`
mkdirSync(directory, { recursive: true })
const report = { summary, families, avalanche, independence, differentials, cancellation }
writeFileSync(`${directory}/hash-quality.json`, `${JSON.stringify(report, null, 1)}\n`)
writeDocsTable(summary)
const isSound =
  outside.length + paired.length + summary.patternsThatAgree.length === 0 &&
  summary.worstCellDeviations < CHANCE_DEVIATIONS &&
  summary.worstPairOfBitsDeviations < CHANCE_DEVIATIONS &&
  summary.likeliestCancellation < 1 / 16
process.exit(isSound ? 0 : 1)

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

function round3(value: number): number {
  return Number(value.toPrecision(3))
}
