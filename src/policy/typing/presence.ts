import { MAX_TREE_HEIGHT } from '../runtime/program.js'
import type { Expression, PathStep } from '../syntax/ast.js'

/**
 * Which places are known to hold a value: those that a condition has asked for. A place is told by the names and
 * literal keys that lead to it; nothing in the language changes a value, so what is known stays true.
 */
export interface Presence {
  has(place: string): boolean
}

export const NOTHING_KNOWN: Presence = { has: () => false }

/** The place that an expression reads, as a text that tells places apart; `null` for what is no fixed place. */
export function placeOf(node: Expression): string | null {
  if (node.kind === 'name') return `/${node.name}`
  if (node.kind !== 'path') return null
  let place = placeOf(node.base)
  for (const step of node.steps) {
    if (place === null) return null
    place = placeAfter(place, step)
  }
  return place
}

function placeAfter(place: string, step: PathStep): string | null {
  const key = step.kind === 'index' ? keyOf(step.key) : JSON.stringify(step.name)
  return key === null ? null : `${place}/${key}`
}

function keyOf(key: Expression): string | null {
  if (key.kind === 'literal') return JSON.stringify(key.value)
  // A variable stands for one value wherever it is in view.
  return key.kind === 'name' ? `$${key.name}` : null
}

/**
 * What is known where conditions turned out one way. They are only looked through when something asks: most values have
 * types that say nothing of being absent. INVARIANT: one layer for each block or chain that is within another, so what is
 * nested bounds what is asked.
 */
export class KnownPlaces implements Presence {
  readonly #outer: Presence
  readonly #outcome: boolean
  readonly #conditions: Expression[] = []
  #places: Set<string> | null = null

  constructor(outer: Presence, outcome: boolean) {
    this.#outer = outer
    this.#outcome = outcome
  }

  add(condition: Expression): this {
    this.#conditions.push(condition)
    return this
  }

  has(place: string): boolean {
    this.#places ??= new Set()
    for (const condition of this.#conditions) collect(condition, this.#outcome, this.#places)
    this.#conditions.length = 0
    return this.#places.has(place) || this.#outer.has(place)
  }
}

function collect(node: Expression, outcome: boolean, known: Set<string>): void {
  switch (node.kind) {
    case 'unary':
      if (node.operator === 'not') collect(node.operand, !outcome, known)
      return
    case 'chain':
      // All operands of a true && are true; all of a false || are false.
      if (node.operator === (outcome ? '&&' : '||'))
        for (const item of node.items) collect(item, outcome, known)
      return
    case 'call':
      if (outcome && node.module === null && node.name.text === 'has' && node.items[0] !== undefined) {
        addPlaces(node.items[0], known)
      }
      return
    case 'compare':
      collectComparison(node, outcome, known)
      return
    default:
      return
  }
}

function collectComparison(
  node: Expression & { readonly kind: 'compare' },
  outcome: boolean,
  known: Set<string>,
): void {
  const { operator, left, right } = node
  if (operator === '==' || operator === '!=') {
    const equal = (operator === '==') === outcome
    // What equals something that is not null is there; and so is what does not equal null.
    if (equal ? isSolid(right) : isNull(right)) addPlaces(left, known)
    if (equal ? isSolid(left) : isNull(left)) addPlaces(right, known)
  } else if (outcome) {
    // An ordering, a prefix or a pattern has an answer only for values that are there.
    addPlaces(left, known)
    if (operator !== 'in') addPlaces(right, known)
  }
}

function isNull(node: Expression): boolean {
  return node.kind === 'literal' && node.value === null
}

function isSolid(node: Expression): boolean {
  return (node.kind === 'literal' && node.value !== null) || node.kind === 'list' || node.kind === 'object'
}

/** The place and all that lead to it. */
function addPlaces(node: Expression, known: Set<string>): void {
  const steps = node.kind === 'path' ? node.steps : []
  if (steps.length > MAX_TREE_HEIGHT) return
  const base = node.kind === 'path' ? node.base : node
  if (base.kind === 'path') addPlaces(base, known)
  let place = placeOf(base)
  if (place !== null) known.add(place)
  for (const step of steps) {
    place = place === null ? null : placeAfter(place, step)
    if (place === null) return
    known.add(place)
  }
}
