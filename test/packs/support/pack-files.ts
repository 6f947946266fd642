import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadPack, packSources } from 'keelson/packs'
import { compilePolicy, type PolicyBundle, type PolicySource } from 'keelson/policy'
import { expect } from 'vitest'
import { compareCodePoints, type JsonValue } from '../../../src/core/index.js'
import type { Declaration, PolicyDeclaration } from '../../../src/policy/syntax/ast.js'
import { DiagnosticSink } from '../../../src/policy/syntax/diagnostic-sink.js'
import { FileParser } from '../../../src/policy/syntax/parse-file.js'
import { ParseSession } from '../../../src/policy/syntax/parse-session.js'

const FOLDER = fileURLToPath(new URL('../../../src/packs/', import.meta.url))

/** The Keel files of src/packs, tests among them. */
export const keelFiles: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.keel'))
  .sort(compareCodePoints)

export function textOf(file: string): string {
  return readFileSync(FOLDER + file, 'utf8')
}

function sourceOf(file: string): PolicySource {
  return { path: file, text: textOf(file) }
}

/** What users get of a pack, and the tests beside it. */
export function withTests(pack: string): PolicySource[] {
  return [...loadPack(pack).sources, sourceOf('fixtures.test.keel'), sourceOf(`${pack}.test.keel`)]
}

/** All packs and all tests. */
export function allWithTests(): PolicySource[] {
  return [...packSources(), ...keelFiles.filter((file) => file.endsWith('.test.keel')).map(sourceOf)]
}

export function bundleOf(
  sources: readonly PolicySource[],
  parameters: { readonly [name: string]: JsonValue } = {},
): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(sources, { parameters })
  expect(diagnostics).toEqual([])
  return bundle!
}

export function declarationsOf(text: string): readonly Declaration[] {
  return new FileParser(new ParseSession(new DiagnosticSink())).parse(text, undefined).declarations
}

export function policiesOf(text: string): PolicyDeclaration[] {
  return declarationsOf(text).filter(
    (declaration): declaration is PolicyDeclaration => declaration.kind === 'policy',
  )
}
