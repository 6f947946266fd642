import { type JsonValue, KeelsonError } from '../core/index.js'
import type { FleetSideName, FleetSignal } from './fleet-types.js'

/** A resource as it was handed in, each member read once; exactly one of `json` and `value` is there. */
export interface FleetEntry {
  readonly id: string
  readonly json: string | Uint8Array | undefined
  readonly value: JsonValue | undefined
}

/**
 * One side of a fleet as it is read: an iterable or an async iterable of resources. A synchronous one is read without
 * a promise for each resource, which would cost more than comparing them.
 */
export class FleetSide {
  readonly name: FleetSideName
  /** Resources read so far. */
  count = 0
  readonly #open: () => Iterator<unknown> | AsyncIterator<unknown>
  readonly #isAsync: boolean
  readonly #signal: FleetSignal | undefined
  #iterator: Iterator<unknown> | AsyncIterator<unknown> | null = null
  #isDone = false
  #isPending = false

  /** @throws KeelsonError `diff/invalid-fleet` */
  constructor(name: FleetSideName, items: unknown, signal: FleetSignal | undefined) {
    this.name = name
    this.#signal = signal
    this.#isAsync = isIterable(items, Symbol.asyncIterator)
    if (this.#isAsync) this.#open = () => (items as AsyncIterable<unknown>)[Symbol.asyncIterator]()
    else if (isIterable(items, Symbol.iterator))
      this.#open = () => (items as Iterable<unknown>)[Symbol.iterator]()
    else {
      throw new KeelsonError('diff/invalid-fleet', `${name} is neither an iterable nor an async iterable`, {
        path: `/${name}`,
        help: 'hand in an array or a generator, plain or async, of { id, json } or { id, value }',
      })
    }
  }

  /**
   * The next resource, or `null` at the end; a promise of it where the source is asynchronous.
   *
   * @throws KeelsonError `diff/invalid-resource`; whatever the source throws; the reason of the signal
   */
  pull(): FleetEntry | null | Promise<FleetEntry | null> {
    let step: IteratorResult<unknown> | Promise<IteratorResult<unknown>>
    try {
      this.#iterator ??= this.#open()
      step = this.#iterator.next()
    } catch (error) {
      this.#isDone = true
      throw error
    }
    return this.#isAsync
      ? this.#settle(step as Promise<IteratorResult<unknown>>)
      : this.#take(step as IteratorResult<unknown>)
  }

  /** Lets the source release what it holds, as leaving `for await…of` early does. It never throws. */
  async close(): Promise<void> {
    if (this.#isDone || this.#iterator === null) return
    this.#isDone = true
    try {
      const closing = this.#iterator.return?.()
      // A generator answers only after the pull that is under way, which may be what the abort was about.
      if (this.#isPending) Promise.resolve(closing).catch(() => undefined)
      else if (this.#isAsync) await closing
    } catch {
      // What ended the comparison matters, not what went wrong in clearing up after it.
    }
  }

  async #settle(step: Promise<IteratorResult<unknown>>): Promise<FleetEntry | null> {
    this.#isPending = true
    let result: IteratorResult<unknown>
    try {
      result = await this.#orAborted(step)
    } catch (error) {
      // An iterator that threw is done (ECMAScript, AsyncIterator.next); one that was left waiting is not.
      this.#isDone = !this.#isPending
      throw error
    }
    return this.#take(result)
  }

  #orAborted(step: Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
    const signal = this.#signal
    const settled = Promise.resolve(step).finally(() => {
      this.#isPending = false
    })
    if (signal?.addEventListener === undefined) return settled
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason)
      signal.addEventListener?.('abort', stop)
      const forget = (): void => signal.removeEventListener?.('abort', stop)
      settled.finally(forget).then(resolve, reject)
    })
  }

  #take(result: IteratorResult<unknown>): FleetEntry | null {
    if (result.done === true) {
      this.#isDone = true
      return null
    }
    const entry = entryOf(result.value)
    if (entry === null) throw this.#invalid()
    this.count += 1
    return entry
  }

  #invalid(): KeelsonError {
    return new KeelsonError('diff/invalid-resource', `what ${this.name} gave is no resource`, {
      path: `/${this.name}/${this.count}`,
      help: 'give objects with an id (a string) and either json (a string or Uint8Array) or value',
    })
  }
}

function isIterable(items: unknown, symbol: typeof Symbol.iterator | typeof Symbol.asyncIterator): boolean {
  if (typeof items !== 'object' || items === null) return false
  return typeof (items as { readonly [Name in typeof symbol]?: unknown })[symbol] === 'function'
}

function entryOf(item: unknown): FleetEntry | null {
  if (typeof item !== 'object' || item === null) return null
  const { id, json, value } = item as { readonly [Member in keyof FleetEntry]?: unknown }
  if (typeof id !== 'string' || (json === undefined) === (value === undefined)) return null
  if (json !== undefined && typeof json !== 'string' && !(json instanceof Uint8Array)) return null
  return { id, json, value: value as JsonValue | undefined }
}
