import { Lazy } from '../runtime/lazy.js'
import type { Declaration, Name, SourceFile } from './ast.js'
import { BodyParser } from './body-parser.js'
import { createDeclarationGrammar, type DeclarationGrammar } from './declaration-grammar.js'
import { createExpressionGrammar } from './expression-grammar.js'
import { tokenize } from './lexer.js'
import type { ParseSession } from './parse-session.js'
import { type DeclarationTokens, splitFile } from './split-file.js'
import { createStatementGrammar, type StatementGrammar } from './statement-grammar.js'
import { createTestGrammar } from './test-grammar.js'
import { TestParser } from './test-parser.js'
import { isSymbol, type KeelToken, spanFrom } from './token.js'

/** Parses the sources of one compilation. */
export class FileParser {
  readonly #session: ParseSession
  readonly #declarations: DeclarationGrammar
  readonly #statements: StatementGrammar
  /** Most texts have no tests. */
  readonly #tests: Lazy<TestParser>

  constructor(session: ParseSession) {
    this.#session = session
    const expressions = createExpressionGrammar(session)
    this.#declarations = createDeclarationGrammar(session, expressions)
    this.#statements = createStatementGrammar(session, expressions)
    this.#tests = new Lazy(() => new TestParser(session, createTestGrammar(session, expressions)))
  }

  /** Reads all that can be read; what cannot is reported, and read on after it. */
  parse(text: string, path: string | undefined): SourceFile {
    this.#session.path = path
    const tokens = tokenize(text, path, this.#session.sink)
    return this.parseParts(splitFile(tokens, path, this.#session.sink), path)
  }

  /** As {@link parse}, for a text that is cut into its declarations already. */
  parseParts(parts: readonly DeclarationTokens[], path: string | undefined): SourceFile {
    this.#session.path = path
    return { path, declarations: parts.map((part) => this.#declaration(part)) }
  }

  #declaration(part: DeclarationTokens): Declaration {
    const { first, kind } = part
    switch (kind) {
      case 'policy':
        return this.#policy(first)
      case 'junk':
        this.#session.reportExpected(
          first,
          'a declaration (keel, module, import, mode, input, enum, let, type, fn, schema, policy or test)',
        )
        return { kind: 'broken', name: null }
      case 'test':
        return this.#tests.value.parse(first) ?? { kind: 'broken', name: null }
      default: {
        const parsed = this.#session.parseWhole(this.#declarations[kind], first)
        return parsed ?? { kind: 'broken', name: this.#nameAfter(first) }
      }
    }
  }

  #policy(first: KeelToken): Declaration {
    const head = this.#session.parse(this.#declarations.policyHead, first)
    const broken: Declaration = { kind: 'broken', name: null }
    // The body of a policy whose head is broken is still read, so that its own errors show.
    const opening = head === null ? findBody(this.#session.failedAt ?? first) : head.next
    if (opening === null) return broken
    const body = new BodyParser(this.#session, this.#statements).parse(opening)
    return head === null ? broken : { kind: 'policy', ...head.value, body }
  }

  #nameAfter(first: KeelToken): Name | null {
    const token = first.text === 'export' ? first.next?.next : first.next
    if (token?.kind !== 'word') return null
    return { text: token.text, span: spanFrom(token, token.end, this.#session.path) }
  }
}

/** The token after the brace that most likely opens the body of a policy. */
function findBody(from: KeelToken): KeelToken | null {
  let before: KeelToken | null = null
  for (let token: KeelToken | undefined = from; token !== undefined; token = token.next) {
    // The braces of a target stand after a dot.
    if (isSymbol(token, '{') && before?.text !== '.') return token.next ?? null
    before = token
  }
  return null
}
