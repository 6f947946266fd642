import { RegexMatcher } from '../runtime/regex-matcher.js'
import type { RegexProgram } from '../runtime/regex-program.js'
import type { RegexNode } from './regex-tree.js'
import type { RegexFacts } from './types.js'

/** Longest prefix that is told, in code points. */
const LONGEST_PREFIX = 256

export function factsOf(tree: RegexNode, program: RegexProgram): RegexFacts {
  const { anywhere } = program
  const begin = anywhere && !requiresStart(tree) ? { points: [], isWhole: false } : beginOf(tree)
  const prefix = String.fromCodePoint(...begin.points)
  const isFixed = begin.isWhole && (!anywhere || requiresEnd(tree))
  return {
    matchesEmpty: takesEmptyText(tree),
    prefix,
    // Conditions that do not hold, as in `a^b`, leave no text that matches.
    isLiteral: isFixed && new RegexMatcher(program).test(prefix),
  }
}

/** Whether the empty text matches: its one place is its start and its end, and no edge of a word. */
function takesEmptyText(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'assert':
      return node.condition !== 'word edge'
    case 'sequence':
      return node.items.every(takesEmptyText)
    case 'choice':
      return node.branches.some(takesEmptyText)
    case 'repeat':
      return node.least === 0 || takesEmptyText(node.item)
  }
}

/** Whether the pattern matches at every place of every text: it can take nothing and asks for nothing. */
export function matchesAtEveryPlace(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return false
    case 'sequence':
      return node.items.every(matchesAtEveryPlace)
    case 'choice':
      return node.branches.some(matchesAtEveryPlace)
    case 'repeat':
      return node.least === 0 || matchesAtEveryPlace(node.item)
  }
}

/** Whether a node takes at least one character. */
export function takesSomething(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return true
    case 'assert':
      return false
    case 'sequence':
      return node.items.some(takesSomething)
    case 'choice':
      return node.branches.every(takesSomething)
    case 'repeat':
      return node.least > 0 && takesSomething(node.item)
  }
}

/** Whether what matches can begin nowhere but at the start of the text. */
export function requiresStart(node: RegexNode): boolean {
  return isFixed(node, 'start', (items) => items[0])
}

/** Whether what matches can end nowhere but at the end of the text. */
function requiresEnd(node: RegexNode): boolean {
  return isFixed(node, 'end', (items) => items[items.length - 1])
}

function isFixed(
  node: RegexNode,
  condition: 'start' | 'end',
  outermost: (items: readonly RegexNode[]) => RegexNode | undefined,
): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'assert':
      return node.condition === condition
    case 'sequence': {
      const item = outermost(node.items)
      return item !== undefined && isFixed(item, condition, outermost)
    }
    case 'choice':
      return node.branches.every((branch) => isFixed(branch, condition, outermost))
    case 'repeat':
      return node.least > 0 && isFixed(node.item, condition, outermost)
  }
}

/** The code points that all matches of a node begin with, and whether a match can hold nothing else. */
interface Begin {
  readonly points: readonly number[]
  readonly isWhole: boolean
}

function beginOf(node: RegexNode): Begin {
  switch (node.kind) {
    case 'set': {
      const [first, last] = node.ranges
      const isWhole = node.ranges.length === 2 && first === last
      return { points: isWhole ? [first!] : [], isWhole }
    }
    case 'assert':
      return { points: [], isWhole: true }
    case 'sequence':
      return inSequence(node.items)
    case 'choice':
      return { points: sharedBegin(node.branches.map((branch) => beginOf(branch).points)), isWhole: false }
    case 'repeat': {
      if (node.most === 0) return { points: [], isWhole: true }
      const item = beginOf(node.item)
      const points: number[] = []
      const copies = item.isWhole ? node.least : Math.min(node.least, 1)
      for (let copy = 0; copy < copies; copy += 1) {
        points.push(...item.points)
        if (points.length > LONGEST_PREFIX) break
      }
      return cut({ points, isWhole: item.isWhole && node.least === node.most })
    }
  }
}

function inSequence(items: readonly RegexNode[]): Begin {
  const points: number[] = []
  for (const item of items) {
    const begin = beginOf(item)
    points.push(...begin.points)
    if (!begin.isWhole || points.length > LONGEST_PREFIX) return cut({ points, isWhole: false })
  }
  return { points, isWhole: true }
}

function cut({ points, isWhole }: Begin): Begin {
  if (points.length <= LONGEST_PREFIX) return { points, isWhole }
  return { points: points.slice(0, LONGEST_PREFIX), isWhole: false }
}

function sharedBegin(begins: readonly (readonly number[])[]): readonly number[] {
  const [first, ...others] = begins
  let shared = first!.length
  for (const other of others) {
    const differs = first!.findIndex((point, at) => other[at] !== point)
    if (differs !== -1) shared = Math.min(shared, differs)
  }
  return first!.slice(0, shared)
}
