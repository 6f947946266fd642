import type { FailedParserOutput, ParserOutput } from 'typescript-parsec'
import type { KeelParser, ParseSession } from './parse-session.js'
import type { KeelToken, TokenKind } from './token.js'

/**
 * A parser of parsec that can be asked without parsec's results, which are three objects for each step: `read` gives
 * `null` where it fails, and else leaves the token after what it read in `session.next`. What most of a policy is made of
 * is read this way; parsec's combinators take these parsers as they take any other.
 */
export interface DirectParser<Result> extends KeelParser<Result> {
  readonly read: (token: KeelToken) => Result | null
}

// Where a parse failed and what was expected there is kept by the session, so one failure serves for all.
const FAILED: FailedParserOutput = {
  successful: false,
  error: { kind: 'Error', pos: undefined, message: '' },
}

export function failed(): FailedParserOutput {
  return FAILED
}

function succeeded<Result>(
  first: KeelToken,
  next: KeelToken,
  result: Result,
): ParserOutput<TokenKind, Result> {
  return {
    successful: true,
    candidates: [{ firstToken: first, nextToken: next, result }],
    error: undefined,
  }
}

export function direct<Result>(
  session: ParseSession,
  read: (token: KeelToken) => Result | null,
): DirectParser<Result> {
  return {
    read,
    parse: (token) => {
      const result = read(token as KeelToken)
      return result === null ? FAILED : succeeded(token as KeelToken, session.next, result)
    },
  }
}

/** How to read with any parser whose result is never `null`. */
export function readerOf<Result>(
  session: ParseSession,
  parser: KeelParser<Result>,
): DirectParser<Result>['read'] {
  if ('read' in parser) return (parser as DirectParser<Result>).read
  return (token) => {
    const output = parser.parse(token)
    const candidate = output.successful ? output.candidates[0] : undefined
    if (candidate === undefined) return null
    session.next = candidate.nextToken as KeelToken
    return candidate.result
  }
}

/** One token that passes a test. Without a label it is not told when something else was found. */
export function leaf(
  session: ParseSession,
  label: string | null,
  accepts: (token: KeelToken) => boolean,
): DirectParser<KeelToken> {
  return direct(session, (token) => {
    if (token.kind !== 'end' && accepts(token)) {
      session.next = token.next!
      return token
    }
    if (label !== null) session.expected(token, label)
    return null
  })
}

/** A punctuation mark. */
export function symbol(
  session: ParseSession,
  text: string,
  label: string | null = `\`${text}\``,
): DirectParser<KeelToken> {
  return leaf(session, label, (token) => token.kind === 'punctuation' && token.text === text)
}

/** A word of the grammar. */
export function keyword(session: ParseSession, text: string): DirectParser<KeelToken> {
  return leaf(session, `\`${text}\``, (token) => token.kind === 'word' && token.text === text)
}

/** As often as it goes. Unlike parsec's rep_sc, which copies the list at each step, in linear time. */
export function many<Result>(parser: KeelParser<Result>): KeelParser<Result[]> {
  return {
    parse: (token) => {
      const first = token as KeelToken
      const results: Result[] = []
      let next = first
      for (;;) {
        const output = parser.parse(next)
        const candidate = output.successful ? output.candidates[0] : undefined
        if (candidate === undefined || candidate.nextToken === next) return succeeded(first, next, results)
        results.push(candidate.result)
        next = candidate.nextToken as KeelToken
      }
    },
  }
}

/** At least one, with separators between; a separator at the end is left for who comes after. */
export function separated<Result>(
  parser: KeelParser<Result>,
  separator: KeelParser<unknown>,
): KeelParser<Result[]> {
  return {
    parse: (token) => {
      const first = token as KeelToken
      const results: Result[] = []
      let next = first
      let ended = first
      for (;;) {
        const output = parser.parse(next)
        const candidate = output.successful ? output.candidates[0] : undefined
        if (candidate === undefined) return results.length === 0 ? FAILED : succeeded(first, ended, results)
        results.push(candidate.result)
        ended = candidate.nextToken as KeelToken
        const mark = separator.parse(ended)
        if (!mark.successful) return succeeded(first, ended, results)
        next = mark.candidates[0]!.nextToken as KeelToken
      }
    },
  }
}

/** As {@link separated}, read from a token on; `null` where there is not even one. */
export function readSeparated<Result>(
  session: ParseSession,
  from: KeelToken,
  read: (token: KeelToken) => Result | null,
  readSeparator: (token: KeelToken) => unknown,
): Result[] | null {
  const results: Result[] = []
  let ended = from
  for (let next = from; ; next = session.next) {
    const result = read(next)
    if (result === null) break
    results.push(result)
    ended = session.next
    if (readSeparator(ended) === null) break
  }
  session.next = ended
  return results.length === 0 ? null : results
}

/**
 * What a token decides on. To try one parser after the other would cost an object for each that fails, which was most of
 * the time of a compilation.
 */
export function dispatch<Result>(
  session: ParseSession,
  choose: (token: KeelToken) => DirectParser<Result>['read'],
): DirectParser<Result> {
  return direct(session, (token) => choose(token)(token))
}
