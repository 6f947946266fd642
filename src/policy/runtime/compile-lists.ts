import type { JsonValue } from '../../core/index.js'
import {
  type ClosureScope,
  type Compiled,
  type Evaluate,
  type PointerOfItem,
  pointerOfItem,
} from './compiled.js'
import { declareLoop, iterate } from './iterate.js'
import type { Expression } from './program.js'
import { asCondition, evaluateAll, sumOfCosts } from './strict-operands.js'
import { graver, Unknown, wrongType } from './unknown.js'

type Compile = (node: Expression, scope: ClosureScope) => Compiled

/** Lists as one. An item still stands for the place that it stands for in its own list. */
export function compileConcat(
  node: Expression & { readonly op: 'concat' },
  scope: ClosureScope,
  compile: Compile,
): Compiled {
  const items = node.items.map((item) => compile(item, scope))
  const run: Evaluate = (context) => {
    const values = evaluateAll(items, context)
    if (values instanceof Unknown) return values
    const joined: JsonValue[] = []
    for (const [index, value] of values.entries()) {
      if (!Array.isArray(value)) return wrongType('a list', value, node.items[index]!.at)
      context.spend(value.length)
      for (const item of value as readonly JsonValue[]) joined.push(item)
    }
    return joined
  }
  const cost = sumOfCosts(items)
  if (items.every((item) => item.pointer === undefined && item.itemPointer === undefined))
    return { run, cost }
  const itemPointer: PointerOfItem = (context, position) => {
    let index = position as number
    for (const item of items) {
      const value = item.run(context)
      if (!Array.isArray(value)) return null
      if (index < value.length) return pointerOfItem(item)?.(context, index) ?? null
      index -= value.length
    }
    return null
  }
  return { run, cost, itemPointer }
}

/** A new list of what an expression gives for each item. One item that is unknown makes the list unknown. */
export function compileComprehension(
  node: Expression & { readonly op: 'comprehension' },
  scope: ClosureScope,
  compile: Compile,
): Compiled {
  const list = compile(node.list, scope)
  const variables = declareLoop(node.names, list, scope)
  const [where, item] = scope.within(variables.locals, () => [
    node.where.map((test) => compile(test, scope)),
    compile(node.item, scope),
  ])
  const test = where[0]
  const cost = item.cost + (test?.cost ?? 0)
  const run: Evaluate = (context) => {
    const found: JsonValue[] = []
    let unknown: Unknown | null = null
    const noList = iterate(list.run(context), variables, node.list.at, context, () => {
      context.spend(1 + cost)
      const kept = test === undefined ? true : asCondition(test.run(context), node.where[0]!.at)
      const value = kept === true ? item.run(context) : kept
      if (value instanceof Unknown) unknown = graver(unknown, value)
      else if (kept === true) found.push(value)
      return true
    })
    return noList ?? unknown ?? found
  }
  return { run, cost: 1 + list.cost }
}
