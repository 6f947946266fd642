import { isKeelsonError, parsePointer } from '../../core/index.js'
import { compileExpression } from './compile-expression.js'
import type { ClosureScope, Compiled } from './compiled.js'
import type { Context } from './context.js'
import { copyJson } from './copy-json.js'
import type { Fix } from './program.js'
import { Unknown } from './unknown.js'

/** Notes what a rule that has fired proposes to change. */
export type Propose = (context: Context) => void

export function compileFixes(fixes: readonly Fix[], scope: ClosureScope): Propose {
  const proposals = fixes.map((fix) => compileFix(fix, scope))
  return (context) => {
    for (const propose of proposals) propose(context)
  }
}

function compileFix(fix: Fix, scope: ClosureScope): Propose {
  const { operation, at } = fix
  const place = compileExpression(fix.place, scope)
  const value = fix.value[0] && compileExpression(fix.value[0], scope)
  const cost = 1 + place.cost + (value?.cost ?? 0)
  return (context) => {
    context.spend(cost)
    const pointer = fix.computed ? computedPointer(place, context) : (place.pointer?.(context) ?? null)
    const found = value === undefined ? null : value.run(context)
    const copied = found === null || found instanceof Unknown ? found : copyJson(found, at, context)
    const policy = context.policy!
    if (pointer === null || pointer instanceof Unknown || copied instanceof Unknown) {
      const unknown = copied instanceof Unknown ? copied : pointer
      const why = unknown instanceof Unknown ? unknown.message : 'its place is not in the request'
      const message = `the fix cannot be computed: ${why}`
      const known = pointer instanceof Unknown ? null : pointer
      context.found.faultyFixes.push({ policy, message, pointer: known, at })
    } else {
      context.found.fixes.push({ policy, operation, pointer, value: copied, at })
    }
  }
}

function computedPointer(place: Compiled, context: Context): string | null | Unknown {
  const text = place.run(context)
  if (typeof text !== 'string') return text instanceof Unknown ? text : null
  try {
    parsePointer(text)
    return text
  } catch (error) {
    if (isKeelsonError(error)) return null
    throw error
  }
}
