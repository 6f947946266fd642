import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  parsePointer,
} from '../core/index.js'
import { buildTree } from './fingerprint-tree-build.js'
import { TreeDraft } from './fingerprint-tree-draft.js'
import { isEqualPart } from './fingerprint-tree-equal.js'
import type { TreeFault, TreePart } from './fingerprint-tree-part.js'

/** Which operation is at work, for errors. */
interface Context {
  readonly index: number
  readonly op: string
  readonly pointer: string
}

/**
 * The tree after a patch, sealed; the tree before stays as it is. Strict RFC 6902, operation by operation as
 * `applyPatch` of keelson/diff, which cannot be imported here: a law holds the two together.
 *
 * @param patch JSON, as `assertJson` has found
 * @throws KeelsonError `hash/invalid-operation`, `hash/missing-path`, `hash/invalid-index`, `hash/root-removed`,
 * `hash/move-into-itself`, `hash/test-failed`
 */
export function patchTree(root: TreePart, patch: readonly JsonValue[]): TreePart {
  const draft = new TreeDraft(root)
  patch.forEach((operation, index) => {
    applyOperation(draft, operation, index)
  })
  return draft.seal()
}

function applyOperation(draft: TreeDraft, operation: JsonValue, index: number): void {
  if (!isJsonObject(operation)) throw malformed(index, 'an operation is an object')
  const op = ownValue(operation, 'op')
  if (typeof op !== 'string') throw malformed(index, 'an operation needs "op"')
  const pointer = ownValue(operation, 'path')
  const path = readPointer(pointer, 'path', index)
  const context: Context = { index, op, pointer: pointer as string }
  if (op === 'add') {
    demand(draft.add(path, buildTree(givenValue(operation, context))), context)
  } else if (op === 'remove') {
    demand(draft.remove(path), context)
  } else if (op === 'replace') {
    demand(draft.replace(path, buildTree(givenValue(operation, context))), context)
  } else if (op === 'move') {
    move(draft, readPointer(ownValue(operation, 'from'), 'from', index), path, context)
  } else if (op === 'copy') {
    const from = readPointer(ownValue(operation, 'from'), 'from', index)
    demand(draft.add(path, present(draft.share(from), context)), context)
  } else if (op === 'test') {
    test(draft, path, givenValue(operation, context), context)
  } else {
    throw malformed(index, `there is no operation "${op}"`)
  }
}

function move(draft: TreeDraft, from: readonly string[], path: readonly string[], context: Context): void {
  if (from.length < path.length && from.every((token, at) => token === path[at])) {
    throw new KeelsonError('hash/move-into-itself', `${said(context)}: the place lies inside what is moved`, {
      path: context.pointer,
      help: 'a value cannot be moved into itself (RFC 6902 §4.4)',
    })
  }
  const part = present(draft.read(from), context)
  if (from.length > 0) demand(draft.remove(from), context)
  demand(draft.add(path, part), context)
}

function test(draft: TreeDraft, path: readonly string[], expected: JsonValue, context: Context): void {
  if (isEqualPart(present(draft.read(path), context), expected)) return
  throw new KeelsonError('hash/test-failed', `${said(context)}: the value is not the expected one`, {
    path: context.pointer,
    help: 'the tree is not that of the document that the patch was made for',
  })
}

function present(part: TreePart | undefined, context: Context): TreePart {
  if (part === undefined) demand('missing', context)
  return part!
}

function givenValue(operation: JsonObject, context: Context): JsonValue {
  const value = ownValue(operation, 'value')
  if (value === undefined) throw malformed(context.index, `"${context.op}" needs "value"`)
  return value
}

function readPointer(pointer: JsonValue | undefined, name: string, index: number): string[] {
  if (typeof pointer !== 'string') throw malformed(index, `"${name}" must be a JSON Pointer`)
  try {
    return parsePointer(pointer)
  } catch (cause) {
    throw malformed(index, `"${name}" is not a JSON Pointer`, pointer, cause)
  }
}

function malformed(index: number, what: string, pointer?: string, cause?: unknown): KeelsonError {
  return new KeelsonError('hash/invalid-operation', `operation ${index}: ${what}`, {
    path: pointer,
    help: 'see RFC 6902 §4',
    cause,
  })
}

function demand(fault: TreeFault, context: Context): void {
  const path = context.pointer
  switch (fault) {
    case null:
      return
    case 'missing':
      throw new KeelsonError('hash/missing-path', `${said(context)}: there is nothing at this place`, {
        path,
        help: 'only a place whose parent exists can be added, and only one that exists be changed',
      })
    case 'bad-index':
      throw new KeelsonError('hash/invalid-index', `${said(context)}: no index of this array`, {
        path,
        help: 'an index has digits only, no leading zeros, and lies within the array',
      })
    case 'root':
      throw new KeelsonError('hash/root-removed', `${said(context)}: the whole document cannot be removed`, {
        path,
        help: 'replace it, with null where nothing shall be left',
      })
  }
}

function said(context: Context): string {
  return `operation ${context.index} (${context.op} "${context.pointer}")`
}
