import { DEFAULT_LIMITS, KeelsonError } from '../core/index.js'

// INVARIANT: every walk starts it anew and puts it back, so a walk that a trap of a proxy starts inside another counts
// for itself.
const nodes: Int32Array = /* @__PURE__ */ new Int32Array(1)

/**
 * Runs a walk with a count of its own. Without one, a value that holds another twice, and that another twice, and so
 * on for sixty levels, would never end.
 */
export function withNodeCount(walk: () => void): void {
  const outer = nodes[0]!
  nodes[0] = 1
  try {
    walk()
  } finally {
    nodes[0] = outer
  }
}

/**
 * Counts the members of a container.
 *
 * @throws KeelsonError `core/size-limit`, at the same count as core's `assertJson` and `parseJson`
 */
export function countMembers(count: number): void {
  const total = nodes[0]! + count
  if (total > DEFAULT_LIMITS.maxNodes) throw tooMany()
  nodes[0] = total
}

function tooMany(): KeelsonError {
  const { maxNodes } = DEFAULT_LIMITS
  return new KeelsonError('core/size-limit', `the document has more than ${maxNodes} values`, {
    help: 'split the document',
  })
}
