import { appendPointer, type JsonObject, type JsonValue } from '../../core/index.js'
import { ANY_ITEM, type Candidate, factsBelow, type PlaceFacts } from './place-facts.js'

/** A place that a decision read before anything was chosen for it. */
export interface OpenPlace {
  readonly pointer: string
  /** What the policies do with it; empty where that is not known. */
  readonly facts: readonly PlaceFacts[]
  choose(candidate: Candidate): void
  forget(): void
}

/** Ends a decision that has read an open place. */
class PlaceIsOpen {}

/** What was chosen for a place. */
type Chosen = { readonly kind: 'absent' } | { readonly kind: 'value'; readonly value: JsonValue } | Holder

interface Holder {
  readonly kind: 'object' | 'list'
  readonly members: Map<string, Chosen>
  /** What a decision reads. */
  readonly view: object
}

/**
 * A request of which only that exists what was chosen so far. A decision that reads more ends there, and the place that
 * it read is open: so only what policies really read is ever chosen (lazy initialisation: Boyapati, Khurshid, Marinov,
 * "Korat", 2002).
 */
export class LazyRequest {
  readonly target: string
  readonly #root: Holder
  #open: OpenPlace | null = null
  /** The request as a whole is being sealed: what was not read by then plays no part. */
  #isSealed = false
  /** A policy went through the members of an object, which are only those that were chosen. */
  hasListed = false

  constructor(target: string, facts: PlaceFacts) {
    this.target = target
    this.#root = this.#holder('object', 0, '', [facts])
    this.#root.members.set('target', { kind: 'value', value: target })
    this.#root.members.set('approvals', { kind: 'absent' })
  }

  /** Runs a decision. Gives the place that it read too early, or what it decided. */
  run<Result>(decide: (request: JsonObject & { readonly target: string }) => Result): Result | OpenPlace {
    this.#open = null
    this.#isSealed = false
    try {
      const result = decide(this.#root.view as JsonObject & { readonly target: string })
      return this.#open ?? result
    } catch (error) {
      if (this.#open !== null) return this.#open
      throw error
    }
  }

  /** The request as plain JSON. */
  toJson(): JsonObject & { readonly target: string } {
    return jsonOf(this.#root) as JsonObject & { readonly target: string }
  }

  #holder(kind: 'object' | 'list', length: number, pointer: string, facts: readonly PlaceFacts[]): Holder {
    const members = new Map<string, Chosen>()
    const read = (name: string): unknown => this.#read(members, name, kind, pointer, facts)
    const isList = kind === 'list'
    const isIndex = (name: string): boolean => /^\d+$/.test(name) && Number(name) < length
    const view = new Proxy<object>(isList ? new Array<unknown>(length) : {}, {
      get: (target, name) => {
        if (typeof name === 'symbol' || (isList && !isIndex(name)))
          return Reflect.get(target, name) as unknown
        return read(name)
      },
      has: (target, name) => {
        if (typeof name === 'symbol' || (isList && !isIndex(name))) return Reflect.has(target, name)
        return read(name) !== undefined
      },
      getOwnPropertyDescriptor: (target, name) => {
        if (typeof name === 'symbol' || (isList && !isIndex(name))) {
          return Reflect.getOwnPropertyDescriptor(target, name)
        }
        const value = read(name)
        return value === undefined
          ? undefined
          : { value, writable: true, enumerable: true, configurable: true }
      },
      ownKeys: (target) => {
        // Only a seal goes through the roots, and after it has, everything.
        if (pointer === '') this.#isSealed = true
        if (isList)
          return [...Array.from({ length }, (_, index) => String(index)), ...Reflect.ownKeys(target)]
        if (!this.#isSealed) this.hasListed = true
        return [...members].filter(([, chosen]) => chosen.kind !== 'absent').map(([name]) => name)
      },
    })
    return { kind, members, view }
  }

  #read(
    members: Map<string, Chosen>,
    name: string,
    kind: Holder['kind'],
    holder: string,
    facts: readonly PlaceFacts[],
  ): unknown {
    const chosen = members.get(name)
    if (chosen !== undefined) return viewOf(chosen)
    if (this.#isSealed) return kind === 'list' ? null : undefined
    const pointer = appendPointer(holder, name)
    const below = factsBelow(facts, kind === 'list' ? ANY_ITEM : name)
    this.#open ??= {
      pointer,
      facts: below,
      choose: (candidate) => {
        const isHolder = candidate.kind === 'object' || candidate.kind === 'list'
        const length = candidate.kind === 'list' ? candidate.length : 0
        members.set(name, isHolder ? this.#holder(candidate.kind, length, pointer, below) : candidate)
      },
      forget: () => void members.delete(name),
    }
    throw new PlaceIsOpen()
  }
}

function viewOf(chosen: Chosen): unknown {
  if (chosen.kind === 'absent') return undefined
  return chosen.kind === 'value' ? chosen.value : chosen.view
}

function jsonOf(holder: Holder): JsonValue {
  const entries = [...holder.members].filter(([, chosen]) => chosen.kind !== 'absent')
  const values = entries.map(([name, chosen]): [string, JsonValue] => {
    return [name, chosen.kind === 'value' ? chosen.value : jsonOf(chosen as Holder)]
  })
  if (holder.kind === 'object') return Object.fromEntries(values)
  const { length } = holder.view as readonly unknown[]
  const items = new Map(values)
  return Array.from({ length }, (_, index) => items.get(String(index)) ?? null)
}
