import type { ClosureScope, Compiled, Evaluate } from './compiled.js'
import { declareLoop, iterate } from './iterate.js'
import type { Expression } from './program.js'
import { asCondition } from './strict-operands.js'
import { graver, Unknown } from './unknown.js'

type QuantifierNode = Expression & { readonly op: 'quantifier' }

/** `all`, `any` and `none` by Kleene; `count`, which one unknown item makes unknown. */
export function compileQuantifier(
  node: QuantifierNode,
  scope: ClosureScope,
  compile: (node: Expression, scope: ClosureScope) => Compiled,
): Compiled {
  const list = compile(node.list, scope)
  const variables = declareLoop(node.names, list, scope)
  const body = scope.within(variables.locals, () => compile(node.body, scope))
  const counts = node.kind === 'count'
  // `all` ends at the first false item, `any` and `none` at the first true one.
  const ending = node.kind !== 'all'
  const run: Evaluate = (context) => {
    let unknown: Unknown | null = null
    let count = 0
    let ended = false
    const noList = iterate(list.run(context), variables, node.list.at, context, () => {
      context.spend(body.cost)
      const value = asCondition(body.run(context), node.body.at)
      if (value instanceof Unknown) unknown = graver(unknown, value)
      else if (value) count += 1
      ended = value === ending && !counts
      return !ended
    })
    if (noList !== null) return noList
    if (ended) return node.kind === 'any'
    if (unknown !== null) return unknown
    return counts ? count : node.kind !== 'any'
  }
  return { run, cost: 1 + list.cost }
}
