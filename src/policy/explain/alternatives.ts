import type { Formula, Leaf } from './formula.js'
import type { AtomOutcome } from './types.js'

/** A leaf that would have to be otherwise. */
export interface Change {
  readonly leaf: Leaf
  readonly wanted: boolean | 'known'
}

type Changes = readonly Change[]

/** Sets of changes that are looked at for one part, and for the whole: the smallest are kept. */
const MOST_LOOKED_AT = 12

/** What leaf it is, wherever it is read: the same words about the same places. */
export function keyOf(leaf: Leaf): string {
  const known = KEYS.get(leaf)
  if (known !== undefined) return known
  const { kind, text, values } = leaf
  const key = JSON.stringify([kind, text, ...values.map(({ text: name, pointer }) => [name, pointer])])
  KEYS.set(leaf, key)
  return key
}

/** Leaves are asked for their keys in every combination: measured, writing them anew was most of an explanation. */
const KEYS = new WeakMap<Leaf, string>()

/** What is changed already, by the key of the leaf. */
export type Given = ReadonlyMap<string, boolean | 'known'>

const NOTHING: Given = new Map()

/** Sets of changes that make the formula true or false beside those given, the smallest first; none where none can. */
export function changesOf(formula: Formula, wanted: boolean, given: Given = NOTHING): Changes[] {
  switch (formula.op) {
    case 'leaf':
      return changesOfLeaf(formula, wanted, given)
    case 'not':
      return changesOf(formula.operand, !wanted, given)
    case 'if': {
      const { condition, chosen, otherwise } = formula
      return either([
        both([changesOf(condition, true, given), changesOf(chosen, wanted, given)]),
        both([changesOf(condition, false, given), changesOf(otherwise, wanted, given)]),
      ])
    }
    case 'all':
    case 'any': {
      const parts = formula.items.map((item) => changesOf(item, wanted, given))
      return (formula.op === 'all') === wanted ? both(parts) : either(parts)
    }
  }
}

function changesOfLeaf(leaf: Leaf, wanted: boolean, given: Given): Changes[] {
  const changed = given.get(keyOf(leaf))
  if (typeof changed === 'boolean') return changed === wanted ? [[]] : []
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

/** What a formula would be: `open` where it hangs on a value that is to be known. */
type Prospect = AtomOutcome | 'open'

export function prospectOf(formula: Formula, changes: Given): Prospect {
  switch (formula.op) {
    case 'leaf': {
      const wanted = changes.get(keyOf(formula)) ?? formula.outcome
      return wanted === 'known' ? 'open' : wanted
    }
    case 'not': {
      const operand = prospectOf(formula.operand, changes)
      return typeof operand === 'boolean' ? !operand : operand
    }
    case 'if': {
      const condition = prospectOf(formula.condition, changes)
      if (typeof condition !== 'boolean') return condition
      return prospectOf(condition ? formula.chosen : formula.otherwise, changes)
    }
    case 'all':
    case 'any': {
      const decisive = formula.op === 'any'
      const prospects = formula.items.map((item) => prospectOf(item, changes))
      if (prospects.includes(decisive)) return decisive
      return ORDER.find((prospect) => prospects.includes(prospect)) ?? !decisive
    }
  }
}

const ORDER: readonly Prospect[] = ['error', 'missing', 'open']
