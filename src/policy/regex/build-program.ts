import {
  ASSERT,
  AT_END,
  AT_START,
  AT_WORD_EDGE,
  MATCH,
  MAX_REGEX_COLUMNS,
  NOT_AT_WORD_EDGE,
  type RegexProgram,
  SPLIT,
  TAKE,
} from '../runtime/regex-program.js'
import { divideAlphabet } from './alphabet.js'
import { ALL_CODE_POINTS, type CodePointRanges } from './code-point-ranges.js'
import { WORD_CHARACTERS } from './named-classes.js'
import { isVoid } from './program-size.js'
import { requiresStart } from './regex-facts.js'
import type { RegexCondition, RegexNode } from './regex-tree.js'
import type { RegexMode } from './types.js'

const CONDITIONS: Readonly<Record<RegexCondition, number>> = {
  start: AT_START,
  end: AT_END,
  'word edge': AT_WORD_EDGE,
  'no word edge': NOT_AT_WORD_EDGE,
}

/**
 * Compiles a tree to the automaton that the runtime runs.
 *
 * @returns `null` if the pattern tells more classes of characters apart than a program can
 */
export function buildProgram(tree: RegexNode, mode: RegexMode): RegexProgram | null {
  const writer = new ProgramWriter()
  let start = writer.write(tree, writer.add(MATCH, 0, 0))
  if (mode === 'anywhere' && !requiresStart(tree)) start = writer.afterAnything(start)
  const alphabet = divideAlphabet(writer.sets, MAX_REGEX_COLUMNS)
  if (alphabet === null) return null
  const { bounds, columns, sets } = alphabet
  return { anywhere: mode === 'anywhere', start, code: writer.code, sets, bounds, columns }
}

/** Instructions that `buildProgram` adds around those of the tree. */
export const INSTRUCTIONS_AROUND = 3

/** Writes instructions from the last to the first, so that each knows the one after it. */
class ProgramWriter {
  readonly code: number[] = []
  /** The first is empty, or the word characters if a condition asks for them. */
  readonly sets: CodePointRanges[] = [[]]
  /** By the ranges themselves, since repetition writes one node many times; by their text, since others are equal. */
  readonly #setNumbers = new Map<CodePointRanges | string, number>()

  add(op: number, operand: number, next: number): number {
    return this.code.push(op, operand, next) / 3 - 1
  }

  /** @returns the instruction that the node begins with */
  write(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'set':
        return this.add(TAKE, this.#set(node.ranges), next)
      case 'assert':
        if (CONDITIONS[node.condition] >= AT_WORD_EDGE) this.sets[0] = WORD_CHARACTERS
        return this.add(ASSERT, CONDITIONS[node.condition], next)
      case 'sequence':
        return node.items.reduceRight((after, item) => this.write(item, after), next)
      case 'choice':
        return node.branches
          .map((branch) => this.write(branch, next))
          .reduceRight((others, branch) => this.add(SPLIT, branch, others))
      case 'repeat':
        return isVoid(node.item) ? next : this.#repeat(node.item, node.least, node.most, next)
    }
  }

  /** The loop that lets a match begin at any place. */
  afterAnything(next: number): number {
    const loop = this.add(SPLIT, next, 0)
    this.#pointAt(loop, this.add(TAKE, this.#set(ALL_CODE_POINTS), loop))
    return loop
  }

  #repeat(item: RegexNode, least: number, most: number | null, next: number): number {
    let entry = next
    let copies = least
    if (most === null) {
      const loop = this.add(SPLIT, next, 0)
      const body = this.write(item, loop)
      this.#pointAt(loop, body)
      entry = least === 0 ? loop : body
      copies = Math.max(0, least - 1)
    } else {
      for (let copy = least; copy < most; copy += 1) entry = this.add(SPLIT, next, this.write(item, entry))
    }
    for (let copy = 0; copy < copies; copy += 1) entry = this.write(item, entry)
    return entry
  }

  #pointAt(split: number, second: number): void {
    this.code[3 * split + 2] = second
  }

  #set(ranges: CodePointRanges): number {
    const known = this.#setNumbers.get(ranges)
    if (known !== undefined) return known
    const text = ranges.join()
    const number = this.#setNumbers.get(text) ?? this.sets.push(ranges) - 1
    this.#setNumbers.set(ranges, number).set(text, number)
    return number
  }
}
