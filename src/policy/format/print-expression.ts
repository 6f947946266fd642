import type { Expression, PathStep } from '../syntax/ast.js'
import {
  AND,
  COALESCE,
  COMPARE,
  CONCAT,
  NOT,
  OR,
  PATH,
  PRODUCT,
  QUANTIFIER,
  SUM,
  UNARY,
} from '../syntax/binding-levels.js'
import { partsOf } from '../syntax/parts-of.js'
import { concat, type Document, group, indent, join, LINE, verbatim } from './document.js'
import { type Item, printList } from './print-list.js'
import type { SourceText } from './source-text.js'

const CHAINS: Readonly<Record<string, number>> = { '||': OR, '&&': AND, '??': COALESCE, '++': CONCAT }

/**
 * An operand that binds more loosely than its place stands in parentheses, and so does one where readers would have to
 * know the table by heart.
 */
function levelOf(node: Expression): number {
  switch (node.kind) {
    case 'quantifier':
    case 'conditional':
      return QUANTIFIER
    case 'chain':
      return CHAINS[node.operator]!
    case 'compare':
      return COMPARE
    case 'arithmetic':
      return '+-'.includes(node.rest[0]!.operator) ? SUM : PRODUCT
    case 'unary':
      return node.operator === 'not' ? NOT : UNARY
    default:
      return PATH
  }
}

/** Writes expressions. What holds a comment at a place where none can be kept stays as it is written. */
export class ExpressionPrinter {
  readonly #source: SourceText

  constructor(source: SourceText) {
    this.#source = source
  }

  print(node: Expression): Document {
    if (!this.#isPrintable(node)) {
      const { offset, length } = node.span
      this.#source.skipTo(offset + length)
      return verbatim(this.#source.slice(node.span))
    }
    switch (node.kind) {
      case 'literal':
      case 'pattern':
      case 'template':
      case 'name':
      case 'broken':
        return verbatim(this.#source.slice(node.span))
      case 'path':
        return concat(this.#operand(node.base, PATH), ...node.steps.map((step) => this.#step(step)))
      case 'call': {
        const module = node.module === null ? '' : `${node.module.text}.`
        const brackets = { open: '(', close: ')', spaced: false, noTrailingComma: true }
        return concat(`${module}${node.name.text}`, this.#items(node.items, brackets, node))
      }
      case 'list':
        return this.#items(node.items, { open: '[', close: ']', spaced: false }, node)
      case 'object':
        return this.#object(node)
      case 'comprehension': {
        const names = node.names.map(({ text }) => text).join(', ')
        const where = node.where === null ? [] : [LINE, 'where ', this.print(node.where)]
        const loop = concat(`for ${names} in `, this.print(node.list))
        return group('[', indent(this.print(node.item), LINE, loop, ...where), ']')
      }
      case 'chain':
        return this.#chain(node)
      case 'unary':
        return node.operator === 'not'
          ? concat('not ', this.#operand(node.operand, PATH))
          : concat('-', this.#operand(node.operand, PATH))
      case 'compare':
        return group(
          this.#operand(node.left, SUM),
          ` ${node.operator}`,
          indent(LINE, this.#operand(node.right, SUM)),
        )
      case 'arithmetic':
        return this.#arithmetic(node)
      case 'conditional':
        return group(
          concat('if ', this.print(node.condition)),
          indent(LINE, 'then ', this.print(node.chosen), LINE, 'else ', this.print(node.otherwise)),
        )
      case 'quantifier': {
        const names = node.names.map(({ text }) => text).join(', ')
        const head = concat(`${node.quantifier} ${names} in `, this.print(node.list), ':')
        return group(head, indent(LINE, this.print(node.body)))
      }
    }
  }

  /** Every comment inside stands between the items of a list or object, or in a part of which that is true. */
  #isPrintable(node: Expression): boolean {
    const { offset, length } = node.span
    const comments = this.#source.commentsIn(offset, offset + length)
    if (comments.length === 0) return true
    const keeps = node.kind === 'list' || node.kind === 'object'
    const parts = partsOf(node)
    return comments.every((comment) => {
      const inside = parts.some(
        ({ span }) => span.offset < comment.offset && comment.offset < span.offset + span.length,
      )
      return inside || keeps
    })
  }

  #operand(node: Expression, level: number): Document {
    const printed = this.print(node)
    return levelOf(node) < level ? concat('(', printed, ')') : printed
  }

  #chain(node: Expression & { readonly kind: 'chain' }): Document {
    const level = CHAINS[node.operator]!
    // Readers are not sure which of && and || binds more tightly.
    const least = node.operator === '||' ? NOT : level + 1
    const [first, ...rest] = node.items.map((item) => this.#operand(item, least))
    return group(first!, indent(...rest.flatMap((item) => [LINE, `${node.operator} `, item])))
  }

  #arithmetic(node: Expression & { readonly kind: 'arithmetic' }): Document {
    const level = levelOf(node)
    const first = this.#operand(node.first, level + 1)
    const rest = node.rest.map(({ operator, operand }) => [
      LINE,
      `${operator} `,
      this.#operand(operand, level + 1),
    ])
    return group(first, indent(...rest.flat()))
  }

  #step(step: PathStep): Document {
    if (step.kind === 'index') return concat('[', this.print(step.key), ']')
    return `${step.kind === 'member' ? '.' : '?.'}${step.name}`
  }

  #items(
    nodes: readonly Expression[],
    brackets: Parameters<typeof printList>[1],
    whole: Expression,
  ): Document {
    const items = nodes.map((node): Item => {
      const { offset, length } = node.span
      return { start: offset, end: offset + length, print: () => this.print(node) }
    })
    return printList(items, brackets, whole.span.offset + whole.span.length - 1, this.#source)
  }

  #object(node: Expression & { readonly kind: 'object' }): Document {
    const items = node.members.map(({ key, value }): Item => {
      const { offset, length } = value.span
      const name = this.#source.slice(key.span)
      return {
        start: key.span.offset,
        end: offset + length,
        print: () => concat(`${name}: `, this.print(value)),
      }
    })
    const end = node.span.offset + node.span.length - 1
    return printList(items, { open: '{', close: '}', spaced: true }, end, this.#source)
  }
}

/** Expressions with commas between. */
export function printAll(nodes: readonly Expression[], printer: ExpressionPrinter): Document {
  return join(
    nodes.map((node) => printer.print(node)),
    ', ',
  )
}
