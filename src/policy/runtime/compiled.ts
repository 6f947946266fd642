import { appendPointer, type JsonValue, KeelsonError } from '../../core/index.js'
import { type Context, REQUEST_SLOT } from './context.js'
import { Holder, type PathReader } from './path-reader.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Expression, ProgramFunction, ProgramPattern, Statement } from './program.js'
import { RegexMatcher } from './regex-matcher.js'
import type { RegexProgram } from './regex-program.js'
import type { Value } from './unknown.js'

export type Evaluate = (context: Context) => Value

/** Gives the pointer of what an expression reads; `null` if it reads no place, or one that is not known. */
export type PointerOf = (context: Context) => string | null

/** Gives the pointer of an item of a list. */
export type PointerOfItem = (context: Context, position: number | string) => string | null

/** What an expression stands for in the request. */
export interface Places {
  /** Present where the expression stands for a place in the request. */
  readonly pointer?: PointerOf
  /** Present where it is a list whose items stand for places, and it is none itself. */
  readonly itemPointer?: PointerOfItem
  /** The pointer, where it is the same in every decision. */
  readonly place?: string
}

/** An expression as closures. */
export interface Compiled extends Places {
  readonly run: Evaluate
  /** The value, where it is the same in every decision. Shared between decisions: it must not be handed out. */
  readonly constant?: JsonValue
  /** Fuel to pay before `run`: the nodes of the expression, bodies of quantifiers left out. */
  readonly cost: number
}

/** A name that a policy's statements and quantifiers have brought into view. */
export interface Local extends Places {
  readonly run: Evaluate
  /** Where paths from it begin, for an item of a loop. */
  readonly start?: Holder
}

/** What one expression stands for where another one passes its value on. */
export function placesOf({ pointer, itemPointer, place }: Places): Places {
  return {
    ...(pointer && { pointer }),
    ...(itemPointer && { itemPointer }),
    ...(place !== undefined && { place }),
  }
}

/** How the pointer of an item is found, for a list that stands for a place or is made of such lists. */
export function pointerOfItem(list: Places): PointerOfItem | undefined {
  if (list.itemPointer !== undefined) return list.itemPointer
  const { pointer, place } = list
  if (place !== undefined) return (_context, position) => appendPointer(place, position)
  return (
    pointer &&
    ((context, position) => {
      const place = pointer(context)
      return place === null ? null : appendPointer(place, position)
    })
  )
}

/** Most nodes that become closures, with the bodies of functions for each call: bytes must not take memory without end. */
const MAX_CLOSURES = 8_000_000

/** A regular expression that is ready to match. */
export interface PatternMatcher {
  readonly regex: RegexProgram
  readonly matcher: RegexMatcher
}

/** Stands between expressions and who runs them, for a program that is watched: one that only decides has none. */
export interface Probe {
  expression(node: Expression, compiled: Compiled): Compiled
  /** What runs where a rule is reached, in the state in which it is. */
  statement(statement: Statement): ((isKnown: boolean) => void) | null
}

/** The names in view while closures are made. */
export class ClosureScope {
  readonly constants: Map<string, Compiled> = new Map()
  readonly functions: Map<string, ProgramFunction> = new Map()
  readonly probe: Probe | null
  readonly #patterns: readonly ProgramPattern[]
  readonly #matchers = new Map<number, PatternMatcher>()
  /** Constants that are computed for each decision. */
  constantSlots = 0
  /** The policy that is being compiled. */
  policy: PolicyFacts | null = null
  readonly #locals = new Map<string, Local>()
  readonly #request = new Holder(REQUEST_SLOT, null)
  readonly #holders = new Map<PathReader, Holder>()
  #slots = REQUEST_SLOT + 1
  #closures = 0

  constructor(patterns: readonly ProgramPattern[], probe: Probe | null = null) {
    this.#patterns = patterns
    this.probe = probe
  }

  /** One matcher for each pattern, however often it is used: what it remembers takes memory. */
  pattern(number: number): PatternMatcher {
    const known = this.#matchers.get(number)
    if (known !== undefined) return known
    const pattern = this.#patterns[number]
    if (pattern === undefined) throw invalidProgram(`there is no pattern ${number}`)
    const made = { regex: pattern.regex, matcher: new RegexMatcher(pattern.regex) }
    this.#matchers.set(number, made)
    return made
  }

  /**
   * What reads a path of names from an input of any type, or from an item of a loop: one for each path. `null` for
   * anything else.
   */
  reader(node: Expression): PathReader | null {
    if (node.op === 'root') return node.type === 'json' ? this.#request.member(node.name) : null
    if (node.op !== 'path') return null
    const start = node.base.op === 'local' ? (this.local(node.base.name).start ?? null) : null
    let reader = start === null ? this.reader(node.base) : null
    for (const step of node.steps) {
      const holder: Holder | null = reader === null ? start : this.#holderOf(reader)
      if (step.op === 'index' || holder === null) return null
      reader = holder.member(step.name)
    }
    return reader
  }

  #holderOf(reader: PathReader): Holder {
    const known = this.#holders.get(reader)
    if (known !== undefined) return known
    const made = new Holder(reader.holder.slot, reader)
    this.#holders.set(reader, made)
    return made
  }

  countClosure(): void {
    this.#closures += 1
    if (this.#closures > MAX_CLOSURES) throw invalidProgram('its functions expand without end')
  }

  local(name: string): Local {
    const local = this.#locals.get(name)
    if (local === undefined) throw invalidProgram(`the local name ${name} is not in view`)
    return local
  }

  takeSlot(): number {
    this.#slots += 1
    return this.#slots - 1
  }

  /** Brings names into view while `build` runs. */
  within<Result>(locals: readonly (readonly [name: string, local: Local])[], build: () => Result): Result {
    for (const [name, local] of locals) this.#locals.set(name, local)
    const result = build()
    for (const [name] of locals) this.#locals.delete(name)
    return result
  }

  add(name: string, local: Local): void {
    this.#locals.set(name, local)
  }

  remove(name: string): void {
    this.#locals.delete(name)
  }

  /** Slots are numbered afresh for each policy. */
  restart(policy: PolicyFacts | null = null): void {
    this.policy = policy
    this.#slots = REQUEST_SLOT + 1
    this.#locals.clear()
  }
}

export function invalidProgram(why: string): KeelsonError {
  return new KeelsonError('policy/invalid-bundle', `the program of the bundle is not valid: ${why}`, {
    help: 'load the bytes as toBytes() gave them',
  })
}
