import type { JsonObject } from '../../core/index.js'
import type { FixMatch, NamedMatch, RequirementMatch, RuleMatch } from './matches.js'
import type { PolicyFacts } from './policy-facts.js'
import type { Unknown, Value } from './unknown.js'

/** Stands in a slot for a constant or `let` that was not read yet. */
export const UNREAD: unique symbol = Symbol('unread')

/** Thrown, and caught in `decide`, when the fuel is used up. Not an error of the caller. */
export class OutOfFuel {}

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

/** The stamp that was given last. In an array of doubles it takes no memory however far it counts. */
const CLOCK: Float64Array = new Float64Array(1)

/** A number that was not given before: tells decisions and items apart for what readers remember; part of no answer. */
export function nextStamp(): number {
  CLOCK[0]! += 1
  return CLOCK[0]!
}

/** The slot of the request itself. */
export const REQUEST_SLOT = 0

/** The state of one decision. */
export class Context {
  request: JsonObject
  target: string
  now: number
  /** Fuel at the start. */
  given: number
  /** Fuel that is left. */
  fuel: number
  /** Module constants that read inputs, each computed once. */
  readonly constants: (Value | typeof UNREAD)[]
  /** The request, then values of `let` and of loop variables of the policy that runs. */
  readonly slots: (Value | typeof UNREAD)[]
  /** The stamp of the decision, then that of the item in each slot; doubles, as the clock counts. */
  readonly stamps: number[]
  /** Set by a path that ended early: the number of the step that found nothing. */
  absentStep = 0
  policy: PolicyFacts | null = null
  /** Rules that fired: the first `firedCount` of the list. */
  readonly fired: RuleMatch[] = []
  firedCount = 0
  /** Made when something is first found: a decision that finds only plain rules takes no memory for the rest. */
  findings: Findings | null = null

  constructor(request: JsonObject, target: string, now: number, fuel: number, constants: number) {
    this.constants = new Array<typeof UNREAD>(constants).fill(UNREAD)
    this.slots = [request]
    this.stamps = [0.5]
    this.request = request
    this.target = target
    this.now = now
    this.given = fuel
    this.fuel = fuel
    this.stamps[REQUEST_SLOT] = nextStamp()
  }

  /** Makes it the state of another decision, of which it then knows nothing else. */
  restart(request: JsonObject, target: string, now: number, fuel: number): void {
    this.request = request
    this.target = target
    this.now = now
    this.given = fuel
    this.fuel = fuel
    this.policy = null
    this.firedCount = 0
    this.findings = null
    const { constants } = this
    for (let index = 0; index < constants.length; index += 1) constants[index] = UNREAD
    this.slots[REQUEST_SLOT] = request
    this.stamps[REQUEST_SLOT] = nextStamp()
  }

  get found(): Findings {
    this.findings ??= new Findings()
    return this.findings
  }

  fire(match: RuleMatch): void {
    this.fired[this.firedCount] = match
    this.firedCount += 1
  }

  /** Takes back the rule that fired last. */
  unfire(): RuleMatch {
    this.firedCount -= 1
    return this.fired[this.firedCount]!
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
