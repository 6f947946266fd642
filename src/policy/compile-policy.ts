import {
  assertJson,
  compareCodePoints,
  type Diagnostic,
  type JsonValue,
  KeelsonError,
  suggestName,
} from '../core/index.js'
import { canonicalize } from '../hash/index.js'
import { checkLayout } from './check/check-layout.js'
import { checkProgram } from './check/check-program.js'
import { CompiledBundle } from './compiled-bundle.js'
import { ParameterValues } from './lower/bind-parameters.js'
import { lowerProgram } from './lower/lower-program.js'
import { Lazy } from './runtime/lazy.js'
import type { Program } from './runtime/program.js'
import type { SourceFile } from './syntax/ast.js'
import { DiagnosticSink } from './syntax/diagnostic-sink.js'
import { FileParser } from './syntax/parse-file.js'
import { ParseSession } from './syntax/parse-session.js'
import { TYPE_WORDS } from './syntax/words.js'
import type { CompileOptions, CompileResult, PolicySource } from './types.js'
import { typesFromSchemas } from './typing/json-schema.js'

/**
 * Compiles policies written in Keel (docs/keel.md). Never throws because of their text: what is wrong in it becomes
 * diagnostics, all of them at once. The order of the sources means nothing. Warnings and hints of texts without errors
 * are looked for when `diagnostics` is first read.
 *
 * @param sources one text, or several with their paths, which are compiled together
 * @throws KeelsonError `policy/invalid-sources`, `policy/invalid-options`, `policy/invalid-schema`, and for parameters that are no JSON what
 * `assertJson` and `canonicalize` throw
 *
 * @example
 * ```ts
 * import { compilePolicy } from 'keelson/policy'
 * const { bundle } = compilePolicy(`
 *   mode guard
 *   input principal: json
 *   input resource: json
 *
 *   policy deploys on deploy.apply {
 *     when principal.kind == "agent" && resource.environment == "prod"
 *       require approvals 1 from group("sre") distinct from principal.id
 *     when has(principal.id) allow
 *   }
 * `)
 * const request = {
 *   target: 'deploy.apply',
 *   principal: { id: 'bot', kind: 'agent' },
 *   resource: { environment: 'prod' },
 * }
 * const asked = bundle!.decide(request, { now: 1_790_000_000_000 })
 * asked.effect // => 'pending'
 * const approval = { by: 'ada', groups: ['sre'], at: 1_790_000_000_000, subject: asked.subject! }
 * bundle!.decide({ ...request, approvals: [approval] }, { now: 1_790_000_060_000 }).effect // => 'allow'
 * ```
 *
 * @example
 * ```ts
 * import { formatDiagnostic } from 'keelson/core'
 * import { compilePolicy } from 'keelson/policy'
 * const text = 'input resource: json\npolicy p on * { when resuorce.env == "prod" deny }'
 * const { diagnostics } = compilePolicy([{ path: 'p.keel', text }])
 * formatDiagnostic(diagnostics[0]!).split('\n')[1] // => '  help: did you mean resource?'
 * ```
 */
export function compilePolicy(
  sources: string | readonly PolicySource[],
  options: CompileOptions = {},
): CompileResult {
  const sink = new DiagnosticSink()
  const { program, diagnostics } = compileInto(sources, options, sink)
  if (sink.hasErrors) return { diagnostics: diagnostics.value }
  return {
    bundle: new CompiledBundle(program),
    // No error is among them, so who starts a process only to decide need not wait for them: a fifth of the time.
    get diagnostics() {
      return diagnostics.value
    },
  }
}

/** What a compilation makes, also of texts with errors: a program that is whole only if nothing was reported as one. */
interface Compilation {
  readonly files: readonly SourceFile[]
  readonly program: Program
  /** Of a program without errors, what is hardly meant in it is looked for when this is first read. */
  readonly diagnostics: Lazy<readonly Diagnostic[]>
}

