import type { Expression } from '../runtime/program.js'

const MOST_READS = 6

/**
 * What an atom reads, as a reader would name it: operands that are computed, and the paths in them; not what stands
 * inside the bodies of quantifiers and comprehensions, whose variables have no value outside.
 */
export function readsOf(node: Expression): readonly Expression[] {
  const found: Expression[] = []
  switch (node.op) {
    case 'compare':
      operand(node.left, found)
      operand(node.right, found)
      break
    case 'matches':
      operand(node.text, found)
      break
    case 'call':
      for (const item of node.items) operand(item, found)
      break
    default:
      paths(node, found)
  }
  return found.slice(0, MOST_READS)
}

/** An operand that is computed is itself worth telling. */
function operand(node: Expression, found: Expression[]): void {
  const isComputed =
    node.op === 'call' || node.op === 'arithmetic' || node.op === 'quantifier' || node.op === 'apply'
  if (isComputed) found.push(node)
  paths(node, found)
}

function paths(node: Expression, found: Expression[]): void {
  switch (node.op) {
    case 'literal':
      return
    case 'root':
    case 'now':
    case 'target':
    case 'constant':
    case 'local':
      found.push(node)
      return
    case 'path': {
      found.push(node)
      for (const step of node.steps) if (step.op === 'index') paths(step.key, found)
      if (node.base.op !== 'root' && node.base.op !== 'local') paths(node.base, found)
      return
    }
    case 'has':
      paths(node.path, found)
      return
    case 'read':
    case 'required':
      paths(node.value, found)
      return
    case 'not':
    case 'negate':
      paths(node.operand, found)
      return
    case 'matches':
      paths(node.text, found)
      return
    case 'compare':
      paths(node.left, found)
      paths(node.right, found)
      return
    case 'arithmetic':
      paths(node.first, found)
      for (const term of node.rest) paths(term.operand, found)
      return
    case 'if':
      for (const part of [node.condition, node.chosen, node.otherwise]) paths(part, found)
      return
    case 'quantifier':
    case 'comprehension':
      paths(node.list, found)
      return
    default:
      for (const item of node.items) paths(item, found)
  }
}
