import type { Span } from '../../core/index.js'
import type { Name } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { isAssignable } from '../typing/relations.js'
import { phraseOf, type Type, writeType } from '../typing/type.js'
import { TypeScope } from '../typing/type-scope.js'
import { type Computed, orderDeclarations } from './declaration-order.js'
import type { DefinitionTable } from './definition-table.js'
import { factsOfFunction } from './describe-names.js'
import type { FunctionFacts } from './function-table.js'
import type { ExpressionLowering } from './lower-expression.js'
import type { ModuleExports, ModuleMember } from './module-exports.js'
import type { OrderedModule } from './module-order.js'
import { type Binding, NameScope } from './name-scope.js'

/** A module whose names are known. */
export interface ModuleNames {
  readonly scope: NameScope
  readonly types: TypeScope
  readonly exports: ModuleExports
  readonly constants: readonly ModuleConstant[]
}

interface ModuleConstant {
  readonly name: string
  readonly exported: boolean
  readonly span: Span
}

/** What modules are lowered with. */
export interface ModuleTools {
  readonly sink: DiagnosticSink
  readonly expressions: ExpressionLowering
  readonly definitions: DefinitionTable
  readonly schemas: ReadonlyMap<string, Type>
}

/** Declares what stands in a module: imports, types, inputs, enums, and then constants and functions by dependence. */
export function lowerModule(
  { group, imports }: OrderedModule,
  known: ReadonlyMap<string, ModuleNames>,
  tools: ModuleTools,
): ModuleNames {
  const { sink, schemas } = tools
  const importedTypes = new Map(
    imports.map(({ alias, module }) => [alias.text, known.get(module.text)!.types]),
  )
  const types = new TypeScope(sink, schemas, importedTypes)
  const scope = new NameScope(sink)
  const values = new Map<string, ModuleMember<Binding>>()
  for (const name of group.broken) {
    if (scope.find(name.text) === undefined) scope.declare(name, { kind: 'broken', span: name.span })
  }
  for (const { alias, module } of imports) {
    scope.declare(alias, { kind: 'module', exports: known.get(module.text)!.exports, span: alias.span })
  }
  // What was imported in vain was reported; what reads it is not.
  for (const { alias } of group.imports) {
    if (scope.find(alias.text) === undefined) scope.declare(alias, { kind: 'broken', span: alias.span })
  }
  for (const { name, members, exported, documentation } of group.enums) {
    const type = { kind: 'words', words: enumWords(members, sink), name: name.text } as const
    const binding: Binding = { kind: 'enum', type, documentation, span: name.span }
    if (scope.declare(name, binding)) {
      types.declare(name, exported, type)
      values.set(name.text, { what: binding, exported })
    }
  }
  for (const { name, exported, type } of group.types) types.declare(name, exported, type)
  types.resolveAll()
  for (const { name, type, documentation } of group.inputs) {
    scope.declare(name, { kind: 'input', type: types.resolve(type), documentation, span: name.span })
  }
  const lowering = new DeclarationLowering(group.name, scope, types, values, tools)
  lowering.lowerAll(group.computed)
  const exports = { module: group.name, values, functions: lowering.functions }
  return { scope, types, exports, constants: lowering.constants }
}

function enumWords(names: readonly Name[], sink: DiagnosticSink): ReadonlySet<string> {
  const words = new Set<string>()
  for (const { text, span } of names) {
    if (words.has(text)) sink.error('policy/duplicate-name', `the enum has two members ${text}`, span)
    words.add(text)
  }
  return words
}

/** Lowers the constants and functions of one module. */
class DeclarationLowering {
  readonly constants: ModuleConstant[] = []
  readonly functions = new Map<string, ModuleMember<FunctionFacts>>()
  readonly #module: string
  readonly #scope: NameScope
  readonly #types: TypeScope
  readonly #values: Map<string, ModuleMember<Binding>>
  readonly #tools: ModuleTools

