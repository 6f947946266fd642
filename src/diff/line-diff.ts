import { commonSubsequence } from './common-subsequence.js'

/** Lines around what changed, and the changed ones, as they stand in the text. */
export interface Hunk {
  /** Number of the first line in the text before and after, from 1. */
  readonly before: number
  readonly after: number
  readonly lines: readonly HunkLine[]
}

interface HunkLine {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/** Steps of the search for common lines, for each line: enough for the optimum up to some thousand changed lines. */
const STEPS_PER_LINE = 256

/**
 * What differs between two texts, by line, with `context` lines around it. A text of which nothing is common with the
 * other stands as one removal and one addition. Time is linear in the texts, with a bounded factor.
 */
export function diffLines(before: string, after: string, context: number): Hunk[] {
  const left = before.split('\n')
  const right = after.split('\n')
  const [leftIds, rightIds] = numberLines(left, right)
  const partners = commonSubsequence(leftIds, rightIds, STEPS_PER_LINE * (left.length + right.length))
  const all: HunkLine[] = []
  let next = 0
  left.forEach((text, at) => {
    const partner = partners[at]!
    if (partner === -1) {
      all.push({ sign: '-', text })
      return
    }
    for (; next < partner; next += 1) all.push({ sign: '+', text: right[next]! })
    all.push({ sign: ' ', text })
    next += 1
  })
  for (; next < right.length; next += 1) all.push({ sign: '+', text: right[next]! })
  return hunksOf(all, context)
}

/** Equal lines get equal numbers. */
function numberLines(left: readonly string[], right: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>()
  const numberOf = (line: string): number => {
    let number = numbers.get(line)
    if (number === undefined) {
      number = numbers.size
      numbers.set(line, number)
    }
    return number
  }
  return [Int32Array.from(left, numberOf), Int32Array.from(right, numberOf)]
}

function hunksOf(lines: readonly HunkLine[], context: number): Hunk[] {
  const isShown = new Uint8Array(lines.length)
  spreadContext(lines, isShown, context, 0, 1)
  spreadContext(lines, isShown, context, lines.length - 1, -1)
  const hunks: Hunk[] = []
  let open: { before: number; after: number; lines: HunkLine[] } | null = null
  let before = 1
  let after = 1
  lines.forEach((line, at) => {
    if (isShown[at] === 0) open = null
    else {
      if (open === null) {
        open = { before, after, lines: [] }
        hunks.push(open)
      }
      open.lines.push(line)
    }
    if (line.sign !== '+') before += 1
    if (line.sign !== '-') after += 1
  })
  return hunks
}

/** Marks the changed lines and, in one direction, so many lines behind each. */
function spreadContext(
  lines: readonly HunkLine[],
  isShown: Uint8Array,
  context: number,
  start: number,
  step: 1 | -1,
): void {
  let left = 0
  for (let at = start; at >= 0 && at < lines.length; at += step) {
    if (lines[at]!.sign !== ' ') left = context + 1
    if (left > 0) {
      isShown[at] = 1
      left -= 1
    }
  }
}
