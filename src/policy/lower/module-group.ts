import type { Span } from '../../core/index.js'
import { MAX_NAME_LENGTH } from '../runtime/program.js'
import type { Declaration, Name, PolicyDeclaration, SourceFile, TestDeclaration } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { sameTypeExpression } from '../syntax/same-type-expression.js'
import type { Computed } from './declaration-order.js'

type InputDeclaration = Declaration & { readonly kind: 'input' }
export type ImportDeclaration = Declaration & { readonly kind: 'import' }

/** All files of one module. */
export interface ModuleGroup {
  /** `''` for the module without a name. */
  readonly name: string
  readonly mode: 'guard' | 'gate'
  readonly inputs: readonly InputDeclaration[]
  readonly enums: readonly (Declaration & { readonly kind: 'enum' })[]
  /** Constants and functions. */
  readonly computed: readonly Computed[]
  readonly types: readonly (Declaration & { readonly kind: 'type' })[]
  readonly schemas: readonly (Declaration & { readonly kind: 'schema' })[]
  readonly imports: readonly ImportDeclaration[]
  readonly policies: readonly PolicyDeclaration[]
  readonly tests: readonly TestDeclaration[]
  /** Names whose declaration could not be read. */
  readonly broken: readonly Name[]
}

/** Puts the files of each module together, ordered by name; reports headers that stand wrongly and modes that differ. */
export function groupModules(
  files: readonly SourceFile[],
  languageVersion: number,
  sink: DiagnosticSink,
): ModuleGroup[] {
  const byName = new Map<string, SourceFile[]>()
  for (const file of files) {
    const name = checkHeader(file, languageVersion, sink)
    const known = byName.get(name)
    if (known === undefined) byName.set(name, [file])
    else known.push(file)
  }
  return [...byName].map(([name, members]) => groupOf(name, members, sink))
}

/** `keel`, then `module`, then the rest. */
function checkHeader(file: SourceFile, languageVersion: number, sink: DiagnosticSink): string {
  let name = ''
  file.declarations.forEach((declaration, index) => {
    if (declaration.kind === 'keel') {
      if (index > 0) misplaced('`keel` stands once, at the start of the file', declaration.span, sink)
      if (declaration.version === languageVersion) return
      const message = `this release compiles language version ${languageVersion}, not ${declaration.version}`
      sink.error('policy/language-version', message, declaration.span)
    } else if (declaration.kind === 'module') {
      const before = file.declarations.slice(0, index)
      if (before.some(({ kind }) => kind !== 'keel')) {
        misplaced('`module` stands once, before all declarations', declaration.span, sink)
      } else if (declaration.name.length > MAX_NAME_LENGTH) {
        sink.error('policy/size-limit', `the name is longer than ${MAX_NAME_LENGTH} units`, declaration.span)
      } else {
        name = declaration.name
      }
    }
  })
  return name
}

function misplaced(message: string, span: Span, sink: DiagnosticSink): void {
  sink.error('policy/misplaced-header', message, span)
}

function groupOf(name: string, files: readonly SourceFile[], sink: DiagnosticSink): ModuleGroup {
  const declarations = files.flatMap((file) => file.declarations)
  return {
    name,
    mode: modeOf(files, sink),
    inputs: inputsOf(files),
    enums: declarations.filter((declaration) => declaration.kind === 'enum'),
    computed: declarations.filter((declaration) => declaration.kind === 'let' || declaration.kind === 'fn'),
    types: declarations.filter((declaration) => declaration.kind === 'type'),
    schemas: declarations.filter((declaration) => declaration.kind === 'schema'),
    imports: importsOf(files, sink),
    policies: declarations.filter((declaration) => declaration.kind === 'policy'),
    tests: declarations.filter((declaration) => declaration.kind === 'test'),
    broken: declarations.flatMap((declaration) =>
      declaration.kind === 'broken' && declaration.name !== null ? [declaration.name] : [],
    ),
  }
}

function modeOf(files: readonly SourceFile[], sink: DiagnosticSink): 'guard' | 'gate' {
  let mode: 'guard' | 'gate' | null = null
  for (const file of files) {
    let seen = false
    for (const declaration of file.declarations) {
      if (declaration.kind !== 'mode') continue
      if (seen) {
        sink.error('policy/duplicate-mode', 'a file states its mode once', declaration.span)
      } else if (mode !== null && mode !== declaration.mode) {
        const message = `another file of this module says mode ${mode}`
        const help = 'a module has one mode: give the file a module of its own'
        sink.error('policy/duplicate-mode', message, declaration.span, help)
      }
      seen = true
      mode ??= declaration.mode
    }
  }
  return mode ?? 'guard'
}

/** A file may repeat an input that another file of the module declares with the same type. */
function inputsOf(files: readonly SourceFile[]): readonly InputDeclaration[] {
  const inputs: InputDeclaration[] = []
  const known = new Map<string, { readonly input: InputDeclaration; readonly file: SourceFile }>()
  for (const file of files) {
    for (const declaration of file.declarations) {
      if (declaration.kind !== 'input') continue
      const { name, type } = declaration
      const before = known.get(name.text)
      if (before !== undefined && before.file !== file && sameTypeExpression(before.input.type, type))
        continue
      if (before === undefined) known.set(name.text, { input: declaration, file })
      inputs.push(declaration)
    }
  }
  return inputs
}

/** Imports stand before what uses them, and a file may repeat one that another file of the module has. */
function importsOf(files: readonly SourceFile[], sink: DiagnosticSink): readonly ImportDeclaration[] {
  const imports: ImportDeclaration[] = []
  const known = new Map<string, { readonly module: string; readonly file: SourceFile }>()
  for (const file of files) {
    let headed = true
    for (const declaration of file.declarations) {
      headed &&= ['keel', 'module', 'mode', 'import', 'broken'].includes(declaration.kind)
      if (declaration.kind !== 'import') continue
      if (!headed) misplaced('imports stand before the other declarations', declaration.module.span, sink)
      const { alias, module } = declaration
      const before = known.get(alias.text)
      if (before !== undefined && before.file !== file && before.module === module.text) continue
      if (before === undefined) known.set(alias.text, { module: module.text, file })
      imports.push(declaration)
    }
  }
  return imports
}
