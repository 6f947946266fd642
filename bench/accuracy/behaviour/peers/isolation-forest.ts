import { type RandomStream, randomStream } from '../../../../test/support/random-stream.js'
import type { TabularDetector } from './tabular.js'

const TREES = 100
const SAMPLE = 256

type Node =
  | { readonly size: number }
  | { readonly column: number; readonly split: number; readonly left: Node; readonly right: Node }

/**
 * Isolation forest: what few random cuts set apart is unusual. Source: Liu, Ting, Zhou, "Isolation Forest", ICDM 2008;
 * 100 trees of 256 rows as there. The score is 2^(−mean depth / c(256)).
 */
export function fitForest(rows: readonly Float64Array[], seed: number): TabularDetector {
  const random = randomStream(seed)
  const size = Math.min(SAMPLE, rows.length)
  const deepest = Math.ceil(Math.log2(size))
  const trees = Array.from({ length: TREES }, () => grow(drawRows(rows, size, random), deepest, random))
  return {
    score: (row) => {
      const depth = trees.reduce((sum, tree) => sum + depthOf(tree, row), 0) / trees.length
      return 2 ** (-depth / expectedDepth(size))
    },
  }
}

/** Without putting back. */
function drawRows(rows: readonly Float64Array[], size: number, random: RandomStream): Float64Array[] {
  const chosen = new Set<number>()
  while (chosen.size < size) chosen.add(Math.floor(random.uniform() * rows.length))
  return [...chosen].map((at) => rows[at]!)
}

function grow(rows: readonly Float64Array[], depth: number, random: RandomStream): Node {
  const open = Array.from(rows[0] ?? [], (_, column) => column).filter((column) =>
    rows.some((row) => row[column] !== rows[0]![column]),
  )
  if (depth === 0 || rows.length <= 1 || open.length === 0) return { size: rows.length }
  const column = open[Math.floor(random.uniform() * open.length)]!
  const values = rows.map((row) => row[column]!)
  const low = values.reduce((least, value) => Math.min(least, value))
  const high = values.reduce((most, value) => Math.max(most, value))
  const split = low + random.uniform() * (high - low)
  return {
    column,
    split,
    left: grow(
      rows.filter((row) => row[column]! < split),
      depth - 1,
      random,
    ),
    right: grow(
      rows.filter((row) => row[column]! >= split),
      depth - 1,
      random,
    ),
  }
}

function depthOf(tree: Node, row: Float64Array): number {
  let [node, depth] = [tree, 0]
  while ('column' in node) {
    node = row[node.column]! < node.split ? node.left : node.right
    depth += 1
  }
  return depth + expectedDepth(node.size)
}

/** Mean depth of an unsuccessful search in a binary tree of so many. */
function expectedDepth(size: number): number {
  if (size <= 1) return 0
  return size === 2 ? 1 : 2 * (Math.log(size - 1) + 0.5772156649015329) - (2 * (size - 1)) / size
}
