/** Added from the first to the last, so that every engine rounds the same. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
