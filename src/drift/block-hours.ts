import { type BlockVariance, isAutocorrelated } from '../stats/index.js'

// All divide a day, so blocks and folds meet at midnight UTC.
const BLOCK_HOURS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 24]

/** What the blocks of one direction are. */
interface DirectionBlocks {
  readonly means: readonly unknown[]
  readonly variance: BlockVariance
}

/**
 * The smallest blocks whose neighbours are uncorrelated in all directions; else the largest that leave two.
 *
 * @param blocksOf the blocks of each direction for a number of hours
 */
export function chooseBlockHours<Blocks extends DirectionBlocks>(
  blocksOf: (blockHours: number) => readonly Blocks[],
): { readonly blockHours: number; readonly blocks: readonly Blocks[] } {
  let chosen = { blockHours: 1, blocks: blocksOf(1) }
  for (const blockHours of BLOCK_HOURS) {
    const blocks = blocksOf(blockHours)
    if (blocks[0]!.means.length < 2) break
    chosen = { blockHours, blocks }
    if (!blocks.some(({ variance }) => isAutocorrelated(variance, blockHours > 1))) break
  }
  return chosen
}
