import type { Span } from '../../core/index.js'
import { compileRegex } from '../regex/compile-regex.js'
import type { RegexMode } from '../regex/types.js'
import type { ProgramPattern } from '../runtime/program.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'

/** Instructions of all patterns of a program: a short pattern may need many, and each takes time to make. */
const MAX_INSTRUCTIONS = 262_144

/** The regular expressions of a program, each once however often it is written. */
export class PatternTable {
  readonly patterns: ProgramPattern[] = []
  readonly #numbers = new Map<string, number>()
  #instructions = 0

  /**
   * The number of a pattern; `null` for one that cannot be compiled, which is reported.
   *
   * @param span of the literal, with its `r"` and quote
   */
  add(source: string, mode: RegexMode, span: Span, sink: DiagnosticSink): number | null {
    const key = `${mode} ${source}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.#instructions > MAX_INSTRUCTIONS) return null
    const { program, diagnostics } = compileRegex(source, mode)
    for (const { severity, code, message, offset, length, help } of diagnostics) {
      const start = writtenOffset(source, offset)
      const end = writtenOffset(source, offset + length)
      const place = { ...span, offset: span.offset + start, length: end - start, column: span.column + start }
      if (severity === 'error') sink.error(code, message, place, help)
      else sink.warning(code, message, place, help)
    }
    if (program === undefined) return null
    this.#instructions += program.code.length / 3
    if (this.#instructions > MAX_INSTRUCTIONS) {
      const message = `the patterns of the program need more than ${MAX_INSTRUCTIONS} instructions`
      sink.error('policy/size-limit', message, span, 'repeat less often in them, or use fewer')
      return null
    }
    const number = this.patterns.length
    this.patterns.push({ text: source, regex: program })
    this.#numbers.set(key, number)
    return number
  }
}

/** Where a place of the pattern stands in the literal: behind `r"`, and each quote in it is written `\"`. */
function writtenOffset(source: string, offset: number): number {
  let written = 'r"'.length + offset
  for (let at = source.indexOf('"'); at !== -1 && at < offset; at = source.indexOf('"', at + 1)) written += 1
  return written
}
