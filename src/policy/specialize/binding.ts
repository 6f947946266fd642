import type { JsonValue } from '../../core/index.js'
import type { Value } from '../runtime/unknown.js'

/**
 * What is known of a name in view. `value`: all of it, or why it is unknown. `place`: where in the request it stands,
 * of which a part is open. `inner`: bound inside an expression all of which is known.
 */
export type Binding =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'place'; readonly pointer: string; readonly value: JsonValue }
  | { readonly kind: 'inner' }

/** The names in view of which anything is known. */
export type Bindings = ReadonlyMap<string, Binding>

export const NO_BINDINGS: Bindings = new Map()

/** The bindings with these names bound anew, or open again where nothing is known of them. */
export function rebound(
  bindings: Bindings,
  names: readonly (readonly [name: string, binding: Binding | null])[],
): Bindings {
  const next = new Map(bindings)
  for (const [name, binding] of names) {
    if (binding === null) next.delete(name)
    else next.set(name, binding)
  }
  return next
}
