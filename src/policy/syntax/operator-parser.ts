import type { ArithmeticOperator, CompareOperator } from '../runtime/program.js'
import type { Expression } from './ast.js'
import { type DirectParser, direct } from './combinators.js'
import type { ParseSession } from './parse-session.js'
import { isWord, type KeelToken, spanFrom } from './token.js'

/** How tightly operators bind; the prefix `not` binds tighter than `&&` and looser than comparisons. */
const OR = 1
const AND = 2
const NOT = 3
const COMPARE = 4
const COALESCE = 5
const CONCAT = 6
const SUM = 7
const PRODUCT = 8

const BINARY: ReadonlyMap<string, number> = new Map([
  ['||', OR],
  ['&&', AND],
  ...['==', '!=', '<', '<=', '>', '>=', 'in', 'like', 'matches', 'startsWith', 'endsWith'].map(
    (text) => [text, COMPARE] as const,
  ),
  ['??', COALESCE],
  ['++', CONCAT],
  ['+', SUM],
  ['-', SUM],
  ['*', PRODUCT],
  ['/', PRODUCT],
  ['%', PRODUCT],
])

/** An operand with the token it began at; `open` while operators of its own chain can still be added to it. */
interface Operand {
  readonly node: Expression
  readonly first: KeelToken
  readonly open: boolean
}

interface Pending {
  readonly token: KeelToken
  readonly level: number
}

/**
 * Operands and the operators between them, by precedence (Dijkstra's shunting yard). One loop for all levels: a parser
 * for each level would take a dozen stack frames for every bracket, and time quadratic in long chains.
 */
export function operatorParser(
  session: ParseSession,
  { read }: DirectParser<Expression>,
): DirectParser<Expression> {
  return direct(session, (token) => {
    let stack: OperatorStack | null = null
    let next = token
    for (;;) {
      while (isWord(next, 'not') && (stack === null || stack.takesNot())) {
        stack ??= new OperatorStack(session)
        stack.pushOperator({ token: next, level: NOT })
        next = next.next!
      }
      const node = read(next)
      if (node === null) return null
      const after = session.next
      const level = levelOf(after)
      if (level === undefined) session.expected(after, 'an operator')
      // Most operands stand alone: in a list, an interpolation, a call.
      if (level === undefined && stack === null) return node
      stack ??= new OperatorStack(session)
      stack.pushOperand({ node, first: next, open: false })
      if (level === undefined) {
        session.next = after
        return stack.finish(after.endBefore)
      }
      if (!stack.reduceFor(level, after)) return null
      stack.pushOperator({ token: after, level })
      next = after.next!
    }
  })
}

function levelOf(token: KeelToken): number | undefined {
  return token.kind === 'word' || token.kind === 'punctuation' ? BINARY.get(token.text) : undefined
}

class OperatorStack {
  readonly #session: ParseSession
  readonly #operands: Operand[] = []
  readonly #pending: Pending[] = []

  constructor(session: ParseSession) {
    this.#session = session
  }

  /** `not` stands where the operand of `&&` or `||` stands, once. */
  takesNot(): boolean {
    const top = this.#pending[this.#pending.length - 1]
    return top === undefined || top.level < NOT
  }

  pushOperator(pending: Pending): void {
    this.#pending.push(pending)
  }

  pushOperand(operand: Operand): void {
    this.#operands.push(operand)
  }

  /** Combines what binds at least as tightly as an operator that follows; `false` for comparisons that chain. */
  reduceFor(level: number, token: KeelToken): boolean {
    for (
      let top = this.#pending.at(-1);
      top !== undefined && top.level >= level;
      top = this.#pending.at(-1)
    ) {
      if (level === COMPARE && top.level === COMPARE) {
        const help = 'write a < b && b < c'
        this.#session.fault(token, 'policy/unexpected-token', 'comparisons do not chain', help)
        return false
      }
      this.#reduce(token.endBefore)
    }
    return true
  }

  finish(end: number): Expression {
    while (this.#pending.length > 0) this.#reduce(end)
    return this.#operands[0]!.node
  }

  #reduce(end: number): void {
    const { token, level } = this.#pending.pop()!
    const right = this.#operands.pop()!
    if (level === NOT) {
      const span = spanFrom(token, end, this.#session.path)
      const node: Expression = { kind: 'unary', operator: 'not', operand: right.node, span }
      this.#operands.push({ node, first: token, open: false })
      return
    }
    const left = this.#operands.pop()!
    const span = spanFrom(left.first, end, this.#session.path)
    this.#operands.push({
      node: combine(token, level, left, right.node, span),
      first: left.first,
      open: true,
    })
  }
}

/** Chains of one level are one node, so that a long chain makes no tall tree. */
function combine(
  token: KeelToken,
  level: number,
  left: Operand,
  right: Expression,
  span: Expression['span'],
): Expression {
  if (level === COMPARE) {
    return {
      kind: 'compare',
      operator: token.text as CompareOperator | 'matches',
      left: left.node,
      right,
      span,
    }
  }
  const { node } = left
  if (level === SUM || level === PRODUCT) {
    const term = { operator: token.text as ArithmeticOperator, operand: right }
    const grows = left.open && node.kind === 'arithmetic' && levelOfArithmetic(node) === level
    // INVARIANT: a node is only grown while it is on this stack, before anybody else has seen it.
    if (grows) return extend(node, node.rest, term, span)
    return { kind: 'arithmetic', first: node, rest: [term], span }
  }
  const operator = token.text as '&&' | '||' | '??' | '++'
  if (left.open && node.kind === 'chain' && node.operator === operator)
    return extend(node, node.items, right, span)
  return { kind: 'chain', operator, items: [node, right], span }
}

function levelOfArithmetic(node: Expression & { readonly kind: 'arithmetic' }): number | undefined {
  return BINARY.get(node.rest[0]!.operator)
}

/** Appends in place: a copy at each step would make long chains quadratic. */
function extend<Node extends Expression, Item>(
  node: Node,
  items: readonly Item[],
  item: Item,
  span: Expression['span'],
): Node {
  const growing = items as Item[]
  growing.push(item)
  return { ...node, span }
}
