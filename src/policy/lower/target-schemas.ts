import type { TargetPattern } from '../syntax/ast.js'
import type { MemberType, Type } from '../typing/type.js'

/** The types of inputs in requests for some targets. */
export interface TargetSchema {
  readonly targets: readonly TargetPattern[]
  readonly inputs: ReadonlyMap<string, MemberType>
}

const NO_TYPES: ReadonlyMap<string, Type> = new Map()

/**
 * The types that inputs have in every request for the targets of a policy: those that a schema states for each of the
 * targets. Where two targets have different ones, the input keeps its declared type.
 */
export function typesForTargets(
  targets: readonly TargetPattern[],
  schemas: readonly TargetSchema[],
): ReadonlyMap<string, Type> {
  if (schemas.length === 0) return NO_TYPES
  const types = new Map<string, Type>()
  const inputs = new Set(schemas.flatMap((schema) => [...schema.inputs.keys()]))
  for (const input of inputs) {
    const stated = targets.map((target) => typeAt(target, input, schemas))
    const first = stated[0]
    if (first !== undefined && stated.every((type) => type === first)) types.set(input, first)
  }
  return types
}

/** By the most exact schema that covers the pattern. */
function typeAt(target: TargetPattern, input: string, schemas: readonly TargetSchema[]): Type | undefined {
  let best: { readonly length: number; readonly type: Type } | undefined
  for (const schema of schemas) {
    const member = schema.inputs.get(input)
    if (member === undefined) continue
    for (const pattern of schema.targets) {
      if (!covers(pattern, target)) continue
      const length = pattern.kind === 'exact' ? Number.POSITIVE_INFINITY : pattern.name.length
      if (best === undefined || length > best.length) best = { length, type: member.type }
    }
  }
  return best?.type
}

function covers(pattern: TargetPattern, target: TargetPattern): boolean {
  if (pattern.kind === 'every') return true
  if (pattern.kind === 'exact') return target.kind === 'exact' && target.name === pattern.name
  return target.kind !== 'every' && `${target.name}.`.startsWith(`${pattern.name}.`)
}
