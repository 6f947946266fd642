import { ALL_CODE_POINTS, unionOf, withBothCases } from './code-point-ranges.js'
import { PatternFault, PatternReader } from './pattern-reader.js'
import { readClass } from './read-class.js'
import { readEscape } from './read-escape.js'
import { readGroupOpening } from './read-group-opening.js'
import {
  MAX_GROUP_DEPTH,
  MAX_PATTERN_LENGTH,
  MAX_REPETITION,
  type PatternPlace,
  type RegexCondition,
  type RegexNode,
} from './regex-tree.js'
import { warnOfUnfoldedCase } from './suspicious-class.js'
import type { RegexDiagnostic } from './types.js'

export interface ParsedRegex {
  /** Absent where the pattern is refused. */
  readonly tree?: RegexNode
  readonly diagnostics: readonly RegexDiagnostic[]
}

const NOT_LINE_FEED = [0x00, 0x09, 0x0b, 0x10ffff]
const REPETITION = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*|))?\}/y

/** Reads a pattern (docs/regular-expressions.md §2). Any text is answered; never throws. */
export function parseRegex(pattern: string): ParsedRegex {
  const reader = new PatternReader(pattern)
  try {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      reader.at = pattern.length
      const message = `the pattern has more than ${MAX_PATTERN_LENGTH} characters`
      reader.refuseTooLarge(message, 0, 'use several patterns')
    }
    const tree = new PatternParser(reader).parse()
    return { tree, diagnostics: reader.warnings }
  } catch (fault) {
    if (!(fault instanceof PatternFault)) throw fault
    return { diagnostics: [fault.diagnostic] }
  }
}

/** Recursive descent; only groups recurse, and their depth is bounded. */
class PatternParser {
  readonly #reader: PatternReader
  #depth = 0

  constructor(reader: PatternReader) {
    this.#reader = reader
  }

  parse(): RegexNode {
    const reader = this.#reader
    const tree = this.#choice()
    if (!reader.isAtEnd) {
      const offset = reader.at
      reader.at += 1
      reader.refuse('`)` closes no group', offset, 'write `\\)` for the character')
    }
    return tree
  }

  #choice(): RegexNode {
    const reader = this.#reader
    const offset = reader.at
    const branches = [this.#sequence()]
    while (reader.skips('|')) branches.push(this.#sequence())
    return branches.length === 1 ? branches[0]! : choiceOf(branches, reader.placeFrom(offset))
  }

  #sequence(): RegexNode {
    const reader = this.#reader
    const offset = reader.at
    const items: RegexNode[] = []
    while (!reader.isAtEnd && !reader.sees('|') && !reader.sees(')')) {
      const item = this.#item()
      if (item !== null) items.push(item)
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items, ...reader.placeFrom(offset) }
  }

