import { compareCodePoints } from './compare-code-points.js'

/**
 * The known name that a misspelt one most likely meant: the smallest optimal-string-alignment distance, at most a
 * third of the misspelt name's length (two at least, but never all of the name), ties to the first in code-point
 * order. A name of more than 100 UTF-16 units is taken for no misspelling of anything.
 *
 * @example
 * ```ts
 * import { suggestName } from 'keelson/core'
 * suggestName('replcias', ['replicas', 'revision']) // => 'replicas'
 * suggestName('zebra', ['replicas', 'revision']) // => undefined
 * ```
 */
export function suggestName(misspelt: string, known: Iterable<string>): string | undefined {
  // The distance takes time by the product of both lengths, and both may come from outside.
  if (misspelt.length > LONGEST_NAME) return undefined
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(misspelt.length / 3)) + 1
  for (const name of [...known].sort(compareCodePoints)) {
    if (Math.abs(name.length - misspelt.length) >= bestDistance) continue
    const distance = alignmentDistance(misspelt, name)
    // As far away as the longer name is long: the two have nothing in common.
    if (distance < bestDistance && distance < Math.max(misspelt.length, name.length)) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

const LONGEST_NAME = 100

function alignmentDistance(left: string, right: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1]
      let distance = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      )
      if (
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      ) {
        distance = Math.min(distance, beforePrevious[column - 2]! + 1)
      }
      current.push(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.length]!
}
