import type { Expression, Name, Statement } from './ast.js'
import type { Parsed, ParseSession } from './parse-session.js'
import { opensBody, skipTokens } from './skip-tokens.js'
import type { StatementGrammar, StatementHead } from './statement-grammar.js'
import { isSymbol, isWord, type KeelToken, spanFrom } from './token.js'
import { isReserved, STATEMENT_WORDS } from './words.js'

const MAX_STATEMENT_NESTING = 128

const CONDITIONED: ReadonlySet<string> = new Set(['when', 'unless', 'for'])

interface Block {
  readonly statements: readonly Statement[]
  readonly next: KeelToken
}

/**
 * Puts the statements of a policy together: each is parsed by itself, and one that is broken ends where the next one
 * begins, so that one file tells all its errors. Recursion is bounded by the nesting limit.
 */
export class BodyParser {
  readonly #session: ParseSession
  readonly #grammar: StatementGrammar
  #depth = 0

  constructor(session: ParseSession, grammar: StatementGrammar) {
    this.#session = session
    this.#grammar = grammar
  }

  /** @param first the token after the opening brace */
  parse(first: KeelToken): readonly Statement[] {
    const { statements, next } = this.#block(first)
    // A brace too many was reported with the other brackets.
    if (next.kind !== 'end' && !isSymbol(next, '}')) this.#session.reportExpected(next, 'a declaration')
    return statements
  }

  /** Statements up to and with the closing brace; one that is not there was reported with its opening one. */
  #block(first: KeelToken): Block {
    const statements: Statement[] = []
    let token = first
    while (token.kind !== 'end' && !isSymbol(token, '}')) {
      const crowded = token !== first && !token.firstOnLine
      const parsed = this.#statement(token, crowded)
      if (parsed.value !== null) statements.push(parsed.value)
      token = parsed.next
    }
    return { statements, next: token.kind === 'end' ? token : token.next! }
  }

  #statement(token: KeelToken, crowded: boolean): Parsed<Statement | null> {
    const word = token.kind === 'word' ? token.text : ''
    if (CONDITIONED.has(word)) return this.#conditioned(token, crowded)
    if (STATEMENT_WORDS.has(word)) return this.#simple(token)
    this.#session.reportExpected(
      token,
      'a rule (when, unless, for, let, allow, deny, warn, require, verdict or fix)',
    )
    // A bracket that stands here is passed over with all that is in it.
    return { value: null, next: skipTokens(token, isStatementStart) }
  }

  #simple(token: KeelToken): Parsed<Statement | null> {
    const parsed = this.#session.parse(this.#grammar.simple, token)
    if (parsed !== null && (token.text !== 'let' || endsStatement(parsed.next))) return parsed
    // What was read of a value that breaks off means something else.
    if (parsed !== null) this.#session.reportExpected(parsed.next, 'a rule')
    const next = skipTokens(parsed?.next ?? token.next!, isStatementStart)
    const name = token.text === 'let' ? this.#declaredAt(token.next!) : null
    if (name === null) return { value: null, next }
    const value = this.#broken(token)
    return { value: { kind: 'let', name, value, span: value.span }, next }
  }

  #conditioned(token: KeelToken, crowded: boolean): Parsed<Statement | null> {
    if (this.#depth === MAX_STATEMENT_NESTING) {
      this.#error(token, 'policy/nesting-limit', `statements nest deeper than ${MAX_STATEMENT_NESTING}`)
      return { value: null, next: skipTokens(token.next!, isStatementStart) }
    }
    this.#depth += 1
    const grammar = token.text === 'for' ? this.#grammar.loop : this.#grammar.condition
    const parsed = this.#session.parse(grammar, token)
    const start = parsed?.next ?? skipTokens(token.next!, isStatementStart, true)
    const misplaced = crowded && parsed !== null && isMisplaced(start)
    if (misplaced) this.#misplaced(token)
    const body = this.#body(start, parsed !== null && !misplaced)
    const hasElse = token.text !== 'for' && isWord(body.next, 'else')
    const otherwise = hasElse ? this.#body(body.next.next!, true) : { statements: [], next: body.next }
    this.#depth -= 1
    const isWhole = parsed !== null && (opensBody(start) || endsStatement(start))
    const head = isWhole ? parsed.value : this.#brokenHead(token)
    const span = spanFrom(token, otherwise.next.endBefore, this.#session.path)
    const value: Statement =
      head.kind === 'for'
        ? { ...head, body: body.statements, span }
        : { ...head, body: body.statements, otherwise: otherwise.statements, span }
    return { value, next: otherwise.next }
  }

  /** A block, or one statement. */
  #body(token: KeelToken, report: boolean): Block {
    if (isSymbol(token, '{')) return this.#block(token.next!)
    if (token.kind === 'word' && STATEMENT_WORDS.has(token.text)) {
      const { value, next } = this.#statement(token, false)
      return { statements: value === null ? [] : [value], next }
    }
    if (report) this.#session.reportExpected(token, '`{`', 'a rule')
    return { statements: [], next: report ? skipTokens(token, isStatementStart) : token }
  }

  /** What a loop whose head is broken would have declared is known, so that its body does not report it. */
  #brokenHead(token: KeelToken): StatementHead {
    const broken = this.#broken(token)
    if (token.text !== 'for') return { kind: 'when', negated: false, condition: broken }
    const first = this.#declaredAt(token.next!)
    const second = isSymbol(token.next!.next, ',') ? this.#declaredAt(token.next!.next!.next!) : null
    const names = [first, second].filter((name) => name !== null)
    return { kind: 'for', names, list: broken, where: null }
  }

  #declaredAt(token: KeelToken): Name | null {
    if (token.kind !== 'word' || isReserved(token.text)) return null
    return { text: token.text, span: spanFrom(token, token.end, this.#session.path) }
  }

  #broken(token: KeelToken): Expression {
    return { kind: 'broken', span: spanFrom(token, token.end, this.#session.path) }
  }

  /** `allow when a` with a rule on the next line reads as if the condition were that of `allow`. */
  #misplaced(token: KeelToken): void {
    const message = `\`${token.text}\` begins another rule, and is no condition of the one before it`
    const help = 'write the condition before its effect: when … allow'
    this.#error(token, 'policy/misplaced-condition', message, help)
  }

  #error(token: KeelToken, code: string, message: string, help?: string): void {
    this.#session.sink.error(code, message, spanFrom(token, token.end, this.#session.path), help)
  }
}

/** A statement may end before this token. */
function endsStatement(token: KeelToken): boolean {
  if (token.kind === 'end' || isSymbol(token, '}')) return true
  return token.kind === 'word' && (STATEMENT_WORDS.has(token.text) || token.text === 'else')
}

/** A condition after a rule on the same line whose own rule is on another line, or is not there. */
function isMisplaced(body: KeelToken): boolean {
  return isSymbol(body, '}') || (body.firstOnLine && !isSymbol(body, '{'))
}

function isStatementStart(token: KeelToken, before: KeelToken | null): boolean {
  if (token.kind !== 'word' || !STATEMENT_WORDS.has(token.text)) return false
  return !isSymbol(token.next, ':') && before?.text !== '.' && before?.text !== '?.'
}
