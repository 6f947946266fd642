/**
 * A regular expression as plain data: what the compiler hands to the runtime and what a bundle's bytes hold. A
 * nondeterministic automaton (Thompson 1968) over columns, where a column is a class of code points that the pattern
 * cannot tell apart.
 */
export interface RegexProgram {
  /** The pattern may match any part of the text; otherwise it must match the whole of it. */
  readonly anywhere: boolean
  /** Number of the first instruction. */
  readonly start: number
  /** Three numbers an instruction: what it is (the constants below) and its two operands. */
  readonly code: readonly number[]
  /** Sets of columns, each as words of 32 bits; the first are those of word characters, where `\b` asks for them. */
  readonly sets: readonly (readonly number[])[]
  /** Where each stretch of code points begins; the first at 0. */
  readonly bounds: readonly number[]
  /** The column of each stretch. */
  readonly columns: readonly number[]
}

/** The whole pattern is matched; no operands. */
export const MATCH = 0
/** Takes a code point whose column is in a set; then the next instruction. */
export const TAKE = 1
/** Goes on at both instructions. */
export const SPLIT = 2
/** Goes on if a condition on the place holds; then the next instruction. */
export const ASSERT = 3

/** Conditions of {@link ASSERT}; the last two ask for the word characters. */
export const AT_START = 0
export const AT_END = 1
export const AT_WORD_EDGE = 2
export const NOT_AT_WORD_EDGE = 3

/** Most instructions, so that a step of a match, and what a pattern adds to a bundle, is bounded. */
export const MAX_REGEX_INSTRUCTIONS = 2048

/** Most columns: the width of a row in the table of a matcher. */
export const MAX_REGEX_COLUMNS = 256

/**
 * Fuel for matching a text of this length. What a match does is at most this, whatever is remembered from earlier
 * matches, so the fuel is the same however often a pattern was used.
 */
export function regexFuel(program: RegexProgram, length: number): number {
  return 1 + Math.floor((length * program.code.length) / (3 * 64))
}
