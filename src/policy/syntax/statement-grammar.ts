import { alt_sc, apply, kmid, kright, opt_sc, seq } from 'typescript-parsec'
import type { PlainEffect } from '../runtime/program.js'
import type { Escalation, Expression, Fix, Name, Requirement, Statement } from './ast.js'
import { failed, keyword, leaf, many, separated, symbol } from './combinators.js'
import type { ExpressionGrammar } from './expression-grammar.js'
import type { KeelParser, ParseSession } from './parse-session.js'
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

const EFFECTS: ReadonlySet<string> = new Set(['allow', 'deny', 'warn'])
const VERDICTS: ReadonlySet<string> = new Set(['review', 'revert', 'accept'])

export function createStatementGrammar(
  session: ParseSession,
  expressions: ExpressionGrammar,
): StatementGrammar {
  const { expression, template, plainString, name, path, object, call } = expressions
  const mark = (text: string): KeelParser<KeelToken> => symbol(session, text)
  const word = (text: string): KeelParser<KeelToken> => keyword(session, text)
  const spanned = (range: readonly [unknown, unknown]): Statement['span'] =>
    spanFrom(range[0] as KeelToken, (range[1] as KeelToken).endBefore, session.path)

  const condition = apply(
    seq(alt_sc(word('when'), word('unless')), expression),
    ([head, found]): StatementHead => ({ kind: 'when', negated: head.text === 'unless', condition: found }),
  )
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
  const place = opt_sc(kright(word('at'), path))
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
  const effectWord = leaf(session, 'an effect', (token) => token.kind === 'word' && EFFECTS.has(token.text))
  const verdictWord = leaf(session, '`review`, `revert` or `accept`', (token) => VERDICTS.has(token.text))
  const effect = apply(
    seq(alt_sc(effectWord, kright(word('verdict'), verdictWord)), opt_sc(template), place, many(fix)),
    ([kind, message, at, mended], range): Statement => ({
      kind: 'effect',
      effect: kind.text as PlainEffect,
      message: message ?? null,
      at: at ?? null,
      fixes: mended,
      span: spanned(range),
    }),
  )

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
  return { condition, loop, simple: alt_sc(effect, approvals, constant, fixes) }
}

const SETTINGS: ReadonlySet<string> = new Set(['set', 'add', 'replace'])

/** A parser that is only tried where a test passes. */
function guarded<Result>(
  accepts: (token: KeelToken) => boolean,
  parser: KeelParser<Result>,
): KeelParser<Result> {
  return { parse: (token) => (accepts(token as KeelToken) ? parser.parse(token) : failed()) }
}
