import { alt_sc, apply, kleft, kmid, kright, opt_sc, seq } from 'typescript-parsec'
import type { Span } from '../../core/index.js'
import type { Finding } from '../runtime/program-test.js'
import type { Expectation, Expression, Name, TestStep } from './ast.js'
import { dispatch, failed, keyword, leaf, readerOf, separated, symbol } from './combinators.js'
import type { ExpressionGrammar } from './expression-grammar.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { isWord, type KeelToken, spanFrom } from './token.js'
import { EXPECTED_WORDS, TEST_WORDS } from './words.js'

/** Parsers of the parts of tests; their blocks are put together by the parser of tests. */
export interface TestGrammar {
  /** `test "…" {` */
  readonly testHead: KeelParser<Name>
  /** `case "…" {` */
  readonly caseHead: KeelParser<Name>
  /** Every step but a case. */
  readonly step: KeelParser<TestStep>
}

export function createTestGrammar(session: ParseSession, expressions: ExpressionGrammar): TestGrammar {
  const { template, plainString } = expressions
  const [expression, operand] = [expressions.expression, expressions.operand].map((parser) => {
    return unlessStep(session, 'an expression', parser)
  }) as [KeelParser<Expression>, KeelParser<Expression>]
  const path = unlessStep(session, 'a place', expressions.path)
  const mark = (text: string): KeelParser<KeelToken> => symbol(session, text)
  const word = (text: string): KeelParser<KeelToken> => keyword(session, text)
  const spanned = (range: readonly [unknown, unknown]): Span =>
    spanFrom(range[0] as KeelToken, (range[1] as KeelToken).endBefore, session.path)

  const quoted = leaf(session, 'a name in quotes, without `{…}`', (token) => token.kind === 'string')
  const called = apply(quoted, (token): Name => {
    return { text: String(token.value), span: spanFrom(token, token.end, session.path) }
  })
  const head = (text: string): KeelParser<Name> => kmid(word(text), called, mark('{'))

  const given = apply(
    seq(kright(word('given'), path), kright(mark('='), expression), opt_sc(kright(word('as'), word('json')))),
    ([place, value, untyped], range): TestStep => {
      return { kind: 'given', place, value, untyped: untyped !== undefined, span: spanned(range) }
    },
  )
  const without = apply(kright(word('without'), path), (place, range): TestStep => {
    return { kind: 'without', place, span: spanned(range) }
  })
  const approved = apply(
    seq(
      kright(seq(word('approved'), word('by')), operand),
      kright(word('in'), separated(expression, mark(','))),
      opt_sc(kright(word('at'), expression)),
    ),
    ([by, groups, at], range): TestStep => {
      return { kind: 'approved', by, groups, at: at ?? null, span: spanned(range) }
    },
  )

  const anyWord = leaf(session, 'the name of a policy', (token) => token.kind === 'word')
  const policy = apply(separated(anyWord, mark('.')), (words, range): Name => {
    return { text: words.map(({ text }) => text).join('.'), span: spanned(range) }
  })
  const negation = apply(opt_sc(word('no')), (found) => found !== undefined)
  const findingWord = leaf(session, FINDINGS, (token) => {
    return token.kind === 'word' && EXPECTED_WORDS.has(token.text)
  })
  const finding = apply(
    seq(
      negation,
      findingWord,
      opt_sc(template),
      opt_sc(kright(word('from'), policy)),
      opt_sc(kright(word('at'), path)),
    ),
    ([negated, found, message, from, at]): Expectation => ({
      kind: 'finding',
      negated,
      finding: found.text as Finding,
      message: message ?? null,
      policy: from ?? null,
      at: at ?? null,
    }),
  )
  const obligation = apply(
    seq(kleft(negation, word('obligation')), plainString),
    ([negated, name]): Expectation => ({ kind: 'obligation', negated, name: String(name.value) }),
  )
  const fixed = (fix: 'set' | 'remove' | 'none', place: Expression | null, value: Expression | null) => {
    return { kind: 'fix', fix, place, value } as const
  }
  const removal = apply(kright(seq(word('fix'), word('remove')), path), (place) =>
    fixed('remove', place, null),
  )
  const setting = apply(
    seq(kright(word('fix'), path), kright(mark('='), expression)),
    ([place, value]): Expectation => fixed('set', place, value),
  )
  const noFix = apply(kright(seq(word('no'), word('fix')), opt_sc(placeOnLine(path))), (place) =>
    fixed('none', place ?? null, null),
  )
  const [readObligation, readFinding, readNoFix, readRemoval, readSetting] = [
    readerOf<Expectation>(session, obligation),
    readerOf<Expectation>(session, finding),
    readerOf<Expectation>(session, noFix),
    readerOf<Expectation>(session, removal),
    readerOf<Expectation>(session, setting),
  ]
  const expectation = dispatch<Expectation>(session, (token) => {
    const found = isWord(token, 'no') ? token.next! : token
    if (isWord(found, 'obligation')) return readObligation
    if (!isWord(found, 'fix')) return readFinding
    if (found !== token) return readNoFix
    return isWord(found.next, 'remove') && found.next?.next?.kind === 'word' ? readRemoval : readSetting
  })
  const expecting = apply(kright(word('expect'), expectation), (found, range): TestStep => {
    return { kind: 'expect', expectation: found, span: spanned(range) }
  })
  return {
    testHead: head('test'),
    caseHead: head('case'),
    step: alt_sc(given, without, approved, expecting),
  }
}

const FINDINGS = `${[...EXPECTED_WORDS].map((word) => `\`${word}\``).join(', ')}, \`obligation\`, \`fix\``

/** At the start of a line the words of tests begin a step, so that one that breaks off ends there. */
function unlessStep(
  session: ParseSession,
  label: string,
  parser: KeelParser<Expression>,
): KeelParser<Expression> {
  return {
    parse: (found) => {
      const token = found as KeelToken
      if (!token.firstOnLine || token.kind !== 'word' || !TEST_WORDS.has(token.text))
        return parser.parse(token)
      session.expected(token, label)
      return failed()
    },
  }
}

/** What follows `no fix` on the next line is another step. */
function placeOnLine(path: KeelParser<Expression>): KeelParser<Expression> {
  return {
    parse: (token) => ((token as KeelToken).firstOnLine ? failed() : path.parse(token)),
  }
}
