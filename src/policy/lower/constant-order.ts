import type { Declaration, Expression } from '../syntax/ast.js'

export type Constant = Declaration & { readonly kind: 'let' }

/**
 * Module constants, each after those that it reads, whatever their order in the files; and those that read themselves,
 * through others or at once. Iterative, since a chain of constants may be as long as a file.
 */
export function orderConstants(constants: readonly Constant[]): {
  readonly ordered: readonly Constant[]
  readonly circular: readonly Constant[]
} {
  const byName = new Map(constants.map((constant) => [constant.name.text, constant]))
  const readers = new Map<string, Constant[]>()
  const waiting = new Map<Constant, number>()
  for (const constant of constants) {
    const read = new Set([...namesIn(constant.value)].filter((name) => byName.has(name)))
    waiting.set(constant, read.size)
    for (const name of read) {
      const known = readers.get(name)
      if (known === undefined) readers.set(name, [constant])
      else known.push(constant)
    }
  }
  const ordered = constants.filter((constant) => waiting.get(constant) === 0)
  // The list grows while it is gone through.
  for (const constant of ordered) {
    if (byName.get(constant.name.text) !== constant) continue
    for (const reader of readers.get(constant.name.text) ?? []) {
      const left = waiting.get(reader)! - 1
      waiting.set(reader, left)
      if (left === 0) ordered.push(reader)
    }
  }
  const done = new Set(ordered)
  return { ordered, circular: constants.filter((constant) => !done.has(constant)) }
}

/** All names that an expression reads; a variable of a quantifier among them does no harm. */
function namesIn(node: Expression): Set<string> {
  const names = new Set<string>()
  const pending: Expression[] = [node]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'name') names.add(next.name)
    pending.push(...partsOf(next))
  }
  return names
}

function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'broken':
      return []
    case 'template':
      return node.parts.filter((part) => typeof part !== 'string')
    case 'path':
      return [node.base, ...node.steps.flatMap((step) => (step.kind === 'index' ? [step.key] : []))]
    case 'call':
    case 'list':
    case 'chain':
      return node.items
    case 'object':
      return node.members.map(({ value }) => value)
    case 'unary':
      return [node.operand]
    case 'compare':
      return [node.left, node.right]
    case 'arithmetic':
      return [node.first, ...node.rest.map(({ operand }) => operand)]
    case 'conditional':
      return [node.condition, node.chosen, node.otherwise]
    case 'quantifier':
      return [node.list, node.body]
  }
}
