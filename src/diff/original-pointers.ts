import { formatPointer, parseArrayIndex, parsePointer } from '../core/index.js'
import { checkTwoWay } from './check-change-set.js'
import { ElementOrigins } from './element-origins.js'
import type { ChangeSet } from './types.js'

/** Where a change is in the document before all changes. */
export type OriginalPlace = {
  /**
   * JSON Pointer to what changed; of what was put into an array, to the element in front of which it was put, or behind
   * the last. `null` for a place in something that an earlier change of the set put in.
   */
  readonly pointer: string | null
  /** Of a `move`: where the element comes from. */
  readonly from?: string | null
}

/** A container of the document before that changes lie in. */
interface Level {
  readonly members: Map<string, Level>
  readonly elements: Map<number, Level>
  /** Of an array: where each element that stands there now stood. */
  origins: ElementOrigins | null
}

/**
 * The pointers of changes in the document before. A change's own `pointer` holds in the document as the changes before
 * it have left it, as that of a patch operation must; this one can be looked up in the document that people have.
 *
 * @returns a place for each change, in order
 * @throws KeelsonError `diff/three-way-changes`, `diff/invalid-changes`
 *
 * @example
 * ```ts
 * import { diff, invert, originalPointers } from 'keelson/diff'
 * const changes = invert(diff(['a', 'b', 'c'], ['c']))
 * changes.changes.map((change) => change.pointer) // => ['/0', '/1']
 * originalPointers(changes).map((place) => place.pointer) // => ['/0', '/0']
 * ```
 */
export function originalPointers(changes: ChangeSet): OriginalPlace[] {
  checkTwoWay(changes)
  const root = newLevel()
  return changes.changes.map(({ op, path, from }) => {
    const parent = path.slice(0, -1)
    const segment = path.at(-1)
    if (segment === undefined) {
      forget(root)
      return { pointer: '' }
    }
    const found = levelAt(root, parent)
    if (found === null) return op === 'move' ? { pointer: null, from: null } : { pointer: null }
    const { level, path: at } = found
    if (typeof segment === 'string') {
      level.members.delete(segment)
      return { pointer: formatPointer([...at, segment]) }
    }
    level.origins ??= new ElementOrigins()
    const { origins, elements } = level
    const place = (index: number | null) => (index === null ? null : formatPointer([...at, index]))
    if (op === 'move') {
      // `checkTwoWay` saw that this is an index.
      const source = origins.take(parseArrayIndex(parsePointer(from!).at(-1)!))
      const target = origins.originalFrom(segment)
      origins.put(segment, source)
      return { pointer: place(target), from: place(source) }
    }
    if (op === 'add') {
      const target = origins.originalFrom(segment)
      origins.put(segment, null)
      return { pointer: place(target) }
    }
    const original = op === 'remove' ? origins.take(segment) : origins.originalAt(segment)
    if (original !== null) elements.delete(original)
    return { pointer: place(original) }
  })
}

function newLevel(): Level {
  return { members: new Map(), elements: new Map(), origins: null }
}

function forget(level: Level): void {
  level.members.clear()
  level.elements.clear()
  level.origins = null
}

/** The container at a path of now, and its path in the document before; `null` in what was put in since. */
function levelAt(
  root: Level,
  path: readonly (string | number)[],
): { readonly level: Level; readonly path: readonly (string | number)[] } | null {
  const original: (string | number)[] = []
  let level = root
  for (const segment of path) {
    let index: number | null = null
    if (typeof segment === 'number') {
      index = level.origins === null ? segment : level.origins.originalAt(segment)
      if (index === null) return null
    }
    const known = typeof segment === 'string' ? level.members.get(segment) : level.elements.get(index!)
    const below = known ?? newLevel()
    if (known === undefined) {
      if (typeof segment === 'string') level.members.set(segment, below)
      else level.elements.set(index!, below)
    }
    original.push(index ?? segment)
    level = below
  }
  return { level, path: original }
}
