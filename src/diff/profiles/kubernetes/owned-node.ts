import type { JsonValue } from '../../../core/index.js'
import type { SchemaNode, ServerRule } from '../../schema-node.js'
import { type FieldOwners, ownersOfElement } from './managed-fields.js'

/**
 * A node that also knows who owns its place in one live object. What is owned by `foreign` managers alone is theirs:
 * with everything in it where they own it as a whole, and by being there where nobody else owns anything in it.
 */
export function ownedNode(
  base: SchemaNode | undefined,
  owners: FieldOwners,
  foreign: ReadonlySet<string>,
): SchemaNode {
  const made = new Map<FieldOwners, SchemaNode>()
  const below = (node: SchemaNode | undefined, inside: FieldOwners | undefined): SchemaNode | undefined => {
    if (inside === undefined) return node
    const known = made.get(inside)
    if (known !== undefined) return known
    const owned = ownedNode(node, inside, foreign)
    made.set(inside, owned)
    return owned
  }
  const server = serverRule(owners, foreign) ?? base?.server
  const keyDefaults = base?.list?.kind === 'keyed' ? (base.list.keyDefaults ?? {}) : {}
  return {
    ...base,
    ...(server === undefined ? {} : { server }),
    ...(owners.whole.size === 0 ? {} : { owners: [...owners.whole] }),
    member: (name) => below(base?.member?.(name), owners.inside.get(`f:${name}`)),
    element: (element?: JsonValue) =>
      below(
        base?.element?.(element),
        element === undefined ? undefined : ownersOfElement(owners, element, keyDefaults),
      ),
  }
}

function serverRule(owners: FieldOwners, foreign: ReadonlySet<string>): ServerRule | undefined {
  const { whole, anywhere } = owners
  if (anywhere.size === 0 || ![...anywhere].every((name) => foreign.has(name))) return undefined
  return {
    class: 'foreign',
    owner: [...anywhere].join(', '),
    reason: 'managedFields of the live object name no other owner',
    ...(whole.size === anywhere.size ? {} : { onlyUnwritten: true }),
  }
}
