import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The checkout, with a slash at its end. */
export const PROJECT_ROOT: string = fileURLToPath(new URL('../../', import.meta.url))

/** A file of the project; `path` is relative to its root and written with slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Every file under `directory` whose name ends in one of `endings`, in order of path. */
export function readFiles(directory: string, endings: readonly string[]): SourceFile[] {
  return readdirSync(join(PROJECT_ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: file.slice(PROJECT_ROOT.length).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }))
}

/** Visits every node of a TypeScript text; comments are none. */
export function walkSource(file: SourceFile, visit: (node: ts.Node, source: ts.SourceFile) => void): void {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
  const descend = (node: ts.Node): void => {
    visit(node, source)
    ts.forEachChild(node, descend)
  }
  descend(source)
}

/** `src/room/file.ts:12`, as an editor opens it. */
export function placeOf(node: ts.Node, source: ts.SourceFile): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`
}
