import { compareCodePoints, KeelsonError, sortedKeys, suggestName } from '../core/index.js'
import { isTime } from './configuration.js'
import { isStorableName } from './text.js'
import { hourOf } from './time.js'
import type { DriftDeclaration, ExpectedEffect } from './types.js'

const MAX_DECLARED_FEATURES = 1000

/** A declaration as it is kept. */
export interface CheckedDeclaration extends DriftDeclaration {
  /** Without a prototype; empty where nothing was said. */
  readonly expect: { readonly [feature: string]: ExpectedEffect }
}

/**
 * Checks a declaration and gives a copy of its own, features in code-point order.
 *
 * @throws KeelsonError `drift/invalid-declaration`, `drift/unknown-feature`
 */
export function checkDeclaration(
  declaration: DriftDeclaration,
  known: ReadonlySet<string>,
): CheckedDeclaration {
  if (typeof declaration !== 'object' || declaration === null) throw invalid('', 'it is not an object')
  const { reference, features, from, to, expect } = declaration
  if (!isStorableName(reference))
    throw invalid('/reference', 'the reference is not a text of 1 to 1,024 units')
  if (!isTime(from)) throw invalid('/from', 'the begin is not whole epoch milliseconds')
  if (!isTime(to) || to < from)
    throw invalid('/to', 'the end is not whole epoch milliseconds from the begin on')
  if (!Array.isArray(features) || features.length === 0 || features.length > MAX_DECLARED_FEATURES) {
    throw invalid('/features', 'the features are not a list of 1 to 1,000 names')
  }
  const names = new Set<string>()
  for (const [index, name] of features.entries()) {
    if (typeof name !== 'string' || !known.has(name)) throw unknownFeature(`/features/${index}`, name, known)
    names.add(name)
  }
  return {
    reference,
    features: [...names].sort(compareCodePoints),
    from,
    to,
    expect: checkExpectations(expect ?? {}, names),
  }
}

/** The error for a feature that the monitor does not have. */
export function unknownFeature(path: string, name: unknown, known: ReadonlySet<string>): KeelsonError {
  const shown = typeof name === 'string' ? `"${name.slice(0, 100)}"` : 'that is not a text'
  const suggestion = typeof name === 'string' && name.length <= 100 ? suggestName(name, known) : undefined
  return new KeelsonError('drift/unknown-feature', `the monitor has no feature ${shown}`, {
    path,
    help:
      suggestion === undefined
        ? 'name one of the features it was made with'
        : `did you mean "${suggestion}"?`,
  })
}

/**
 * The first whole hour after the latest change that was declared of a feature and ended after its anchor; `null`
 * where none was.
 */
export function shadowSince(
  declarations: readonly CheckedDeclaration[],
  feature: string,
  anchorEnd: number,
): number | null {
  let since: number | null = null
  for (const { features, to } of declarations) {
    if (to <= anchorEnd || !features.includes(feature)) continue
    const hour = hourOf(to - 1) + 1
    if (since === null || hour > since) since = hour
  }
  return since
}

/** A total order, so that the same declarations are always kept in the same order. */
function compareDeclarations(left: CheckedDeclaration, right: CheckedDeclaration): number {
  return (
    left.from - right.from ||
    left.to - right.to ||
    compareCodePoints(left.reference, right.reference) ||
    compareCodePoints(JSON.stringify(left), JSON.stringify(right))
  )
}

/** The list with the declaration at its place; the list itself where it is there already. */
export function addDeclaration(
  declarations: readonly CheckedDeclaration[],
  added: CheckedDeclaration,
): readonly CheckedDeclaration[] {
  if (declarations.some((present) => compareDeclarations(present, added) === 0)) return declarations
  return [...declarations, added].sort(compareDeclarations)
}

function checkExpectations(
  expect: object,
  names: ReadonlySet<string>,
): { readonly [feature: string]: ExpectedEffect } {
  if (typeof expect !== 'object' || Array.isArray(expect)) {
    throw invalid('/expect', 'the expectations are not an object')
  }
  // Without a prototype, "__proto__" is a name like any other.
  const checked: Record<string, ExpectedEffect> = Object.create(null)
  for (const name of sortedKeys(expect)) {
    if (!names.has(name))
      throw invalid('/expect', `"${name.slice(0, 100)}" is not among the declared features`)
    const entry = (expect as Record<string, unknown>)[name]
    if (typeof entry !== 'object' || entry === null) throw invalid('/expect', `"${name}" is not an object`)
    const { direction, maxEffect } = entry as { readonly direction?: unknown; readonly maxEffect?: unknown }
    if (direction !== 'up' && direction !== 'down' && direction !== 'any') {
      throw invalid('/expect', `the direction of "${name}" is none of "up", "down", "any"`)
    }
    if (typeof maxEffect !== 'number' || !(maxEffect >= 0 && maxEffect <= 1)) {
      throw invalid('/expect', `the largest effect of "${name}" is not a number from 0 to 1`)
    }
    checked[name] = { direction, maxEffect }
  }
  return checked
}

function invalid(path: string, message: string): KeelsonError {
  return new KeelsonError('drift/invalid-declaration', `not a declaration: ${message}`, {
    path,
    help: 'give { reference, features, from, to, expect?: { [feature]: { direction, maxEffect } } }',
  })
}
