import type { JsonValue } from 'keelson/core'
import { createFingerprintTree, fingerprint } from 'keelson/hash'
import objectHash from 'object-hash'
import { hash as ohash } from 'ohash'
import { stringify } from 'safe-stable-stringify'
import { stableHash } from 'stable-hash'
import xxhash from 'xxhash-wasm'
import { deployment, generator, mixedShapes, smallDeployment, terraformState } from './fixtures.js'
import { type Comparison, type Contender, compareAll, record } from './harness.js'

/**
 * Parsed values → fingerprint, against `JSON.parse` of their texts and against other structural hashers, after
 * documents of many shapes went through all of them. What is hashed was parsed, as in real use, and not built here.
 */
export async function benchHash(): Promise<void> {
  const { h64 } = await xxhash()
  const hashers: Readonly<Record<string, (value: JsonValue) => unknown>> = {
    'keelson fingerprint': fingerprint,
    ohash,
    'object-hash': (value) => objectHash(value as object),
    'safe-stable-stringify + xxhash-wasm': (value) => h64(stringify(value)!),
  }
  for (const hash of [...Object.values(hashers), stableHash]) {
    for (const document of mixedShapes(100_000)) hash(document)
  }
  const comparisons = Object.entries(documentTexts()).map(([name, texts]): Comparison => {
    const documents = texts.map((text) => JSON.parse(text) as JsonValue)
    const [ours, ...peers] = Object.entries(hashers).map(
      ([hasher, hash]): Contender => ({ name: hasher, run: () => forAll(documents, hash) }),
    )
    return {
      name: `${name}, ${sizeOf(texts)}: parsed value to fingerprint`,
      ours: ours!,
      peers: [
        { name: 'JSON.parse of the text', run: () => forAll(texts, JSON.parse) },
        ...peers,
        {
          // It remembers the objects that it has seen, so it gets new ones each time.
          name: 'JSON.parse + stable-hash',
          run: () => forAll(texts, (text) => stableHash(JSON.parse(text))),
        },
      ],
    }
  })
  record('hash', await compareAll([...comparisons, compareOneEdit()]))
}

/** One member of a large document changes: the tree against what it takes to parse the document once. */
function compareOneEdit(): Comparison {
  const document = terraformState(2860)
  const text = JSON.stringify(document, null, 2)
  const tree = createFingerprintTree(document)
  let serial = 0
  const edit = (): string => {
    serial += 1
    const path = '/resources/1400/instances/0/attributes/cpu_core_count'
    return tree.apply([{ op: 'replace', path, value: serial }]).root
  }
  return {
    name: `Terraform state, ${sizeOf([text])}: one edit on its fingerprint tree`,
    ours: { name: 'keelson tree.apply', run: edit },
    peers: [
      { name: 'JSON.parse of the text', run: () => JSON.parse(text) as unknown },
      { name: 'keelson fingerprint of the whole', run: () => fingerprint(document) },
      { name: 'keelson createFingerprintTree', run: () => createFingerprintTree(document) },
    ],
  }
}

/** Texts without white space, which `JSON.parse` is fastest on; only Terraform's as Terraform writes them. */
function documentTexts(): Readonly<Record<string, readonly string[]>> {
  const labels = { app: 'web', tier: 'front' }
  const service = {
    kind: 'Service',
    metadata: { name: 'web', labels },
    spec: { port: 8080, replicas: 3, ready: true },
  }
  return {
    'small object': [JSON.stringify(service)],
    Deployment: [JSON.stringify(deployment(1, 56))],
    'fleet of 1,000 Deployments': Array.from({ length: 1000 }, (_, seed) =>
      JSON.stringify(smallDeployment(seed)),
    ),
    'Terraform state': [JSON.stringify(terraformState(2860), null, 2)],
    'numeric series': [JSON.stringify(numericSeries(6000))],
  }
}

/** Series of counts and measurements, half of them with many digits; 6,000 make about 2 MB. */
function numericSeries(length: number): JsonValue {
  const draw = generator(length)
  return Array.from({ length }, (_, index) => ({
    at: 1_700_000_000_000 + index * 60_000,
    count: draw(1000),
    samples: Array.from({ length: 20 }, (_, place) =>
      place % 2 === 0 ? draw(100_000) : (draw(2_000_000_000) - 1_000_000_000) / 1_234_567,
    ),
  }))
}

function forAll<Item>(items: readonly Item[], run: (item: Item) => unknown): unknown {
  let last: unknown
  for (const item of items) last = run(item)
  return last
}

function sizeOf(texts: readonly string[]): string {
  const bytes = texts.reduce((sum, text) => sum + text.length, 0)
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(0)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
