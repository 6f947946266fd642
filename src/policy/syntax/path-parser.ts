import type { Expression, PathStep } from './ast.js'
import { type DirectParser, direct } from './combinators.js'
import type { ParseSession } from './parse-session.js'
import { isSymbol, type KeelToken, spanFrom } from './token.js'

/**
 * What an operand begins with, and the steps of a path behind it. One loop without parsers for the steps: paths are most
 * of what policies are made of, and a parser for each part of a step took half of the time of a compilation.
 */
export function stepsParser(
  session: ParseSession,
  base: DirectParser<Expression>,
  expression: DirectParser<Expression>,
): DirectParser<Expression> {
  return direct(session, (first) => {
    const root = base.read(first)
    if (root === null) return null
    let { next } = session
    let steps: PathStep[] | null = null
    // Silent where there is none: that a path could go on is no help to somebody whose operator is wrong.
    while (next.kind === 'punctuation') {
      if (next.text === '.' || next.text === '?.') {
        const member = next.next!
        if (member.kind !== 'word') {
          session.expected(member, 'a name')
          break
        }
        const kind = next.text === '.' ? 'member' : 'optional'
        steps ??= []
        steps.push({ kind, name: member.text, span: spanFrom(member, member.end, session.path) })
        next = member.next!
      } else if (next.text === '[') {
        const step = indexStep(session, next, expression)
        if (step === null) break
        steps ??= []
        steps.push(step)
        next = session.next
      } else break
    }
    session.next = next
    if (steps === null) return root
    return { kind: 'path', base: root, steps, span: spanFrom(first, next.endBefore, session.path) }
  })
}

/** `[key]`; `null` where the key or the bracket is missing, which the session notes. */
function indexStep(
  session: ParseSession,
  open: KeelToken,
  expression: DirectParser<Expression>,
): PathStep | null {
  const key = expression.read(open.next!)
  if (key === null) return null
  const close = session.next
  if (!isSymbol(close, ']')) {
    session.expected(close, '`]`')
    return null
  }
  session.next = close.next!
  return { kind: 'index', key, span: spanFrom(open, close.end, session.path) }
}
