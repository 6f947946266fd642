import { alt_sc, apply, kmid, kright, opt_sc, rule, seq } from 'typescript-parsec'
import type { Span } from '../../core/index.js'
import type { QuantifierKind } from '../runtime/program.js'
import type { Expression, Name, ObjectMember } from './ast.js'
import { dispatch, failed, keyword, leaf, many, separated, succeeded, symbol } from './combinators.js'
import { operatorParser } from './operator-parser.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { stepsParser } from './path-parser.js'
import { isSymbol, type KeelToken, spanFrom } from './token.js'
import { canBeCalled, INFIX_WORDS, isReserved, QUANTIFIER_WORDS, STATEMENT_WORDS } from './words.js'

/** The parsers that other parts of the grammar build on. */
export interface ExpressionGrammar {
  readonly expression: KeelParser<Expression>
  /** A string, with or without interpolations. */
  readonly template: KeelParser<Expression>
  /** A string without interpolations. */
  readonly plainString: KeelParser<KeelToken>
  /** A name that can be declared. */
  readonly name: KeelParser<Name>
  readonly path: KeelParser<Expression>
  readonly object: KeelParser<Expression>
  readonly call: KeelParser<Expression>
  /** What an operator may stand between. */
  readonly operand: KeelParser<Expression>
}

/** Conditionals and quantifiers in one another nest no deeper, so that recursion over trees is bounded. */
const MAX_NESTING = 200

type Range = readonly [unknown, unknown]

