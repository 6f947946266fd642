import type { Expression } from '../runtime/program.js'
import type { Assertion, AtomReader } from './condition-atoms.js'
import type { Scalar } from './constant-value.js'
import type { ExpressionNumbers } from './expression-numbers.js'
import { type Conflict, Facts, NOTHING, type Origin } from './facts.js'

/** Why a condition can only be one thing: a part of it, and what excludes that this part is otherwise. */
export interface Finding {
  /** Number of the span of the part. */
  readonly at: number
  /** What the part cannot be. */
  readonly impossible: boolean
  /** `null` where the part says so by itself. */
  readonly from: Origin | null
  /** The earliest of what had to be known. */
  readonly since: number
  readonly isByType: boolean
}

/** A condition, or a part of one, that can only be one thing by what it says itself. */
export interface ConstantPart {
  readonly node: Expression
  readonly truth: boolean
  readonly finding: Finding
}

export interface Examined {
  /** What the condition must be if it is known, or `null`. */
  readonly truth: boolean | null
  readonly finding: Finding | null
  /** The condition says so itself, wherever it stands. */
  readonly isAlone: boolean
  /** Parts of it that do. */
  readonly parts: readonly ConstantPart[]
}

/** Whether a condition can be what it is taken to be: never, only that, or as far as is known either. */
type Verdict = 'impossible' | 'implied' | 'open'

type Junction = Expression & { readonly op: 'and' | 'or' | 'coalesce' }

/** Names stand for their conditions up to this many parts, so that reading a name often takes no quadratic time. */
const MOST_PARTS = 16

/**
 * Reasons about conditions from what is known where they stand. INVARIANT: each part of a condition is gone through
 * once for each way it is taken, so the whole is linear in the program.
 */
export class ConditionSolver {
  readonly facts: Facts = new Facts()
  readonly #numbers: ExpressionNumbers
  readonly #atoms: AtomReader
  readonly #sizes = new Map<Expression, number>()
  #finding: Finding | null = null
  /** Gathers constant parts; `null` while a condition is only taken for granted. */
  #parts: ConstantPart[] | null = null
  #visit: ((operand: Expression) => void) | null = null

  constructor(numbers: ExpressionNumbers, atoms: AtomReader) {
    this.#numbers = numbers
    this.#atoms = atoms
  }

  /**
   * Finds out what a condition can be, and takes it to be true: what it says is known until it is forgotten.
   *
   * @param visit is handed the parts that are no conditions of conditions, where what stands before them is known
   */
  examine(node: Expression, visit: (operand: Expression) => void): Examined {
    const outer = { parts: this.#parts, visit: this.#visit }
    const parts: ConstantPart[] = []
    this.#parts = parts
    this.#visit = visit
    const { position } = this.facts
    const verdict = this.#solve(node, true)
    this.#parts = outer.parts
    this.#visit = outer.visit
    const finding = verdict === 'open' ? null : this.#finding
    const isAlone = finding !== null && finding.since >= position
    const own = parts.filter((part) => part.node !== node)
    return { truth: verdict === 'open' ? null : verdict === 'implied', finding, isAlone, parts: own }
  }

  /** Takes a condition to be true or false. */
  assume(node: Expression, holds: boolean): void {
    const outer = { parts: this.#parts, visit: this.#visit }
    this.#parts = null
    this.#visit = null
    this.#solve(node, holds)
    this.#parts = outer.parts
    this.#visit = outer.visit
  }

  /** Whether a place is known to hold a value. */
  isAt(place: Expression, value: Scalar): boolean {
    const subject = { number: this.#numbers.placeOf(place), initial: NOTHING, isWhole: false }
    return this.facts.conflict(subject, { op: 'except', values: [value] }) !== null
  }

  #solve(node: Expression, holds: boolean): Verdict {
    switch (node.op) {
      case 'not':
        return this.#solve(node.operand, !holds)
      case 'and':
      case 'or': {
        const { position } = this.facts
        return this.#noted(node, holds, position, this.#junction(node, node.op, holds))
      }
      case 'local':
      case 'constant': {
        const meaning = this.#conditionBehind(node)
        if (meaning === null) return this.#atom(node, holds)
        const outer = { parts: this.#parts, visit: this.#visit }
        this.#parts = null
        this.#visit = null
        const verdict = this.#solve(meaning, holds)
        this.#parts = outer.parts
        this.#visit = outer.visit
        if (verdict !== 'open')
          this.#finding = {
            ...this.#finding!,
            at: node.at,
            impossible: verdict === 'impossible' ? holds : !holds,
          }
        return verdict
      }
      default: {
        this.#visit?.(node)
        const { position } = this.facts
        const verdict = this.#atom(node, holds)
        return node.op === 'compare' ? this.#noted(node, holds, position, verdict) : verdict
      }
    }
  }

  /** The operands of a true `&&` are all true, those of a false `||` all false; of the others one is. */
  #junction({ items, at }: Junction, op: Junction['op'], holds: boolean): Verdict {
    const all = op === 'and'
    if (holds === all) return this.#every(items, all)
    const { position } = this.facts
    const verdict = this.#every(items, all)
    this.facts.forget(position)
    if (verdict === 'open' && op === 'or') this.#learnUnion(items, at)
    return verdict === 'open' ? 'open' : verdict === 'implied' ? 'impossible' : 'implied'
  }

  #every(items: readonly Expression[], outcome: boolean): Verdict {
    let weakest: Finding | null = null
    let isOpen = false
    for (const item of items) {
      const verdict = this.#solve(item, outcome)
      if (verdict === 'impossible') return verdict
      if (verdict === 'open') isOpen = true
      else if (weakest === null || this.#finding!.since < weakest.since) weakest = this.#finding
    }
    this.#finding = weakest
    return isOpen ? 'open' : 'implied'
  }

  #atom(node: Expression, holds: boolean): Verdict {
    const { whenTrue, whenFalse, constant } = this.#atoms.of(node)
    if (constant !== null) {
      const since = Number.POSITIVE_INFINITY
      this.#finding = { at: node.at, impossible: !constant, from: null, since, isByType: false }
      return constant === holds ? 'implied' : 'impossible'
    }
    const [asked, opposite] = holds ? [whenTrue, whenFalse] : [whenFalse, whenTrue]
    if (this.#isExcluded(asked, node.at, holds)) return 'impossible'
    const isImplied = this.#isExcluded(opposite, node.at, !holds)
    const { position } = this.facts
    for (const { subject, predicate } of asked) {
      this.facts.learn(subject, predicate, { at: node.at, holds, source: 'condition', position })
    }
    return isImplied ? 'implied' : 'open'
  }

  #isExcluded(assertions: readonly Assertion[], at: number, impossible: boolean): boolean {
    for (const { subject, predicate } of assertions) {
      const conflict: Conflict | null = this.facts.conflict(subject, predicate)
      if (conflict === null) continue
      this.#finding = { at, impossible, ...conflict }
      return true
    }
    return false
  }

