import {
  appendPointer,
  assertJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  sortedKeys,
} from '../core/index.js'
import { copyJson, setMember } from './copy-json.js'
import { Equivalence } from './equivalence.js'

/**
 * The JSON Merge Patch (RFC 7396) that leads from one document to the other: members that changed, `null` for those
 * that went. An array is always written whole.
 *
 * In a merge patch `null` means "remove", so it cannot put a `null` into an object; an RFC 6902 patch can.
 *
 * @throws KeelsonError `diff/not-mergeable` with the pointer of a `null` that the patch would have to put in, and what
 * `assertJson` throws
 *
 * @example
 * ```ts
 * import { applyMergePatch, mergePatch } from 'keelson/diff'
 * const before = { image: 'app:1', env: { a: '1', b: '2' }, args: ['-v'] }
 * const patch = mergePatch(before, { image: 'app:2', env: { a: '1' }, args: ['-v'] })
 * patch // => { image: 'app:2', env: { b: null } }
 * applyMergePatch(before, patch) // => { image: 'app:2', env: { a: '1' }, args: ['-v'] }
 * ```
 */
export function mergePatch(before: JsonValue, after: JsonValue): JsonValue {
  assertJson(before)
  assertJson(after)
  const equivalence = new Equivalence()
  if (!isJsonObject(after)) return copyJson(after)
  const root: Record<string, JsonValue> = {}
  const open: Level[] = [{ before, after, patch: root, pointer: '' }]
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const { after, patch, pointer } = level
    const before = isJsonObject(level.before) ? level.before : {}
    for (const name of sortedKeys(before)) if (!Object.hasOwn(after, name)) setMember(patch, name, null)
    for (const name of sortedKeys(after)) {
      const old = ownValue(before, name)
      const value = after[name]!
      if (old !== undefined && equivalence.same(old, value)) continue
      if (value === null) throw notMergeable(appendPointer(pointer, name))
      if (!isJsonObject(value)) setMember(patch, name, copyJson(value))
      else {
        const below: Record<string, JsonValue> = {}
        setMember(patch, name, below)
        open.push({ before: old, after: value, patch: below, pointer: appendPointer(pointer, name) })
      }
    }
  }
  return root
}

interface Level {
  readonly before: JsonValue | undefined
  readonly after: JsonObject
  readonly patch: Record<string, JsonValue>
  readonly pointer: string
}

function notMergeable(path: string): KeelsonError {
  return new KeelsonError('diff/not-mergeable', 'a merge patch cannot put a null into an object', {
    path,
    help: 'use toPatch: in RFC 7396 null means that a member goes',
  })
}

/**
 * Applies a JSON Merge Patch (RFC 7396). Pure: document and patch stay as they are, and the result shares with both
 * what needs no change. `__proto__` is a name like any other.
 *
 * @throws KeelsonError what `assertJson` throws
 *
 * @example
 * ```ts
 * import { applyMergePatch } from 'keelson/diff'
 * applyMergePatch({ a: 'b', c: { d: 'e', f: 'g' } }, { a: 'z', c: { f: null } }) // => { a: 'z', c: { d: 'e' } }
 * ```
 */
export function applyMergePatch(document: JsonValue, patch: JsonValue): JsonValue {
  assertJson(document)
  assertJson(patch)
  if (!isJsonObject(patch)) return patch
  const root = shallowCopy(document)
  const open: { readonly target: Record<string, JsonValue>; readonly patch: JsonObject }[] = [
    { target: root, patch },
  ]
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const { target, patch } = level
    for (const name of Object.keys(patch)) {
      const value = patch[name]!
      if (value === null) delete target[name]
      else if (!isJsonObject(value)) setMember(target, name, value)
      else {
        const below = shallowCopy(ownValue(target, name))
        setMember(target, name, below)
        open.push({ target: below, patch: value })
      }
    }
  }
  return root
}

/** What a patch is merged into where there is no object is an empty one (RFC 7396 §2). */
function shallowCopy(value: JsonValue | undefined): Record<string, JsonValue> {
  return isJsonObject(value) ? { ...value } : {}
}
