import type { FailedParserOutput, ParserOutput } from 'typescript-parsec'
import type { KeelParser, ParseSession } from './parse-session.js'
import type { KeelToken, TokenKind } from './token.js'

// Where a parse failed and what was expected there is kept by the session, so one failure serves for all.
const FAILED: FailedParserOutput = {
  successful: false,
  error: { kind: 'Error', pos: undefined, message: '' },
}

export function failed(): FailedParserOutput {
  return FAILED
}

export function succeeded<Result>(
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

/** One token that passes a test. Without a label it is not told when something else was found. */
export function leaf(
  session: ParseSession,
  label: string | null,
  accepts: (token: KeelToken) => boolean,
): KeelParser<KeelToken> {
  return {
    parse: (found) => {
      const token = found as KeelToken
      if (token.kind !== 'end' && accepts(token)) return succeeded(token, token.next!, token)
      if (label !== null) session.expected(token, label)
      return FAILED
    },
  }
}

/** A punctuation mark. */
export function symbol(
  session: ParseSession,
  text: string,
  label: string | null = `\`${text}\``,
): KeelParser<KeelToken> {
  return leaf(session, label, (token) => token.kind === 'punctuation' && token.text === text)
}

/** A word of the grammar. */
export function keyword(session: ParseSession, text: string): KeelParser<KeelToken> {
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

/**
 * The parser that a token decides on. To try one after the other would cost an object for each that fails, which was
 * most of the time of a compilation.
 */
export function dispatch<Result>(choose: (token: KeelToken) => KeelParser<Result>): KeelParser<Result> {
  return { parse: (token) => choose(token as KeelToken).parse(token) }
}
