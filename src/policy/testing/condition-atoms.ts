import type { Expression, Program, Statement } from '../runtime/program.js'
import { RequestReads } from './request-reads.js'

/** A part of a program that tests can reach, and whose it is. */
interface Reachable<Node> {
  readonly node: Node
  /** The policy; `null` for a part of a function or constant, which may be of several. */
  readonly policy: string | null
}

/** What the tests of a program are measured by. */
export interface MeasuredParts {
  /** Statements with an effect. */
  readonly rules: readonly Reachable<Rule>[]
  /** The parts of conditions that `&&`, `||` and `not` put together. */
  readonly atoms: readonly Reachable<Expression>[]
}

/** A statement that does something by itself. */
type Rule = Exclude<Statement, { readonly op: 'let' | 'when' | 'for' }>

/** Gathers the rules and the atoms of a program, each once. */
export function measuredParts(program: Program): MeasuredParts {
  const { policies, functions, constants } = program
  const reads = new RequestReads(program)
  const rules: Reachable<Rule>[] = []
  const atoms = new Map<Expression, Reachable<Expression>>()
  for (const { name, body } of policies) {
    const walk = new AtomWalk(reads, (node) => atoms.set(node, { node, policy: name }))
    walkStatements(body, walk, (node) => rules.push({ node, policy: name }))
  }
  const shared = new AtomWalk(reads, (node) => atoms.set(node, { node, policy: null }))
  for (const { body } of functions) shared.value(body)
  for (const { value } of constants) shared.value(value)
  return { rules, atoms: [...atoms.values()] }
}

// Recursion is bounded by the heights that a program may have.
function walkStatements(body: readonly Statement[], walk: AtomWalk, addRule: (rule: Rule) => void): void {
  for (const statement of body) {
    switch (statement.op) {
      case 'let':
        walk.value(statement.value)
        break
      case 'when':
        walk.condition(statement.condition)
        walkStatements(statement.body, walk, addRule)
        walkStatements(statement.otherwise, walk, addRule)
        break
      case 'for':
        walk.value(statement.list)
        for (const where of statement.where) walk.condition(where)
        walkStatements(statement.body, walk, addRule)
        break
      default:
        addRule(statement)
    }
  }
}

/** Finds the atoms of expressions. What stands in messages decides nothing and is left out by who calls. */
class AtomWalk {
  readonly #reads: RequestReads
  readonly #add: (atom: Expression) => void

  constructor(reads: RequestReads, add: (atom: Expression) => void) {
    this.#reads = reads
    this.#add = add
  }

  condition(node: Expression): void {
    if (node.op === 'and' || node.op === 'or') for (const item of node.items) this.condition(item)
    else if (node.op === 'not') this.condition(node.operand)
    else {
      // What does not depend on the request has one outcome, and no test can give it another.
      if (this.#reads.readsRequest(node)) this.#add(node)
      this.value(node)
    }
  }

  /** An expression of any type: its `&&`, `||` and `not` are conditions wherever they stand. */
  value(node: Expression): void {
    switch (node.op) {
      case 'and':
      case 'or':
      case 'not':
        this.condition(node)
        break
      case 'if':
        this.condition(node.condition)
        this.value(node.chosen)
        this.value(node.otherwise)
        break
      case 'quantifier':
        this.value(node.list)
        this.condition(node.body)
        break
      case 'comprehension':
        this.value(node.list)
        for (const where of node.where) this.condition(where)
        this.value(node.item)
        break
      default:
        for (const member of Object.values(node)) this.#anything(member)
    }
  }

  #anything(member: unknown): void {
    if (typeof member !== 'object' || member === null) return
    if (Array.isArray(member)) for (const item of member) this.#anything(item)
    else if (isExpression(member)) this.value(member)
    else for (const inner of Object.values(member)) this.#anything(inner)
  }
}

/** Steps of paths have an `op` too, but no place. */
function isExpression(value: object): value is Expression {
  return Object.hasOwn(value, 'op') && Object.hasOwn(value, 'at')
}
