import { OutOfFuel } from '../runtime/context.js'
import type { PolicyFacts } from '../runtime/policy-facts.js'
import type { Unknown } from '../runtime/unknown.js'
import type { Formula, Leaf } from './formula.js'

/** A rule that fired, where it was reached. */
export interface FiredRule {
  readonly policy: PolicyFacts
  readonly effect: 'allow' | 'deny' | 'require'
  readonly message: string
  readonly pointer: string | null
  readonly at: number
  /** It fired since its conditions are unknown. */
  readonly isUndecided: boolean
  /** The conditions on the way to it, outermost first. */
  readonly path: readonly Formula[]
  /** The operand that is unknown, of a requirement that cannot be counted. */
  readonly operand: Leaf | null
}

/** What could not be computed. */
export interface FoundError {
  readonly policy: PolicyFacts
  readonly unknown: Unknown
  readonly path: readonly Formula[]
  readonly cause: Formula
}

/** A rule that did not fire. */
export interface IdleRule {
  readonly policy: PolicyFacts
  readonly at: number
  /** The conditions on the way to it; not all of them are true. */
  readonly path: readonly Formula[]
}

const MOST_LEAVES = 20_000
const MOST_RULES = 2_000

/** What a decision did, rule by rule. Throws {@link OutOfFuel} where there is more than can be told. */
export class Recorder {
  readonly fired: FiredRule[] = []
  readonly errors: FoundError[] = []
  /** Those of conditions that a false one keeps from counting. */
  readonly idleErrors: FoundError[] = []
  readonly idleAllows: IdleRule[] = []
  readonly idleDenials: IdleRule[] = []
  #leaves = 0
  #rules = 0

  leaf(leaf: Omit<Leaf, 'op'>): Leaf {
    this.#leaves += 1
    if (this.#leaves > MOST_LEAVES) throw new OutOfFuel()
    return { op: 'leaf', ...leaf }
  }

  countRule(): void {
    this.#rules += 1
    if (this.#rules > MOST_RULES) throw new OutOfFuel()
  }
}
