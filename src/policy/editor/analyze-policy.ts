import { type Diagnostic, KeelsonError, type Span } from '../../core/index.js'
import { compileInto } from '../compile-policy.js'
import { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import type { NameFacts, NameObserver } from '../syntax/name-observer.js'
import type { CompileOptions, PolicySource } from '../types.js'
import { type Outline, outlineOf } from './symbols.js'

/** A name at a place of a text, and what it stands for. */
export interface Occurrence {
  readonly span: Span
  readonly facts: NameFacts
}

/** What is known of policies as they stand, whether they compile or not. */
export interface PolicyAnalysis {
  readonly sources: readonly PolicySource[]
  readonly options: CompileOptions
  readonly diagnostics: readonly Diagnostic[]
  /** Ordered by source and place. */
  readonly occurrences: readonly Occurrence[]
  /** The outline of each source. */
  readonly outlines: readonly Outline[]
}

/** A place in a text: UTF-16 units from its start. */
export interface Position {
  /** Of the source; may be left out where there is only one. */
  readonly path?: string
  readonly offset: number
}

/**
 * Compiles policies as `compilePolicy` does and keeps what an editor asks for: what each name means, where it is
 * declared, how the texts are built.
 *
 * @throws KeelsonError as `compilePolicy`
 *
 * @example
 * ```ts
 * import { analyzePolicy, definition, hover } from 'keelson/policy/editor'
 * const text = 'input principal: json\npolicy p on a.b { when principal.kind == "agent" deny }'
 * const analysis = analyzePolicy([{ path: 'p.keel', text }])
 * hover(analysis, { offset: text.indexOf('principal.kind') })?.text // => 'input principal: json'
 * definition(analysis, { offset: text.indexOf('principal.kind') })?.line // => 1
 * ```
 */
export function analyzePolicy(
  sources: readonly PolicySource[],
  options: CompileOptions = {},
): PolicyAnalysis {
  const occurrences: Occurrence[] = []
  const observer: NameObserver = {
    marker: null,
    saw: (span, facts) => occurrences.push({ span, facts }),
    offer: () => undefined,
  }
  const sink = new DiagnosticSink(observer)
  const { files, diagnostics } = compileInto(sources, options, sink)
  return {
    sources,
    options,
    diagnostics: diagnostics.value,
    occurrences: occurrences.sort(byPlace),
    outlines: files.map(outlineOf),
  }
}

function byPlace(one: Occurrence, other: Occurrence): number {
  const [first, second] = [one.span.path ?? '', other.span.path ?? '']
  if (first !== second) return first < second ? -1 : 1
  return one.span.offset - other.span.offset || one.span.length - other.span.length
}

/** The source that a position is in. @throws KeelsonError `policy/unknown-position` */
export function sourceAt({ sources }: PolicyAnalysis, { path, offset }: Position): PolicySource {
  const source =
    path === undefined && sources.length === 1 ? sources[0] : sources.find((one) => one.path === path)
  if (source !== undefined && Number.isSafeInteger(offset) && offset >= 0 && offset <= source.text.length)
    return source
  throw new KeelsonError(
    'policy/unknown-position',
    `there is no place ${offset} in ${path ?? 'the source'}`,
    {
      help: 'hand in the path of a source of the analysis, and an offset within its text',
    },
  )
}

/** The name at a position, also right behind its last character. */
export function occurrenceAt(analysis: PolicyAnalysis, position: Position): Occurrence | undefined {
  const { path } = sourceAt(analysis, position)
  const { offset } = position
  const there = analysis.occurrences.filter(({ span }) => {
    return span.path === path && span.offset <= offset && offset <= span.offset + span.length
  })
  return there.at(-1)
}
