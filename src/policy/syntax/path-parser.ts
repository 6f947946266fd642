import type { Expression, PathStep } from './ast.js'
import { failed, succeeded } from './combinators.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { isSymbol, type KeelToken, spanFrom } from './token.js'

/**
 * What an operand begins with, and the steps of a path behind it. One loop without parsers for the steps: paths are most
 * of what policies are made of, and a parser for each part of a step took half of the time of a compilation.
 */
export function stepsParser(
  session: ParseSession,
  base: KeelParser<Expression>,
  expression: KeelParser<Expression>,
): KeelParser<Expression> {
  return {
    parse: (token) => {
      const output = base.parse(token)
      const candidate = output.successful ? output.candidates[0] : undefined
      if (candidate === undefined) return failed()
      const first = token as KeelToken
      let next = candidate.nextToken as KeelToken
      const steps: PathStep[] = []
      // Silent where there is none: that a path could go on is no help to somebody whose operator is wrong.
      while (next.kind === 'punctuation') {
        if (next.text === '.' || next.text === '?.') {
          const member = next.next!
          if (member.kind !== 'word') {
            session.expected(member, 'a name')
            break
          }
          const kind = next.text === '.' ? 'member' : 'optional'
          steps.push({ kind, name: member.text, span: spanFrom(member, member.end, session.path) })
          next = member.next!
        } else if (next.text === '[') {
          const index = indexStep(session, next, expression)
          if (index === null) break
          steps.push(index.step)
          next = index.next
        } else break
      }
      if (steps.length === 0) return succeeded(first, next, candidate.result)
      const span = spanFrom(first, next.endBefore, session.path)
      return succeeded(first, next, {
        kind: 'path',
        base: candidate.result,
        steps,
        span,
      } satisfies Expression)
    },
  }
}

/** `[key]`; `null` where the key or the bracket is missing, which the session notes. */
function indexStep(
  session: ParseSession,
  open: KeelToken,
  expression: KeelParser<Expression>,
): { readonly step: PathStep; readonly next: KeelToken } | null {
  const output = expression.parse(open.next!)
  const key = output.successful ? output.candidates[0] : undefined
  if (key === undefined) return null
  const close = key.nextToken as KeelToken
  if (!isSymbol(close, ']')) {
    session.expected(close, '`]`')
    return null
  }
  const span = spanFrom(open, close.end, session.path)
  return { step: { kind: 'index', key: key.result, span }, next: close.next! }
}
