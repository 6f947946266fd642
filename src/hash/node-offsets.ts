import { NODE_WORDS } from './kernel.js'

/** Changes the offsets of a node table from bytes of the text's UTF-8 form to UTF-16 units. */
export function bytesToUnits(nodes: Uint32Array, text: string): void {
  const walk = { bytes: 0, units: 0 }
  convertOffsets(nodes, (bytes) => {
    while (walk.bytes < bytes) step(walk, text)
    return walk.units
  })
}

/** Changes the offsets of a node table from UTF-16 units to bytes of the text's UTF-8 form. */
export function unitsToBytes(nodes: Uint32Array, text: string): void {
  const walk = { bytes: 0, units: 0 }
  convertOffsets(nodes, (units) => {
    while (walk.units < units) step(walk, text)
    return walk.bytes
  })
}

/** One character further, or one half of a pair that stands alone, which takes three bytes. */
function step(walk: { bytes: number; units: number }, text: string): void {
  const point = text.codePointAt(walk.units)!
  walk.units += point < 0x10000 ? 1 : 2
  walk.bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/** `convert` is asked for ever larger offsets: begins as they stand, and before each the ends that lie before it. */
function convertOffsets(nodes: Uint32Array, convert: (offset: number) => number): void {
  const open: number[] = []
  const closeUntil = (offset: number): void => {
    while (open.length > 0 && nodes[open[open.length - 1]! + 1]! <= offset) {
      const end = open.pop()! + 1
      nodes[end] = convert(nodes[end]!)
    }
  }
  for (let node = 0; node < nodes.length; node += NODE_WORDS) {
    closeUntil(nodes[node]!)
    nodes[node] = convert(nodes[node]!)
    open.push(node)
  }
  closeUntil(Number.POSITIVE_INFINITY)
}
