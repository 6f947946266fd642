import { fingerprint } from 'keelson/hash'
import { deployment, mixedShapes, terraformState } from './fixtures.js'
import { type Comparison, compareAll, record } from './harness.js'

/** Parsed value → fingerprint, against `JSON.parse` of the same text, after documents of many shapes went through. */
export async function benchHash(): Promise<void> {
  for (const document of mixedShapes(100_000)) fingerprint(document)
  const documents = { 'Deployment, 28 KB': deployment(1), 'Terraform state, 1.7 MB': terraformState(1000) }
  const comparisons = Object.entries(documents).map(([name, document]): Comparison => {
    const text = JSON.stringify(document)
    return {
      name: `${name}: parsed value to fingerprint`,
      ours: { name: 'keelson fingerprint', run: () => fingerprint(document) },
      peers: [{ name: 'JSON.parse of its text', run: () => JSON.parse(text) as unknown }],
    }
  })
  record('hash', await compareAll(comparisons))
}
