/** A new list, in ascending order. */
export function sortedNumbers(numbers: readonly number[]): number[] {
  return [...numbers].sort((one, other) => one - other)
}
