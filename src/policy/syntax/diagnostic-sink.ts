import { compareCodePoints, type Diagnostic, type Span } from '../../core/index.js'
import type { NameObserver } from './name-observer.js'

/** More than a person reads; a text of random bytes would otherwise answer with one for each byte. */
const MOST_PER_SOURCE = 200

/** Gathers what the compiler has to say about all sources. */
export class DiagnosticSink {
  readonly observer: NameObserver | null
  readonly #found: Diagnostic[] = []
  readonly #errors = new Map<string | undefined, number>()
  readonly #remarks = new Map<string | undefined, number>()

  constructor(observer: NameObserver | null = null) {
    this.observer = observer
  }

  get hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === 'error')
  }

  /** How many errors were found in a source so far. */
  errorsIn(path: string | undefined): number {
    return this.#errors.get(path) ?? 0
  }

  /** So many errors were found in a source that more are not kept. */
  isFull(path: string | undefined): boolean {
    return (this.#errors.get(path) ?? 0) > MOST_PER_SOURCE
  }

  error(code: string, message: string, span: Span, help?: string): void {
    this.#add({ severity: 'error', code, message, span, ...(help === undefined ? {} : { help }) })
  }

  /** Something that is most likely a mistake; it keeps nothing from running, however many there are. */
  warning(code: string, message: string, span: Span, help?: string): void {
    this.#add({ severity: 'warning', code, message, span, ...(help === undefined ? {} : { help }) })
  }

  /** Something that may be a mistake. */
  hint(code: string, message: string, span: Span, help?: string): void {
    this.#add({ severity: 'hint', code, message, span, ...(help === undefined ? {} : { help }) })
  }

  /** By source, place, code and message; each once. */
  sorted(): Diagnostic[] {
    const sorted = [...this.#found].sort(compareDiagnostics)
    return sorted.filter((one, index) => index === 0 || compareDiagnostics(sorted[index - 1]!, one) !== 0)
  }

  #add(diagnostic: Diagnostic): void {
    const { severity, span } = diagnostic
    const isError = severity === 'error'
    const counts = isError ? this.#errors : this.#remarks
    const count = (counts.get(span.path) ?? 0) + 1
    counts.set(span.path, count)
    if (count <= MOST_PER_SOURCE) this.#found.push(diagnostic)
    if (count !== MOST_PER_SOURCE + 1) return
    this.#found.push(
      isError
        ? {
            severity: 'error',
            code: 'policy/too-many-errors',
            message: `there are more than ${MOST_PER_SOURCE} faults; the rest is not listed`,
            span,
            help: 'mend the first ones and compile again',
          }
        : {
            severity: 'warning',
            code: 'policy/too-many-warnings',
            message: `there are more than ${MOST_PER_SOURCE} warnings; the rest is not listed`,
            span,
          },
    )
  }
}

function compareDiagnostics(one: Diagnostic, other: Diagnostic): number {
  return (
    compareCodePoints(one.span.path ?? '', other.span.path ?? '') ||
    one.span.offset - other.span.offset ||
    one.span.length - other.span.length ||
    compareCodePoints(one.code, other.code) ||
    compareCodePoints(one.message, other.message)
  )
}
