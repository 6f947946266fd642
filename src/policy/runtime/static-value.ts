import type { JsonValue } from '../../core/index.js'
import type { ClosureScope } from './compiled.js'
import type { Expression } from './program.js'

export type Scalar = null | boolean | number | string

export function isScalar(value: JsonValue): value is Scalar {
  return typeof value !== 'object' || value === null
}

/** What an expression is in every decision, where it is written out or bound; else `undefined`. */
export function constantOf(node: Expression, scope: ClosureScope): JsonValue | undefined {
  if (node.op === 'literal') return node.value
  if (node.op === 'constant') return scope.constants.get(node.name)?.constant
  if (node.op !== 'list') return undefined
  const items = node.items.map((item) => constantOf(item, scope))
  return items.every((item) => item !== undefined) ? (items as JsonValue[]) : undefined
}

/** The items of a constant list of scalars, else `null`. */
export function scalarsOf(value: JsonValue | undefined): readonly Scalar[] | null {
  return Array.isArray(value) && (value as readonly JsonValue[]).every(isScalar) ? (value as Scalar[]) : null
}
