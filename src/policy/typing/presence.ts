import { MAX_TREE_HEIGHT } from '../runtime/program.js'
import type { Expression } from '../syntax/ast.js'

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
    const key = step.kind === 'index' ? keyOf(step.key) : JSON.stringify(step.name)
    place = key === null ? null : `${place}/${key}`
  }
  return place
}

function keyOf(key: Expression): string | null {
  if (key.kind === 'literal') return JSON.stringify(key.value)
  // A variable stands for one value wherever it is in view.
  return key.kind === 'name' ? `$${key.name}` : null
}

/** What is known where a condition turned out one way. */
export function knownWhen(node: Expression, outcome: boolean): ReadonlySet<string> {
  const known = new Set<string>()
  collect(node, outcome, known)
  return known
}

/** INVARIANT: one layer for each block or chain that is within another, so what is nested bounds what is asked. */
export function both(one: Presence, other: ReadonlySet<string>): Presence {
  if (other.size === 0) return one
  return one === NOTHING_KNOWN ? other : { has: (place) => other.has(place) || one.has(place) }
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
  if (node.kind === 'path' && node.steps.length > MAX_TREE_HEIGHT) return
  for (let shown = node; ; ) {
    const place = placeOf(shown)
    if (place !== null) known.add(place)
    if (shown.kind !== 'path') return
    shown = shown.steps.length === 1 ? shown.base : { ...shown, steps: shown.steps.slice(0, -1) }
  }
}
