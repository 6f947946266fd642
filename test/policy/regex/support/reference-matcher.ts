import type { RegexNode } from '../../../../src/policy/regex/regex-tree.js'
import type { RegexMode } from '../../../../src/policy/regex/types.js'

/** Whether a tree matches a text, straight from the meaning of each node (docs/regular-expressions.md §3). */
export function referenceMatches(tree: RegexNode, text: string, mode: RegexMode): boolean {
  const points = [...text].map((character) => character.codePointAt(0)!)
  const reference = new Reference(points)
  if (mode === 'whole') return reference.ends(tree, 0).has(points.length)
  return [...points.keys(), points.length].some((at) => reference.ends(tree, at).size > 0)
}

class Reference {
  readonly #points: readonly number[]
  readonly #known = new Map<RegexNode, Map<number, ReadonlySet<number>>>()

  constructor(points: readonly number[]) {
    this.#points = points
  }

  /** Where a match that begins at a place can end. */
  ends(node: RegexNode, at: number): ReadonlySet<number> {
    const known = this.#known.get(node) ?? new Map<number, ReadonlySet<number>>()
    this.#known.set(node, known)
    const ends = known.get(at) ?? this.#endsOf(node, at)
    known.set(at, ends)
    return ends
  }

  #endsOf(node: RegexNode, at: number): ReadonlySet<number> {
    switch (node.kind) {
      case 'set':
        return new Set(this.#isIn(node.ranges, at) ? [at + 1] : [])
      case 'assert': {
        const isEdge = this.#isWord(at - 1) !== this.#isWord(at)
        const holds = {
          start: at === 0,
          end: at === this.#points.length,
          'word edge': isEdge,
          'no word edge': !isEdge,
        }[node.condition]
        return new Set(holds ? [at] : [])
      }
      case 'sequence':
        return node.items.reduce((from, item) => this.#endsFrom(item, from), new Set([at]))
      case 'choice':
        return new Set(node.branches.flatMap((branch) => [...this.ends(branch, at)]))
      case 'repeat': {
        let from: ReadonlySet<number> = new Set([at])
        for (let copy = 0; copy < node.least; copy += 1) from = this.#endsFrom(node.item, from)
        const ends = new Set(from)
        // More copies than characters give no new ends.
        const most = Math.min(
          node.most ?? this.#points.length + 1 + node.least,
          this.#points.length + 1 + node.least,
        )
        for (let copy = node.least; copy < most; copy += 1) {
          from = this.#endsFrom(node.item, from)
          for (const end of from) ends.add(end)
        }
        return ends
      }
    }
  }

  #endsFrom(node: RegexNode, from: ReadonlySet<number>): Set<number> {
    return new Set([...from].flatMap((at) => [...this.ends(node, at)]))
  }

  #isIn(ranges: readonly number[], at: number): boolean {
    const point = this.#points[at]
    if (point === undefined) return false
    for (let pair = 0; pair < ranges.length; pair += 2) {
      if (point >= ranges[pair]! && point <= ranges[pair + 1]!) return true
    }
    return false
  }

  #isWord(at: number): boolean {
    const point = this.#points[at]
    return point !== undefined && /^\w$/.test(String.fromCodePoint(point))
  }
}
