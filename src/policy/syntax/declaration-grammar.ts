import type { Span } from '../../core/index.js'
import type { Annotation, Declaration, FunctionParameter, Name, Parameter, TargetPattern } from './ast.js'
import {
  type DirectParser,
  direct,
  keyword,
  leaf,
  readerOf,
  readSeparated,
  separated,
  symbol,
} from './combinators.js'
import type { ExpressionGrammar } from './expression-grammar.js'
import type { KeelParser, ParseSession } from './parse-session.js'
import { alt_sc, apply, kmid, kright, opt_sc, seq } from './parsec.js'
import { isSymbol, isWord, type KeelToken, spanFrom } from './token.js'
import { createTypeGrammar } from './type-grammar.js'

/** A policy up to the brace that opens its body. */
interface PolicyHead {
  readonly name: Name
  readonly documentation: string
  readonly annotations: readonly Annotation[]
  readonly parameters: readonly Parameter[]
  readonly targets: readonly TargetPattern[]
}

/** What stands before the name of a declaration that other modules may be allowed to use. */
interface Exportable {
  readonly exported: boolean
  readonly documentation: string
}

export interface DeclarationGrammar {
  readonly keel: KeelParser<Declaration>
  readonly module: KeelParser<Declaration>
  readonly mode: KeelParser<Declaration>
  readonly input: KeelParser<Declaration>
  readonly enum: KeelParser<Declaration>
  readonly let: KeelParser<Declaration>
  readonly import: KeelParser<Declaration>
  readonly type: KeelParser<Declaration>
  readonly fn: KeelParser<Declaration>
  readonly schema: KeelParser<Declaration>
  readonly policyHead: KeelParser<PolicyHead>
}

export function createDeclarationGrammar(
  session: ParseSession,
  { expression, plainString, name }: ExpressionGrammar,
): DeclarationGrammar {
  const mark = (text: string): DirectParser<KeelToken> => symbol(session, text)
  const word = (text: string): DirectParser<KeelToken> => keyword(session, text)
  const spanned = (range: readonly [unknown, unknown]): Span =>
    spanFrom(range[0] as KeelToken, (range[1] as KeelToken).endBefore, session.path)
  const namesAsOne = (words: readonly KeelToken[], range: readonly [unknown, unknown]): Name => {
    return { text: words.map((found) => found.text).join('.'), span: spanned(range) }
  }
  const stringName = (token: KeelToken): Name => {
    return { text: String(token.value), span: spanFrom(token, token.end, session.path) }
  }
  const anyWord = leaf(session, 'a name', (token) => token.kind === 'word')
  const comma = mark(',')
  const dotted = apply(separated(anyWord, mark('.')), (words) => words.map((found) => found.text).join('.'))

  const keel = apply(
    kright(
      word('keel'),
      leaf(session, 'a version', (token) => token.kind === 'number'),
    ),
    (version, range): Declaration => ({ kind: 'keel', version: Number(version.value), span: spanned(range) }),
  )
  const module = apply(kright(word('module'), dotted), (found, range): Declaration => {
    return { kind: 'module', name: found, span: spanned(range) }
  })
  const modeWord = alt_sc(word('guard'), word('gate'))
  const mode = apply(kright(word('mode'), modeWord), (found, range): Declaration => {
    return { kind: 'mode', mode: found.text as 'guard' | 'gate', span: spanned(range) }
  })

  const { type, members } = createTypeGrammar(session)
  const importing = apply(
    seq(
      kright(word('import'), apply(separated(anyWord, mark('.')), namesAsOne)),
      opt_sc(kright(word('as'), name)),
    ),
    ([module, alias]): Declaration => ({ kind: 'import', module, alias: alias ?? lastPart(module) }),
  )
  const input = apply(
    seq(kright(word('input'), name), kright(mark(':'), type)),
    ([found, declared], [first]): Declaration => {
      return { kind: 'input', name: found, documentation: (first as KeelToken).documentation, type: declared }
    },
  )
  // The word itself, with `export` before it or not.
  const exportable = (text: string): KeelParser<Exportable> =>
    apply(
      seq(opt_sc(word('export')), word(text)),
      ([exported, own], [first]): Exportable => ({
        exported: exported !== undefined,
        documentation: (first as KeelToken).documentation || own.documentation,
      }),
    )
  const names = kmid(mark('{'), separated(name, comma), seq(opt_sc(comma), mark('}')))
  const enumeration = apply(
    seq(exportable('enum'), name, names),
    ([head, found, listed]): Declaration => ({ kind: 'enum', ...head, name: found, members: listed }),
  )
  const constant = apply(
    seq(exportable('let'), name, kright(mark('='), expression)),
    ([head, found, value]): Declaration => ({ kind: 'let', ...head, name: found, value }),
  )
  const typeDeclaration = apply(
    seq(exportable('type'), name, kright(mark('='), type)),
    ([head, found, declared]): Declaration => ({ kind: 'type', ...head, name: found, type: declared }),
  )
  const functionParameter = apply(
    seq(name, kright(mark(':'), type)),
    ([found, declared]): FunctionParameter => {
      return { name: found, type: declared }
    },
  )
  const functionParameters = opt_sc(
    apply(seq(separated(functionParameter, comma), opt_sc(comma)), ([found]) => found),
  )
  const fn = apply(
    seq(
      exportable('fn'),
      name,
      kmid(mark('('), functionParameters, mark(')')),
      opt_sc(kright(mark(':'), type)),
      kright(mark('='), expression),
    ),
    ([head, found, declared, result, body]): Declaration => {
      return { kind: 'fn', ...head, name: found, parameters: declared ?? [], result: result ?? null, body }
    },
  )

  const annotation = apply(
    seq(
      kright(mark('@'), anyWord),
      kmid(mark('('), separated(apply(plainString, stringName), comma), mark(')')),
    ),
    ([found, values]): Annotation => {
      return { name: { text: found.text, span: spanFrom(found, found.end, session.path) }, values }
    },
  )
  const parameter = apply(
    seq(name, kright(mark(':'), type), opt_sc(kright(mark('='), expression))),
    ([found, declared, preset]): Parameter => ({ name: found, type: declared, preset: preset ?? null }),
  )
  const parameters = kmid(mark('('), separated(parameter, comma), seq(opt_sc(comma), mark(')')))
  const target = targetParser(session, anyWord)
  const targets = direct(session, (token): TargetPattern[] | null => {
    return readSeparated(session, token, target.read, comma.read)?.flat() ?? null
  })
  const readAnnotation = readerOf(session, annotation)
  const readParameters = readerOf(session, parameters)
  const [policyWord, openBody] = [word('policy'), mark('{')]
  const onWord = leaf(session, '`on` with targets', (token) => isWord(token, 'on'))
  const policyHead = direct(session, (first): PolicyHead | null => {
    const annotations: Annotation[] = []
    let next = first
    for (let found = readAnnotation(next); found !== null; found = readAnnotation(next)) {
      annotations.push(found)
      next = session.next
    }
    if (policyWord.read(next) === null) return null
    const found = name.read(session.next)
    if (found === null) return null
    next = session.next
    const declared = readParameters(next) ?? []
    if (declared.length === 0) session.next = next
    if (onWord.read(session.next) === null) return null
    const patterns = targets.read(session.next)
    if (patterns === null || openBody.read(session.next) === null) return null
    return {
      name: found,
      documentation: documentationOf(first, found),
      annotations,
      parameters: declared,
      targets: patterns,
    }
  })
  const schema = apply(
    seq(kright(word('schema'), targets), kmid(mark('{'), members, mark('}'))),
    ([patterns, inputs], range): Declaration => {
      return { kind: 'schema', targets: patterns, members: inputs, span: spanned(range) }
    },
  )
  return {
    keel,
    module,
    mode,
    input,
    enum: enumeration,
    let: constant,
    import: importing,
    type: typeDeclaration,
    fn,
    schema,
    policyHead,
  }
}

