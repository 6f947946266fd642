import type { Span } from '../../core/index.js'
import type { Name, TypeExpression, TypeMember } from './ast.js'
import { leaf, many, separated, symbol } from './combinators.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { alt_sc, apply, kmid, kright, lazy, opt_sc, seq } from './parsec.js'
import { isSymbol, isWord, type KeelToken, spanFrom } from './token.js'

export interface TypeGrammar {
  readonly type: KeelParser<TypeExpression>
  /** `name: type` and `name?: type`, with commas between. */
  readonly members: KeelParser<TypeMember[]>
}

type Range = readonly [unknown, unknown]

/** Types as they are written: `[Container]`, `{ name: string, image?: string, ... }`, `"a" | "b"`, `time?`. */
export function createTypeGrammar(session: ParseSession): TypeGrammar {
  const mark = (text: string): KeelParser<KeelToken> => symbol(session, text)
  const spanned = ([first, next]: Range): Span =>
    spanFrom(first as KeelToken, (next as KeelToken).endBefore, session.path)
  const nameOf = (token: KeelToken): Name => {
    return { text: String(token.value), span: spanFrom(token, token.end, session.path) }
  }
  // A type may stand in itself.
  const type: KeelParser<TypeExpression> = lazy(() => whole)

  const anyWord = leaf(session, 'a name', (token) => token.kind === 'word')
  const plainString = leaf(session, 'a string', (token) => token.kind === 'string')
  const named = apply(
    seq(anyWord, opt_sc(kright(symbol(session, '.', null), anyWord))),
    ([first, second], range): TypeExpression => {
      const span = spanned(range)
      if (second === undefined) return { kind: 'name', module: null, name: nameOf(first), span }
      return { kind: 'name', module: nameOf(first), name: nameOf(second), span }
    },
  )
  const words = apply(separated(plainString, mark('|')), (found, range): TypeExpression => {
    return { kind: 'words', words: found.map(nameOf), span: spanned(range) }
  })
  const item = kmid(mark('['), type, mark(']'))
  const list = apply(item, (found, range): TypeExpression => {
    return { kind: 'list', item: found, span: spanned(range) }
  })
  const setWord = leaf(session, null, (token) => isWord(token, 'set') && isSymbol(token.next, '['))
  const set = apply(kright(setWord, item), (found, range): TypeExpression => {
    return { kind: 'set', item: found, span: spanned(range) }
  })

  const key = apply(alt_sc(anyWord, plainString), nameOf)
  const optional = opt_sc(symbol(session, '?', null))
  const member = apply(
    seq(key, optional, kright(mark(':'), type)),
    ([name, question, found]): TypeMember => ({ name, optional: question !== undefined, type: found }),
  )
  const comma = mark(',')
  const members = apply(seq(separated(member, comma), opt_sc(comma)), ([found]) => found)
  const stringWord = leaf(session, '`string`', (token) => isWord(token, 'string'))
  const map = apply(
    kright(kmid(mark('['), stringWord, mark(']')), kright(mark(':'), type)),
    (found, range): TypeExpression => ({ kind: 'map', item: found, span: spanned(range) }),
  )
  const rest = opt_sc(mark('...'))
  const object = apply(seq(opt_sc(members), rest), ([found, open], range): TypeExpression => {
    return { kind: 'object', members: found ?? [], open: open !== undefined, span: spanned(range) }
  })
  const braced = apply(kmid(mark('{'), alt_sc(map, object), mark('}')), (found, range): TypeExpression => {
    return { ...found, span: spanned(range) }
  })

  const base = session.labelled('a type', alt_sc(words, set, named, list, braced))
  const whole = apply(
    seq(base, many(symbol(session, '?', null))),
    ([found, questions], range): TypeExpression => {
      return questions.length === 0 ? found : { kind: 'optional', item: found, span: spanned(range) }
    },
  )
  return { type, members }
}
