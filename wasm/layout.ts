/**
 * Where things lie in the kernel's memory. Below `INPUT` all is of fixed size; what grows with a document, the hashes
 * of the names of open objects and the node table, lies behind the text.
 */

/** Four lanes: what `absorbBytes` works on, and the result of `scan`. */
export const LANES: usize = 0
/** Constants of 16 bytes each, which constants.ts puts there. */
export const CONSTANTS: usize = 16
/** 16 bytes of ones, then 16 of zeros: loaded at `MASK + 16 - n`, a mask of the first `n` bytes. */
export const MASK: usize = 512
/** 16 bytes of ones, then 0 to 15: loaded at `ALIGN + n`, the shuffle that moves the first `n` bytes to the end. */
export const ALIGN: usize = 544
/** 10^0 to 10^22, exact doubles. */
export const TENS: usize = 576
/** 10^0 to 10^19, unsigned 64-bit. */
export const WHOLE_TENS: usize = 768
/** The double that was read last. */
export const NUMBER_READ: usize = 944
/** Where a node is written that nobody wants: see nodes.ts. */
export const NO_NODE: usize = 960
/** Where a string with escapes is decoded, a piece at a time. */
export const SCRATCH: usize = 1024
export const SCRATCH_BYTES: usize = 1024
/** Two entries that never come on the tape: see list.ts. */
export const LISTED: usize = 2560
/** One frame for each open container of the reader, and one for the root. */
export const FRAMES: usize = 4096
export const FRAME_BYTES: usize = 48
/** One for each open container of the mixer. */
export const MIXER_FRAMES: usize = FRAMES + 1008 * FRAME_BYTES
/** What was read and is not mixed yet: see mixer.ts. */
export const TAPE: usize = MIXER_FRAMES + 1008 * FRAME_BYTES
export const ENTRY_BYTES: usize = 48
/** Offsets in an entry. At 0 are the lanes of a scalar, before the last `mix`. */
export const ENTRY_KEY: usize = 16
/** How many bytes a string has, or elements a list; 0 for other scalars. */
export const ENTRY_LENGTH: usize = 32
export const ENTRY_KIND: usize = 36
export const TAPE_END: usize = TAPE + 512 * ENTRY_BYTES
/** The 128 leading bits of 5^-342 to 5^308. */
export const POWERS: usize = TAPE_END + 4 * ENTRY_BYTES
export const LOWEST_POWER: i32 = -342
export const HIGHEST_POWER: i32 = 308
/** A long integer, for the making of `POWERS`: 32 limbs of 32 bits. */
export const LIMBS: usize = POWERS + 16 * 651
export const LIMB_COUNT: i32 = 32
/** Names that were met, as they were spelt: see member-names.ts. */
export const SPELLINGS: usize = 147456
export const SPELLING_BYTES: usize = 128
export const SPELLING_COUNT: i32 = 2048
/** Where the text is put. */
export const INPUT: usize = 409856
/** Zeros behind the text, which end every loop: a NUL is in no JSON text. */
export const PADDING: usize = 64
/** What the lanes absorb at a time, in bytes. */
export const BLOCK: i32 = 16
