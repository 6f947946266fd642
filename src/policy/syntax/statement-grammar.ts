import type { PlainEffect } from '../runtime/program.js'
import type { Escalation, Expression, Fix, Name, Requirement, Statement } from './ast.js'
import {
  type DirectParser,
  direct,
  dispatch,
  failed,
  keyword,
  leaf,
  many,
  readerOf,
  separated,
  symbol,
} from './combinators.js'
import type { ExpressionGrammar } from './expression-grammar.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { alt_sc, apply, kmid, kright, opt_sc, seq } from './parsec.js'
import { isSymbol, isWord, type KeelToken, spanFrom } from './token.js'

/** The head of a statement that has a body. */
export type StatementHead =
  | { readonly kind: 'when'; readonly negated: boolean; readonly condition: Expression }
  | {
      readonly kind: 'for'
      readonly names: readonly Name[]
      readonly list: Expression
      readonly where: Expression | null
    }

/** Parsers of one statement each, without the body: bodies are put together by the file parser. */
export interface StatementGrammar {
  readonly condition: KeelParser<StatementHead>
  readonly loop: KeelParser<StatementHead>
  /** `let`, `allow`, `deny`, `warn`, `require`, `verdict` and `fix`: statements without a body. */
  readonly simple: KeelParser<Statement>
}

const VERDICTS: ReadonlySet<string> = new Set(['review', 'revert', 'accept'])

export function createStatementGrammar(
  session: ParseSession,
  expressions: ExpressionGrammar,
): StatementGrammar {
  const { expression, template, plainString, name, path, object, call } = expressions
  const mark = (text: string): KeelParser<KeelToken> => symbol(session, text)
  const word = (text: string): DirectParser<KeelToken> => keyword(session, text)
  const spanned = (range: readonly [unknown, unknown]): Statement['span'] =>
    spanFrom(range[0] as KeelToken, (range[1] as KeelToken).endBefore, session.path)

  // INVARIANT: these are read where their first words stand: the body parser has looked.
  const condition = direct(session, (token): StatementHead | null => {
    const found = expression.read(token.next!)
    return found === null ? null : { kind: 'when', negated: token.text === 'unless', condition: found }
  })
  const loop = apply(
    seq(
      kright(word('for'), name),
      opt_sc(kright(mark(','), name)),
      kright(word('in'), expression),
      opt_sc(kright(word('where'), expression)),
    ),
    ([item, second, list, where]): StatementHead => ({
      kind: 'for',
      names: second === undefined ? [item] : [item, second],
      list,
      where: where ?? null,
    }),
  )

  const constant = apply(
    seq(kright(word('let'), name), kright(mark('='), expression)),
    ([found, value], range): Statement => ({ kind: 'let', name: found, value, span: spanned(range) }),
  )
  const isPointer = (token: KeelToken): boolean => isWord(token, 'pointer') && isSymbol(token.next, '(')
  const fixPlace = alt_sc(guarded(isPointer, call), path)
  const setting = seq(
    leaf(session, '`set`, `add` or `replace`', (token) => SETTINGS.has(token.text)),
    fixPlace,
    kright(mark('='), expression),
  )
  const removal = seq(word('remove'), fixPlace)
  const fix = apply(
    kright(word('fix'), alt_sc(removal, setting)),
    ([operation, place, value], range): Fix => ({
      operation: operation.text as Fix['operation'],
      place,
      value: value ?? null,
      span: spanned(range),
    }),
  )
  const fixes = apply(seq(fix, many(fix)), ([first, more], range): Statement => {
    return { kind: 'fix', fixes: [first, ...more], span: spanned(range) }
  })
  const verdictWord = leaf(session, '`review`, `revert` or `accept`', (token) => VERDICTS.has(token.text))
  const atWord = word('at')
  const readFix = readerOf(session, fix)
  const effect = direct(session, (token): Statement | null => {
    const kind = token.text === 'verdict' ? verdictWord.read(token.next!) : token
    if (kind === null) return null
    let next = kind.next!
    const optional = <Result>(read: (from: KeelToken) => Result | null): Result | null => {
      const found = read(next)
      if (found !== null) next = session.next
      return found
    }
    const message = optional(template.read)
    const at = optional((from) => (atWord.read(from) === null ? null : path.read(session.next)))
    const mended: Fix[] = []
    for (let found = optional(readFix); found !== null; found = optional(readFix)) mended.push(found)
    session.next = next
    const span = spanFrom(token, next.endBefore, session.path)
    return { kind: 'effect', effect: kind.text as PlainEffect, message, at, fixes: mended, span }
  })

  const groupWord = leaf(session, '`group("…")`', (token) => isWord(token, 'group'))
  const groups = kright(groupWord, kmid(mark('('), separated(expression, mark(',')), mark(')')))
  const including = kright(seq(opt_sc(mark(',')), word('including')), groups)
  const escalation = apply(
    seq(
      kright(seq(word('escalate'), word('to')), groups),
      kright(word('after'), expression),
      kright(word('since'), expression),
    ),
    ([to, after, since]): Escalation => ({ to, after, since }),
  )
  const requirement = apply(
    seq(
      kright(word('approvals'), expression),
      kright(word('from'), groups),
      many(including),
      opt_sc(kright(seq(word('distinct'), word('from')), expression)),
      opt_sc(kright(word('within'), expression)),
      opt_sc(escalation),
      opt_sc(template),
    ),
    ([quota, from, more, distinctFrom, within, escalated, message]): Requirement => ({
      quota,
      from,
      including: more,
      distinctFrom: distinctFrom ?? null,
      within: within ?? null,
      escalation: escalated ?? null,
      message: message ?? null,
    }),
  )
  const obligation = seq(plainString, opt_sc(object), opt_sc(template))
  const approvals = apply(
    kright(word('require'), alt_sc(requirement, obligation)),
    (found, range): Statement => {
      const span = spanned(range)
      if (!Array.isArray(found)) return { kind: 'approvals', requirement: found as Requirement, span }
      const [called, data, message] = found
      return {
        kind: 'obligation',
        name: String(called.value),
        data: data ?? null,
        message: message ?? null,
        span,
      }
    },
  )
  const bySimpleWord: ReadonlyMap<string, DirectParser<Statement>['read']> = new Map([
    ['require', readerOf(session, approvals)],
    ['let', readerOf(session, constant)],
    ['fix', readerOf(session, fixes)],
  ])
  const simple = dispatch(session, (token) => bySimpleWord.get(token.text) ?? effect.read)
  return { condition, loop, simple }
}

const SETTINGS: ReadonlySet<string> = new Set(['set', 'add', 'replace'])

/** A parser that is only tried where a test passes. */
function guarded<Result>(
  accepts: (token: KeelToken) => boolean,
  parser: KeelParser<Result>,
): KeelParser<Result> {
  return { parse: (token) => (accepts(token as KeelToken) ? parser.parse(token) : failed()) }
}
