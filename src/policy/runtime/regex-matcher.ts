import { ASSERT, AT_END, AT_START, AT_WORD_EDGE, MATCH, type RegexProgram, SPLIT } from './regex-program.js'
import { RegexStates } from './regex-states.js'

const REJECTED = -1
const ACCEPTED = -2

/** What stands before or after a place: an edge of the text, or a character that is or is not part of a word. */
const EDGE = 0
const OTHER = 1
const WORD = 2

/**
 * Matches texts in time linear in their length: a deterministic automaton that is built as texts ask for it
 * (Thompson 1968; Cox, "Regular Expression Matching in the Wild", 2010). Each code point is one look-up in a table;
 * an entry that is not there yet is computed by one step of the nondeterministic automaton, which looks at each
 * instruction at most once. What is remembered is bounded and changes no answer.
 *
 * A state is what stands before the place, and the instructions to go on from, before conditions are looked at: these
 * need the next character, so a match is seen one character late.
 */
export class RegexMatcher {
  readonly #program: RegexProgram
  /** Columns of the first 128 code points. */
  readonly #ascii: readonly number[]
  /** The column that stands for the end of the text. */
  readonly #end: number
  readonly #states: RegexStates

  /** @param program one that the compiler made, or that `isRegexProgram` takes */
  constructor(program: RegexProgram) {
    this.#program = program
    this.#end = program.columns.reduce((most, column) => Math.max(most, column)) + 1
    this.#ascii = Array.from({ length: 128 }, (_, point) => this.#column(point))
    this.#states = new RegexStates(this.#end + 1, String.fromCharCode(EDGE, program.start))
  }

  test(text: string): boolean {
    const ascii = this.#ascii
    const { table, first } = this.#states
    let state = first
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      let column: number
      if (unit < 128) column = ascii[unit]!
      else {
        const point = text.codePointAt(at)!
        if (point > 0xffff) at += 1
        column = this.#column(point)
      }
      let next = table[state + column]!
      if (next === 0) next = this.#step(state, column)
      if (next < 0) return next === ACCEPTED
      state = next
    }
    return (table[state + this.#end] || this.#step(state, this.#end)) === ACCEPTED
  }

  #column(point: number): number {
    const { bounds, columns } = this.#program
    let low = 0
    let high = bounds.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (bounds[middle]! <= point) low = middle
      else high = middle - 1
    }
    return columns[low]!
  }

  #isIn(set: number, column: number): boolean {
    return ((this.#program.sets[set]![column >> 5]! >> (column & 31)) & 1) === 1
  }

  /** One step of the nondeterministic automaton; its result is written into the table. */
  #step(from: number, column: number): number {
    const { anywhere, code } = this.#program
    const states = this.#states
    const key = states.key(from)
    const before = key.charCodeAt(0)
    const atEnd = column === this.#end
    const after = atEnd ? EDGE : this.#isIn(0, column) ? WORD : OTHER
    const size = code.length / 3
    const seen = new Uint8Array(size)
    const taken = new Uint8Array(size)
    const open: number[] = []
    for (let at = 1; at < key.length; at += 1) open.push(key.charCodeAt(at))
    let matched = false
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen[at] === 1) continue
      seen[at] = 1
      const op = code[3 * at]
      const operand = code[3 * at + 1]!
      const next = code[3 * at + 2]!
      if (op === MATCH) matched = true
      else if (op === SPLIT) open.push(operand, next)
      else if (op === ASSERT) {
        if (holds(operand, before, after)) open.push(next)
      } else if (!atEnd && this.#isIn(operand, column)) taken[next] = 1
    }
    if (matched && (atEnd || anywhere)) return states.link(from, column, ACCEPTED)
    // In order of number, so that equal sets have equal keys.
    let reached = ''
    for (let at = 0; at < size; at += 1) if (taken[at] === 1) reached += String.fromCharCode(at)
    return states.link(from, column, reached === '' ? REJECTED : String.fromCharCode(after) + reached)
  }
}

function holds(condition: number, before: number, after: number): boolean {
  if (condition === AT_START) return before === EDGE
  if (condition === AT_END) return after === EDGE
  return ((before === WORD) !== (after === WORD)) === (condition === AT_WORD_EDGE)
}
