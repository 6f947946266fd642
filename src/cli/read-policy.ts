import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  compareCodePoints,
  type Diagnostic,
  formatDiagnostic,
  type JsonObject,
  KeelsonError,
} from '../core/index.js'
import { packSources } from '../packs/index.js'
import { compilePolicy, loadBundle, type PolicyBundle, type PolicySource } from '../policy/index.js'
import { readDocument } from './read-documents.js'
import { readBytes, readText, unreadable } from './read-text.js'

/** Keel sources and what the compiler says of them. */
export interface CompiledFiles {
  readonly bundle: PolicyBundle | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Diagnostics with file, line, column and a caret. */
  readonly rendered: readonly string[]
  /** Those of packs among them. */
  readonly sources: readonly PolicySource[]
}

/** Where policies come from: files of one's own, and packs by name. */
export interface PolicyChoice {
  readonly paths: readonly string[]
  readonly packs?: readonly string[]
  /** Path of a JSON or YAML object with the values of parameters. */
  readonly parameters?: string | undefined
}

/**
 * Compiles Keel files and packs together; a directory stands for its `.keel` files.
 *
 * @throws KeelsonError `cli/unreadable-file`, `cli/no-documents`, `packs/unknown-pack`; for the parameters also what
 * `readDocument` throws, and `policy/invalid-options`
 */
export function compileFiles({ paths, packs = [], parameters: values }: PolicyChoice): CompiledFiles {
  const parameters = values === undefined ? {} : (readDocument(values) as JsonObject)
  const files = paths.flatMap(keelFiles).map((path) => ({ path, text: readText(path) }))
  const sources = [...files, ...packSources(packs)]
  const { bundle, diagnostics } = compilePolicy(sources, { parameters })
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  const rendered = diagnostics.map((diagnostic) =>
    formatDiagnostic(diagnostic, texts.get(diagnostic.span.path ?? '')),
  )
  return { bundle, diagnostics, rendered, sources }
}

/** A program with the texts that it was compiled from. */
export interface RequiredPolicy {
  readonly bundle: PolicyBundle
  readonly sources: readonly PolicySource[]
}

/** As {@link requirePolicy}, the bundle alone. @throws KeelsonError `cli/policy-refused` */
export function requireBundle(choice: PolicyChoice): PolicyBundle {
  return requirePolicy(choice).bundle
}

/** As {@link compileFiles}, for a caller that cannot go on without. @throws KeelsonError `cli/policy-refused` */
export function requirePolicy(choice: PolicyChoice): RequiredPolicy {
  const compiled = compileFiles(choice)
  const { bundle, sources } = compiled
  if (bundle !== undefined) return { bundle, sources }
  throw refusedPolicy(compiled)
}

/** What to throw where there is no bundle. */
export function refusedPolicy({ diagnostics, rendered }: CompiledFiles): KeelsonError {
  const first = diagnostics.find(({ severity }) => severity === 'error')
  return new KeelsonError('cli/policy-refused', `the policy does not compile\n${rendered.join('\n')}`, {
    span: first?.span,
    help: 'mend the errors above; `keelson check` shows them alone',
  })
}

/**
 * The bundle of a path: a directory of `.keel` files, one such file, or the bytes of a bundle.
 *
 * @throws KeelsonError as {@link requireBundle}; `policy/invalid-bundle`, `policy/language-version`
 */
export function readBundle(path: string): PolicyBundle {
  return isDirectory(path) || path.endsWith('.keel')
    ? requireBundle({ paths: [path] })
    : loadBundle(readBytes(path))
}

function keelFiles(path: string): string[] {
  const files = isDirectory(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith('.keel'))
        .sort(compareCodePoints)
        .map((name) => join(path, name))
    : [path]
  if (files.length > 0) return files
  throw new KeelsonError('cli/no-documents', `${path} holds no .keel file`, {
    path,
    help: 'hand in .keel files',
  })
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
}
