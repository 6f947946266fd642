import type { Span } from '../../core/index.js'
import type { QuantifierKind } from '../runtime/program.js'
import type { Expression, Name, ObjectMember } from './ast.js'
import {
  type DirectParser,
  direct,
  dispatch,
  keyword,
  leaf,
  readerOf,
  readSeparated,
  separated,
  symbol,
} from './combinators.js'
import { listParser } from './list-parser.js'
import { operatorParser } from './operator-parser.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { alt_sc, apply, kmid, kright, opt_sc, seq } from './parsec.js'
import { stepsParser } from './path-parser.js'
import { templateParser } from './template-parser.js'
import { isSymbol, type KeelToken, spanFrom } from './token.js'
import { canBeCalled, INFIX_WORDS, isReserved, QUANTIFIER_WORDS, STATEMENT_WORDS } from './words.js'

/** The parsers that other parts of the grammar build on. */
export interface ExpressionGrammar {
  readonly expression: DirectParser<Expression>
  /** A string, with or without interpolations. */
  readonly template: DirectParser<Expression>
  /** A string without interpolations. */
  readonly plainString: DirectParser<KeelToken>
  /** A name that can be declared. */
  readonly name: DirectParser<Name>
  readonly path: DirectParser<Expression>
  readonly object: KeelParser<Expression>
  readonly call: KeelParser<Expression>
  /** What an operator may stand between. */
  readonly operand: KeelParser<Expression>
}

/** Conditionals and quantifiers in one another nest no deeper, so that recursion over trees is bounded. */
const MAX_NESTING = 200

type Range = readonly [unknown, unknown]

