import type { JsonObject, JsonValue } from 'keelson/core'
import { objectOf } from '../support/arbitraries.js'

/**
 * A second RFC 6902 applier that shares nothing with the library's: it works on a tree of maps and lists, copies
 * everything, and throws a plain `Error` for whatever the RFC does not allow.
 */
export function applyByReference(document: JsonValue, patch: JsonValue): JsonValue {
  if (!Array.isArray(patch)) throw new Error('not a patch')
  const root = new Map<string, Tree>([['document', toTree(document)]])
  for (const operation of patch) applyOne(root, operation as JsonObject)
  return fromTree(root.get('document')!)
}

type Tree = Map<string, Tree> | Tree[] | { readonly scalar: null | boolean | number | string }

function toTree(value: JsonValue): Tree {
  if (Array.isArray(value)) return value.map(toTree)
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, member]) => [key, toTree(member)]))
  }
  return { scalar: value as null | boolean | number | string }
}

function fromTree(tree: Tree): JsonValue {
  if (Array.isArray(tree)) return tree.map(fromTree)
  if (tree instanceof Map) return objectOf([...tree].map(([key, member]) => [key, fromTree(member)] as const))
  return tree.scalar
}

function applyOne(root: Map<string, Tree>, operation: JsonObject): void {
  const { op } = operation
  const path = tokensOf(operation.path)
  if (op === 'add') insert(root, path, toTree(required(operation, 'value')))
  else if (op === 'remove') take(root, path)
  else if (op === 'replace') {
    const value = toTree(required(operation, 'value'))
    take(root, path)
    insert(root, path, value)
  } else if (op === 'move') {
    const from = tokensOf(operation.from)
    if (from.length < path.length && from.every((token, at) => token === path[at]))
      throw new Error('into itself')
    insert(root, path, take(root, from))
  } else if (op === 'copy') {
    insert(root, path, toTree(fromTree(find(root, tokensOf(operation.from)))))
  } else if (op === 'test') {
    const actual = canonical(fromTree(find(root, path)))
    if (actual !== canonical(required(operation, 'value'))) throw new Error('test failed')
  } else throw new Error('no such operation')
}

function required(operation: JsonObject, name: string): JsonValue {
  if (!Object.hasOwn(operation, name)) throw new Error(`no ${name}`)
  return operation[name]!
}

/** The tokens of a pointer below the holder of the document. */
function tokensOf(pointer: JsonValue | undefined): string[] {
  if (typeof pointer !== 'string' || (pointer !== '' && pointer[0] !== '/')) throw new Error('not a pointer')
  if (/~(?![01])/.test(pointer)) throw new Error('bad escape')
  const tokens = pointer.split('/').slice(1)
  return ['document', ...tokens.map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'))]
}

function find(root: Map<string, Tree>, path: readonly string[]): Tree {
  let tree: Tree = root
  for (const token of path) tree = child(tree, token)
  return tree
}

function child(tree: Tree, token: string): Tree {
  const found = Array.isArray(tree) ? tree[indexOf(token)] : tree instanceof Map ? tree.get(token) : undefined
  if (found === undefined) throw new Error(`nothing at ${token}`)
  return found
}

function indexOf(token: string): number {
  if (!/^(0|[1-9][0-9]*)$/.test(token)) throw new Error(`no index: ${token}`)
  return Number.parseInt(token, 10)
}

function insert(root: Map<string, Tree>, path: readonly string[], value: Tree): void {
  const parent = find(root, path.slice(0, -1))
  const token = path[path.length - 1]!
  if (Array.isArray(parent)) {
    const index = token === '-' ? parent.length : indexOf(token)
    if (index > parent.length) throw new Error('beyond the end')
    parent.splice(index, 0, value)
  } else if (parent instanceof Map) parent.set(token, value)
  else throw new Error('no container')
}

function take(root: Map<string, Tree>, path: readonly string[]): Tree {
  const parent = find(root, path.slice(0, -1))
  const token = path[path.length - 1]!
  const value = child(parent, token)
  if (Array.isArray(parent)) parent.splice(indexOf(token), 1)
  else (parent as Map<string, Tree>).delete(token)
  return value
}

/** A text that is the same for values that JSON takes for equal. */
export function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`,
    )
    return `{${members.sort().join()}}`
  }
  return Object.is(value, -0) ? '0' : JSON.stringify(value)
}