  /** Notes a part that is constant wherever it stands. */
  #noted(node: Expression, holds: boolean, position: number, verdict: Verdict): Verdict {
    const finding = this.#finding
    if (verdict === 'open' || this.#parts === null || finding === null) return verdict
    if (finding.since < position || finding.isByType) return verdict
    this.#parts.push({ node, truth: (verdict === 'implied') === holds, finding })
    return verdict
  }

  /** `x == "a" || x == "b"` says as much as `x in ["a", "b"]`. */
  #learnUnion(items: readonly Expression[], at: number): void {
    if (items.length > MOST_PARTS) return
    const values: Scalar[] = []
    let first: Assertion | null = null
    for (const item of items) {
      if (item.op !== 'compare') return
      const [assertion, ...others] = this.#atoms.of(item).whenTrue
      if (assertion === undefined || others.length > 0 || assertion.predicate.op !== 'among') return
      first ??= assertion
      if (assertion.subject.number !== first.subject.number) return
      values.push(...assertion.predicate.values)
    }
    const { position } = this.facts
    const from: Origin = { at, holds: true, source: 'condition', position }
    if (first !== null) this.facts.learn(first.subject, { op: 'among', values }, from)
  }

  /** The condition that a name stands for, where it is short and more than a switch. */
  #conditionBehind(node: Expression): Expression | null {
    const meaning = this.#numbers.meaningOf(node)
    if (meaning === null || meaning.op === 'literal') return null
    return this.#size(meaning) <= MOST_PARTS ? meaning : null
  }

  #size(node: Expression): number {
    switch (node.op) {
      case 'not':
        return this.#size(node.operand)
      case 'and':
      case 'or':
        return node.items.length > MOST_PARTS ? node.items.length : this.#sizeOf(node)
      case 'local':
      case 'constant': {
        const meaning = this.#numbers.meaningOf(node)
        return meaning === null ? 1 : this.#sizeOf(meaning)
      }
      default:
        return 1
    }
  }

  #sizeOf(node: Expression): number {
    const known = this.#sizes.get(node)
    if (known !== undefined) return known
    const parts = node.op === 'and' || node.op === 'or' ? node.items : null
    const size = parts === null ? this.#size(node) : parts.reduce((sum, part) => sum + this.#size(part), 0)
    this.#sizes.set(node, size)
    return size
  }
}
