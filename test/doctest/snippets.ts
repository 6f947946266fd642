import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** A runnable TypeScript example of the documentation. */
export interface Snippet {
  /** File and line of the fence. */
  readonly place: string
  readonly code: string
}

/** Every fenced `ts` block of the Markdown files and of the TSDoc comments under `root`. */
export function collectSnippets(root: string): Snippet[] {
  const files = [
    join(root, 'README.md'),
    ...walk(join(root, 'docs')).filter((path) => path.endsWith('.md')),
    ...walk(join(root, 'src')).filter((path) => path.endsWith('.ts')),
  ]
  return files.flatMap((path) => snippetsOf(path, root))
}

function walk(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const MARKDOWN_FENCE = /^```ts\n([\s\S]*?)^```$/gm
const COMMENT_FENCE = /^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm

function snippetsOf(path: string, root: string): Snippet[] {
  const text = readFileSync(path, 'utf8')
  const isMarkdown = path.endsWith('.md')
  return [...text.matchAll(isMarkdown ? MARKDOWN_FENCE : COMMENT_FENCE)].map((match) => ({
    place: `${path.slice(root.length + 1)}:${text.slice(0, match.index).split('\n').length}`,
    code: isMarkdown ? match[1]! : match[1]!.replace(/^ *\* ?/gm, ''),
  }))
}

/** A snippet made into a module: each `expression // => value` becomes a call of `check`. */
export interface InstrumentedSnippet {
  readonly code: string
  readonly checks: number
}

const EXPECTATION = /^;?[ \t]*(?:\n[ \t]*)?\/\/ => (.*)/

/**
 * Rewrites `expression // => value` (the comment on the same line or alone on the next) into
 * `check(index, expression, value)`, wherever the statement stands.
 */
export function instrument(snippet: Snippet): InstrumentedSnippet {
  const source = ts.createSourceFile('snippet.ts', snippet.code, ts.ScriptTarget.Latest, true)
  const edits: { start: number; end: number; text: string }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) {
      const expectation = EXPECTATION.exec(snippet.code.slice(node.end))
      if (expectation !== null) {
        const expression = node.expression.getText(source)
        const text = `__check(${edits.length}, ${expression}, ${expectation[1]})`
        edits.push({ start: node.getStart(source), end: node.end, text })
        return
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  let code = snippet.code
  for (const edit of [...edits].reverse()) code = code.slice(0, edit.start) + edit.text + code.slice(edit.end)
  const header = 'declare const __check: (index: number, actual: unknown, expected: unknown) => void\n'
  return { code: `${header}${code}\nexport {}\n`, checks: edits.length }
}
