import type { JsonObject } from '../../core/index.js'
import type { FixMatch, NamedMatch, RequirementMatch, RuleMatch } from './matches.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Unknown, Value } from './unknown.js'

/** Stands in a slot for a constant or `let` that was not read yet. */
export const UNREAD: unique symbol = Symbol('unread')

/** Thrown, and caught in `decide`, when the fuel is used up. Not an error of the caller. */
export class OutOfFuel {}

/** Never written to: where a program has no constants or variables, none is set. */
const NONE: never[] = []

/** What most decisions have none of. */
export class Findings {
  readonly requirements: RequirementMatch[] = []
  readonly named: NamedMatch[] = []
  readonly fixes: FixMatch[] = []
  /** Fixes whose place or value is not known, and why. */
  readonly faultyFixes: {
    readonly policy: PolicyFacts
    readonly message: string
    readonly pointer: string | null
    readonly at: number
  }[] = []
  readonly faults: { readonly policy: PolicyFacts; readonly unknown: Unknown }[] = []
}

let stamps = 0

/** A number that was not given before: tells decisions and items apart for what readers remember; part of no answer. */
export function nextStamp(): number {
  stamps += 1
  return stamps
}

/** The state of one decision. Made afresh for each, so nothing is shared between decisions. */
export class Context {
  /** Its stamp. */
  readonly decision: number
  readonly request: JsonObject
  readonly target: string
  readonly now: number
  /** Fuel at the start. */
  readonly given: number
  /** Fuel that is left. */
  fuel: number
  /** Module constants that read inputs, each computed once. */
  readonly constants: (Value | typeof UNREAD)[]
  /** Values of `let` and of loop variables of the policy that runs. */
  readonly slots: (Value | typeof UNREAD)[]
  /** The stamp of the item in each slot. */
  readonly stamps: number[]
  /** Where each loop stands: an index, a member's name, or `null` for a list that is unknown. */
  readonly positions: (number | string | null)[]
  /** Set by a path that ended early: the number of the step that found nothing. */
  absentStep = 0
  policy: PolicyFacts | null = null
  /** Rules that fired. */
  rules: RuleMatch[] | null = null
  /** Made when something is first found: a decision that finds only plain rules takes no memory for the rest. */
  findings: Findings | null = null

  constructor(
    request: JsonObject,
    target: string,
    now: number,
    fuel: number,
    constants: number,
    usesSlots: boolean = true,
  ) {
    this.decision = nextStamp()
    this.request = request
    this.target = target
    this.now = now
    this.given = fuel
    this.fuel = fuel
    this.constants = constants === 0 ? NONE : new Array<typeof UNREAD>(constants).fill(UNREAD)
    this.slots = usesSlots ? [] : NONE
    this.positions = usesSlots ? [] : NONE
    this.stamps = usesSlots ? [] : NONE
  }

  get found(): Findings {
    this.findings ??= new Findings()
    return this.findings
  }

  fire(match: RuleMatch): void {
    if (this.rules === null) this.rules = [match]
    else this.rules.push(match)
  }

  /** Fuel used. */
  get cost(): number {
    return this.given - Math.max(0, this.fuel)
  }

  /** Pays for work before it is done. */
  spend(fuel: number): void {
    this.fuel -= fuel
    if (this.fuel < 0) throw new OutOfFuel()
  }

  /** Notes what kept a condition, a list or an operand of the running policy from being known. */
  note(unknown: Unknown): void {
    this.found.faults.push({ policy: this.policy!, unknown })
  }
}

/** Fuel for looking at a text of this length. */
export function textFuel(length: number): number {
  return 1 + (length >>> 6)
}

/** Fuel for making a text of this length: dearer, since it bounds the memory that one decision can take. */
export function builtTextFuel(length: number): number {
  return 1 + (length >>> 4)
}
