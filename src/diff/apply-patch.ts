import {
  assertJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  parsePointer,
} from '../core/index.js'
import { isContainer } from './containers.js'
import { DraftDocument, type DraftFault } from './draft-document.js'
import { Equivalence } from './equivalence.js'
import { JsonMeter } from './json-text.js'
import type { Operation } from './types.js'

/** What `copy` operations of one patch may add in any case, in UTF-16 units of JSON text. */
const COPY_UNITS = 8 * 1024 * 1024

/** And how many times what was handed in, where that is more. */
const COPY_RATIO = 16

/**
 * Applies an RFC 6902 patch. Pure and atomic: the document and the patch stay as they are, and either every operation
 * succeeds or none has any effect. The result shares with both what the patch did not touch.
 *
 * Strict: array indices have no leading zeros and lie within the array, `-` only adds, only own members exist,
 * `__proto__` is a name like any other, `test` compares values as JSON (`1` equals `1.0`, order of members does not
 * count). Members of an operation that RFC 6902 does not define are passed over, as it asks (§4).
 *
 * @throws KeelsonError, with the pointer as `path` and the operation's number from 0 in the message:
 * `diff/invalid-operation`, `diff/missing-path`, `diff/invalid-index`, `diff/root-removed`, `diff/move-into-itself`,
 * `diff/test-failed`, `diff/copy-budget` (copies that add more than 8 Mi units and 16 times what was handed in). For
 * a document, patch or result that is not JSON within the limits what `assertJson` throws.
 *
 * @example
 * ```ts
 * import { applyPatch } from 'keelson/diff'
 * applyPatch({ args: ['-v'] }, [{ op: 'add', path: '/args/-', value: '--debug' }])
 * // => { args: ['-v', '--debug'] }
 * ```
 */
export function applyPatch(document: JsonValue, patch: readonly Operation[]): JsonValue {
  assertJson(document)
  assertJson(patch)
  if (!Array.isArray(patch)) {
    throw new KeelsonError('diff/invalid-operation', 'a patch is a list of operations', {
      help: 'hand in an array, see RFC 6902 §3',
    })
  }
  const run = new PatchRun(document, patch)
  patch.forEach((operation, index) => {
    run.apply(operation, index)
  })
  return run.finish()
}

/** Which operation is at work, for errors. */
interface Context {
  readonly index: number
  readonly op: string
  readonly pointer: string
}

class PatchRun {
  readonly #document: JsonValue
  readonly #patch: readonly JsonValue[]
  readonly #draft: DraftDocument
  #copied = 0
  #handedIn: number | null = null
  #mayBeDeeper = false

  constructor(document: JsonValue, patch: readonly JsonValue[]) {
    this.#document = document
    this.#patch = patch
    this.#draft = new DraftDocument(document)
  }

  apply(operation: JsonValue, index: number): void {
    if (!isJsonObject(operation)) throw malformed(index, 'an operation is an object')
    const op = ownValue(operation, 'op')
    if (typeof op !== 'string') throw malformed(index, 'an operation needs "op"')
    const pointer = ownValue(operation, 'path')
    const path = readPointer(pointer, 'path', index)
    const context: Context = { index, op, pointer: pointer as string }
    if (op === 'add') {
      demand(this.#draft.add(path, this.#newValue(operation, context)), context)
    } else if (op === 'remove') {
      demand(this.#draft.remove(path), context)
    } else if (op === 'replace') {
      demand(this.#draft.replace(path, this.#newValue(operation, context)), context)
    } else if (op === 'move') {
      this.#move(readPointer(ownValue(operation, 'from'), 'from', index), path, context)
    } else if (op === 'copy') {
      this.#copy(readPointer(ownValue(operation, 'from'), 'from', index), path, context)
    } else if (op === 'test') {
      this.#test(path, givenValue(operation, context), context)
    } else {
      throw malformed(index, '"op" is none of add, remove, replace, move, copy and test')
    }
  }

  finish(): JsonValue {
    const { root } = this.#draft
    if (this.#mayBeDeeper) assertJson(root)
    return root
  }

  #newValue(operation: JsonObject, context: Context): JsonValue {
    const value = givenValue(operation, context)
    if (isContainer(value)) this.#mayBeDeeper = true
    return value
  }

  #move(from: readonly string[], path: readonly string[], context: Context): void {
    if (from.length < path.length && from.every((token, at) => token === path[at])) {
      throw new KeelsonError(
        'diff/move-into-itself',
        `${said(context)}: the place lies inside what is moved`,
        {
          path: context.pointer,
          help: 'a value cannot be moved into itself (RFC 6902 §4.4)',
        },
      )
    }
    const value = this.#source(from, context)
    if (path.length > from.length) this.#mayBeDeeper = true
    if (from.length > 0) demand(this.#draft.remove(from), context)
    demand(this.#draft.add(path, value), context)
  }

  #copy(from: readonly string[], path: readonly string[], context: Context): void {
    const value = this.#source(from, context)
    this.#copied += new JsonMeter().measure(value)
    if (this.#copied > COPY_UNITS && this.#copied > COPY_RATIO * this.#unitsHandedIn()) {
      throw new KeelsonError('diff/copy-budget', `${said(context)}: the patch copies too much`, {
        path: context.pointer,
        help: 'a few copies of copies grow without bound: add the value as it should be instead',
      })
    }
    if (path.length > from.length) this.#mayBeDeeper = true
    this.#draft.share(value)
    demand(this.#draft.add(path, value), context)
  }

  #test(path: readonly string[], expected: JsonValue, context: Context): void {
    const actual = this.#draft.read(path)
    if (actual === undefined) demand('missing', context)
    else if (!new Equivalence().same(actual, expected)) {
      throw new KeelsonError('diff/test-failed', `${said(context)}: the value is not the expected one`, {
        path: context.pointer,
        help: 'the document is not the one that the patch was made for',
      })
    }
  }

  #source(from: readonly string[], context: Context): JsonValue {
    const value = this.#draft.read(from)
    if (value === undefined) demand('missing', context)
    return value!
  }

  #unitsHandedIn(): number {
    if (this.#handedIn === null) {
      const meter = new JsonMeter()
      this.#handedIn = meter.measure(this.#document) + meter.measure(this.#patch)
    }
    return this.#handedIn
  }
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
  return new KeelsonError('diff/invalid-operation', `operation ${index}: ${what}`, {
    path: pointer,
    help: 'see RFC 6902 §4',
    cause,
  })
}

function demand(fault: DraftFault, context: Context): void {
  const path = context.pointer
  switch (fault) {
    case null:
      return
    case 'missing':
      throw new KeelsonError('diff/missing-path', `${said(context)}: there is nothing at this place`, {
        path,
        help: 'only a place whose parent exists can be added, and only one that exists be changed',
      })
    case 'bad-index':
      throw new KeelsonError('diff/invalid-index', `${said(context)}: no index of this array`, {
        path,
        help: 'an index has digits only, no leading zeros, and lies within the array',
      })
    case 'root':
      throw new KeelsonError('diff/root-removed', `${said(context)}: the whole document cannot be removed`, {
        path,
        help: 'replace it, with null where nothing shall be left',
      })
  }
}

function said(context: Context): string {
  return `operation ${context.index} (${context.op} "${context.pointer}")`
}
