import type { Expression } from '../runtime/program.js'
import { splitPattern } from '../runtime/text-search.js'
import { constantValue, MOST_ITEMS, type Scalar } from './constant-value.js'
import type { ExpressionNumbers } from './expression-numbers.js'
import {
  atLeast,
  initially,
  type Knowledge,
  NOTHING,
  type Origin,
  type Predicate,
  type Subject,
} from './facts.js'

/** A part of a condition without operands that are conditions, as what it says of values. */
export interface Atom {
  readonly whenTrue: readonly Assertion[]
  readonly whenFalse: readonly Assertion[]
  /** The text alone tells what it is. */
  readonly constant: boolean | null
}

export interface Assertion {
  readonly subject: Subject
  readonly predicate: Predicate
}

/** What the lowering knew of expressions that it did not write into the program. */
export type DeclaredWords = ReadonlyMap<Expression, ReadonlySet<string>>

type Compare = Expression & { readonly op: 'compare' }

const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  '==': ['='],
  '<': ['<'],
  '<=': ['<', '='],
  '>': ['>'],
  '>=': ['=', '>'],
}
const FLIPPED: Readonly<Record<string, Compare['operator']>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Reads conditions. What it has read is kept, since a condition is read again for its `else`. */
export class AtomReader {
  readonly #numbers: ExpressionNumbers
  readonly #words: DeclaredWords
  readonly #read = new Map<Expression, Atom>()
  /** What the targets of the policy say of `target`. */
  #target: Knowledge = NOTHING

  constructor(numbers: ExpressionNumbers, words: DeclaredWords) {
    this.#numbers = numbers
    this.#words = words
  }

  /** Begins a policy. */
  begin(target: Knowledge): void {
    this.#target = target
    this.#read.clear()
  }

  of(node: Expression): Atom {
    const known = this.#read.get(node)
    if (known !== undefined) return known
    const atom = this.#atom(node)
    this.#read.set(node, atom)
    return atom
  }

