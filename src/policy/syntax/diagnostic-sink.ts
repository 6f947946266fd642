import { compareCodePoints, type Diagnostic, type Span } from '../../core/index.js'
import type { NameObserver } from './name-observer.js'

/** More than a person reads; a text of random bytes would otherwise answer with one for each byte. */
const MOST_PER_SOURCE = 200

/** Gathers what the compiler has to say about all sources. */
export class DiagnosticSink {
  readonly observer: NameObserver | null
  readonly #found: Diagnostic[] = []
  readonly #counts = new Map<string | undefined, number>()

  constructor(observer: NameObserver | null = null) {
    this.observer = observer
  }

  get hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === 'error')
  }

  /** So many were found in a source that more are not kept. */
  isFull(path: string | undefined): boolean {
    return (this.#counts.get(path) ?? 0) > MOST_PER_SOURCE
  }

  error(code: string, message: string, span: Span, help?: string): void {
    this.#add({ severity: 'error', code, message, span, ...(help === undefined ? {} : { help }) })
  }

  warning(code: string, message: string, span: Span, help?: string): void {
    this.#add({ severity: 'warning', code, message, span, ...(help === undefined ? {} : { help }) })
  }

  /** By source, place, code and message; each once. */
  sorted(): Diagnostic[] {
    const sorted = [...this.#found].sort(compareDiagnostics)
    return sorted.filter((one, index) => index === 0 || compareDiagnostics(sorted[index - 1]!, one) !== 0)
  }

  #add(diagnostic: Diagnostic): void {
    const { path } = diagnostic.span
    const count = (this.#counts.get(path) ?? 0) + 1
    this.#counts.set(path, count)
    if (count <= MOST_PER_SOURCE) this.#found.push(diagnostic)
    if (count !== MOST_PER_SOURCE + 1) return
    this.#found.push({
      severity: 'error',
      code: 'policy/too-many-errors',
      message: `there are more than ${MOST_PER_SOURCE} faults; the rest is not listed`,
      span: diagnostic.span,
      help: 'mend the first ones and compile again',
    })
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
