import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compareCodePoints, type Diagnostic, formatDiagnostic, KeelsonError } from '../core/index.js'
import { compilePolicy, type PolicyBundle, type PolicySource } from '../policy/index.js'
import { readText, unreadable } from './read-text.js'

/** Keel sources and what the compiler says of them. */
export interface CompiledFiles {
  readonly bundle: PolicyBundle | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Diagnostics with file, line, column and a caret. */
  readonly rendered: readonly string[]
  readonly sources: readonly PolicySource[]
}

/**
 * Compiles Keel files together; a directory stands for its `.keel` files.
 *
 * @throws KeelsonError `cli/unreadable-file`, `cli/no-documents`
 */
export function compileFiles(paths: readonly string[]): CompiledFiles {
  const sources = paths.flatMap(keelFiles).map((path) => ({ path, text: readText(path) }))
  const { bundle, diagnostics } = compilePolicy(sources)
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
export function requireBundle(paths: readonly string[]): PolicyBundle {
  return requirePolicy(paths).bundle
}

/** As {@link compileFiles}, for a caller that cannot go on without. @throws KeelsonError `cli/policy-refused` */
export function requirePolicy(paths: readonly string[]): RequiredPolicy {
  const { bundle, diagnostics, rendered, sources } = compileFiles(paths)
  if (bundle !== undefined) return { bundle, sources }
  const first = diagnostics.find(({ severity }) => severity === 'error')
  throw new KeelsonError('cli/policy-refused', `the policy does not compile\n${rendered.join('\n')}`, {
    span: first?.span,
    help: 'mend the errors above; `keelson check` shows them alone',
  })
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
