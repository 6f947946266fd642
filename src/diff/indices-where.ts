/** The indices below `length` for which something holds, ascending. */
export function indicesWhere(length: number, holds: (index: number) => boolean): number[] {
  const indices: number[] = []
  for (let index = 0; index < length; index += 1) if (holds(index)) indices.push(index)
  return indices
}
