import type { JsonValue } from '../../core/index.js'
import type { Compiled, Evaluate } from './compiled.js'
import { Context, OutOfFuel } from './context.js'
import { graver, Unknown, type Value, wrongType } from './unknown.js'

/**
 * The closures of a strict operator: a constant where all operands are and the result is known. What is unknown even
 * so, such as `1 / 0`, is left for the decision that meets it.
 */
export function folded(operands: readonly Compiled[], run: Evaluate): Compiled {
  const cost = sumOfCosts(operands)
  if (operands.some((operand) => operand.constant === undefined)) return { run, cost }
  const value = foldedOnce(run)?.value
  return value === undefined || value === null || value instanceof Unknown
    ? { run, cost }
    : { run: () => value, constant: value, cost }
}

/**
 * Enough for texts of about 1,600 characters. Constants that double one another (`let b = "{a}{a}"`, and so on) would
 * otherwise take memory without end before any decision, and so before any fuel.
 */
const FOLDING_FUEL = 100

/** What reads nothing of a request, computed before any decision, and the fuel it took; `null` where that is much. */
export function foldedOnce<Result>(
  run: (context: Context) => Result,
): { readonly value: Result; readonly cost: number } | null {
  const context = new Context({}, '', 0, FOLDING_FUEL, 0)
  try {
    const value = run(context)
    return { value, cost: context.cost }
  } catch (stop) {
    if (stop instanceof OutOfFuel) return null
    throw stop
  }
}

/** One for the node, and what its operands cost. */
export function sumOfCosts(parts: readonly Compiled[]): number {
  return parts.reduce((sum, part) => sum + part.cost, 1)
}

/** A boolean, or why there is none. */
export function asCondition(value: Value, at: number): boolean | Unknown {
  return typeof value === 'boolean' || value instanceof Unknown ? value : wrongType('a boolean', value, at)
}

/** The values of all operands, or the gravest of what is unknown in them. */
export function evaluateAll(operands: readonly Compiled[], context: Context): JsonValue[] | Unknown {
  const values: JsonValue[] = []
  let unknown: Unknown | null = null
  for (const operand of operands) {
    const value = operand.run(context)
    if (value instanceof Unknown) unknown = graver(unknown, value)
    else values.push(value)
  }
  return unknown ?? values
}
