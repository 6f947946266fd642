import type { Unknown, Value } from '../runtime/unknown.js'
import type { Atom, AtomOutcome } from './types.js'

/** Something that a leaf read, as it was found. */
export interface FoundValue {
  readonly text: string
  readonly value: Value
  readonly pointer: string | null
}

/** A part of a condition that is not looked into. */
export interface Leaf {
  readonly op: 'leaf'
  readonly kind: Atom['kind']
  readonly text: string
  readonly at: number
  readonly outcome: AtomOutcome
  /** Why it is unknown, where it is. */
  readonly unknown: Unknown | null
  readonly values: readonly FoundValue[]
  /** The same in every decision: nothing that could be otherwise. */
  readonly isConstant?: boolean
}

/** A condition as it was evaluated: its structure, and the outcome of every leaf. */
export type Formula =
  | Leaf
  | { readonly op: 'all' | 'any'; readonly items: readonly Formula[]; readonly outcome: AtomOutcome }
  | { readonly op: 'not'; readonly operand: Formula; readonly outcome: AtomOutcome }
  | {
      readonly op: 'if'
      readonly condition: Formula
      readonly chosen: Formula
      readonly otherwise: Formula
      readonly outcome: AtomOutcome
    }

/** docs/keel.md §5.1: Kleene, an error before what is missing. */
export function combine(op: 'all' | 'any', items: readonly Formula[]): Formula {
  const decisive = op === 'any'
  const outcomes = items.map(({ outcome }) => outcome)
  if (outcomes.includes(decisive)) return { op, items, outcome: decisive }
  const unknown = outcomes.includes('error') ? 'error' : outcomes.includes('missing') ? 'missing' : null
  return { op, items, outcome: unknown ?? !decisive }
}

export function negate(operand: Formula): Formula {
  const { outcome } = operand
  return { op: 'not', operand, outcome: typeof outcome === 'boolean' ? !outcome : outcome }
}

export function choose(condition: Formula, chosen: Formula, otherwise: Formula): Formula {
  const outcome =
    typeof condition.outcome !== 'boolean'
      ? condition.outcome
      : (condition.outcome ? chosen : otherwise).outcome
  return { op: 'if', condition, chosen, otherwise, outcome }
}

/** What leaves are to force: the outcome itself, or that it is not the opposite. */
export type Goal = 'true' | 'false' | 'not-false' | 'not-true' | 'unknown' | 'error'

const OPPOSITE: Readonly<Record<Goal, Goal>> = {
  true: 'false',
  false: 'true',
  'not-false': 'not-true',
  'not-true': 'not-false',
  unknown: 'unknown',
  error: 'error',
}

function meets(outcome: AtomOutcome, goal: Goal): boolean {
  switch (goal) {
    case 'true':
    case 'false':
      return outcome === (goal === 'true')
    case 'not-false':
      return outcome !== false
    case 'not-true':
      return outcome !== true
    case 'unknown':
      return typeof outcome !== 'boolean'
    case 'error':
      return outcome === 'error'
  }
}

/**
 * A subset-minimal set of leaves that forces the goal, whatever the others are; of several the smallest, and then the
 * first. The formula meets the goal. INVARIANT: each leaf counts as its own, so that what one part needs never depends
 * on another, and the minimal sets of the parts together are minimal.
 */
export function support(formula: Formula, goal: Goal): Leaf[] {
  switch (formula.op) {
    case 'leaf':
      return formula.isConstant === true ? [] : [formula]
    case 'not':
      return support(formula.operand, OPPOSITE[goal])
    case 'if':
      return supportOfChoice(formula, goal)
    case 'all':
    case 'any':
      return supportOfItems(formula.op, formula.items, goal)
  }
}

function supportOfChoice(formula: Formula & { readonly op: 'if' }, goal: Goal): Leaf[] {
  const { condition, chosen, otherwise } = formula
  if (goal === 'not-false' || goal === 'not-true') {
    // A branch that meets the goal whatever is asked leaves less to force: that the other one is not taken, or meets it.
    const isFree = (branch: Formula): boolean =>
      meets(branch.outcome, goal) && support(branch, goal).length === 0
    if (isFree(otherwise)) return smaller([condition, 'not-true'], [chosen, goal])
    if (isFree(chosen)) return smaller([condition, 'not-false'], [otherwise, goal])
  }
  if (typeof condition.outcome !== 'boolean')
    return support(condition, goal === 'error' ? 'error' : 'unknown')
  const branch = condition.outcome ? chosen : otherwise
  return [...support(condition, condition.outcome ? 'true' : 'false'), ...support(branch, goal)]
}

/** The smaller set of two that either would do, where it does. */
function smaller(...options: readonly (readonly [formula: Formula, goal: Goal])[]): Leaf[] {
  const found = options.filter(([formula, goal]) => meets(formula.outcome, goal))
  const sets = found.map(([formula, goal]) => support(formula, goal))
  return sets.reduce((least, leaves) => (leaves.length < least.length ? leaves : least))
}

function supportOfItems(op: 'all' | 'any', items: readonly Formula[], goal: Goal): Leaf[] {
  if (goal === 'unknown' || goal === 'error') {
    const others: Goal = op === 'all' ? 'not-false' : 'not-true'
    const cause = smallest(items, goal)
    return items.flatMap((item) => (item === cause.item ? cause.leaves : support(item, others)))
  }
  const needsOne =
    op === 'all' ? goal === 'false' || goal === 'not-true' : goal === 'true' || goal === 'not-false'
  if (needsOne) return smallest(items, goal).leaves
  return items.flatMap((item) => support(item, goal))
}

function smallest(
  items: readonly Formula[],
  goal: Goal,
): { readonly item: Formula; readonly leaves: Leaf[] } {
  let best: { readonly item: Formula; readonly leaves: Leaf[] } | undefined
  for (const item of items) {
    if (!meets(item.outcome, goal)) continue
    const leaves = support(item, goal)
    if (best === undefined || leaves.length < best.leaves.length) best = { item, leaves }
  }
  // A formula that meets a goal that one item can meet has such an item.
  return best!
}
