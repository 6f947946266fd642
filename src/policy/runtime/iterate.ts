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
import { PathStart } from './path-reader.js'
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
  const itemPointer = places && pointerAtSlot(places, itemSlot)
  const item: Local = {
    run: (context) => context.slots[itemSlot] as Value,
    start: new PathStart(itemSlot),
    ...(itemPointer === undefined ? {} : { pointer: itemPointer }),
  }
  const key: Local = { run: (context) => context.slots[keySlot] as Value }
  const locals = names.map((name, index) => [name, index === 0 ? item : key] as const)
  return { locals, itemSlot, keySlot }
}

function pointerAtSlot(item: PointerOfItem, slot: number): PointerOf {
  return (context) => {
    // A list that is unknown has no items that stand anywhere.
    const position = context.positions[slot] ?? null
    return position === null ? null : item(context, position)
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
  context.positions[variables.itemSlot] = null
  context.stamps[variables.itemSlot] = nextStamp()
}

function setItem(
  item: JsonValue | undefined,
  position: number | string,
  variables: LoopVariables,
  at: number,
  context: Context,
): void {
  const value = checkedRead(item, at)
  context.slots[variables.itemSlot] =
    value === undefined ? new Unknown('policy/not-json', 'the list has a hole', at) : value
  context.slots[variables.keySlot] = position
  context.positions[variables.itemSlot] = position
  context.stamps[variables.itemSlot] = nextStamp()
}
