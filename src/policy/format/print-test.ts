import type { Expectation, Expression, TestBlock, TestStep } from '../syntax/ast.js'
import { concat, type Document, group, indent, LINE, verbatim } from './document.js'
import { printBlock } from './print-block.js'
import { type ExpressionPrinter, printAll } from './print-expression.js'
import type { SourceText } from './source-text.js'

/** Writes tests and their cases. */
export class TestPrinter {
  readonly #source: SourceText
  readonly #expressions: ExpressionPrinter

  constructor(source: SourceText, expressions: ExpressionPrinter) {
    this.#source = source
    this.#expressions = expressions
  }

  block(word: 'test' | 'case', { name, steps, span }: TestBlock): Document {
    const end = span.offset + span.length - 1
    const body = printBlock(steps, end, this.#source, (step) => this.#step(step))
    return concat(`${word} ${this.#source.slice(name.span)} `, body)
  }

  #step(step: TestStep): Document {
    if (step.kind === 'case') return this.block('case', step)
    const { offset, length } = step.span
    const kept = step.kind !== 'given' && this.#source.hasComments(offset, offset + length)
    if (!kept) return this.#simple(step)
    this.#source.skipTo(offset + length)
    return verbatim(this.#source.slice(step.span))
  }

  #simple(step: Exclude<TestStep, { readonly kind: 'case' }>): Document {
    switch (step.kind) {
      case 'given':
        return concat(
          'given ',
          this.#print(step.place),
          ' = ',
          this.#print(step.value),
          step.untyped ? ' as json' : '',
        )
      case 'without':
        return concat('without ', this.#print(step.place))
      case 'approved': {
        const groups = printAll(step.groups, this.#expressions)
        const at = step.at === null ? '' : concat(LINE, 'at ', this.#print(step.at))
        return group('approved by ', this.#print(step.by), ' in ', groups, indent(at))
      }
      case 'expect':
        return concat('expect ', this.#expectation(step.expectation))
    }
  }

  #expectation(expectation: Expectation): Document {
    switch (expectation.kind) {
      case 'obligation':
        return `${negation(expectation)}obligation ${JSON.stringify(expectation.name)}`
      case 'fix': {
        const { fix, place, value } = expectation
        if (fix === 'none') return concat('no fix', ...(place === null ? [] : [' ', this.#print(place)]))
        if (fix === 'remove') return concat('fix remove ', this.#print(place!))
        return concat('fix ', this.#print(place!), ' = ', this.#print(value!))
      }
      case 'finding': {
        const { finding, message, policy, at } = expectation
        const text = message === null ? [] : [' ', this.#print(message)]
        const from = policy === null ? [] : [LINE, `from ${policy.text}`]
        const place = at === null ? [] : [LINE, 'at ', this.#print(at)]
        return group(`${negation(expectation)}${finding}`, ...text, indent(...from, ...place))
      }
    }
  }

  #print(node: Expression): Document {
    return this.#expressions.print(node)
  }
}

function negation({ negated }: { readonly negated: boolean }): string {
  return negated ? 'no ' : ''
}
