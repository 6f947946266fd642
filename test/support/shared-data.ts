import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'

/** Corpora that are too large, or not ours, to commit; they lie beside the checkout where they are present. */
const ROOT = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

export function sharedPath(path: string): string {
  return `${ROOT}${path}`
}

/** A describe block over a corpus that says that it was skipped, and why, where the corpus is missing. */
export function describeCorpus(name: string, path: string, body: () => void): void {
  if (existsSync(sharedPath(path))) describe(`${name} (corpus ${path})`, body)
  else describe.skip(`${name}: skipped, the corpus ${path} is not beside this checkout`, body)
}
