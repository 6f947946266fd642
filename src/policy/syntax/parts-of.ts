import type { Expression } from './ast.js'

/** The expressions that an expression is made of, in the order of the text. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'pattern':
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
    case 'comprehension':
      return [node.item, node.list, ...(node.where === null ? [] : [node.where])]
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
