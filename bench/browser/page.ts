/** Runs in a page: text → fingerprint and value → fingerprint against `JSON.parse`, interleaved, medians of rounds. */
import { equalBytes, fingerprint, fingerprintText } from 'keelson/hash'
import { deployment, measurements, mixedShapes, smallDeployment, terraformState } from '../fixtures.js'

interface Row {
  readonly name: string
  /** Median over the rounds of (time of `JSON.parse` ÷ our time). */
  readonly timesFaster: number
  /** Median time of ours, in milliseconds. */
  readonly milliseconds: number
}

const ROUNDS = 9
const LEAST_MS = 40

/** Time of one run, in milliseconds: as many runs as fill a span that the page's clock can resolve. */
function timeOf(run: () => unknown): number {
  const start = performance.now()
  let runs = 0
  let now = start
  do {
    run()
    runs += 1
    now = performance.now()
  } while (now - start < LEAST_MS)
  return (now - start) / runs
}

function median(values: number[]): number {
  return values.sort((left, right) => left - right)[values.length >> 1]!
}

function compare(name: string, ours: () => unknown, parse: () => unknown): Row {
  timeOf(ours)
  timeOf(parse)
  const times: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const time = timeOf(ours)
    times.push(time)
    ratios.push(timeOf(parse) / time)
  }
  return { name, timesFaster: median(ratios), milliseconds: median(times) }
}

function main(): Row[] {
  for (const document of mixedShapes(20_000)) fingerprint(document)
  const rows: Row[] = []
  const state = JSON.stringify(terraformState(2860), null, 2)
  const texts: Record<string, readonly string[]> = {
    'Terraform state, indented': [state],
    'Terraform state, minified': [JSON.stringify(terraformState(2860))],
    'fleet of 1,000 Deployments': Array.from({ length: 1000 }, (_, index) =>
      JSON.stringify(smallDeployment(index)),
    ),
    'measurements, all numbers': [JSON.stringify(measurements(100_000))],
  }
  const encoder = new TextEncoder()
  for (const [name, list] of Object.entries(texts)) {
    const bytes = list.map((text) => encoder.encode(text))
    const parse = (): unknown => list.map((text) => JSON.parse(text) as unknown).length
    rows.push(compare(`${name}: bytes → fingerprint`, () => bytes.map(fingerprintText), parse))
    rows.push(compare(`${name}: string → fingerprint`, () => list.map(fingerprintText), parse))
    const values = list.map((text) => JSON.parse(text))
    rows.push(compare(`${name}: value → fingerprint`, () => values.map(fingerprint), parse))
  }
  const kept = encoder.encode(state)
  const same = kept.slice()
  rows.push(
    compare(
      'Terraform state, unchanged bytes',
      () => equalBytes(kept, same),
      () => JSON.parse(state),
    ),
  )
  const small = deployment(1)
  const smallText = JSON.stringify(small)
  rows.push(
    compare(
      'Deployment, 28 KB: value → fingerprint',
      () => fingerprint(small),
      () => JSON.parse(smallText),
    ),
  )
  return rows
}

void fetch('/report', {
  method: 'POST',
  body: JSON.stringify({ rows: main() }),
})
