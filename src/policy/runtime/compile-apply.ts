import {
  type ClosureScope,
  type Compiled,
  type Evaluate,
  invalidProgram,
  type Local,
  placesOf,
} from './compiled.js'
import { type Context, UNREAD } from './context.js'
import type { Expression } from './program.js'

/**
 * A call of a declared function: its body as closures of its own, with the arguments as locals, each computed at most
 * once and only if it is read. So what the body gives still stands for a place in the request where an argument does.
 */
export function compileApply(
  node: Expression & { readonly op: 'apply' },
  scope: ClosureScope,
  compile: (node: Expression, scope: ClosureScope) => Compiled,
): Compiled {
  const called = scope.functions.get(node.name)
  if (called === undefined) throw invalidProgram(`there is no function ${node.name}`)
  if (called.parameters.length !== node.items.length)
    throw invalidProgram(`${node.name} has other parameters`)
  const items = node.items.map((item) => compile(item, scope))
  const slots = items.map(() => scope.takeSlot())
  const locals = items.map(
    (item, index) => [called.parameters[index]!, argument(item, slots[index]!)] as const,
  )
  // INVARIANT: a function sees only those before it, so this recursion ends.
  const body = scope.within(locals, () => compile(called.body, scope))
  const forget = (context: Context): void => {
    for (const slot of slots) context.slots[slot] = UNREAD
  }
  const { pointer, itemPointer } = body
  const run: Evaluate = (context) => {
    forget(context)
    return body.run(context)
  }
  return {
    run,
    cost: items.reduce((sum, item) => sum + item.cost, 1 + body.cost),
    ...(body.constant === undefined ? {} : { constant: body.constant }),
    ...(pointer && {
      pointer: (context) => {
        forget(context)
        return pointer(context)
      },
    }),
    ...(itemPointer && {
      itemPointer: (context, position) => {
        forget(context)
        return itemPointer(context, position)
      },
    }),
  }
}

/** What a parameter stands for: an argument, computed when it is first read. */
export function argument(item: Compiled, slot: number): Local {
  const run: Evaluate = (context) => {
    const known = context.slots[slot]!
    if (known !== UNREAD) return known
    const value = item.run(context)
    context.slots[slot] = value
    return value
  }
  return { run, ...placesOf(item) }
}