  #atom(node: Expression): Atom {
    switch (node.op) {
      case 'literal':
        return { whenTrue: [], whenFalse: [], constant: typeof node.value === 'boolean' ? node.value : null }
      case 'has': {
        const subject = this.#subject(node.path)
        return opposites(subject, { op: 'except', values: [null] })
      }
      case 'compare':
        return this.#compare(node)
      default:
        return this.#flag(this.#numbers.placeOf(node))
    }
  }

  /** A condition of which only is known that it is true or false. */
  #flag(number: number): Atom {
    const negated = this.#numbers.negatedBy(number)
    const subject = { number: negated ?? number, initial: NOTHING, isWhole: false }
    const [whenTrue, whenFalse] = [true, false].map((value): readonly Assertion[] => [
      { subject, predicate: { op: 'among', values: [value] } },
    ]) as [readonly Assertion[], readonly Assertion[]]
    return negated === null
      ? { whenTrue, whenFalse, constant: null }
      : { whenTrue: whenFalse, whenFalse: whenTrue, constant: null }
  }

  #compare(node: Compare): Atom {
    const { operator, left, right } = node
    const one = constantValue(left, this.#numbers)
    const other = constantValue(right, this.#numbers)
    if (one === null && other === null) return this.#relation(node)
    if (one !== null && other !== null) {
      const isNamed = one.isNamed || other.isNamed
      const constant = isNamed ? null : compareConstants(operator, one.value, other.value)
      return { ...this.#flag(this.#numbers.of(node)), constant }
    }
    const flipped = operator === '==' || operator === '!=' ? operator : FLIPPED[operator]
    const read =
      other !== null
        ? this.#against(left, operator, other.value)
        : flipped === undefined
          ? null
          : this.#against(right, flipped, one!.value)
    return read ?? this.#flag(this.#numbers.of(node))
  }

  /** A comparison with a known value; `null` where it tells nothing but itself. */
  #against(node: Expression, operator: Compare['operator'], value: Scalar | readonly Scalar[]): Atom | null {
    if (Array.isArray(value)) {
      if (operator !== 'in' || value.length === 0) return null
      return opposites(this.#subject(node), { op: 'among', values: value as readonly Scalar[] })
    }
    const scalar = value as Scalar
    switch (operator) {
      case '==':
        return opposites(this.#subject(node), { op: 'among', values: [scalar] })
      case '!=':
        return opposites(this.#subject(node), { op: 'except', values: [scalar] })
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#range(this.#subject(node), operator, scalar)
      case 'startsWith':
      case 'endsWith':
      case 'like':
        return typeof scalar === 'string' ? this.#text(node, operator, scalar) : null
      default:
        return null
    }
  }

  #range(subject: Subject, operator: '<' | '<=' | '>' | '>=', value: Scalar): Atom | null {
    if (typeof value !== 'number' && typeof value !== 'string') return null
    const low = operator === '>' || operator === '>='
    const open = operator === '<' || operator === '>'
    const bound = (isLow: boolean, isOpen: boolean): Assertion => ({
      subject,
      predicate:
        subject.isWhole && typeof value === 'number'
          ? wholeBound(isLow, isOpen, value)
          : { op: isLow ? 'low' : 'high', value, open: isOpen },
    })
    return { whenTrue: [bound(low, open)], whenFalse: [bound(!low, !open)], constant: null }
  }

  #text(node: Expression, operator: 'startsWith' | 'endsWith' | 'like', text: string): Atom {
    const pieces = splitPattern(text)
    const subject = this.#subject(node)
    if (operator === 'like' && pieces.length === 1) {
      return opposites(subject, { op: 'among', values: [pieces[0]!] })
    }
    const [first, last] = operator === 'like' ? [pieces[0]!, pieces.at(-1)!] : [text, text]
    const affixes: Assertion[] = []
    if (operator !== 'endsWith' && first !== '')
      affixes.push({ subject, predicate: { op: 'prefix', text: first } })
    if (operator !== 'startsWith' && last !== '')
      affixes.push({ subject, predicate: { op: 'suffix', text: last } })
    const number = this.#numbers.pair(this.#numbers.placeOf(node), this.#numbers.text(`${operator} ${text}`))
    const flag = this.#flag(number)
    return { ...flag, whenTrue: [...flag.whenTrue, ...affixes] }
  }

  /** Two values of the request: which of `<`, `=`, `>` and unequal without an order can be between them. */
  #relation(node: Compare): Atom {
    const { operator, left, right } = node
    if (operator !== '!=' && !Object.hasOwn(RELATIONS, operator)) return this.#flag(this.#numbers.of(node))
    const one = this.#numbers.placeOf(left)
    const other = this.#numbers.placeOf(right)
    const [first, second] = one <= other ? [one, other] : [other, one]
    const number = this.#numbers.fold(this.#numbers.kind('relation'), [first, second])
    const initial = one === other ? initially(['='], naturally(node.at)) : NOTHING
    const subject = { number, initial, isWhole: false }
    const asked = one <= other ? operator : (FLIPPED[operator] ?? operator)
    if (asked === '!=') return opposites(subject, { op: 'except', values: ['='] })
    const values = RELATIONS[asked]!
    if (asked === '==') return opposites(subject, { op: 'among', values })
    // A comparison that is false compared two values that have an order.
    const rest = ['<', '=', '>'].filter((relation) => !values.includes(relation))
    return {
      whenTrue: [{ subject, predicate: { op: 'among', values } }],
      whenFalse: [{ subject, predicate: { op: 'among', values: rest } }],
      constant: null,
    }
  }

  #subject(node: Expression): Subject {
    const number = this.#numbers.placeOf(node)
    const words = this.#words.get(node)
    const meaning = this.#numbers.behind(node)
    if (words !== undefined && words.size <= MOST_ITEMS) {
      const initial = initially([...words], { ...naturally(node.at), source: 'type' })
      return { number, initial, isWhole: false }
    }
    if (meaning.op === 'target') return { number, initial: this.#target, isWhole: false }
    const counts =
      (meaning.op === 'call' && meaning.name === 'size') ||
      (meaning.op === 'quantifier' && meaning.kind === 'count')
    const initial = counts ? atLeast(0, naturally(node.at)) : NOTHING
    return { number, initial, isWhole: counts || (meaning.op === 'read' && meaning.as === 'int') }
  }
}

function naturally(at: number): Origin {
  return { at, holds: true, source: 'natural', position: Number.POSITIVE_INFINITY }
}

function opposites(subject: Subject, whenTrue: Predicate & { readonly op: 'among' | 'except' }): Atom {
  const { op, values } = whenTrue
  const whenFalse = { op: op === 'among' ? 'except' : 'among', values } as const
  return {
    whenTrue: [{ subject, predicate: whenTrue }],
    whenFalse: [{ subject, predicate: whenFalse }],
    constant: null,
  }
}

/** Between two whole numbers there is nothing: `> 2` is `>= 3`. */
function wholeBound(isLow: boolean, isOpen: boolean, value: number): Predicate {
  if (isLow) {
    const least = isOpen ? Math.floor(value) + 1 : -Math.floor(-value)
    return { op: 'low', value: least, open: false }
  }
  return { op: 'high', value: isOpen ? -Math.floor(-value) - 1 : Math.floor(value), open: false }
}

function compareConstants(
  operator: Compare['operator'],
  left: Scalar | readonly Scalar[],
  right: Scalar | readonly Scalar[],
): boolean | null {
  if (Array.isArray(left)) return null
  if (operator === 'in') return Array.isArray(right) ? right.includes(left) : null
  if (Array.isArray(right)) return null
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left !== 'number' || typeof right !== 'number') return null
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      return null
  }
}