export function createExpressionGrammar(session: ParseSession): ExpressionGrammar {
  const mark = (text: string): KeelParser<KeelToken> => symbol(session, text)
  const word = (text: string): KeelParser<KeelToken> => keyword(session, text)
  const rangeSpan = ([first, next]: Range): Span =>
    spanFrom(first as KeelToken, (next as KeelToken).endBefore, session.path)
  const tokenSpan = (token: KeelToken): Span => spanFrom(token, token.end, session.path)
  const nameOf = (token: KeelToken): Name => ({ text: token.text, span: tokenSpan(token) })

  const anyWord = leaf(session, 'a name', (token) => token.kind === 'word')
  const name = apply(
    leaf(session, 'a name', (token) => token.kind === 'word' && !refusesDeclaration(session, token)),
    nameOf,
  )
  const plainString = leaf(session, 'a string', (token) => token.kind === 'string')

  const nested = rule<KeelToken['kind'], Expression>()
  const expression = session.labelled('an expression', bounded(session, nested))
  const comma = mark(',')

  const literal = apply(
    leaf(session, 'an expression', (token) => LITERAL_KINDS.has(token.kind) || isLiteralWord(token)),
    (token): Expression => literalOf(token, tokenSpan(token)),
  )
  const interpolated = apply(
    seq(
      leaf(session, 'a string', (token) => token.kind === 'templateHead'),
      expression,
      many(
        seq(
          leaf(session, '`}`', (token) => token.kind === 'templateMiddle'),
          expression,
        ),
      ),
      leaf(session, '`}`', (token) => token.kind === 'templateTail'),
    ),
    ([head, first, more, tail], range): Expression => {
      const middle = more.flatMap(([text, part]) => [String(text.value), part])
      const parts = [String(head.value), first, ...middle, String(tail.value)]
      return { kind: 'template', parts: parts.filter((part) => part !== ''), span: rangeSpan(range) }
    },
  )
  const template = session.labelled(
    'a string',
    alt_sc(
      apply(plainString, (token): Expression => literalOf(token, tokenSpan(token))),
      interpolated,
    ),
  )

  const pattern = apply(
    leaf(session, 'an expression', (token) => token.kind === 'regex'),
    (token): Expression => ({ kind: 'pattern', source: String(token.value), span: tokenSpan(token) }),
  )
  const loop = seq(
    kright(word('for'), name),
    opt_sc(kright(comma, name)),
    kright(word('in'), expression),
    opt_sc(kright(word('where'), expression)),
  )
  const moreItems = many(kright(comma, expression))
  const listContent = seq(
    expression,
    alt_sc(
      loop,
      apply(seq(moreItems, opt_sc(comma)), ([more]) => more),
    ),
  )
  const list = apply(kmid(mark('['), opt_sc(listContent), mark(']')), (found, range): Expression => {
    const span = rangeSpan(range)
    if (found === undefined) return { kind: 'list', items: [], span }
    const [first, rest] = found
    if (!isLoop(rest)) return { kind: 'list', items: [first, ...rest], span }
    const [item, second, source, where] = rest
    const names = second === undefined ? [item] : [item, second]
    return { kind: 'comprehension', item: first, names, list: source, where: where ?? null, span }
  })
  const key = apply(alt_sc(anyWord, plainString), (token): Name => {
    return { text: String(token.value), span: tokenSpan(token) }
  })
  const member = apply(seq(key, kright(mark(':'), expression)), ([found, value]): ObjectMember => {
    return { key: found, value }
  })
  const object = apply(
    kmid(mark('{'), opt_sc(listWithEnd(member, comma)), mark('}')),
    (members, range): Expression => ({ kind: 'object', members: members ?? [], span: rangeSpan(range) }),
  )
  const group = kmid(mark('('), expression, mark(')'))

  const calledName = leaf(
    session,
    'a name',
    (token) => token.kind === 'word' && isSymbol(token.next, '(') && canBeCalled(token.text),
  )
  // No value has methods: `a.b(` is a function of an imported module.
  const moduleName = leaf(session, null, (token) => {
    return (
      token.kind === 'word' &&
      isSymbol(token.next, '.') &&
      isCalledAt(token.next?.next) &&
      !isReserved(token.text)
    )
  })
  const called = alt_sc(
    apply(calledName, (token) => ({ module: null, name: nameOf(token) })),
    apply(seq(moduleName, symbol(session, '.', null), anyWord), ([module, , token]) => {
      return { module: nameOf(module), name: nameOf(token) }
    }),
  )
  const call = apply(
    seq(called, kmid(mark('('), opt_sc(separated(expression, comma)), mark(')'))),
    ([{ module, name: function_ }, found], range): Expression => {
      return { kind: 'call', module, name: function_, items: found ?? [], span: rangeSpan(range) }
    },
  )
  const reference: KeelParser<Expression> = {
    parse: (found) => {
      const token = found as KeelToken
      if (token.kind !== 'word' || refusesReference(session, token)) {
        session.expected(token, 'a name')
        return failed()
      }
      return succeeded(token, token.next!, { kind: 'name', name: token.text, span: tokenSpan(token) })
    },
  }

  const callOrReference = alt_sc(call, reference)

  const withSteps = (base: KeelParser<Expression>): KeelParser<Expression> =>
    stepsParser(session, base, expression)
  const brackets: Readonly<Record<string, KeelParser<Expression>>> = { '(': group, '[': list, '{': object }
  const primary = dispatch<Expression>((token) => {
    switch (token.kind) {
      case 'word':
        if (isLiteralWord(token)) return literal
        return isSymbol(token.next, '(') || isMethodLike(token) ? callOrReference : reference
      case 'punctuation':
        return brackets[token.text] ?? literal
      case 'templateHead':
        return interpolated
      case 'regex':
        return pattern
      default:
        return literal
    }
  })
  const negated = apply(kright(mark('-'), withSteps(primary)), (operand, range): Expression => {
    return { kind: 'unary', operator: '-', operand, span: rangeSpan(range) }
  })
  const whole = withSteps(primary)
  const operand = session.labelled(
    'an expression',
    dispatch((token) => (isSymbol(token, '-') ? negated : whole)),
  )
  const operation = operatorParser(session, operand)

  const quantifierWord = leaf(session, 'an expression', isQuantifier)
  const quantifier = apply(
    seq(quantifierWord, name, opt_sc(kright(comma, name)), word('in'), expression, mark(':'), expression),
    ([kind, item, second, , source, , body], range): Expression => ({
      kind: 'quantifier',
      quantifier: kind.text as QuantifierKind,
      names: second === undefined ? [item] : [item, second],
      list: source,
      body,
      span: rangeSpan(range),
    }),
  )
  const conditional = apply(
    seq(kright(word('if'), expression), kright(word('then'), expression), kright(word('else'), expression)),
    ([condition, chosen, otherwise], range): Expression => {
      return { kind: 'conditional', condition, chosen, otherwise, span: rangeSpan(range) }
    },
  )
  nested.setPattern(
    dispatch((token) => {
      if (token.kind !== 'word') return operation
      return token.text === 'if' ? conditional : isQuantifier(token) ? quantifier : operation
    }),
  )
  return { expression, template, plainString, name, path: withSteps(reference), object, call, operand }
}

