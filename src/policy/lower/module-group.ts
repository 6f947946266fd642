import type { Span } from '../../core/index.js'
import { MAX_NAME_LENGTH } from '../runtime/program.js'
import type { Declaration, Name, PolicyDeclaration, SourceFile, TypeExpression } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'

type InputDeclaration = Declaration & { readonly kind: 'input' }

/** All files of one module. */
export interface ModuleGroup {
  /** `''` for the module without a name. */
  readonly name: string
  readonly mode: 'guard' | 'gate'
  readonly inputs: readonly InputDeclaration[]
  readonly enums: readonly (Declaration & { readonly kind: 'enum' })[]
  readonly constants: readonly (Declaration & { readonly kind: 'let' })[]
  readonly policies: readonly PolicyDeclaration[]
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
    constants: declarations.filter((declaration) => declaration.kind === 'let'),
    policies: declarations.filter((declaration) => declaration.kind === 'policy'),
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
  const known = new Map<string, { readonly type: TypeExpression; readonly file: SourceFile }>()
  for (const file of files) {
    for (const declaration of file.declarations) {
      if (declaration.kind !== 'input') continue
      const { name, type } = declaration
      const before = known.get(name.text)
      if (before !== undefined && before.file !== file && sameType(before.type, type)) continue
      if (before === undefined) known.set(name.text, { type, file })
      inputs.push(declaration)
    }
  }
  return inputs
}

function sameType(one: TypeExpression, other: TypeExpression): boolean {
  return one.name === other.name && one.lists === other.lists
}
