import type { Name, TestDeclaration, TestStep } from './ast.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { skipTokens } from './skip-tokens.js'
import type { TestGrammar } from './test-grammar.js'
import { isSymbol, isWord, type KeelToken, spanFrom } from './token.js'
import { TEST_WORDS } from './words.js'

interface Block {
  readonly steps: readonly TestStep[]
  readonly next: KeelToken
}

/**
 * Puts the steps of a test together: each is parsed by itself, and one that is broken ends where the next one begins.
 * Recursion is bounded by the limit on brackets.
 */
export class TestParser {
  readonly #session: ParseSession
  readonly #grammar: TestGrammar

  constructor(session: ParseSession, grammar: TestGrammar) {
    this.#session = session
    this.#grammar = grammar
  }

  /** @param first the word `test`; `null` for a test whose head is broken, which is reported */
  parse(first: KeelToken): TestDeclaration | null {
    const found = this.#named(first, this.#grammar.testHead)
    if (found.next.kind !== 'end') this.#session.reportExpected(found.next, 'a declaration')
    return found.name === null
      ? null
      : { kind: 'test', name: found.name, steps: found.steps, span: this.#span(first, found.next) }
  }

  /** A head and its block, which is read even where the head is broken, so that its own errors show. */
  #named(first: KeelToken, head: KeelParser<Name>): Block & { readonly name: Name | null } {
    const parsed = this.#session.parse(head, first)
    if (parsed !== null) return { name: parsed.value, ...this.#block(parsed.next) }
    const opening = skipTokens(first.next!, isStepStart, true)
    const block = isSymbol(opening, '{') ? this.#block(opening.next!) : { steps: [], next: opening }
    return { name: null, ...block }
  }

  /** Steps up to and with the closing brace; one that is not there was reported with its opening one. */
  #block(first: KeelToken): Block {
    const steps: TestStep[] = []
    let token = first
    while (token.kind !== 'end' && !isSymbol(token, '}')) {
      if (isWord(token, 'case')) {
        const { name, steps: inner, next } = this.#named(token, this.#grammar.caseHead)
        if (name !== null) steps.push({ kind: 'case', name, steps: inner, span: this.#span(token, next) })
        token = next
      } else if (token.kind === 'word' && TEST_WORDS.has(token.text)) {
        const parsed = this.#session.parse(this.#grammar.step, token)
        if (parsed !== null) steps.push(parsed.value)
        token = parsed?.next ?? skipTokens(token.next!, isStepStart)
      } else {
        this.#session.reportExpected(token, 'a step (given, without, approved, expect or case)')
        token = skipTokens(token.next!, isStepStart)
      }
    }
    return { steps, next: token.kind === 'end' ? token : token.next! }
  }

  #span(first: KeelToken, next: KeelToken): Name['span'] {
    return spanFrom(first, next.endBefore, this.#session.path)
  }
}

/** Words of tests are plain names elsewhere: only at the start of a line one is sure to begin a step. */
function isStepStart(token: KeelToken): boolean {
  return token.firstOnLine && token.kind === 'word' && TEST_WORDS.has(token.text)
}
