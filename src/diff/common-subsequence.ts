/** Half-open ranges of both sequences. */
interface Region {
  readonly leftStart: number
  readonly leftEnd: number
  readonly rightStart: number
  readonly rightEnd: number
}

/**
 * A longest common subsequence by E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1
 * (1986), in its linear-space form: find where an optimal path meets half-way, then solve both halves.
 *
 * @param budget steps to spend at most; what is not aligned when they are used up stays without a partner, so the
 * result is common and in order in any case, and longest where the budget sufficed
 * @returns for each element of `left` the index of its partner in `right`, or -1
 */
export function commonSubsequence(left: Int32Array, right: Int32Array, budget: number): Int32Array {
  const partners = new Int32Array(left.length).fill(-1)
  const work: Region[] = [{ leftStart: 0, leftEnd: left.length, rightStart: 0, rightEnd: right.length }]
  let steps = budget
  while (work.length > 0) {
    let { leftStart, leftEnd, rightStart, rightEnd } = work.pop()!
    while (leftStart < leftEnd && rightStart < rightEnd && left[leftStart] === right[rightStart]) {
      partners[leftStart] = rightStart
      leftStart += 1
      rightStart += 1
    }
    while (leftStart < leftEnd && rightStart < rightEnd && left[leftEnd - 1] === right[rightEnd - 1]) {
      leftEnd -= 1
      rightEnd -= 1
      partners[leftEnd] = rightEnd
    }
    if (leftStart === leftEnd || rightStart === rightEnd) continue
    const meeting = meet(left.subarray(leftStart, leftEnd), right.subarray(rightStart, rightEnd), steps)
    steps = meeting.stepsLeft
    if (meeting.left === -1) continue
    const leftMiddle = leftStart + meeting.left
    const rightMiddle = rightStart + meeting.right
    work.push({ leftStart, leftEnd: leftMiddle, rightStart, rightEnd: rightMiddle })
    work.push({ leftStart: leftMiddle, leftEnd, rightStart: rightMiddle, rightEnd })
  }
  return partners
}

interface Meeting {
  /** A point that an optimal path goes through; -1 where nothing is common or the budget ran out. */
  readonly left: number
  readonly right: number
  readonly stepsLeft: number
}

/** One furthest-reaching frontier: how far `left` has come on each diagonal (left − right), -1 where it never was. */
interface Frontier {
  readonly reached: Int32Array
  lowest: number
  highest: number
}

/**
 * Grows paths from the start and, on the reversed sequences, from the end, one edit at a time, until they meet.
 * Neither sequence is empty, and neither their first nor their last elements are equal.
 */
function meet(left: Int32Array, right: Int32Array, budget: number): Meeting {
  const most = (left.length + right.length + 1) >> 1
  const delta = left.length - right.length
  const forward = openFrontier(most)
  const backward = openFrontier(most)
  const reversedLeft = left.slice().reverse()
  const reversedRight = right.slice().reverse()
  let stepsLeft = budget
  for (let edits = 0; edits < most; edits += 1) {
    // Frontiers of an odd distance can only meet while the forward one grows, those of an even one while the other does.
    const ahead = grow(forward, left, right, edits, delta % 2 === 0 ? null : backward, delta)
    if (ahead.diagonal !== NOWHERE) {
      const at = forward.reached[most + ahead.diagonal]!
      return { left: at, right: at - ahead.diagonal, stepsLeft: stepsLeft - ahead.steps }
    }
    const back = grow(backward, reversedLeft, reversedRight, edits, delta % 2 === 0 ? forward : null, delta)
    stepsLeft -= ahead.steps + back.steps
    if (back.diagonal !== NOWHERE) {
      const at = backward.reached[most + back.diagonal]!
      return { left: left.length - at, right: right.length - (at - back.diagonal), stepsLeft }
    }
    if (stepsLeft <= 0) break
  }
  return { left: -1, right: -1, stepsLeft }
}

const NOWHERE = 0x7fffffff

function openFrontier(most: number): Frontier {
  const reached = new Int32Array(2 * most + 2).fill(-1)
  reached[most + 1] = 0
  return { reached, lowest: 0, highest: 0 }
}

/** Lets a frontier make its `edits`-th edit on every diagonal; stops on the diagonal where it meets `other`. */
function grow(
  frontier: Frontier,
  left: Int32Array,
  right: Int32Array,
  edits: number,
  other: Frontier | null,
  delta: number,
): { readonly diagonal: number; readonly steps: number } {
  const { reached } = frontier
  const middle = (reached.length - 2) >> 1
  let steps = 0
  // `lowest` and `highest` cut off the diagonals that have left the grid.
  for (let diagonal = frontier.lowest - edits; diagonal <= edits - frontier.highest; diagonal += 2) {
    const at = middle + diagonal
    const down = diagonal === -edits || (diagonal !== edits && reached[at - 1]! < reached[at + 1]!)
    let x = down ? reached[at + 1]! : reached[at - 1]! + 1
    let y = x - diagonal
    const start = x
    while (x < left.length && y < right.length && left[x] === right[y]) {
      x += 1
      y += 1
    }
    reached[at] = x
    steps += 1 + x - start
    if (x > left.length) frontier.highest += 2
    else if (y > right.length) frontier.lowest += 2
    else if (other !== null) {
      const facing = middle + delta - diagonal
      if (facing < 0 || facing >= other.reached.length || other.reached[facing] === -1) continue
      if (x >= left.length - other.reached[facing]!) return { diagonal, steps }
    }
  }
  return { diagonal: NOWHERE, steps }
}