  constructor(
    module: string,
    scope: NameScope,
    types: TypeScope,
    values: Map<string, ModuleMember<Binding>>,
    tools: ModuleTools,
  ) {
    this.#module = module
    this.#scope = scope
    this.#types = types
    this.#values = values
    this.#tools = tools
    scope.offerFunctions(this.functions)
  }

  lowerAll(declarations: readonly Computed[]): void {
    const { ordered, circular } = orderDeclarations(declarations)
    const scope = this.#scope
    for (const { kind, name } of circular) {
      const does =
        kind === 'let' ? 'reads itself, or a constant that does' : 'calls itself, or a function that does'
      this.#tools.sink.error('policy/circular-name', `\`${name.text}\` ${does}`, name.span)
      if (kind === 'let') scope.declare(name, { kind: 'broken', span: name.span })
      else scope.hideFunction(name.text)
    }
    for (const declaration of ordered) {
      if (declaration.kind === 'let') this.#constant(declaration)
      else this.#function(declaration)
    }
  }

  #constant({ name, value, exported, documentation }: Computed & { readonly kind: 'let' }): void {
    const { expressions, definitions } = this.#tools
    const { result, uses } = expressions.collectUses(() => expressions.lower(value, this.#scope))
    const programName = this.#programName(name)
    const binding: Binding = {
      kind: 'constant',
      programName,
      facts: result,
      isParameter: false,
      documentation,
      span: name.span,
    }
    if (!this.#scope.declare(name, binding)) return
    this.#values.set(name.text, { what: binding, exported })
    definitions.addConstant(programName, result.node, uses)
    this.constants.push({ name: name.text, exported, span: name.span })
  }

  #function(declaration: Computed & { readonly kind: 'fn' }): void {
    const { name, parameters, result: declared, body, exported, documentation } = declaration
    const { sink, expressions, definitions } = this.#tools
    const programName = this.#programName(name)
    const scope = this.#scope.ofFunction(programName)
    const typed = parameters.map((parameter) => ({
      name: parameter.name.text,
      type: this.#types.resolve(parameter.type),
    }))
    parameters.forEach((parameter, index) => {
      const { type } = typed[index]!
      // An argument may be a place in the request: whether it is, each call says.
      const facts = { type, absent: false, onRequest: true, readsRequest: false, height: 1 }
      const local = scope.programNameOf(parameter.name.text)
      scope.declare(parameter.name, { kind: 'local', programName: local, facts, span: parameter.name.span })
    })
    const { result, uses } = expressions.collectUses(() => expressions.lower(body, scope))
    const wanted = declared === null ? result.type : this.#types.resolve(declared)
    if (!isAssignable(result.type, wanted)) {
      const message = `${name.text} gives ${phraseOf(result.type)}, but is declared to give ${writeType(wanted)}`
      sink.error('policy/type-clash', message, body.span)
    }
    this.#reportUnusedParameters(
      parameters.map((parameter) => parameter.name),
      scope,
    )
    if (this.functions.has(name.text)) {
      sink.error('policy/duplicate-name', `there are two functions ${name.text}`, name.span)
      return
    }
    const names = parameters.map((parameter) => scope.programNameOf(parameter.name.text))
    definitions.addFunction({ name: programName, parameters: names, body: result.node }, uses)
    const facts: FunctionFacts = {
      programName,
      parameters: typed,
      result: wanted,
      absent: result.absent,
      onRequest: result.onRequest,
      readsRequest: result.readsRequest,
      height: result.height,
      size: result.size,
      documentation,
      span: name.span,
    }
    sink.observer?.saw(name.span, factsOfFunction(name.text, facts))
    this.functions.set(name.text, { what: facts, exported })
  }

  #reportUnusedParameters(names: readonly Name[], scope: NameScope): void {
    for (const { text, span } of names) {
      if (text.startsWith('_') || scope.isUsed(text)) continue
      this.#tools.sink.warning(
        'policy/unused-name',
        `the parameter \`${text}\` is never read`,
        span,
        `remove it, or name it _${text}`,
      )
    }
  }

  #programName(name: Name): string {
    return this.#module === '' ? name.text : `${this.#module}.${name.text}`
  }
}
