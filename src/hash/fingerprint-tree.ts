import {
  assertJson,
  DEFAULT_LIMITS,
  type JsonValue,
  KeelsonError,
  MAX_DEPTH,
  parsePointer,
} from '../core/index.js'
import { refusal } from './fingerprint-in-typescript.js'
import { buildTree } from './fingerprint-tree-build.js'
import { partAt } from './fingerprint-tree-draft.js'
import { heightOf, loadPart, sizeOf, type TreePart } from './fingerprint-tree-part.js'
import { patchTree } from './fingerprint-tree-patch.js'
import { sharedKernel } from './kernel.js'
import { lanesToHex } from './kf1-lanes.js'
import { withNodeCount } from './kf1-node-count.js'
import { useKernelForStrings } from './string-kernel.js'
import type { FingerprintTree, TreeOperation } from './types.js'

/**
 * Keeps the `kf1` fingerprint of a value and of all its parts, so that a change costs what it touches and not the whole:
 * `tree.apply(patch).root` is `fingerprint` of the patched document.
 *
 * The tree is a copy: what later happens to the value does not reach it. It takes about as much memory as the value.
 * A tree never changes; `apply` gives another one, which shares with it all that the patch did not touch.
 *
 * @throws KeelsonError as {@link fingerprint}: `core/not-json`, `core/cyclic`, `core/depth-limit`, `core/size-limit`
 *
 * @example
 * ```ts
 * import { createFingerprintTree, fingerprint } from 'keelson/hash'
 * const tree = createFingerprintTree({ spec: { replicas: 3, image: 'web:1' } })
 * const scaled = tree.apply([{ op: 'replace', path: '/spec/replicas', value: 5 }])
 * scaled.root === fingerprint({ spec: { replicas: 5, image: 'web:1' } }) // => true
 * scaled.at('/spec/image') === tree.at('/spec/image') // => true
 * ```
 */
export function createFingerprintTree(value: JsonValue): FingerprintTree {
  useKernelForStrings(sharedKernel)
  return new HashedTree(walk(value, () => buildTree(value)))
}

class HashedTree implements FingerprintTree {
  readonly root: string
  readonly #part: TreePart

  constructor(part: TreePart) {
    this.#part = part
    this.root = fingerprintOf(part)
  }

  at(pointer: string): string {
    const part = partAt(this.#part, readPointer(pointer))
    if (part === undefined) {
      throw new KeelsonError('hash/missing-path', `there is nothing at "${pointer}"`, {
        path: pointer,
        help: 'ask for a place that the document has',
      })
    }
    return fingerprintOf(part)
  }

  apply(patch: readonly TreeOperation[]): FingerprintTree {
    assertJson(patch)
    if (!Array.isArray(patch)) {
      throw new KeelsonError('hash/invalid-operation', 'a patch is a list of operations', {
        help: 'hand in an array, see RFC 6902 §3',
      })
    }
    const part = walk(patch, () => patchTree(this.#part, patch))
    assertWithinLimits(part)
    return new HashedTree(part)
  }
}

/** Runs what walks over a value that was handed in, and turns its faults into errors that say where they are. */
function walk(value: unknown, run: () => TreePart): TreePart {
  let part: TreePart = null
  try {
    withNodeCount(() => {
      part = run()
    })
  } catch (error) {
    throw refusal(value, error)
  }
  return part
}

function readPointer(pointer: unknown): string[] {
  if (typeof pointer === 'string') return parsePointer(pointer)
  throw new KeelsonError('core/invalid-pointer', `a ${typeof pointer} is not a JSON Pointer`, {
    help: "hand in a string: '' is the whole document",
  })
}

/** As `assertJson` would refuse the patched document. */
function assertWithinLimits(part: TreePart): void {
  if (heightOf(part) > MAX_DEPTH) {
    throw new KeelsonError('core/depth-limit', `the patched document is nested deeper than ${MAX_DEPTH}`, {
      help: 'flatten the document; the limit is the same in every room',
    })
  }
  if (sizeOf(part) > DEFAULT_LIMITS.maxNodes) {
    throw new KeelsonError(
      'core/size-limit',
      `the patched document has more than ${DEFAULT_LIMITS.maxNodes} values`,
      { help: 'copies of copies grow without bound: patch in smaller steps, or split the document' },
    )
  }
}

function fingerprintOf(part: TreePart): string {
  loadPart(part)
  return `kf1:${lanesToHex()}`
}
