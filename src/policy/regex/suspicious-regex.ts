import { matchesAtEveryPlace, takesSomething } from './regex-facts.js'
import type { PatternPlace, RegexNode } from './regex-tree.js'
import type { RegexDiagnostic, RegexMode } from './types.js'

/** What a pattern most likely does not mean, though it may be written. */
export function suspicionsOf(tree: RegexNode, mode: RegexMode): RegexDiagnostic[] {
  const found: RegexDiagnostic[] = []
  const warn = (message: string, place: PatternPlace, help: string): void => {
    const { offset, length } = place
    found.push({ severity: 'warning', code: 'policy/suspicious-regex', message, offset, length, help })
  }
  if (mode === 'anywhere') findWide(tree, warn)
  findInside(tree, warn)
  return found
}

type Warn = (message: string, place: PatternPlace, help: string) => void

/** What makes a search find more than it says. */
function findWide(tree: RegexNode, warn: Warn): void {
  if (matchesAtEveryPlace(tree)) {
    const help = 'ask for at least one character, such as by `+` instead of `*`'
    warn('every text contains a match of this pattern, the empty one', tree, help)
    return
  }
  if (tree.kind !== 'choice') return
  const { branches } = tree
  const help = 'write `^(?:…|…)$` to hold all alternatives to the edges'
  const start = onlyAt(branches, branches[0]!, 'start', 0)
  const end = onlyAt(branches, branches[branches.length - 1]!, 'end', -1)
  if (start !== undefined) warn('`^` belongs to the first alternative only', start, help)
  else if (end !== undefined) warn('`$` belongs to the last alternative only', end, help)
}

/** The condition at the outer edge of an alternative, where not all alternatives have it. */
function onlyAt(
  branches: readonly RegexNode[],
  outer: RegexNode,
  condition: 'start' | 'end',
  edge: 0 | -1,
): RegexNode | undefined {
  const conditionOf = (branch: RegexNode): RegexNode | undefined => {
    // An alternative that is only a condition is meant so, as in `(?:^|/)name`.
    const item = branch.kind === 'sequence' ? branch.items.at(edge) : undefined
    return item?.kind === 'assert' && item.condition === condition ? item : undefined
  }
  return branches.every(conditionOf) ? undefined : conditionOf(outer)
}

function findInside(node: RegexNode, warn: Warn): void {
  if (node.kind === 'repeat') findInside(node.item, warn)
  else if (node.kind === 'choice') for (const branch of node.branches) findInside(branch, warn)
  else if (node.kind === 'sequence') {
    findUnescapedDot(node.items, warn)
    findDeadEdge(node.items, warn)
    for (const item of node.items) findInside(item, warn)
  }
}

/** The dots of `example.com` and `10.0.0.1`; the first is enough. */
function findUnescapedDot(items: readonly RegexNode[], warn: Warn): void {
  const text = items.map(letterOf).join('')
  const dot = /(?:[a-z0-9-]\.(?=[a-z][a-z])|[0-9]\.(?=[0-9]))/.exec(text)
  if (dot === null) return
  const help = 'write `\\.` for a full stop, `[^\\n]` if any character is meant'
  warn('`.` stands for any character here', items[dot.index + 1]!, help)
}

/** One character for each item: what it spells, in lower case; a dot for `.`; else a space. */
function letterOf(node: RegexNode): string {
  if (node.kind !== 'set') return ' '
  if (node.origin === 'dot') return '.'
  const point = node.character ?? 0
  if (point >= 0x41 && point <= 0x5a) return String.fromCodePoint(point + 0x20)
  const isPlain = (point >= 0x30 && point <= 0x39) || (point >= 0x61 && point <= 0x7a) || point === 0x2d
  return isPlain ? String.fromCodePoint(point) : ' '
}

/** `a^` and `$a` match nothing. */
function findDeadEdge(items: readonly RegexNode[], warn: Warn): void {
  const first = items.findIndex(takesSomething)
  const last = items.map(takesSomething).lastIndexOf(true)
  items.forEach((item, at) => {
    if (item.kind !== 'assert') return
    const help = 'take it out, or write a backslash before it for the character'
    if (item.condition === 'start' && first !== -1 && first < at) {
      warn('this never matches: something must stand before the start of the text', item, help)
    } else if (item.condition === 'end' && last > at) {
      warn('this never matches: something must stand after the end of the text', item, help)
    }
  })
}
