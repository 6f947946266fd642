import { BLOCK, NO_NODE } from './layout'

/*
 * The node table: for each container, in the order of their begins, where it begins and ends in the text, in bytes, and
 * its lanes. Where it is not wanted, all is written to one place, and nobody looks there: no branch is needed.
 */

/** Offsets in a node. At 0 is the begin. */
export const NODE_END: usize = 4
export const NODE_LANES: usize = 8
const NODE_BYTES: usize = 24

let table: usize = 0
let step: usize = 0
let nextRead: usize = 0
let nextMixed: usize = 0

// biome-ignore lint/complexity/noStaticOnlyClass: only on methods is a decorator both AssemblyScript and TypeScript
export class Node {
  /** The node of the container that the reader opens. */
  @inline
  static open(): usize {
    const node = nextRead
    nextRead += step
    return node
  }

  /** The node of the container that the mixer opens: it comes by later, in the same order. */
  @inline
  static openMixed(): usize {
    const node = nextMixed
    nextMixed += step
    return node
  }

  /** True where every container has a node. */
  @inline
  static areWanted(): bool {
    return step !== 0
  }
}

/**
 * Makes room for a node for each bracket from `from` to `end`, more than there can be containers, at `at`.
 *
 * @returns where the table ends
 */
export function startNodes(areWanted: bool, from: usize, end: usize, at: usize): usize {
  step = areWanted ? NODE_BYTES : 0
  table = areWanted ? at : NO_NODE
  nextRead = table
  nextMixed = table
  if (!areWanted) return at
  let brackets: usize = 0
  for (let block = from; block < end; block += BLOCK) {
    // `[` and `{` differ in one bit.
    const opening = i8x16.eq(v128.or(v128.load(block), i8x16.splat(0x20)), i8x16.splat(0x7b))
    brackets += popcnt(i8x16.bitmask(opening))
  }
  return at + brackets * NODE_BYTES
}

/** Where the node table is. */
export function nodesStart(): usize {
  return table
}

/** How many nodes it has. */
export function nodeCount(): i32 {
  return <i32>((nextRead - table) / NODE_BYTES)
}
