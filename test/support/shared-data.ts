import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'

/** Corpora that are too large, or not ours, to commit; they lie beside the checkout where they are present. */
const ROOT = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

export function sharedPath(path: string): string {
  return `${ROOT}${path}`
}

/** A describe block over a corpus, or a skipped test that says why, where the corpus is missing. */
export function describeCorpus(name: string, path: string, body: () => void): void {
  if (existsSync(sharedPath(path))) describe(`${name} (corpus ${path})`, body)
  // Not describe.skip: that would run the body, which reads the corpus, to collect its tests.
  else test.skip(`${name}: skipped, the corpus ${path} is not beside this checkout`)
}
