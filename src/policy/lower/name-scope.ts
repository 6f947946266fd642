import { type Span, suggestName } from '../../core/index.js'
import type { RootType } from '../runtime/program.js'
import type { Name } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { StaticType } from './static-type.js'

/** What is known of a value that a name stands for. */
export interface ValueFacts {
  readonly type: StaticType
  /** It is a place in the request, so that `at` can point at it. */
  readonly onRequest: boolean
  /** It depends on the request, the target or the time. */
  readonly readsRequest: boolean
  /** Levels of the expression behind it, since evaluation goes through them. */
  readonly height: number
}

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'input'; readonly rootType: RootType; readonly type: StaticType; readonly span: Span }
  | {
      readonly kind: 'constant'
      /** Its name in the program. */
      readonly programName: string
      readonly facts: ValueFacts
      readonly span: Span
    }
  | { readonly kind: 'enum'; readonly members: ReadonlySet<string>; readonly span: Span }
  | { readonly kind: 'local'; readonly facts: ValueFacts; readonly span: Span }
  /** Its declaration was reported; so that uses of it are not. */
  | { readonly kind: 'broken'; readonly span: Span }

/** Names that stand for parts of every request. */
const BUILT_IN_NAMES: readonly string[] = ['target', 'now']
/** A misspelt name is compared with all known ones: in a text of a million names that would take hours. */
const MOST_SUGGESTED_FROM = 2_000
const RESERVED_NAMES: readonly string[] = [...BUILT_IN_NAMES, 'approvals']

/** The names that are in view at a place: those of a module, then those of a policy and its blocks. */
export class NameScope {
  readonly #sink: DiagnosticSink
  readonly #outer: NameScope | null
  readonly #bindings = new Map<string, Binding>()
  readonly #used = new Set<string>()

  constructor(sink: DiagnosticSink, outer: NameScope | null = null) {
    this.#sink = sink
    this.#outer = outer
  }

  get sink(): DiagnosticSink {
    return this.#sink
  }

  inner(): NameScope {
    return new NameScope(this.#sink, this)
  }

  /** @returns whether the name was free; what it stands for is not changed otherwise */
  declare(name: Name, binding: Binding): boolean {
    if (RESERVED_NAMES.includes(name.text)) {
      const message = `\`${name.text}\` always stands for a part of the request`
      this.#sink.error('policy/reserved-name', message, name.span, 'choose another name')
      return false
    }
    const known = this.find(name.text)
    if (known !== undefined) {
      if (known.kind !== 'broken') {
        const message = `\`${name.text}\` is already declared ${placeOf(known.span, name.span)}`
        this.#sink.error(
          'policy/duplicate-name',
          message,
          name.span,
          'no name hides another: choose another name',
        )
      }
      return false
    }
    this.#bindings.set(name.text, binding)
    return true
  }

  find(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.#outer?.find(name)
  }

  /** Looks a name up where it is used; one that is not declared is reported. */
  use(name: string, span: Span): Binding | undefined {
    for (let scope: NameScope | null = this; scope !== null; scope = scope.#outer) {
      const binding = scope.#bindings.get(name)
      if (binding === undefined) continue
      scope.#used.add(name)
      return binding
    }
    if (this.#sink.isFull(span.path)) return undefined
    const known = [...BUILT_IN_NAMES, ...this.#names()]
    const meant = known.length > MOST_SUGGESTED_FROM ? undefined : suggestName(name, known)
    const help = meant === undefined ? `declare it: input ${name}: json` : `did you mean ${meant}?`
    this.#sink.error('policy/unknown-name', `\`${name}\` is not declared`, span, help)
    return undefined
  }

  isUsed(name: string): boolean {
    return this.#used.has(name)
  }

  #names(): string[] {
    const outer = this.#outer
    return [...this.#bindings.keys(), ...(outer === null ? [] : outer.#names())]
  }
}

function placeOf(span: Span, from: Span): string {
  return span.path === from.path
    ? `in line ${span.line}`
    : `in ${span.path ?? 'another text'}, line ${span.line}`
}