/** `a.b(`: the function `b` of a module. */
function isMethodLike(token: KeelToken): boolean {
  return isSymbol(token.next, '.') && isCalledAt(token.next?.next)
}

type Loop = readonly [Name, Name | undefined, Expression, Expression | undefined]

function isLoop(rest: Loop | readonly Expression[]): rest is Loop {
  return rest.length === 4 && 'text' in (rest[0] as object)
}

function isCalledAt(token: KeelToken | undefined): boolean {
  return token?.kind === 'word' && isSymbol(token.next, '(')
}

const LITERAL_KINDS: ReadonlySet<string> = new Set(['number', 'duration', 'quantity', 'string'])
const LITERAL_WORDS: Readonly<Record<string, null | boolean>> = { true: true, false: false, null: null }

function isLiteralWord(token: KeelToken): boolean {
  return token.kind === 'word' && Object.hasOwn(LITERAL_WORDS, token.text)
}

function literalOf(token: KeelToken, span: Span): Expression {
  if (token.kind === 'word') {
    const value = LITERAL_WORDS[token.text]!
    return { kind: 'literal', value, type: value === null ? 'null' : 'bool', span }
  }
  const type = token.kind as 'number' | 'duration' | 'quantity' | 'string'
  return { kind: 'literal', value: token.value, type, span }
}

/** `any x in …`: a word of a quantifier with a name after it, which nothing else can be. */
function isQuantifier(token: KeelToken): boolean {
  const next = token.next
  return (
    token.kind === 'word' &&
    QUANTIFIER_WORDS.has(token.text) &&
    next?.kind === 'word' &&
    !INFIX_WORDS.has(next.text) &&
    !STATEMENT_WORDS.has(next.text) &&
    (next.next?.text === 'in' || next.next?.text === ',')
  )
}

function refusesDeclaration(session: ParseSession, token: KeelToken): boolean {
  if (!isReserved(token.text)) return false
  const message = `\`${token.text}\` is a word of the language and cannot name anything else`
  session.fault(token, 'policy/reserved-name', message, 'choose another name; members of values may have any')
  return true
}

function refusesReference(session: ParseSession, token: KeelToken): boolean {
  if (isQuantifier(token)) {
    const message = `\`${token.text}\` as an operand stands in parentheses`
    session.fault(token, 'policy/unexpected-token', message, `write (${token.text} … in …: …)`)
    return true
  }
  return isReserved(token.text)
}

/** A list that may end with a separator. */
function listWithEnd<Result>(
  parser: KeelParser<Result>,
  separator: KeelParser<unknown>,
): KeelParser<Result[]> {
  return apply(seq(separated(parser, separator), opt_sc(separator)), ([found]) => found)
}

function bounded(session: ParseSession, parser: KeelParser<Expression>): KeelParser<Expression> {
  let depth = 0
  return {
    parse: (token) => {
      if (depth === MAX_NESTING) {
        const message = `expressions nest deeper than ${MAX_NESTING}`
        session.fault(token as KeelToken, 'policy/nesting-limit', message, 'name parts of it with let')
        return failed()
      }
      depth += 1
      const output = parser.parse(token)
      depth -= 1
      const candidate = output.successful ? output.candidates[0] : undefined
      if (candidate === undefined) return failed()
      return succeeded(token as KeelToken, candidate.nextToken as KeelToken, candidate.result)
    },
  }
}
