import type { SourceFile } from '../../../src/policy/syntax/ast.js'
import { DiagnosticSink } from '../../../src/policy/syntax/diagnostic-sink.js'
import { FileParser } from '../../../src/policy/syntax/parse-file.js'
import { ParseSession } from '../../../src/policy/syntax/parse-session.js'

/** The tree of a text, without places. */
export function treeOf(text: string): unknown {
  const file: SourceFile = new FileParser(new ParseSession(new DiagnosticSink())).parse(text, undefined)
  return JSON.parse(JSON.stringify(file, (key, value: unknown) => (key === 'span' ? undefined : value)))
}
