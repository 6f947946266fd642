import { type JsonValue, KeelsonError } from '../../core/index.js'
import type { Context } from './context.js'
import type { Value } from './unknown.js'

export type Evaluate = (context: Context) => Value

/** Gives the pointer of what an expression reads, as far as it is known; `null` if it reads no place. */
export type PointerOf = (context: Context) => string | null

/** An expression as closures. */
export interface Compiled {
  readonly run: Evaluate
  /** The value, where it is the same in every decision. Shared between decisions: it must not be handed out. */
  readonly constant?: JsonValue
  /** Fuel to pay before `run`: the nodes of the expression, bodies of quantifiers left out. */
  readonly cost: number
  /** Present where the expression stands for a place in the request. */
  readonly pointer?: PointerOf
}

/** A name that a policy's statements and quantifiers have brought into view. */
export interface Local {
  readonly pointer?: PointerOf
  readonly run: Evaluate
}

/** The names in view while closures are made. */
export class ClosureScope {
  readonly constants: Map<string, Compiled> = new Map()
  /** Constants that are computed for each decision. */
  constantSlots = 0
  readonly #locals = new Map<string, Local>()
  #slots = 0

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
  restart(): void {
    this.#slots = 0
    this.#locals.clear()
  }
}

export function invalidProgram(why: string): KeelsonError {
  return new KeelsonError('policy/invalid-bundle', `the program of the bundle is not valid: ${why}`, {
    help: 'load the bytes as toBytes() gave them',
  })
}
