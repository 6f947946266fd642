import type { RegexNode } from './regex-tree.js'

/** More than any program may have, and small enough to be multiplied and added without rounding. */
const TOO_LARGE = 1_000_000

/**
 * The instructions that a tree is compiled to, without the last one. It is told beforehand: nested repetitions
 * multiply, so a short pattern can ask for more than there is memory.
 */
export function instructionsOf(node: RegexNode): number {
  return Math.min(count(node), TOO_LARGE)
}

/** Whether a node takes nothing and asks for nothing: it is the same however often it stands there. */
export function isVoid(node: RegexNode): boolean {
  if (node.kind === 'sequence') return node.items.every(isVoid)
  return node.kind === 'repeat' && isVoid(node.item)
}

function count(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return 1
    case 'sequence':
      return node.items.reduce((sum, item) => sum + instructionsOf(item), 0)
    case 'choice':
      return node.branches.reduce((sum, branch) => sum + instructionsOf(branch) + 1, -1)
    case 'repeat': {
      if (isVoid(node.item)) return 0
      const item = instructionsOf(node.item)
      if (node.most !== null) return node.least * item + (node.most - node.least) * (item + 1)
      return Math.max(node.least, 1) * item + 1
    }
  }
}
