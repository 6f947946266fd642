import { type Span, suggestName } from '../../core/index.js'
import type { Expression, Name } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { NameFacts } from '../syntax/name-observer.js'
import { KnownPlaces, NOTHING_KNOWN, type Presence } from '../typing/presence.js'
import type { Type } from '../typing/type.js'
import { builtInFacts, factsOfBinding, factsOfFunction } from './describe-names.js'
import type { FunctionFacts } from './function-table.js'
import type { ModuleExports, ModuleMember } from './module-exports.js'

/** What is known of a value that a name stands for. */
export interface ValueFacts {
  readonly type: Type
  /** By its type the value may be missing, and nothing has asked whether it is there. */
  readonly absent: boolean
  /** It is a place in the request, so that `at` can point at it. */
  readonly onRequest: boolean
  /** It depends on the request, the target or the time. */
  readonly readsRequest: boolean
  /** Levels of the expression behind it, since evaluation goes through them. */
  readonly height: number
}

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'input'; readonly type: Type; readonly documentation: string; readonly span: Span }
  | {
      readonly kind: 'constant'
      /** Its name in the program. */
      readonly programName: string
      readonly facts: ValueFacts
      readonly isParameter: boolean
      readonly documentation: string
      readonly span: Span
    }
  | {
      readonly kind: 'enum'
      readonly type: Type & { readonly kind: 'words' }
      readonly documentation: string
      readonly span: Span
    }
  | {
      readonly kind: 'local'
      /** Its name in the program, which tells the variables of functions from those of policies. */
      readonly programName: string
      readonly facts: ValueFacts
      readonly span: Span
    }
  /** A module that was imported under the name. */
  | { readonly kind: 'module'; readonly exports: ModuleExports; readonly span: Span }
  /** Its declaration was reported; so that uses of it are not. */
  | { readonly kind: 'broken'; readonly span: Span }

/** Names that stand for parts of every request. */
const BUILT_IN_NAMES: readonly string[] = ['target', 'now']
/** A misspelt name is compared with all known ones: in a text of a million names that would take hours. */
const MOST_SUGGESTED_FROM = 2_000
const RESERVED_NAMES: readonly string[] = [...BUILT_IN_NAMES, 'approvals']

const NO_TYPES: ReadonlyMap<string, Type> = new Map()
const NO_FUNCTIONS: ReadonlyMap<string, ModuleMember<FunctionFacts>> = new Map()

/** The names that are in view at a place: those of a module, then those of a policy and its blocks. */
export class NameScope {
  readonly #sink: DiagnosticSink
  readonly #outer: NameScope | null
  // A block rarely declares anything: tables are made for those that do.
  #bindings: Map<string, Binding> | null = null
  #used: Set<string> | null = null
  readonly #presence: Presence
  /** Put before the names of variables in the program. */
  readonly #prefix: string
  /** Values that may be missing are not reported: only their places are asked for, or they are shown as missing. */
  readonly #isLenient: boolean
  #refined: ReadonlyMap<string, Type> = NO_TYPES
  #functions: ReadonlyMap<string, ModuleMember<FunctionFacts>> = NO_FUNCTIONS
  #hiddenFunctions: Set<string> | null = null
  #usedFunctions: Set<string> | null = null

  constructor(
    sink: DiagnosticSink,
    outer: NameScope | null = null,
    presence: Presence = NOTHING_KNOWN,
    prefix = '',
    isLenient = false,
  ) {
    this.#sink = sink
    this.#outer = outer
    this.#presence = presence
    this.#prefix = prefix
    this.#isLenient = isLenient
  }

  get sink(): DiagnosticSink {
    return this.#sink
  }

