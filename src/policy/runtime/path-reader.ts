import type { JsonObject, JsonValue } from '../../core/index.js'
import type { Context } from './context.js'

/** `Object.hasOwn` says the same; this takes four fifths of its time. */
const hasOwn = Object.prototype.hasOwnProperty

/** Stands for what is absent, no JSON, or inside something that is no object: the walk over the path says which. */
export const UNUSUAL: unique symbol = Symbol('unusual')

/**
 * What a path of names leads to, read at most once a decision, however many policies ask. It keeps the last value that
 * it gave, and the number of the decision that it gave it to, so it serves one thread and changes no answer.
 */
export class PathReader {
  readonly #base: PathReader | null
  readonly #name: string
  #decision = -1
  #value: JsonValue | typeof UNUSUAL = UNUSUAL

  constructor(base: PathReader | null, name: string) {
    this.#base = base
    this.#name = name
  }

  valueIn(context: Context): JsonValue | typeof UNUSUAL {
    if (this.#decision === context.decision) return this.#value
    const value = this.#read(context)
    this.#decision = context.decision
    this.#value = value
    return value
  }

  #read(context: Context): JsonValue | typeof UNUSUAL {
    const holder = this.#base === null ? context.request : this.#base.valueIn(context)
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return UNUSUAL
    const value = hasOwn.call(holder, this.#name) ? (holder as JsonObject)[this.#name] : undefined
    if (typeof value === 'string' || typeof value === 'object' || typeof value === 'boolean') return value
    return typeof value === 'number' && Number.isFinite(value) ? value : UNUSUAL
  }
}