  /** `null` for flags, which are no item. */
  #item(): RegexNode | null {
    const reader = this.#reader
    const offset = reader.at
    if (reader.skips('^')) return assertion('start', reader.placeFrom(offset))
    if (reader.skips('$')) return assertion('end', reader.placeFrom(offset))
    if (reader.sees('(')) return this.#group()
    if (reader.sees('[')) return this.#repeated(readClass(reader))
    if (reader.skips('.')) {
      const ranges = reader.dotTakesLineFeed ? ALL_CODE_POINTS : NOT_LINE_FEED
      return this.#repeated({ kind: 'set', origin: 'dot', ranges, ...reader.placeFrom(offset) })
    }
    if (reader.sees('\\')) return this.#escape()
    this.#refuseMark()
    return this.#character(reader.takeCharacter(), offset)
  }

  #escape(): RegexNode {
    const reader = this.#reader
    const offset = reader.at
    const meaning = readEscape(reader)
    if (meaning.kind === 'condition') return assertion(meaning.condition, reader.placeFrom(offset))
    if (meaning.kind === 'character') return this.#character(meaning.point, offset)
    const place = reader.placeFrom(offset)
    return this.#repeated({ kind: 'set', origin: 'class', ranges: meaning.ranges, ...place })
  }

  #character(character: number, offset: number): RegexNode {
    const reader = this.#reader
    warnOfUnfoldedCase(reader, character, offset)
    const alone = [character, character]
    const ranges = reader.ignoresCase ? withBothCases(alone) : alone
    const place = reader.placeFrom(offset)
    return this.#repeated({ kind: 'set', origin: 'character', ranges, character, ...place })
  }

  #group(): RegexNode | null {
    const reader = this.#reader
    const offset = reader.at
    const { ignoresCase, dotTakesLineFeed } = reader
    if (readGroupOpening(reader) === 'flags') return null
    if (this.#depth === MAX_GROUP_DEPTH) {
      reader.refuseTooLarge(`groups nest more than ${MAX_GROUP_DEPTH} deep`, offset, 'use several patterns')
    }
    this.#depth += 1
    const inner = this.#choice()
    this.#depth -= 1
    if (!reader.skips(')')) {
      reader.at = offset + 1
      reader.refuse('the group is not closed', offset, 'close it with `)`; write `\\(` for the character')
    }
    reader.ignoresCase = ignoresCase
    reader.dotTakesLineFeed = dotTakesLineFeed
    return this.#repeated({ ...inner, ...reader.placeFrom(offset) })
  }

  /** The item with the quantifier that stands behind it, if one does. */
  #repeated(item: RegexNode): RegexNode {
    const reader = this.#reader
    const offset = reader.at
    const bounds = this.#quantifier()
    if (bounds === null) return item
    const quantifier = reader.textFrom(offset)
    // Whether as much or as little as possible is taken makes no difference to whether the pattern matches.
    reader.skips('?')
    const again = reader.at
    if (reader.skips('+')) {
      const help = `write \`${quantifier}\`: a match never goes back, so nothing is gained`
      reader.refuseUnsupported('possessive quantifiers are', offset, help)
    }
    if (this.#quantifier() !== null) {
      const help = 'take one out, or put parentheses around what the first one repeats'
      reader.refuse(`\`${reader.textFrom(again)}\` repeats a repetition`, again, help)
    }
    return { kind: 'repeat', item, ...bounds, offset: item.offset, length: again - item.offset }
  }

  #quantifier(): { readonly least: number; readonly most: number | null } | null {
    const reader = this.#reader
    if (reader.skips('*')) return { least: 0, most: null }
    if (reader.skips('+')) return { least: 1, most: null }
    if (reader.skips('?')) return { least: 0, most: 1 }
    const match = reader.sees('{') ? reader.match(REPETITION) : null
    if (match === null) return null
    const offset = reader.at
    reader.at += match[0].length
    const least = Number(match[1])
    const most = match[2] === undefined ? least : match[3] === '' ? null : Number(match[3])
    if (Math.max(least, most ?? 0) > MAX_REPETITION) {
      const help = `repeat at most ${MAX_REPETITION} times, or without bound: \`+\`, \`{${MAX_REPETITION},}\``
      reader.refuseTooLarge('the repetition is too long', offset, help)
    }
    if (most !== null && most < least) {
      reader.refuse(`\`${match[0]}\` asks for more than it allows`, offset, 'put the smaller number first')
    }
    return { least, most }
  }

  /** Refuses a character that has a meaning elsewhere but none here. */
  #refuseMark(): void {
    const reader = this.#reader
    const offset = reader.at
    if (this.#quantifier() !== null) {
      const mark = reader.textFrom(offset)
      const help = `conditions such as \`^\` are not repeated; write \`\\${mark[0]}\` for the character`
      reader.refuse(`there is nothing that \`${mark}\` could repeat`, offset, help)
    }
    if (reader.skips('{')) {
      const help = 'repetitions are `{3}`, `{3,}` and `{0,3}`; write `\\{` for the character'
      reader.refuse('`{` begins no repetition', offset, help)
    }
    if (reader.skips('}')) reader.refuse('`}` closes nothing', offset, 'write `\\}` for the character')
    if (reader.skips(']')) reader.refuse('`]` closes nothing', offset, 'write `\\]` for the character')
  }
}

function assertion(condition: RegexCondition, place: PatternPlace): RegexNode {
  return { kind: 'assert', condition, ...place }
}

/** Alternatives of one character each are one set. */
function choiceOf(branches: readonly RegexNode[], place: PatternPlace): RegexNode {
  const pairs: number[] = []
  for (const branch of branches) {
    if (branch.kind !== 'set') return { kind: 'choice', branches, ...place }
    pairs.push(...branch.ranges)
  }
  return { kind: 'set', origin: 'class', ranges: unionOf(pairs), ...place }
}
