import { readdirSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { LineCounter, parseAllDocuments } from 'yaml'
import {
  assertJson,
  compareCodePoints,
  isKeelsonError,
  type JsonValue,
  KeelsonError,
  LineIndex,
  MAX_DEPTH,
  parseJson,
  type Span,
  scanJson,
} from '../core/index.js'
import { readText, unreadable } from './read-text.js'

/** One JSON or YAML document of a file. */
export interface FileDocument {
  readonly file: string
  readonly value: JsonValue
}

const EXTENSIONS = ['.json', '.yaml', '.yml']

/**
 * Reads every document of a JSON or YAML file, or of all such files under a directory, in code-point order of their
 * paths. Empty YAML documents are left out.
 *
 * @throws KeelsonError `cli/unreadable-file`, `cli/invalid-yaml`, `cli/no-documents`, what `parseJson` throws
 */
export function readDocuments(path: string): FileDocument[] {
  const files = isDirectory(path) ? filesUnder(path) : [path]
  const documents = files.flatMap((file) => readFile(file))
  if (documents.length === 0) {
    throw new KeelsonError('cli/no-documents', `${path} holds no JSON or YAML document`, {
      path,
      help: `hand in a file, or a directory with files ending in ${EXTENSIONS.join(', ')}`,
    })
  }
  return documents
}

/** Reads the one document of a file. @throws KeelsonError as {@link readDocuments}, and `cli/many-documents` */
export function readDocument(path: string): JsonValue {
  const documents = readFile(path)
  if (documents.length === 1) return documents[0]!.value
  throw new KeelsonError('cli/many-documents', `${path} holds ${documents.length} documents, one is wanted`, {
    path,
    help: 'split the file, or use a command that takes directories',
  })
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && EXTENSIONS.includes(extname(entry.name)))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort(compareCodePoints)
    .map((file) => join(directory, file))
}

function readFile(file: string): FileDocument[] {
  const text = readText(file)
  if (extname(file) === '.json') return [{ file, value: parseJson(text, { path: file }) }]
  return parseYaml(text, file).map((value) => ({ file, value }))
}

// The YAML parser is recursive and slow to fail on bombs (12 s for two million brackets, measured), so the two ways to
// nest without end are looked for first: flow collections at the start of a text, and indicators on one line.
const COMPACT_NESTING = /^(?: *[-?] ){1001}/m

function refuseBombs(text: string, file: string): void {
  const start = text.trimStart()
  const fault = start.startsWith('[') || start.startsWith('{') ? scanJson(text, MAX_DEPTH) : null
  if (fault?.code !== 'core/depth-limit' && !COMPACT_NESTING.test(text)) return
  const span = new LineIndex(text, file).span(fault?.offset ?? text.search(COMPACT_NESTING))
  throw tooDeep(file, span)
}

function tooDeep(file: string, span?: Span, cause?: unknown): KeelsonError {
  return new KeelsonError('core/depth-limit', `nested deeper than ${MAX_DEPTH}`, {
    path: file,
    span,
    help: 'flatten the document; the limit is the same in every room',
    cause,
  })
}

function parseYaml(text: string, file: string): JsonValue[] {
  refuseBombs(text, file)
  const lines = new LineCounter()
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
    const values: JsonValue[] = []
    for (const document of Array.isArray(documents) ? documents : []) {
      const fault = document.errors[0]
      if (fault !== undefined) throw invalidYaml(fault.message, fault.pos[0], lines, file)
      if (document.contents === null) continue
      const value: unknown = document.toJS({ maxAliasCount: 100 })
      assertJson(value)
      values.push(value)
    }
    return values
  } catch (error) {
    if (isKeelsonError(error)) throw error
    // The YAML parser is recursive: what overflows its stack is deeper than any limit of ours.
    if (error instanceof RangeError) {
      throw new KeelsonError('core/depth-limit', 'the document is nested too deeply', {
        path: file,
        cause: error,
      })
    }
    throw new KeelsonError('cli/invalid-yaml', 'the YAML cannot be turned into JSON', {
      path: file,
      help: 'anchors may be used at most 100 times, and maps need names that are strings',
      cause: error,
    })
  }
}

function invalidYaml(message: string, offset: number, lines: LineCounter, file: string): KeelsonError {
  const { line, col } = lines.linePos(offset)
  return new KeelsonError('cli/invalid-yaml', message, {
    path: file,
    span: { path: file, offset, length: 0, line, column: col },
    help: 'the document must be YAML 1.2',
  })
}
