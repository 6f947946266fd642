import { equalBytes, fingerprint, fingerprintNodes, fingerprintText } from 'keelson/hash'
import { fingerprintTextInTypeScript } from '../src/hash/fingerprint-text.js'
import { measurements, mixedShapes, smallDeployment, terraformState } from './fixtures.js'
import { type Comparison, compareAll, record } from './harness.js'

/** JSON texts → fingerprints, from bytes and from strings, against `JSON.parse` of the same strings. */
export async function benchHashText(): Promise<void> {
  for (const document of mixedShapes(20_000)) {
    fingerprint(document)
    fingerprintText(JSON.stringify(document))
  }
  const fleet = Array.from({ length: 1000 }, (_, seed) => JSON.stringify(smallDeployment(seed)))
  const comparisons = [
    compare('Terraform state, indented', [JSON.stringify(terraformState(2450), null, 2)]),
    compare('Terraform state, without white space', [JSON.stringify(terraformState(4100))]),
    compare('fleet of 1,000 Deployments', fleet),
    compare('measurements, all numbers', [JSON.stringify(measurements(70_000))]),
  ]
  record('hash-text', await compareAll([...comparisons, compareUnchanged()]))
}

function compare(name: string, texts: readonly string[]): Comparison {
  const bytes = texts.map((text) => new TextEncoder().encode(text))
  return {
    name: `${name}, ${sizeOf(texts)}: text to fingerprint`,
    ours: { name: 'keelson fingerprintText, bytes', run: () => forAll(bytes, fingerprintText) },
    peers: [
      { name: 'JSON.parse', run: () => forAll(texts, JSON.parse) },
      { name: 'keelson fingerprintText, string', run: () => forAll(texts, fingerprintText) },
      { name: 'keelson fingerprintNodes, bytes', run: () => forAll(bytes, fingerprintNodes) },
      { name: 'the same without wasm', run: () => forAll(texts, fingerprintTextInTypeScript) },
    ],
  }
}

/** A document that did not change, whose last bytes were kept. */
function compareUnchanged(): Comparison {
  const text = JSON.stringify(terraformState(2450), null, 2)
  const kept = new TextEncoder().encode(text)
  const bytes = kept.slice()
  const shifted = new Uint8Array(kept.length + 1).subarray(1)
  shifted.set(kept)
  return {
    name: `Terraform state, indented, ${sizeOf([text])}: unchanged, its bytes kept`,
    ours: { name: 'keelson equalBytes', run: () => equalBytes(kept, bytes) },
    peers: [
      { name: 'JSON.parse', run: () => JSON.parse(text) as unknown },
      { name: 'keelson equalBytes, not aligned', run: () => equalBytes(kept, shifted) },
      { name: 'Buffer.compare', run: () => Buffer.compare(kept, bytes) },
    ],
  }
}

function forAll<Item>(items: readonly Item[], run: (item: Item) => unknown): unknown {
  let last: unknown
  for (const item of items) last = run(item)
  return last
}

function sizeOf(texts: readonly string[]): string {
  return `${(texts.reduce((sum, text) => sum + text.length, 0) / 1_000_000).toFixed(1)} MB`
}
