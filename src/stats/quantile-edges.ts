import { lowerBound } from './lower-bound.js'

/**
 * Edges that cut a sample into bins of about equal count: the value just below the smallest, the quantiles between,
 * and the largest. A value belongs to bin `binOf(edges, value)`, the number of edges below it, so bin i is
 * (edge[i − 1], edge[i]]; the first bin holds what lies below everything in the sample, the last what lies above, and
 * a value that the sample repeats often is a bin of its own edge.
 *
 * @param sorted finite values in increasing order, at least one
 * @param count most edges to give, at least 2; equal edges are given once
 * @returns strictly increasing edges; at most `count + 1` bins
 */
export function quantileEdges(sorted: Float64Array, count: number): Float64Array {
  const edges: number[] = [nextBelow(sorted[0]!)]
  const parts = count - 1
  for (let part = 1; part <= parts; part += 1) {
    const edge = sorted[Math.floor((part * sorted.length + parts - 1) / parts) - 1]!
    if (edge > edges[edges.length - 1]!) edges.push(edge)
  }
  return Float64Array.from(edges)
}

/** How many edges lie below the value: its bin, by binary search. Infinities fall into the outer bins. */
export function binOf(edges: Float64Array, value: number): number {
  return lowerBound(edges, value)
}

const SMALLEST = 5e-324

const view: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8))

/** The largest double below a finite one. */
function nextBelow(value: number): number {
  if (value === 0) return -SMALLEST
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return view.getFloat64(0)
}
