import type { Declaration, Expression } from '../syntax/ast.js'
import { partsOf } from '../syntax/parts-of.js'

/** A constant or a function of a module. */
export type Computed = Declaration & { readonly kind: 'let' | 'fn' }

/**
 * Constants and functions of a module, each after those that it reads or calls, whatever their order in the files; and
 * those that lead back to themselves. Iterative, since a chain of constants may be as long as a file.
 */
export function orderDeclarations(declarations: readonly Computed[]): {
  readonly ordered: readonly Computed[]
  readonly circular: readonly Computed[]
} {
  const byKey = new Map(declarations.map((declaration) => [keyOf(declaration), declaration]))
  const readers = new Map<string, Computed[]>()
  const waiting = new Map<Computed, number>()
  for (const declaration of declarations) {
    const read = [...keysIn(definitionOf(declaration))].filter((key) => byKey.has(key))
    waiting.set(declaration, read.length)
    for (const key of read) {
      const known = readers.get(key)
      if (known === undefined) readers.set(key, [declaration])
      else known.push(declaration)
    }
  }
  const ordered = declarations.filter((declaration) => waiting.get(declaration) === 0)
  // The list grows while it is gone through.
  for (const declaration of ordered) {
    const key = keyOf(declaration)
    if (byKey.get(key) !== declaration) continue
    for (const reader of readers.get(key) ?? []) {
      const left = waiting.get(reader)! - 1
      waiting.set(reader, left)
      if (left === 0) ordered.push(reader)
    }
  }
  const done = new Set(ordered)
  return { ordered, circular: declarations.filter((declaration) => !done.has(declaration)) }
}

function definitionOf(declaration: Computed): Expression {
  return declaration.kind === 'let' ? declaration.value : declaration.body
}

function keyOf(declaration: Computed): string {
  return `${declaration.kind} ${declaration.name.text}`
}

/** All constants that an expression may read and all functions it calls; a variable of the same name does no harm. */
function keysIn(node: Expression): Set<string> {
  const keys = new Set<string>()
  const pending: Expression[] = [node]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'name') keys.add(`let ${next.name}`)
    if (next.kind === 'call' && next.module === null) keys.add(`fn ${next.name.text}`)
    for (const part of partsOf(next)) pending.push(part)
  }
  return keys
}
