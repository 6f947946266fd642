import { assertText, decodeText, fingerprintTextInTypeScript } from './fingerprint-text.js'
import { NODE_WORDS } from './kernel.js'
import { nodesInKernel } from './kernel-text.js'
import { LANES, lanesToHex } from './kf1-lanes.js'
import { bytesToUnits, unitsToBytes } from './node-offsets.js'
import { nodesInTypeScript } from './text-nodes.js'
import type { FingerprintNode, FingerprintNodes } from './types.js'

/**
 * The fingerprints of a JSON text and of every array and object in it, with the places where they stand: to find which
 * parts of a large document have changed, and parse only those. Made in one pass, without parsing.
 *
 * A part has the fingerprint that it would have alone: `fingerprint(JSON.parse(text.slice(start, end)))`. Where an
 * object has two members of one name, the last wins, and what it replaced has no nodes.
 *
 * @param json the text, or its UTF-8 bytes; offsets are in UTF-16 units of the one, in bytes of the other
 * @throws KeelsonError exactly as `fingerprintText` does
 *
 * @example
 * ```ts
 * import { fingerprintNodes } from 'keelson/hash'
 * const before = fingerprintNodes('{"web":{"replicas":3},"api":{"replicas":1}}')
 * const text = '{"web":{"replicas":4},"api":{"replicas":1}}'
 * const known = new Set([...before].map((node) => node.fingerprint))
 * const changed = [...fingerprintNodes(text)].filter((node) => !known.has(node.fingerprint))
 * changed.map((node) => text.slice(node.start, node.end)).slice(1) // => ['{"replicas":4}']
 * ```
 */
export function fingerprintNodes(json: string | Uint8Array): FingerprintNodes {
  assertText(json)
  const nodes = nodesInKernel(json)
  if (nodes === null) return fingerprintNodesInTypeScript(json)
  const root = `kf1:${lanesToHex()}`
  if (typeof json === 'string') bytesToUnits(nodes, json)
  return new NodeTable(root, nodes)
}

/** As {@link fingerprintNodes}, without the kernel. */
export function fingerprintNodesInTypeScript(json: string | Uint8Array): FingerprintNodes {
  assertText(json)
  const text = decodeText(json)
  const root = fingerprintTextInTypeScript(text)
  const nodes = nodesInTypeScript(text)
  if (typeof json !== 'string') unitsToBytes(nodes, text)
  return new NodeTable(root, nodes)
}

class NodeTable implements FingerprintNodes {
  readonly root: string
  readonly size: number
  readonly #nodes: Uint32Array

  constructor(root: string, nodes: Uint32Array) {
    this.root = root
    this.size = nodes.length / NODE_WORDS
    this.#nodes = nodes
  }

  at(index: number): FingerprintNode | undefined {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) return undefined
    const word = index * NODE_WORDS
    LANES.set(this.#nodes.subarray(word + 2, word + NODE_WORDS))
    return { start: this.#nodes[word]!, end: this.#nodes[word + 1]!, fingerprint: `kf1:${lanesToHex()}` }
  }

  *[Symbol.iterator](): Iterator<FingerprintNode> {
    for (let index = 0; index < this.size; index += 1) yield this.at(index)!
  }
}
