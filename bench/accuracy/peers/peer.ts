/**
 * Detectors that others ship, written again from their papers with the defaults of their best-known library, so that
 * they stand beside ours in one run over the same bytes.
 */
export interface Peer {
  readonly name: string
  /** True where it takes bits: it gets whether a value is unusual, as its users would give it. */
  readonly takesBits: boolean
  /**
   * Watches a whole stream.
   *
   * @param seed for detectors that draw: the same seed gives the same alarms
   * @returns indices of the values that raised alarms, increasing
   */
  watch(values: ArrayLike<number>, seed: number): number[]
}
