import type { DiagnosticSink } from './diagnostic-sink.js'
import { isSymbol, isWord, type KeelToken, makeEnd, spanFrom } from './token.js'
import { EXPORTED_DECLARATIONS, INFIX_WORDS, isReserved } from './words.js'

const MAX_BRACKETS = 128

/** The tokens of one declaration, chained and closed by an end token. */
export interface DeclarationTokens {
  readonly first: KeelToken
  /** `junk` is what stands before the first declaration. */
  readonly kind: DeclarationKind | 'junk'
  readonly end: KeelToken
}

type DeclarationKind =
  | 'keel'
  | 'module'
  | 'import'
  | 'mode'
  | 'input'
  | 'enum'
  | 'let'
  | 'type'
  | 'fn'
  | 'schema'
  | 'policy'
  | 'test'

/**
 * Checks the brackets of a file and cuts its tokens where a declaration begins, before anything is parsed: the chains
 * that typescript-parsec walks stay short, its recursion stays bounded, and a declaration that is broken ends at the
 * next. Where a declaration stands at the start of a line inside brackets, a closing one was forgotten before it.
 */
export function splitFile(
  tokens: readonly KeelToken[],
  path: string | undefined,
  sink: DiagnosticSink,
): DeclarationTokens[] {
  return new Splitter(tokens, path, sink).split()
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' }

class Splitter {
  readonly #tokens: readonly KeelToken[]
  readonly #path: string | undefined
  readonly #sink: DiagnosticSink
  readonly #open: KeelToken[] = []
  readonly #cuts: { readonly index: number; readonly kind: DeclarationTokens['kind'] }[] = []
  /** Between the annotations of a policy and its word. */
  #annotated = false
  /** Right after `export`. */
  #exported = false

  constructor(tokens: readonly KeelToken[], path: string | undefined, sink: DiagnosticSink) {
    this.#tokens = tokens
    this.#path = path
    this.#sink = sink
  }

  split(): DeclarationTokens[] {
    for (let index = 0; index < this.#tokens.length; index += 1) {
      const kind = this.#startAt(index)
      if (kind !== null) this.#cut(index, kind)
      else if (index === 0) this.#cuts.push({ index, kind: 'junk' })
      const token = this.#tokens[index]!
      if (token.kind !== 'word' && !this.#bracket(token)) return []
    }
    this.#reportUnclosed()
    return this.#chains()
  }

  #cut(index: number, kind: DeclarationKind): void {
    this.#reportUnclosed()
    const isSame = (this.#annotated && kind === 'policy') || this.#exported
    this.#annotated = kind === 'policy' && this.#tokens[index]!.text === '@'
    this.#exported = this.#tokens[index]!.text === 'export'
    if (!isSame) this.#cuts.push({ index, kind })
  }

  /**
   * The declaration that begins here: by tokens that cannot follow one another anywhere else, or at the start of a line
   * by its word and a name, so that one that lacks something is told as such. Roots may have these words for names.
   */
  #startAt(index: number): DeclarationKind | null {
    const token = this.#tokens[index]!
    const inside = this.#open.length > 0
    if (inside && (!token.firstOnLine || token.columnBegin !== 1)) return null
    const next = this.#tokens[index + 1]
    const after = this.#tokens[index + 2]
    if (token.text === '@') return next?.kind === 'word' ? 'policy' : null
    if (token.kind !== 'word') return null
    const named = next?.kind === 'word'
    const alone = named && !isReserved(next.text) && token.firstOnLine && !next.firstOnLine
    switch (token.text) {
      case 'policy':
        return alone || (named && (isSymbol(after, '(') || isWord(after, 'on'))) ? 'policy' : null
      case 'module':
        return alone || (named && this.#isHeader(index)) ? 'module' : null
      case 'mode':
        return alone || isWord(next, 'guard') || isWord(next, 'gate') ? 'mode' : null
      case 'input':
        return alone || (named && isSymbol(after, ':')) ? 'input' : null
      case 'enum':
        return alone || (named && isSymbol(after, '{')) ? 'enum' : null
      case 'let':
        return named && !inside ? 'let' : null
      case 'export':
        return named && EXPORTED_DECLARATIONS.has(next.text) ? (next.text as DeclarationKind) : null
      case 'import':
        return token.firstOnLine && named && !INFIX_WORDS.has(next.text) && !inside ? 'import' : null
      case 'type':
        return alone || (named && isSymbol(after, '=')) ? 'type' : null
      case 'fn':
        return alone || (named && isSymbol(after, '(')) ? 'fn' : null
      case 'schema':
        return token.firstOnLine && (next?.kind === 'string' || (named && !INFIX_WORDS.has(next.text)))
          ? 'schema'
          : null
      case 'keel':
        return next?.kind === 'number' ? 'keel' : null
      case 'test': {
        const called = next?.kind === 'string' || next?.kind === 'templateHead'
        if (called && isSymbol(after, '{')) return 'test'
        return alone || (token.firstOnLine && (called || isSymbol(next, '{'))) ? 'test' : null
      }
      default:
        return null
    }
  }

  /** At the start of the file, or after `keel 1`. */
  #isHeader(index: number): boolean {
    return index === 0 || (index === 2 && isWord(this.#tokens[0], 'keel'))
  }

  /** `false` where brackets are too deep to go on. */
  #bracket(token: KeelToken): boolean {
    const { kind, text } = token
    if (kind === 'templateHead' || (kind === 'punctuation' && Object.hasOwn(CLOSING, text))) {
      if (this.#open.length === MAX_BRACKETS) {
        const message = `brackets nest deeper than ${MAX_BRACKETS}`
        this.#error('policy/nesting-limit', message, token, 'name parts of the expression with let')
        return false
      }
      this.#open.push(token)
    } else if (kind === 'templateTail') {
      this.#close((open) => open.kind === 'templateHead', token)
    } else if (kind === 'punctuation' && (text === '}' || text === ')' || text === ']')) {
      this.#close((open) => CLOSING[open.text] === text, token)
    }
    return true
  }

  #close(matches: (open: KeelToken) => boolean, token: KeelToken): void {
    const top = this.#open[this.#open.length - 1]
    if (top !== undefined && matches(top)) {
      this.#open.pop()
      return
    }
    let depth = this.#open.length - 1
    while (depth >= 0 && !matches(this.#open[depth]!)) depth -= 1
    if (depth === -1) {
      this.#error('policy/unclosed-bracket', `\`${token.text}\` closes nothing`, token)
      return
    }
    this.#reportOpen(this.#open[this.#open.length - 1]!)
    this.#open.length = depth
  }

  #reportUnclosed(): void {
    const innermost = this.#open[this.#open.length - 1]
    if (innermost !== undefined) this.#reportOpen(innermost)
    this.#open.length = 0
  }

  #reportOpen(open: KeelToken): void {
    // The lexer has reported a string whose interpolation does not end.
    if (open.kind === 'templateHead') return
    this.#error(
      'policy/unclosed-bracket',
      `\`${open.text}\` is not closed`,
      open,
      `add ${CLOSING[open.text]}`,
    )
  }

  #chains(): DeclarationTokens[] {
    return this.#cuts.map(({ index, kind }, number) => {
      const stop = this.#cuts[number + 1]?.index ?? this.#tokens.length
      const last = this.#tokens[stop - 1]!
      const end = makeEnd(last)
      last.next = end
      return { first: this.#tokens[index]!, kind, end }
    })
  }

  #error(code: string, message: string, token: KeelToken, help?: string): void {
    this.#sink.error(code, message, spanFrom(token, token.end, this.#path), help)
  }
}
