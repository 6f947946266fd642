import type { Parser } from 'typescript-parsec'
import { suggestName } from '../../core/index.js'
import { type DirectParser, direct, readerOf } from './combinators.js'
import type { DiagnosticSink } from './diagnostic-sink.js'
import { describeToken, type KeelToken, NO_TOKEN, spanFrom, type TokenKind } from './token.js'

export type KeelParser<Result> = Parser<TokenKind, Result>

/** What a parser made, and the token after it. */
export interface Parsed<Result> {
  readonly value: Result
  readonly next: KeelToken
}

/** A message that says more than what was expected. */
interface Fault {
  readonly code: string
  readonly message: string
  readonly help: string | undefined
}

/**
 * What the parsers of one compilation share: where they got furthest, and what they looked for there. parsec's own
 * errors name only the token that was found.
 */
export class ParseSession {
  readonly sink: DiagnosticSink
  /** Of the file that is parsed. */
  path: string | undefined
  /** The token after what was read last. */
  next: KeelToken = NO_TOKEN
  #furthest: KeelToken | null = null
  #expected: string[] = []
  #fault: Fault | null = null

  constructor(sink: DiagnosticSink) {
    this.sink = sink
  }

  /** Runs a parser, and reports where it fails; `null` then, with the place in `failedAt`. */
  parse<Result>(parser: KeelParser<Result>, token: KeelToken): Parsed<Result> | null {
    this.#reset()
    const value = readerOf(this, parser)(token)
    if (value !== null) return { value, next: this.next }
    this.#report(this.#furthest ?? token)
    return null
  }

  /** As {@link parse}, for a parser that should take all tokens of a declaration; what is left over is reported. */
  parseWhole<Result>(parser: KeelParser<Result>, token: KeelToken): Result | null {
    const parsed = this.parse(parser, token)
    if (parsed === null) return null
    if (parsed.next.kind !== 'end') this.reportExpected(parsed.next, 'a declaration')
    return parsed.value
  }

  /** Where the last parse that failed got to. */
  get failedAt(): KeelToken | null {
    return this.#furthest
  }

  /**
   * Reports at a token what could have stood there, with what the last parse looked for at the same token; or where an
   * optional part of what was parsed broke off, if that is further on.
   */
  reportExpected(token: KeelToken, ...labels: readonly string[]): void {
    const furthest = this.#furthest
    if (furthest !== null && furthest.index > token.index) {
      this.#report(furthest)
      return
    }
    if (furthest !== token) this.#reset()
    for (const label of labels) this.expected(token, label)
    this.#report(token)
  }

  /** Notes that something was looked for and not found. */
  expected(token: KeelToken, label: string): void {
    if (!this.#reaches(token)) return
    if (!this.#expected.includes(label)) this.#expected.push(label)
  }

  /** Notes why a token cannot stand where it stands. */
  fault(token: KeelToken, code: string, message: string, help?: string): void {
    if (this.#reaches(token)) this.#fault ??= { code, message, help }
  }

  /** Runs a parser; if it does not get beyond its first token, what it looked for is one thing with a name. */
  labelled<Result>(label: string, parser: KeelParser<Result>): DirectParser<Result> {
    const read = readerOf(this, parser)
    return direct(this, (start) => {
      const before = this.#furthest === start ? this.#expected.length : 0
      const result = read(start)
      if (result === null && this.#furthest === start) {
        this.#expected.length = before
        this.expected(start, label)
      }
      return result
    })
  }

  #reaches(token: KeelToken): boolean {
    const furthest = this.#furthest
    if (furthest !== null && token.index < furthest.index) return false
    // An end token may share its offset with nothing before it, but comes after it.
    if (furthest !== token && (furthest === null || token.index > furthest.index || token.kind === 'end')) {
      this.#furthest = token
      this.#expected = []
      this.#fault = null
    }
    return this.#furthest === token
  }

  #reset(): void {
    this.#furthest = null
    this.#expected = []
    this.#fault = null
  }

  #report(token: KeelToken): void {
    // Nobody is told: to look for what was meant would be most of the time that a text of nothing but faults takes.
    if (this.sink.isFull(this.path)) return
    const span = spanFrom(token, token.end, this.path)
    const fault = this.#fault
    if (fault !== null) {
      this.sink.error(fault.code, fault.message, span, fault.help)
      return
    }
    const message = `expected ${listOf(this.#expected)}, found ${describeToken(token)}`
    this.sink.error(
      'policy/unexpected-token',
      message,
      span,
      habitHelp(token) ?? spelling(token, this.#expected),
    )
  }
}

function listOf(labels: readonly string[]): string {
  const last = labels[labels.length - 1] ?? 'something else'
  return labels.length < 2 ? last : `${labels.slice(0, -1).join(', ')} or ${last}`
}

const HABITS: Readonly<Record<string, string>> = {
  and: 'write &&',
  or: 'write ||',
  is: 'write ==',
  '=': 'write == to compare',
  else: 'else belongs to a when or unless',
  if: 'a condition of a rule is written when …; a conditional expression as an operand stands in parentheses',
  not: 'put the operand with not into parentheses',
}

/** A word that is nearly one of those expected; short ones are near to too many. */
function spelling(token: KeelToken, labels: readonly string[]): string | undefined {
  if (token.kind !== 'word' || token.text.length < 4) return undefined
  const words = labels.flatMap((label) => label.match(/[a-zA-Z]+/g) ?? [])
  const meant = suggestName(token.text, words)
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

function habitHelp(token: KeelToken): string | undefined {
  return Object.hasOwn(HABITS, token.text) ? HABITS[token.text] : undefined
}
