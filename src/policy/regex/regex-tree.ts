import type { CodePointRanges } from './code-point-ranges.js'

/** A place in the pattern, in UTF-16 units. */
export interface PatternPlace {
  readonly offset: number
  readonly length: number
}

/** One code point of a set. `character` is there where the pattern spells one character, however case is treated. */
export interface SetNode extends PatternPlace {
  readonly kind: 'set'
  readonly origin: 'character' | 'dot' | 'class'
  readonly ranges: CodePointRanges
  readonly character?: number
}

export type RegexCondition = 'start' | 'end' | 'word edge' | 'no word edge'

interface AssertNode extends PatternPlace {
  readonly kind: 'assert'
  readonly condition: RegexCondition
}

interface SequenceNode extends PatternPlace {
  readonly kind: 'sequence'
  /** None for the empty pattern. */
  readonly items: readonly RegexNode[]
}

interface ChoiceNode extends PatternPlace {
  readonly kind: 'choice'
  readonly branches: readonly RegexNode[]
}

interface RepeatNode extends PatternPlace {
  readonly kind: 'repeat'
  readonly item: RegexNode
  readonly least: number
  /** `null` for no bound. */
  readonly most: number | null
}

/** A pattern as a tree. Groups leave no node, so a tree is as high as groups nest, times three at most. */
export type RegexNode = SetNode | AssertNode | SequenceNode | ChoiceNode | RepeatNode

/** Longest pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 4096

/** Deepest nesting of groups. */
export const MAX_GROUP_DEPTH = 100

/** Greatest number in `{m,n}`, as in RE2. */
export const MAX_REPETITION = 1000
