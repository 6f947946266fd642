import type { Expression, Name } from './ast.js'
import { type DirectParser, direct, keyword, readerOf, symbol } from './combinators.js'
import type { ParseSession } from './parse-session.js'
import { kright, opt_sc, seq } from './parsec.js'
import { isWord, type KeelToken, spanFrom } from './token.js'

/** `[a, b]`, which may end with a comma, and `[a.b for a in list where a.c]`. */
export function listParser(
  session: ParseSession,
  { expression, name }: { readonly expression: DirectParser<Expression>; readonly name: DirectParser<Name> },
): DirectParser<Expression> {
  const [open, close, comma] = [symbol(session, '['), symbol(session, ']'), symbol(session, ',')]
  const forWord = keyword(session, 'for')
  const loop = readerOf(
    session,
    seq(
      kright(forWord, name),
      opt_sc(kright(comma, name)),
      kright(keyword(session, 'in'), expression),
      opt_sc(kright(keyword(session, 'where'), expression)),
    ),
  )
  const ended = (first: KeelToken, make: (span: Expression['span']) => Expression): Expression | null => {
    return close.read(session.next) === null
      ? null
      : make(spanFrom(first, session.next.endBefore, session.path))
  }
  const comprehension = (first: KeelToken, item: Expression): Expression | null => {
    const found = loop(session.next)
    if (found === null) return null
    const [key, second, source, where] = found
    const names = second === undefined ? [key] : [key, second]
    return ended(first, (span) => {
      return { kind: 'comprehension', item, names, list: source, where: where ?? null, span }
    })
  }
  return direct(session, (first) => {
    if (open.read(first) === null) return null
    const items: Expression[] = []
    let next = first.next!
    for (let item = expression.read(next); item !== null; item = expression.read(next)) {
      items.push(item)
      next = session.next
      if (items.length === 1) {
        if (isWord(next, 'for')) return comprehension(first, item)
        session.expected(next, '`for`')
      }
      if (comma.read(next) === null) break
      next = session.next
    }
    session.next = next
    return ended(first, (span) => ({ kind: 'list', items, span }))
  })
}