/** As {@link compilePolicy}, up to the program. */
export function compileInto(
  sources: string | readonly PolicySource[],
  options: CompileOptions,
  sink: DiagnosticSink,
): Compilation {
  const texts = checkSources(sources)
  const { parameters, schemas } = checkOptions(options)
  const values = new ParameterValues(parameters)
  const parser = new FileParser(new ParseSession(sink))
  const files = texts.map(({ path, text }) => parser.parse(text, path))
  const lowered = lowerProgram(files, values, typesFromSchemas(schemas), sink)
  const start = texts[0]?.path
  values.reportUnknown(
    { ...(start === undefined ? {} : { path: start }), offset: 0, length: 0, line: 1, column: 1 },
    sink,
  )
  const diagnostics = new Lazy(() => {
    for (const [index, file] of files.entries()) checkLayout(file, texts[index]!.text, sink)
    // What is wrong with a program that is not whole may be wrong with what it lacks.
    if (!sink.hasErrors) checkProgram(lowered, texts, sink)
    return sink.sorted()
  })
  return { files, program: lowered.program, diagnostics }
}

interface CheckedSource {
  readonly path: string | undefined
  readonly text: string
}

function checkSources(sources: string | readonly PolicySource[]): readonly CheckedSource[] {
  if (typeof sources === 'string') return [{ path: undefined, text: sources }]
  if (!Array.isArray(sources)) throw invalidSources('', 'the sources are neither a text nor a list')
  const paths = new Set<string>()
  for (const [index, source] of (sources as readonly unknown[]).entries()) {
    const { path, text } = (source ?? {}) as { readonly path?: unknown; readonly text?: unknown }
    if (typeof path !== 'string') throw invalidSources(`/${index}/path`, 'a source has no path')
    if (typeof text !== 'string') throw invalidSources(`/${index}/text`, `the source ${path} has no text`)
    if (paths.has(path)) throw invalidSources(`/${index}/path`, `two sources have the path ${path}`)
    paths.add(path)
  }
  return [...(sources as readonly PolicySource[])].sort((one, other) =>
    compareCodePoints(one.path, other.path),
  )
}

function invalidSources(path: string, message: string): KeelsonError {
  return new KeelsonError('policy/invalid-sources', message, {
    path,
    help: 'hand in one text, or a list of { path, text } with different paths',
  })
}

const OPTIONS: readonly string[] = ['parameters', 'schemas']

/** Deeper than parameters need to be, and well within the height that a program may have. */
const MAX_PARAMETER_DEPTH = 64

type Named = { readonly [key: string]: JsonValue }

function checkOptions(options: CompileOptions): { readonly parameters: Named; readonly schemas: Named } {
  if (typeof options !== 'object' || options === null)
    throw invalidOptions('', 'the options are not an object')
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue
    const meant = suggestName(name, OPTIONS)
    throw invalidOptions(
      `/${name}`,
      `there is no option ${name}`,
      meant === undefined ? undefined : `use ${meant}`,
    )
  }
  const parameters = namedValues(options.parameters, 'parameters')
  assertJson(parameters, { maxDepth: MAX_PARAMETER_DEPTH })
  // Refuses half of a surrogate pair, which could not be sealed with the program.
  canonicalize(parameters)
  const schemas = namedValues(options.schemas, 'schemas')
  assertJson(schemas)
  for (const name of Object.keys(schemas)) {
    if (isTypeName(name)) continue
    throw invalidOptions(`/schemas/${name}`, `${name} cannot name a type`, 'use a word that is no type yet')
  }
  return { parameters, schemas }
}

function isTypeName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !TYPE_WORDS.has(name)
}

function namedValues(values: Named | undefined, option: string): Named {
  if (values === undefined) return {}
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values
  throw invalidOptions(`/${option}`, `the ${option} are not an object`)
}

function invalidOptions(path: string, message: string, help?: string): KeelsonError {
  return new KeelsonError('policy/invalid-options', message, { path, help })
}
