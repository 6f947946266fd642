import type { Formula, Leaf } from './formula.js'
import type { AtomOutcome } from './types.js'

/** A leaf that would have to be otherwise. */
export interface Change {
  readonly leaf: Leaf
  readonly wanted: boolean | 'known'
}

type Changes = readonly Change[]

/** Sets of changes that are looked at for one part, and for the whole: the smallest are kept. */
const MOST_LOOKED_AT = 24

/** What leaf it is, wherever it is read: the same words about the same places. */
export function keyOf({ kind, text, values }: Leaf): string {
  return JSON.stringify([kind, text, ...values.map(({ text: name, pointer }) => [name, pointer])])
}

/** Sets of changes that make the formula true or false, the smallest first; none where nothing can. */
export function changesOf(formula: Formula, wanted: boolean): Changes[] {
  switch (formula.op) {
    case 'leaf':
      return changesOfLeaf(formula, wanted)
    case 'not':
      return changesOf(formula.operand, !wanted)
    case 'if': {
      const { condition, chosen, otherwise } = formula
      return either([
        both([changesOf(condition, true), changesOf(chosen, wanted)]),
        both([changesOf(condition, false), changesOf(otherwise, wanted)]),
      ])
    }
    case 'all':
    case 'any': {
      const parts = formula.items.map((item) => changesOf(item, wanted))
      return (formula.op === 'all') === wanted ? both(parts) : either(parts)
    }
  }
}

function changesOfLeaf(leaf: Leaf, wanted: boolean): Changes[] {
  if (leaf.outcome === wanted) return [[]]
  if (leaf.isConstant === true) return []
  if (leaf.kind === 'list' || leaf.kind === 'operand') {
    // That there should be another item is no change of what is there.
    return typeof leaf.outcome === 'boolean' ? [] : [[{ leaf, wanted: 'known' }]]
  }
  return [[{ leaf, wanted }]]
}

/** One of each: all combinations that do not contradict themselves. */
export function both(parts: readonly (readonly Changes[])[]): Changes[] {
  let combined: Changes[] = [[]]
  for (const part of parts) {
    combined = smallest(combined.flatMap((one) => part.flatMap((other) => merge(one, other) ?? [])))
  }
  return combined
}

/** Any of them. */
export function either(parts: readonly (readonly Changes[])[]): Changes[] {
  return smallest(parts.flat())
}

function merge(one: Changes, other: Changes): [Changes] | null {
  const merged = new Map(one.map((change) => [keyOf(change.leaf), change]))
  for (const change of other) {
    const key = keyOf(change.leaf)
    const known = merged.get(key)
    // What is true or false is known.
    if (known === undefined || known.wanted === 'known') merged.set(key, change)
    else if (change.wanted !== 'known' && known.wanted !== change.wanted) return null
  }
  return [[...merged.values()]]
}

/**
 * The smallest few, each once, without those that hold another one. To take an item away is further than to change it;
 * the order is stable, so ties keep that of the source.
 */
export function smallest(sets: readonly Changes[]): Changes[] {
  const sorted = sets
    .map((changes) => ({
      changes,
      keys: new Set(changes.map(({ leaf, wanted }) => `${wanted} ${keyOf(leaf)}`)),
    }))
    .sort((one, other) => distanceOf(one.changes) - distanceOf(other.changes))
  const kept: typeof sorted = []
  for (const candidate of sorted) {
    if (kept.length === MOST_LOOKED_AT) break
    const isWider = kept.some(({ keys }) => [...keys].every((key) => candidate.keys.has(key)))
    if (!isWider) kept.push(candidate)
  }
  return kept.map(({ changes }) => changes)
}

const distanceOf = (changes: Changes): number =>
  changes.reduce((sum, { leaf }) => sum + (leaf.kind === 'item' ? 2 : 1), 0)

/** What a formula would be under changes; `null` where that cannot be said. */
export function outcomeUnder(
  formula: Formula,
  changes: ReadonlyMap<string, boolean | 'known'>,
): boolean | null {
  switch (formula.op) {
    case 'leaf': {
      const wanted = changes.get(keyOf(formula)) ?? formula.outcome
      return asKnown(wanted)
    }
    case 'not': {
      const operand = outcomeUnder(formula.operand, changes)
      return operand === null ? null : !operand
    }
    case 'if': {
      const condition = outcomeUnder(formula.condition, changes)
      if (condition === null) return null
      return outcomeUnder(condition ? formula.chosen : formula.otherwise, changes)
    }
    case 'all':
    case 'any': {
      const decisive = formula.op === 'any'
      const outcomes = formula.items.map((item) => outcomeUnder(item, changes))
      if (outcomes.includes(decisive)) return decisive
      return outcomes.includes(null) ? null : !decisive
    }
  }
}

const asKnown = (outcome: AtomOutcome | 'known'): boolean | null =>
  typeof outcome === 'boolean' ? outcome : null
