import { readFileSync, writeFileSync } from 'node:fs'

const DOCS = 'docs/fingerprint.md'
const BEGIN = '<!-- hash-quality: written by npm run quality -->\n'
const END = '<!-- /hash-quality -->\n'

/** What the table of docs/fingerprint.md tells. */
export interface QualitySummary {
  readonly documentsAFamily: number
  readonly families: number
  readonly expectedALane: number
  readonly bandALane: readonly [low: number, high: number]
  readonly lanesJudged: number
  readonly lanesTotal: number
  readonly lanesTotalExpected: number
  readonly fewestALane: number
  readonly mostALane: number
  readonly familiesOutsideTheBand: readonly string[]
  readonly expectedAPair: number
  readonly familiesWithAPair: readonly string[]
  readonly leastOutputBit: number
  readonly mostOutputBit: number
  readonly worstInputBits: readonly [least: number, most: number]
  readonly worstCellDeviations: number
  readonly worstPairOfBitsDeviations: number
  readonly likeliestCancellation: number
  readonly patternsThatAgree: readonly string[]
}

/** Puts the numbers into docs/fingerprint.md, so that the page never tells of a `kf1` that is no more. */
export function writeDocsTable(summary: QualitySummary): void {
  const page = readFileSync(DOCS, 'utf8')
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${DOCS} has no place for the table`)
  writeFileSync(DOCS, page.slice(0, begin + BEGIN.length) + tableOf(summary) + page.slice(end))
}

function tableOf(summary: QualitySummary): string {
  const { bandALane, worstInputBits } = summary
  const rows: readonly (readonly [what: string, chance: string, measured: string])[] = [
    [
      `pairs of a million documents that agree in a lane (${summary.lanesJudged} lanes)`,
      `${summary.expectedALane} each; all within ${bandALane[0]} to ${bandALane[1]} in 99 of 100 runs`,
      `${summary.fewestALane} to ${summary.mostALane}${named(summary.familiesOutsideTheBand, '; outside: ')}`,
    ],
    ['the same, all lanes together', String(summary.lanesTotalExpected), String(summary.lanesTotal)],
    [
      `the same in two lanes (six pairs of lanes, ${summary.families} families)`,
      `${summary.expectedAPair} each`,
      `none${named(summary.familiesWithAPair, ' but in: ')}`,
    ],
    [
      'share of input flips that flip an output bit, least and most',
      '0.5',
      `${summary.leastOutputBit} and ${summary.mostOutputBit}`,
    ],
    [
      'share of output bits that one input bit flips, least and most',
      '0.5',
      `${worstInputBits[0]} and ${worstInputBits[1]}`,
    ],
    [
      'farthest from 0.5 among two million pairs of input and output bit',
      'about 5 standard deviations',
      String(summary.worstCellDeviations),
    ],
    [
      'farthest from independent among the pairs of output bits',
      'about 4.5 standard deviations',
      String(summary.worstPairOfBitsDeviations),
    ],
    [
      'difference of one or two bits in 16 bytes that a fixed one in the next 16 undoes, likeliest',
      '0',
      String(summary.likeliestCancellation),
    ],
    [
      'pairs of strings that differ in one of six patterns and agree in a lane',
      'none',
      summary.patternsThatAgree.length === 0 ? 'none' : summary.patternsThatAgree.join(', '),
    ],
  ]
  return ['| | chance | `kf1` |', '|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join(
    '\n',
  )
}

function named(families: readonly string[], before: string): string {
  return families.length === 0 ? '' : before + families.join(', ')
}
