import ts from 'typescript'
import { PROJECT_ROOT, type SourceFile } from './source-files.js'

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
}

const parsed = new Map<string, ts.SourceFile | undefined>()

/**
 * The name of the type that the compiler gives an expression of `file`, such as `Float64Array`. The file need not be
 * on disk; what it imports is read from there.
 */
export function typeNameAt(file: SourceFile, expression: ts.Expression): string | undefined {
  const path = `${PROJECT_ROOT}${file.path}`
  const host = ts.createCompilerHost(OPTIONS, true)
  const readFromDisk = host.getSourceFile.bind(host)
  host.getSourceFile = (name, languageVersion) => {
    if (name === path) return ts.createSourceFile(name, file.text, languageVersion, true)
    if (!parsed.has(name)) parsed.set(name, readFromDisk(name, languageVersion))
    return parsed.get(name)
  }
  const program = ts.createProgram([path], OPTIONS, host)
  const source = program.getSourceFile(path)
  if (source === undefined) return undefined
  const node = nodeOver(source, expression.getStart(), expression.getEnd(), expression.kind)
  return node === undefined ? undefined : program.getTypeChecker().getTypeAtLocation(node).symbol?.name
}

function nodeOver(from: ts.Node, start: number, end: number, kind: ts.SyntaxKind): ts.Node | undefined {
  if (from.getStart() === start && from.getEnd() === end && from.kind === kind) return from
  return ts.forEachChild(from, (child) =>
    child.getFullStart() <= start && child.getEnd() >= end ? nodeOver(child, start, end, kind) : undefined,
  )
}
