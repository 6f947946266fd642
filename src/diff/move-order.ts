/** One element leaves `from`, and is then put in at `to`. */
export interface Move {
  /** Which element, by its number among those that stay in the list. */
  readonly element: number
  readonly from: number
  readonly to: number
}

/**
 * The moves that lead from one order to another, one after the other as the operations of a patch are, one for each
 * element that is marked as moved. With all but a longest increasing subsequence marked there are as few as can be.
 *
 * @param targets for each element its place in the wanted order: a permutation
 * @param isMoved which elements move; the others are in order
 */
export function orderMoves(targets: Int32Array, isMoved: (element: number) => boolean): Move[] {
  const count = targets.length
  const elementAt = new Int32Array(count)
  targets.forEach((target, element) => {
    elementAt[target] = element
  })
  // How many elements stand at each element's first place, or were put behind it, in slot `element + 1`; slot 0 is
  // what was put at the head.
  const standing = new CountTree(count + 1)
  for (let element = 0; element < count; element += 1) standing.add(element + 1, 1)
  const moves: Move[] = []
  // The last element in the wanted order so far that did not move: those that moved stand right behind it.
  let anchor = 0
  for (let target = 0; target < count; target += 1) {
    const element = elementAt[target]!
    if (!isMoved(element)) {
      anchor = element + 1
      continue
    }
    const from = standing.countThrough(element)
    standing.add(element + 1, -1)
    const to = standing.countThrough(anchor)
    standing.add(anchor, 1)
    moves.push({ element, from, to })
  }
  return moves
}

/** Sums over the first slots in logarithmic time (P. Fenwick, 1994). */
class CountTree {
  readonly #sums: Int32Array

  constructor(slots: number) {
    this.#sums = new Int32Array(slots + 1)
  }

  add(slot: number, count: number): void {
    for (let at = slot + 1; at < this.#sums.length; at += at & -at) this.#sums[at]! += count
  }

  countThrough(slot: number): number {
    let count = 0
    for (let at = slot + 1; at > 0; at -= at & -at) count += this.#sums[at]!
    return count
  }
}