export function createExpressionGrammar(session: ParseSession): ExpressionGrammar {
  const mark = (text: string): DirectParser<KeelToken> => symbol(session, text)
  const word = (text: string): DirectParser<KeelToken> => keyword(session, text)
  const rangeSpan = ([first, next]: Range): Span =>
    spanFrom(first as KeelToken, (next as KeelToken).endBefore, session.path)
  const spanOf = (first: KeelToken): Span => spanFrom(first, session.next.endBefore, session.path)
  const tokenSpan = (token: KeelToken): Span => spanFrom(token, token.end, session.path)
  const nameOf = (token: KeelToken): Name => ({ text: token.text, span: tokenSpan(token) })

  const anyWord = leaf(session, 'a name', (token) => token.kind === 'word')
  const nameToken = leaf(
    session,
    'a name',
    (token) => token.kind === 'word' && !refusesDeclaration(session, token),
  )
  const name = direct(session, (token): Name | null => {
    const found = nameToken.read(token)
    return found === null ? null : nameOf(found)
  })
  const plainString = leaf(session, 'a string', (token) => token.kind === 'string')

  const nested = (token: KeelToken): Expression | null => {
    if (token.kind !== 'word') return operation.read(token)
    if (token.text === 'if') return readConditional(token)
    return isQuantifier(token) ? readQuantifier(token) : operation.read(token)
  }
  const expression = session.labelled('an expression', bounded(session, nested))
  const comma = mark(',')

  const literalToken = leaf(
    session,
    'an expression',
    (token) => LITERAL_KINDS.has(token.kind) || isLiteralWord(token),
  )
  const literal = direct(session, (token): Expression | null => {
    const found = literalToken.read(token)
    return found === null ? null : literalOf(found, tokenSpan(found))
  })
  const interpolated = templateParser(session, expression)
  const fails = (token: KeelToken): null => {
    session.expected(token, 'a string')
    return null
  }
  const template = session.labelled(
    'a string',
    dispatch<Expression>(session, (token) => {
      if (token.kind === 'string') return literal.read
      return token.kind === 'templateHead' ? interpolated.read : fails
    }),
  )

  const pattern = direct(session, (token): Expression => {
    session.next = token.next!
    return { kind: 'pattern', source: String(token.value), span: tokenSpan(token) }
  })
  const list = listParser(session, { expression, name })
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
  const readObject = readerOf(session, object)
  const [open, close] = [mark('('), mark(')')]
  const group = direct(session, (token): Expression | null => {
    if (open.read(token) === null) return null
    const found = expression.read(session.next)
    return found === null || close.read(session.next) === null ? null : found
  })

  const calledName = leaf(
    session,
    'a name',
    (token) => token.kind === 'word' && isSymbol(token.next, '(') && canBeCalled(token.text),
  )
  /** No value has methods: `a.b(` is a function of an imported module. */
  const called = (token: KeelToken): { readonly module: Name | null; readonly name: Name } | null => {
    const own = calledName.read(token)
    if (own !== null) return { module: null, name: nameOf(own) }
    if (!isMethodLike(token) || isReserved(token.text)) return null
    const found = token.next!.next!
    session.next = found.next!
    return { module: nameOf(token), name: nameOf(found) }
  }
  const call = direct(session, (token): Expression | null => {
    const found = called(token)
    if (found === null || open.read(session.next) === null) return null
    const items = readSeparated(session, session.next, expression.read, comma.read) ?? []
    if (close.read(session.next) === null) return null
    return { kind: 'call', ...found, items, span: spanOf(token) }
  })
  const reference = direct(session, (token): Expression | null => {
    if (token.kind !== 'word' || refusesReference(session, token)) {
      session.expected(token, 'a name')
      return null
    }
    session.next = token.next!
    return { kind: 'name', name: token.text, span: tokenSpan(token) }
  })

  const callOrReference = direct(session, (token) => call.read(token) ?? reference.read(token))

  const withSteps = (base: DirectParser<Expression>): DirectParser<Expression> =>
    stepsParser(session, base, expression)
  const primary = dispatch<Expression>(session, (token) => {
    switch (token.kind) {
      case 'word':
        if (isLiteralWord(token)) return literal.read
        return isSymbol(token.next, '(') || isMethodLike(token) ? callOrReference.read : reference.read
      case 'punctuation':
        if (token.text === '(') return group.read
        if (token.text === '[') return list.read
        return token.text === '{' ? readObject : literal.read
      case 'templateHead':
        return interpolated.read
      case 'regex':
        return pattern.read
      default:
        return literal.read
    }
  })
  const whole = withSteps(primary)
  const negated = (token: KeelToken): Expression | null => {
    const operand = whole.read(token.next!)
    return operand === null ? null : { kind: 'unary', operator: '-', operand, span: spanOf(token) }
  }
  const operand = session.labelled(
    'an expression',
    dispatch<Expression>(session, (token) => (isSymbol(token, '-') ? negated : whole.read)),
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
  const readConditional = readerOf(session, conditional)
  const readQuantifier = readerOf(session, quantifier)
  return { expression, template, plainString, name, path: withSteps(reference), object, call, operand }
}

/** `a.b(`: the function `b` of a module. */
function isMethodLike(token: KeelToken): boolean {
  return isSymbol(token.next, '.') && isCalledAt(token.next?.next)
}

function isCalledAt(token: KeelToken | undefined): boolean {
  return token?.kind === 'word' && isSymbol(token.next, '(')
}

const LITERAL_KINDS: ReadonlySet<string> = new Set(['number', 'duration', 'quantity', 'string'])
const LITERAL_WORDS: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ['true', true],
  ['false', false],
  ['null', null],
])

function isLiteralWord(token: KeelToken): boolean {
  return token.kind === 'word' && LITERAL_WORDS.has(token.text)
}

function literalOf(token: KeelToken, span: Span): Expression {
  if (token.kind === 'word') {
    const value = LITERAL_WORDS.get(token.text)!
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

function bounded(
  session: ParseSession,
  read: (token: KeelToken) => Expression | null,
): DirectParser<Expression> {
  let depth = 0
  return direct(session, (token) => {
    if (depth === MAX_NESTING) {
      const message = `expressions nest deeper than ${MAX_NESTING}`
      session.fault(token, 'policy/nesting-limit', message, 'name parts of it with let')
      return null
    }
    depth += 1
    const found = read(token)
    depth -= 1
    return found
  })
}
