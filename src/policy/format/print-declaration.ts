import type {
  Annotation,
  Declaration,
  Name,
  Parameter,
  PolicyDeclaration,
  TypeExpression,
  TypeMember,
} from '../syntax/ast.js'
import type { KeelToken } from '../syntax/token.js'
import { concat, type Document, group, HARD_LINE, indent, join, LINE } from './document.js'
import type { ExpressionPrinter } from './print-expression.js'
import { type Item, printList } from './print-list.js'
import type { StatementPrinter } from './print-statement.js'
import type { TestPrinter } from './print-test.js'
import type { SourceText } from './source-text.js'

/** Writes declarations. `end` is the offset after the last token of one. */
export class DeclarationPrinter {
  readonly #source: SourceText
  readonly #expressions: ExpressionPrinter
  readonly #statements: StatementPrinter
  readonly #tests: TestPrinter

  constructor(
    source: SourceText,
    expressions: ExpressionPrinter,
    statements: StatementPrinter,
    tests: TestPrinter,
  ) {
    this.#source = source
    this.#expressions = expressions
    this.#statements = statements
    this.#tests = tests
  }

  print(declaration: Declaration, start: number, end: number): Document {
    switch (declaration.kind) {
      case 'policy':
        return this.#policy(declaration, end)
      case 'test':
        return this.#tests.block('test', declaration)
      case 'enum': {
        const items = declaration.members.map(nameItem)
        const brackets = { open: '{', close: '}', spaced: true }
        const head = `${exported(declaration)}enum ${declaration.name.text} `
        return concat(head, printList(items, brackets, end - 1, this.#source))
      }
      case 'let':
        return concat(
          `${exported(declaration)}let ${declaration.name.text} = `,
          this.#expressions.print(declaration.value),
        )
      case 'type':
        return concat(
          `${exported(declaration)}type ${declaration.name.text} = `,
          this.#type(declaration.type),
        )
      case 'fn':
        return this.#fn(declaration)
      case 'schema':
        return concat(
          this.#targets('schema ', declaration.members[0]?.name.span.offset ?? end),
          ' ',
          printList(
            declaration.members.map((member) => this.#member(member)),
            { open: '{', close: '}', spaced: true },
            end - 1,
            this.#source,
          ),
        )
      case 'input':
        return concat(`input ${declaration.name.text}: `, this.#type(declaration.type))
      default: {
        // Headers and imports are words with single spaces between.
        this.#source.skipTo(end)
        return this.#words(start, end)
      }
    }
  }

  #words(start: number, end: number): Document {
    return this.#source.text
      .slice(start, end)
      .replace(/\s+/g, ' ')
      .replace(/ ?\. ?/g, '.')
  }

  #fn({ name, parameters, result, body, ...rest }: Declaration & { readonly kind: 'fn' }): Document {
    const items = parameters.map(
      (parameter): Item => ({
        start: parameter.name.span.offset,
        end: endOf(parameter.type),
        print: () => concat(`${parameter.name.text}: `, this.#type(parameter.type)),
      }),
    )
    const before = result?.span.offset ?? body.span.offset
    const list = printList(items, { open: '(', close: ')', spaced: false }, before, this.#source)
    const declared = result === null ? '' : concat(': ', this.#type(result))
    return group(
      `${exported(rest)}fn ${name.text}`,
      list,
      declared,
      ' =',
      indent(LINE, this.#expressions.print(body)),
    )
  }

  #policy(policy: PolicyDeclaration, end: number): Document {
    const { annotations, name, parameters, body, targets } = policy
    const notes = annotations.map((annotation) => this.#annotation(annotation))
    const above = notes.length === 0 ? [] : [group(join(notes, LINE)), HARD_LINE]
    const items = parameters.map((parameter) => this.#parameter(parameter))
    const targetStart = targets[0]?.span.offset ?? end
    const list =
      parameters.length === 0
        ? ''
        : printList(items, { open: '(', close: ')', spaced: false }, targetStart, this.#source)
    const opening = this.#openingBrace(targetStart)
    const patterns = this.#source.text.slice(targetStart, opening)
    const on = concat('on ', writeTargets(patterns))
    // Behind parameters that take lines of their own, the targets follow the bracket.
    const head =
      parameters.length === 0
        ? group(`policy ${name.text}`, indent(LINE, on))
        : concat(`policy ${name.text}`, list, ' ', on)
    return concat(...above, head, ' ', this.#statements.block(body, end - 1))
  }

  /** The brace that opens the body of a policy: the first that does not belong to a target. */
  #openingBrace(from: number): number {
    let before: KeelToken | undefined
    for (
      let token = this.#source.tokenAt(from);
      token !== undefined;
      token = this.#source.tokenAt(token.end)
    ) {
      if (token.text === '{' && before?.text !== '.') return token.index
      before = token
    }
    return from
  }

  #targets(word: string, before: number): Document {
    const from = this.#source.tokenBefore(before)?.index ?? before
    let opening = from
    while (opening > 0 && this.#source.text[opening] !== '{') opening -= 1
    let start = opening
    for (let token = this.#source.tokenBefore(start); token !== undefined && token.text !== 'schema'; ) {
      start = token.index
      token = this.#source.tokenBefore(start)
    }
    return concat(word, writeTargets(this.#source.text.slice(start, opening)))
  }

  #annotation({ name, values }: Annotation): Document {
    const texts = values.map(({ span }) => this.#source.slice(span))
    return `@${name.text}(${texts.join(', ')})`
  }

  #parameter({ name, type, preset }: Parameter): Item {
    return {
      start: name.span.offset,
      end: preset === null ? endOf(type) : preset.span.offset + preset.span.length,
      print: () => {
        const value = preset === null ? '' : concat(' = ', this.#expressions.print(preset))
        return concat(`${name.text}: `, this.#type(type), value)
      },
    }
  }

  #type(type: TypeExpression): Document {
    switch (type.kind) {
      case 'name':
        return type.module === null ? type.name.text : `${type.module.text}.${type.name.text}`
      case 'list':
        return concat('[', this.#type(type.item), ']')
      case 'set':
        return concat('set[', this.#type(type.item), ']')
      case 'map':
        return concat('{ [string]: ', this.#type(type.item), ' }')
      case 'optional':
        return concat(this.#type(type.item), '?')
      case 'words':
        return group(
          join(
            type.words.map(({ span }) => this.#source.slice(span)),
            concat(LINE, '| '),
          ),
        )
      case 'object': {
        const items = type.members.map((member) => this.#member(member))
        const end = endOf(type) - 1
        if (type.open) items.push({ start: end, end, print: () => '...' })
        const brackets = { open: '{', close: '}', spaced: true, noTrailingComma: type.open }
        return printList(items, brackets, end, this.#source)
      }
    }
  }

  #member({ name, optional, type }: TypeMember): Item {
    const written = this.#source.slice(name.span)
    return {
      start: name.span.offset,
      end: endOf(type),
      print: () => concat(`${written}${optional ? '?' : ''}: `, this.#type(type)),
    }
  }
}

function exported({ exported: is }: { readonly exported: boolean }): string {
  return is ? 'export ' : ''
}

function nameItem({ text, span }: Name): Item {
  return { start: span.offset, end: span.offset + span.length, print: () => text }
}

function endOf({ span }: TypeExpression): number {
  return span.offset + span.length
}

/** Targets with single spaces behind their commas, on lines of their own where they are too many for one. */
function writeTargets(text: string): Document {
  const written = text.replace(/\s+/g, '')
  // A comma in braces stands between actions.
  const targets = written.split(/,(?![^{]*\})/)
  return group(indent(join(targets, concat(',', LINE))))
}
