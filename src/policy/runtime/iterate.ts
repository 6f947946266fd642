import { isJsonObject, type JsonValue, sortedKeys } from '../../core/index.js'
import { checkedRead } from './compile-path.js'
import {
  type ClosureScope,
  type Compiled,
  type Local,
  type PointerOf,
  type PointerOfItem,
  pointerOfItem,
} from './compiled.js'
import { type Context, nextStamp } from './context.js'
import { Holder } from './path-reader.js'
import { Unknown, type Value, wrongType } from './unknown.js'

/** The variables of one loop or quantifier. */
export interface LoopVariables {
  readonly locals: readonly (readonly [name: string, local: Local])[]
  readonly itemSlot: number
  readonly keySlot: number
}

export function declareLoop(names: readonly string[], list: Compiled, scope: ClosureScope): LoopVariables {
  const itemSlot = scope.takeSlot()
  const keySlot = scope.takeSlot()
  const places = pointerOfItem(list)
  const itemPointer = places && pointerAtSlot(places, keySlot)
  const item: Local = {
    run: (context) => context.slots[itemSlot] as Value,
    start: new Holder(itemSlot, null),
    ...(itemPointer === undefined ? {} : { pointer: itemPointer }),
  }
  const key: Local = { run: (context) => context.slots[keySlot] as Value }
  const locals = names.map((name, index) => [name, index === 0 ? item : key] as const)
  return { locals, itemSlot, keySlot }
}

function pointerAtSlot(item: PointerOfItem, keySlot: number): PointerOf {
  return (context) => {
    const position = context.slots[keySlot]
    // A list that is unknown has no items that stand anywhere.
    return typeof position === 'number' || typeof position === 'string' ? item(context, position) : null
  }
}

/**
 * Sets the variables to each item of a list, or member of an object in code-point order of the names, until `visit`
 * gives false. Gives what is unknown where there is nothing to go through.
 */
export function iterate(
  list: Value,
  variables: LoopVariables,
  at: number,
  context: Context,
  visit: () => boolean,
): Unknown | null {
  if (list instanceof Unknown) return list
  if (Array.isArray(list)) {
    const items = list as readonly JsonValue[]
    for (let index = 0; index < items.length; index += 1) {
      setItem(items[index], index, variables, at, context)
      if (!visit()) break
    }
    return null
  }
  if (!isJsonObject(list)) return wrongType('a list or an object', list, at)
  context.spend(Object.keys(list).length)
  for (const key of sortedKeys(list)) {
    setItem(list[key], key, variables, at, context)
    if (!visit()) break
  }
  return null
}

/** The variables of a loop whose list is unknown. */
export function setUnknownItem(unknown: Unknown, variables: LoopVariables, context: Context): void {
  const item = unknown.unseenItem()
  context.slots[variables.itemSlot] = item
  context.slots[variables.keySlot] = item
  context.stamps[variables.itemSlot] = nextStamp()
}

/** Sets the variables to one item. */
export function setItem(
  item: JsonValue | undefined,
  position: number | string,
  variables: LoopVariables,
  at: number,
  context: Context,
): void {
  const value = checkedRead(item, at)
  const { slots, stamps } = context
  slots[variables.itemSlot] =
    value === undefined ? new Unknown('policy/not-json', 'the list has a hole', at) : value
  slots[variables.keySlot] = position
  stamps[variables.itemSlot] = nextStamp()
}
