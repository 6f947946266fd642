/** Two sorted samples merged: each different value once, with how often either sample holds it. */
export interface PooledValues {
  readonly values: readonly number[]
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** @param first, second in increasing order */
export function poolSamples(first: Float64Array, second: Float64Array): PooledValues {
  const pooled: { values: number[]; first: number[]; second: number[] } = {
    values: [],
    first: [],
    second: [],
  }
  let left = 0
  let right = 0
  while (left < first.length || right < second.length) {
    const value =
      right === second.length || (left < first.length && first[left]! <= second[right]!)
        ? first[left]!
        : second[right]!
    const [leftStart, rightStart] = [left, right]
    while (left < first.length && first[left] === value) left += 1
    while (right < second.length && second[right] === value) right += 1
    pooled.values.push(value)
    pooled.first.push(left - leftStart)
    pooled.second.push(right - rightStart)
  }
  return pooled
}
