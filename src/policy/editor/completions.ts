import { compareCodePoints } from '../../core/index.js'
import { compileInto } from '../compile-policy.js'
import { builtInNames } from '../runtime/built-ins.js'
import { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { NameFacts, NameKind, NameObserver } from '../syntax/name-observer.js'
import { EXPECTED_WORDS, STATEMENT_WORDS, TEST_WORDS } from '../syntax/words.js'
import { type PolicyAnalysis, type Position, sourceAt } from './analyze-policy.js'
import { describeName } from './hover.js'

export interface Completion {
  readonly label: string
  readonly kind: NameKind | 'built-in' | 'keyword'
  /** As the declaration reads. */
  readonly detail: string
  readonly documentation: string
}

/** No name of a policy: longer than names may be read aloud, and unlikely to be written. */
const MARKER = 'keelson_completion_marker'

const WORD_BEFORE = /[A-Za-z_][A-Za-z0-9_]*$/
const DECLARATION_WORDS: readonly string[] = [
  ...[
    'keel',
    'module',
    'import',
    'mode',
    'input',
    'enum',
    'let',
    'type',
    'fn',
    'schema',
    'policy',
    'test',
    'export',
  ],
]
const EXPRESSION_WORDS: readonly string[] = [
  'not',
  'if',
  'all',
  'any',
  'none',
  'count',
  'true',
  'false',
  'null',
]

/** Forms that look like functions. */
const FORMS: readonly string[] = ['has', 'required', 'quantity']

/**
 * What could stand at a position, ordered by name: members of the value before the dot, names and functions in view,
 * types, or words of the language. The text may be broken elsewhere, and at the position itself.
 */
export function completions(analysis: PolicyAnalysis, position: Position): Completion[] {
  const { path, text } = sourceAt(analysis, position)
  const before = text.slice(0, position.offset)
  const written = WORD_BEFORE.exec(before)?.[0] ?? ''
  const start = position.offset - written.length
  const found = offersAt(analysis, path, text, start, position.offset)
  const offered = found ?? keywords(before.slice(0, start))
  const matching = offered.filter(({ label }) => label.startsWith(written))
  return sortedOnce(matching)
}

/** Compiles the text with a name that nobody knows at the position: what is asked about it is what could stand there. */
function offersAt(
  analysis: PolicyAnalysis,
  path: string,
  text: string,
  start: number,
  end: number,
): Completion[] | null {
  let offers: Completion[] | null = null
  const observer: NameObserver = {
    marker: MARKER,
    saw: () => undefined,
    offer: (names) => {
      offers ??= names.map(completionOf)
    },
  }
  const marked = `${text.slice(0, start)}${MARKER}${text.slice(end)}`
  const sources = analysis.sources.map((source) => (source.path === path ? { path, text: marked } : source))
  compileInto(sources, analysis.options, new DiagnosticSink(observer))
  const names = offers as Completion[] | null
  if (names === null || text[start - 1] === '.') return names
  return names.every(({ kind }) => kind === 'type' || kind === 'policy')
    ? names
    : [...names, ...functionsAndWords()]
}

function completionOf(facts: NameFacts): Completion {
  const { name, kind, documentation } = facts
  return { label: name, kind, detail: describeName(facts), documentation }
}

function functionsAndWords(): Completion[] {
  const called = [...FORMS, ...builtInNames()].map((label) => plain(label, 'built-in'))
  return [...called, ...EXPRESSION_WORDS.map((label) => plain(label, 'keyword'))]
}

function keywords(before: string): Completion[] {
  if (before.endsWith('.')) return []
  const inside = before.split('{').length > before.split('}').length
  if (!inside) return DECLARATION_WORDS.map((label) => plain(label, 'keyword'))
  const words = isInTest(before) ? wordsOfTest(before) : [...STATEMENT_WORDS, 'else']
  return [...words].map((label) => plain(label, 'keyword'))
}

/** The declaration that was begun last is a test. */
function isInTest(before: string): boolean {
  return (before.match(/^(?:policy|test)\b/gm) ?? []).at(-1) === 'test'
}

function wordsOfTest(before: string): Iterable<string> {
  const found = /\bexpect\s+(no\s+)?$/.exec(before)
  if (found === null) return TEST_WORDS
  return [...EXPECTED_WORDS, 'obligation', 'fix', ...(found[1] === undefined ? ['no'] : [])]
}

function plain(label: string, kind: Completion['kind']): Completion {
  return { label, kind, detail: '', documentation: '' }
}

function sortedOnce(found: readonly Completion[]): Completion[] {
  const sorted = [...found].sort((one, other) => compareCodePoints(one.label, other.label))
  return sorted.filter(({ label }, index) => index === 0 || sorted[index - 1]!.label !== label)
}
