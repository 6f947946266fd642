import type { Span } from '../../core/index.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { Excerpts } from './excerpts.js'
import type { ExpressionNumbers } from './expression-numbers.js'

/** What the rules of the checker have in common. */
export class CheckTools {
  readonly numbers: ExpressionNumbers
  readonly excerpts: Excerpts
  /** Of the policy that is looked at. */
  mode: 'guard' | 'gate' = 'guard'
  readonly #sink: DiagnosticSink

  constructor(numbers: ExpressionNumbers, excerpts: Excerpts, sink: DiagnosticSink) {
    this.numbers = numbers
    this.excerpts = excerpts
    this.#sink = sink
  }

  /** Something that is most likely a mistake. */
  warn(code: string, message: string, span: Span, help?: string): void {
    if (!this.numbers.isFull) this.#sink.warning(code, message, span, help)
  }

  /** Something that may be a mistake. */
  hint(code: string, message: string, span: Span, help?: string): void {
    if (!this.numbers.isFull) this.#sink.hint(code, message, span, help)
  }
}