  inner(): NameScope {
    return new NameScope(this.#sink, this, this.#presence, this.#prefix, this.#isLenient)
  }

  /** A block in which, besides, a condition is known to have turned out one way. */
  knowing(condition: Expression, outcome: boolean): NameScope {
    return this.within(this.knownPlaces(outcome).add(condition))
  }

  /** What is known here, to which conditions can be added. */
  knownPlaces(outcome: boolean): KnownPlaces {
    return new KnownPlaces(this.#presence, outcome)
  }

  within(known: KnownPlaces): NameScope {
    return new NameScope(this.#sink, this, known, this.#prefix, this.#isLenient)
  }

  /** The body of a function, whose variables have names of their own in the program. */
  ofFunction(name: string): NameScope {
    return new NameScope(this.#sink, this, NOTHING_KNOWN, `${name}/`)
  }

  /** A part of the text in which values that may be missing need not be handled. */
  lenient(): NameScope {
    return new NameScope(this.#sink, this, this.#presence, this.#prefix, true)
  }

  get isLenient(): boolean {
    return this.#isLenient
  }

  isPresent(place: string): boolean {
    return this.#presence.has(place)
  }

  programNameOf(local: string): string {
    return `${this.#prefix}${local}`
  }

  /** Gives inputs the types that they have in requests for the targets of a policy. */
  refine(types: ReadonlyMap<string, Type>): void {
    this.#refined = types
  }

  refinedType(input: string): Type | undefined {
    return this.#refined.get(input) ?? this.#outer?.refinedType(input)
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
    this.#bindings ??= new Map()
    this.#bindings.set(name.text, binding)
    this.#observe(name.text, name.span, binding)
    return true
  }

  /** Makes known what was declared elsewhere, unless the name stands for something already. */
  adopt(name: string, binding: Binding): void {
    if (this.find(name) !== undefined) return
    this.#bindings ??= new Map()
    this.#bindings.set(name, binding)
  }

  find(name: string): Binding | undefined {
    for (let scope: NameScope | null = this; scope !== null; scope = scope.#outer) {
      const binding = scope.#bindings?.get(name)
      if (binding !== undefined) return binding
    }
    return undefined
  }

  /** Looks a name up where it is used; one that is not declared is reported. */
  use(name: string, span: Span): Binding | undefined {
    for (let scope: NameScope | null = this; scope !== null; scope = scope.#outer) {
      const binding = scope.#bindings?.get(name)
      if (binding === undefined) continue
      scope.#used ??= new Set()
      scope.#used.add(name)
      this.#observe(name, span, binding)
      return binding
    }
    if (this.#sink.observer?.marker === name) {
      this.#sink.observer.offer([...this.#inView(), ...BUILT_IN_NAMES.map(builtInFacts)])
      return undefined
    }
    if (this.#sink.isFull(span.path)) return undefined
    const known = [...BUILT_IN_NAMES, ...this.#names()]
    const meant = known.length > MOST_SUGGESTED_FROM ? undefined : suggestName(name, known)
    const declaration = /^[A-Z]/.test(name) ? `enum ${name} { … }` : `input ${name}: json`
    const help = meant === undefined ? `declare it: ${declaration}` : `did you mean ${meant}?`
    this.#sink.error('policy/unknown-name', `\`${name}\` is not declared`, span, help)
    return undefined
  }

  /** The functions that a module declares, as far as they are known when something is lowered. */
  offerFunctions(functions: ReadonlyMap<string, ModuleMember<FunctionFacts>>): void {
    this.#functions = functions
  }

  /** Calls of a function whose declaration was reported are not. */
  hideFunction(name: string): void {
    this.#hiddenFunctions ??= new Set()
    this.#hiddenFunctions.add(name)
  }

  /** @returns `'reported'` for one whose declaration is at fault */
  findFunction(name: string): FunctionFacts | 'reported' | undefined {
    if (this.#hiddenFunctions?.has(name)) return 'reported'
    const known = this.#functions.get(name)
    if (known === undefined) return this.#outer?.findFunction(name)
    this.#usedFunctions ??= new Set()
    this.#usedFunctions.add(name)
    return known.what
  }

  isFunctionUsed(name: string): boolean {
    return this.#usedFunctions?.has(name) ?? false
  }

  functionNames(): string[] {
    return [...this.#functions.keys(), ...(this.#outer?.functionNames() ?? [])]
  }

  isUsed(name: string): boolean {
    return this.#used?.has(name) ?? false
  }

  #observe(name: string, span: Span, binding: Binding): void {
    const { observer } = this.#sink
    if (observer === null || binding.kind === 'broken') return
    observer.saw(span, this.#factsOf(name, binding))
  }

  #factsOf(name: string, binding: Exclude<Binding, { readonly kind: 'broken' }>): NameFacts {
    if (binding.kind !== 'input') return factsOfBinding(name, binding)
    return factsOfBinding(name, { ...binding, type: this.refinedType(name) ?? binding.type })
  }

  #inView(): NameFacts[] {
    const own = [...(this.#bindings ?? [])].flatMap(([name, binding]) => {
      return binding.kind === 'broken' ? [] : [this.#factsOf(name, binding)]
    })
    const functions = [...this.#functions].map(([name, { what }]) => factsOfFunction(name, what))
    return [...own, ...functions, ...(this.#outer === null ? [] : this.#outer.#inView())]
  }

  #names(): string[] {
    const outer = this.#outer
    return [...(this.#bindings?.keys() ?? []), ...(outer === null ? [] : outer.#names())]
  }
}

function placeOf(span: Span, from: Span): string {
  return span.path === from.path
    ? `in line ${span.line}`
    : `in ${span.path ?? 'another text'}, line ${span.line}`
}
