const FEW = 16

/** In ascending order. */
export function sortedNumbers(numbers: readonly number[]): readonly number[] {
  if (numbers.length < 2) return numbers
  const sorted = [...numbers]
  if (sorted.length > FEW) return sorted.sort((one, other) => one - other)
  // Most blocks and conditions have two or three parts: the engine's sort makes two arrays more for each.
  for (let end = 1; end < sorted.length; end += 1) {
    const number = sorted[end]!
    let at = end
    for (; at > 0 && sorted[at - 1]! > number; at -= 1) sorted[at] = sorted[at - 1]!
    sorted[at] = number
  }
  return sorted
}