/** `*`, a string, `a.b`, `a.*` or `a.{b,c}`, which stands for one target each. */
function targetParser(
  session: ParseSession,
  anyWord: DirectParser<KeelToken>,
): DirectParser<readonly TargetPattern[]> {
  const star = symbol(session, '*')
  const comma = symbol(session, ',')
  const [open, close] = [symbol(session, '{'), symbol(session, '}')]
  const spanFromFirst = (first: KeelToken): Span => spanFrom(first, session.next.endBefore, session.path)
  const actions = (token: KeelToken): readonly KeelToken[] | null => {
    if (open.read(token) === null) return null
    const words = readSeparated(session, session.next, anyWord.read, comma.read)
    return words === null || close.read(session.next) === null ? null : words
  }
  const parts = (token: KeelToken): string | null => {
    const first = anyWord.read(token)
    if (first === null) return null
    let name = first.text
    while (isSymbol(session.next, '.') && session.next.next?.kind === 'word') {
      const part = session.next.next
      name = `${name}.${part.text}`
      session.next = part.next!
    }
    return name
  }
  const dotted = (first: KeelToken): readonly TargetPattern[] | null => {
    const name = parts(first)
    if (name === null) return null
    let next = session.next
    let patterns: readonly { readonly kind: 'exact' | 'prefix'; readonly name: string }[] | null = null
    if (isSymbol(next, '.')) {
      if (star.read(next.next!) !== null) patterns = [{ kind: 'prefix', name }]
      else
        patterns =
          actions(next.next!)?.map(({ text }) => ({ kind: 'exact', name: `${name}.${text}` })) ?? null
      if (patterns !== null) next = session.next
    }
    if (isSymbol(next, '.')) {
      const message = 'only the last part of a target can be * or {…}'
      session.fault(next, 'policy/unknown-target', message, FORMS)
      return null
    }
    session.next = next
    const span = spanFromFirst(first)
    return (patterns ?? [{ kind: 'exact' as const, name }]).map((pattern) => ({ ...pattern, span }))
  }
  return session.labelled(
    'a target',
    direct(session, (token) => {
      if (token.kind === 'string') {
        session.next = token.next!
        return [{ kind: 'exact', name: String(token.value), span: spanFromFirst(token) }]
      }
      if (!isSymbol(token, '*')) return dotted(token)
      session.next = token.next!
      return [{ kind: 'every', name: '', span: spanFromFirst(token) }]
    }),
  )
}

const FORMS = 'targets are k8s.Pod.create, k8s.Pod.{create,update}, k8s.*, * and "a string"'

/** The name under which a module is known where it was imported without another. */
function lastPart(module: Name): Name {
  const text = module.text.slice(module.text.lastIndexOf('.') + 1)
  return { text, span: module.span }
}

/** Documentation stands before the annotations or before the word `policy`. */
function documentationOf(first: KeelToken, name: Name): string {
  for (let token = first; token.index < name.span.offset; token = token.next!) {
    if (token.documentation !== '') return token.documentation
  }
  return ''
}
