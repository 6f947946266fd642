import type { Expression, PathStep, ProgramConstant, ProgramPattern, Statement } from '../runtime/program.js'
import { PairTable } from './pair-table.js'
import { sortedNumbers } from './sorted-numbers.js'

/** What a name in a policy stands for: the value of a `let`, or an item that a loop goes through. */
type Local =
  | { readonly kind: 'value'; readonly value: Expression; number: number | null }
  | { readonly kind: 'item'; readonly number: number }

/** What a number is of: the whole begins with it, so numbers of different things differ. */
export type NumberedKind =
  | Exclude<Expression['op'] | Statement['op'] | PathStep['op'], 'path' | 'let'>
  | 'parameter'
  | 'item'
  | 'key'
  | 'end'
  | 'true'
  | 'false'
  | 'null'
  | 'block'
  | 'relation'
  | 'loop'

/** No more are given out, which bounds the memory that the checks take. */
const MOST_NUMBERS = 0x20_0000

/**
 * Gives equal expressions equal numbers, whatever their place, the names of their variables and the `let`s and
 * constants they go through; so that rules compare in one step what may be large. Takes time linear in the program.
 */
export class ExpressionNumbers {
  readonly #pairs = new PairTable()
  readonly #kinds = new Map<NumberedKind, number>()
  readonly #texts = new Map<string, number>()
  readonly #amounts = new Map<number, number>()
  readonly #locals = new Map<string, Local>()
  readonly #constants: ReadonlyMap<string, Expression>
  readonly #constantNumbers = new Map<string, number>()
  /** Numbers of negations, with what they negate. */
  readonly #negated = new Map<number, number>()
  readonly #patterns: readonly ProgramPattern[]
  #given = 0
  #loops = 0

  constructor(constants: readonly ProgramConstant[], patterns: readonly ProgramPattern[]) {
    this.#constants = new Map(constants.map(({ name, value }) => [name, value]))
    this.#patterns = patterns
  }

  /** So much was numbered that what follows could be taken for something else: it is not looked at. */
  get isFull(): boolean {
    return this.#given >= MOST_NUMBERS
  }

