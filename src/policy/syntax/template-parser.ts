import type { Expression } from './ast.js'
import { type DirectParser, direct } from './combinators.js'
import type { ParseSession } from './parse-session.js'
import { spanFrom } from './token.js'

/** A string with interpolations: its texts, with an expression between each and the next. */
export function templateParser(
  session: ParseSession,
  expression: DirectParser<Expression>,
): DirectParser<Expression> {
  return direct(session, (head) => {
    const parts: (string | Expression)[] = []
    for (let text = head; ; text = session.next) {
      if (text !== head && text.kind !== 'templateMiddle' && text.kind !== 'templateTail') {
        session.expected(text, '`}`')
        return null
      }
      if (text.value !== '') parts.push(String(text.value))
      if (text.kind === 'templateTail') {
        session.next = text.next!
        return { kind: 'template', parts, span: spanFrom(head, session.next.endBefore, session.path) }
      }
      const part = expression.read(text.next!)
      if (part === null) return null
      parts.push(part)
    }
  })
}