  /** What a name stands for, where that is another expression. */
  meaningOf(node: Expression): Expression | null {
    if (node.op === 'local') {
      const local = this.#locals.get(node.name)
      return local?.kind === 'value' ? local.value : null
    }
    return node.op === 'constant' && !isParameter(node.name) ? (this.#constants.get(node.name) ?? null) : null
  }

  /** What is left when all names are followed; parameters and items stand for themselves. */
  behind(node: Expression): Expression {
    let behind = node
    for (let next = this.meaningOf(node); next !== null; next = this.meaningOf(next)) behind = next
    return behind
  }

  /** The value that a constant or a parameter is bound to. */
  boundTo(name: string): Expression | null {
    return this.#constants.get(name) ?? null
  }

  bind(name: string, value: Expression): void {
    this.#locals.set(name, { kind: 'value', value, number: null })
  }

  /**
   * Runs something in which the names are items of a list, and gives what it gives. INVARIANT: a variable's number
   * holds the depth of its loop, so variables of loops within one another differ although they go through one list.
   */
  within<Result>(names: readonly string[], list: number, run: () => Result): Result {
    const kinds = ['item', 'key'] as const
    names.forEach((name, index) => {
      const number = this.pair(this.#of(kinds[index]!, list), this.#amount(this.#loops))
      this.#locals.set(name, { kind: 'item', number })
    })
    this.#loops += 1
    const result = run()
    this.#loops -= 1
    return result
  }

  of(node: Expression): number {
    switch (node.op) {
      case 'literal':
        return this.#of('literal', this.#scalar(node.value))
      case 'root':
        return this.#of('root', this.text(node.name))
      case 'now':
      case 'target':
        return this.kind(node.op)
      case 'local':
        return this.#local(node.name)
      case 'constant':
        return this.#constant(node.name)
      case 'list':
      case 'template':
      case 'concat':
      case 'coalesce':
        return this.#all(this.kind(node.op), node.items)
      case 'and':
      case 'or':
        return this.fold(this.kind(node.op), sortedNumbers(node.items.map((item) => this.of(item))))
      case 'object':
        return this.#all(
          this.fold(
            this.kind('object'),
            node.keys.map((key) => this.text(key)),
          ),
          node.items,
        )
      case 'path':
        return node.steps.reduce((base, step) => this.#step(base, step, step.op), this.of(node.base))
      case 'has':
        return this.#of('has', this.placeOf(node.path))
      case 'required':
        return this.#of('required', this.of(node.value))
      case 'negate':
        return this.#of('negate', this.of(node.operand))
      case 'not':
        return this.negation(this.of(node.operand))
      case 'read':
        return this.pair(this.#of('read', this.text(node.as)), this.of(node.value))
      case 'matches':
        return this.pair(this.#of('matches', this.of(node.text)), this.#pattern(node.pattern))
      case 'apply':
      case 'call':
        return this.#all(this.#of(node.op, this.text(node.name)), node.items)
      case 'if':
        return this.#all(this.kind('if'), [node.condition, node.chosen, node.otherwise])
      case 'compare':
        return this.#compare(node)
      case 'arithmetic':
        return node.rest.reduce(
          (left, { operator, operand }) => this.pair(this.pair(left, this.text(operator)), this.of(operand)),
          this.#of('arithmetic', this.of(node.first)),
        )
      case 'quantifier': {
        const list = this.of(node.list)
        const body = this.within(node.names, list, () => this.of(node.body))
        // `none` is the negation of `any`.
        const kind = node.kind === 'none' ? 'any' : node.kind
        const number = this.fold(this.#of('quantifier', this.text(kind)), [list, body])
        return node.kind === 'none' ? this.negation(number) : number
      }
      case 'comprehension': {
        const list = this.of(node.list)
        return this.within(node.names, list, () => {
          const where = this.#all(this.#of('comprehension', list), node.where)
          return this.pair(this.pair(where, this.kind('end')), this.of(node.item))
        })
      }
    }
  }

  /** The number of the place or value that an expression reads, whether it fails or gives null where nothing is. */
  placeOf(node: Expression): number {
    switch (node.op) {
      case 'path':
        return node.steps.reduce((base, step) => this.#step(base, step, 'member'), this.placeOf(node.base))
      case 'read':
        return this.pair(this.#of('read', this.text(node.as)), this.placeOf(node.value))
      case 'required':
        return this.placeOf(node.value)
      case 'local':
      case 'constant': {
        const meaning = this.meaningOf(node)
        return meaning === null ? this.of(node) : this.placeOf(meaning)
      }
      default:
        return this.of(node)
    }
  }

  /** The places that a place is in. */
  placesAround(node: Expression): number[] {
    if (node.op !== 'path') return []
    let place = this.placeOf(node.base)
    return node.steps.map((step) => {
      const around = place
      place = this.#step(place, step, 'member')
      return around
    })
  }

  negation(number: number): number {
    const negated = this.#negated.get(number)
    if (negated !== undefined) return negated
    const negation = this.#of('not', number)
    this.#negated.set(negation, number)
    return negation
  }

  /** What a number negates, or `null` for one of no negation. */
  negatedBy(number: number): number | null {
    return this.#negated.get(number) ?? null
  }

  kind(kind: NumberedKind): number {
    return this.#known(this.#kinds, kind)
  }

  fold(first: number, rest: readonly number[]): number {
    return rest.reduce((left, right) => this.pair(left, right), first)
  }

  pair(left: number, right: number): number {
    if (this.isFull) return MOST_NUMBERS
    const next = this.#given + 1
    const number = this.#pairs.getOrAdd(left, right, next)
    if (number === next) this.#given = next
    return number
  }

  #of(kind: NumberedKind, part: number): number {
    return this.pair(this.kind(kind), part)
  }

  #all(first: number, nodes: readonly Expression[]): number {
    return nodes.reduce((left, node) => this.pair(left, this.of(node)), first)
  }

  #step(base: number, step: PathStep, op: PathStep['op']): number {
    if (step.op === 'index') {
      // A literal key is a member by another spelling.
      const literal = step.key.op === 'literal' && typeof step.key.value === 'string' ? step.key.value : null
      if (literal !== null) return this.pair(this.#of('member', base), this.text(literal))
      return this.pair(this.#of('index', base), this.of(step.key))
    }
    return this.pair(this.#of(op, base), this.text(step.name))
  }

  /** Of `a < b` and what it negates, `a >= b`, only the first has a form of its own. */
  #compare({ operator, left, right }: Expression & { readonly op: 'compare' }): number {
    const [one, other] = [this.of(left), this.of(right)]
    switch (operator) {
      case '==':
      case '!=': {
        const equal = this.#compared('==', Math.min(one, other), Math.max(one, other))
        return operator === '==' ? equal : this.negation(equal)
      }
      case '>=':
        return this.negation(this.#compared('<', one, other))
      case '>':
        return this.negation(this.#compared('<=', one, other))
      default:
        return this.#compared(operator, one, other)
    }
  }

  #compared(operator: string, left: number, right: number): number {
    return this.fold(this.#of('compare', this.text(operator)), [left, right])
  }

  #local(name: string): number {
    const local = this.#locals.get(name)
    // A parameter of a function.
    if (local === undefined) return this.#of('local', this.text(name))
    if (local.kind === 'value') local.number ??= this.of(local.value)
    return local.number!
  }

  #constant(name: string): number {
    const value = this.#constants.get(name)
    // Parameters of different policies may be bound to different values another time.
    if (value === undefined || isParameter(name)) return this.#of('parameter', this.text(name))
    const known = this.#constantNumbers.get(name)
    if (known !== undefined) return known
    const number = this.of(value)
    this.#constantNumbers.set(name, number)
    return number
  }

  #pattern(index: number): number {
    const { text, regex } = this.#patterns[index]!
    return this.pair(this.kind(regex.anywhere ? 'true' : 'false'), this.text(text))
  }

  #scalar(value: null | boolean | number | string): number {
    if (typeof value === 'string') return this.text(value)
    if (typeof value === 'number') return this.#amount(value)
    return this.kind(value === null ? 'null' : value ? 'true' : 'false')
  }

  text(text: string): number {
    return this.#known(this.#texts, text)
  }

  #amount(value: number): number {
    return this.#known(this.#amounts, value)
  }

  #known<Key>(map: Map<Key, number>, key: Key): number {
    const known = map.get(key)
    if (known !== undefined) return known
    if (this.isFull) return MOST_NUMBERS
    this.#given += 1
    map.set(key, this.#given)
    return this.#given
  }
}

/** Parameters have the names of their policies before their own (see `lowerProgram`). */
export function isParameter(constant: string): boolean {
  return constant.includes('/')
}
