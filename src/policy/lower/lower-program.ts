import { compareCodePoints, type Span } from '../../core/index.js'
import { checkAnnotations } from '../check/check-annotations.js'
import { checkModes, type PatternUse } from '../check/check-modes.js'
import type { CheckedProgram } from '../check/check-program.js'
import { checkSchemas } from '../check/check-schemas.js'
import { normalizeTargets } from '../check/normalize-targets.js'
import {
  LANGUAGE_VERSION,
  MAX_NAME_LENGTH,
  type Program,
  type ProgramConstant,
  type ProgramPolicy,
} from '../runtime/program.js'
import type { ProgramTest } from '../runtime/program-test.js'
import type { Parameter, PolicyDeclaration, SourceFile, TargetPattern } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { isAssignable } from '../typing/relations.js'
import { type Type, writeType } from '../typing/type.js'
import { heightOf, lowerValue, type ParameterValues, presetFits } from './bind-parameters.js'
import { DefinitionTable } from './definition-table.js'
import { ExpressionLowering } from './lower-expression.js'
import { lowerModule, type ModuleNames } from './lower-module.js'
import { StatementLowering } from './lower-statement.js'
import { TestLowering } from './lower-tests.js'
import type { LoweredExpression } from './lowering.js'
import { groupModules, type ModuleGroup } from './module-group.js'
import { orderModules } from './module-order.js'
import type { NameScope } from './name-scope.js'
import { PatternTable } from './pattern-table.js'
import { SpanTable } from './span-table.js'
import { type TargetSchema, typesForTargets } from './target-schemas.js'
import { TestValues } from './test-values.js'

/** Checks all files together and turns them into a program, which is whole only if nothing was reported as an error. */
export function lowerProgram(
  files: readonly SourceFile[],
  parameters: ParameterValues,
  schemas: ReadonlyMap<string, Type>,
  sink: DiagnosticSink,
): CheckedProgram {
  return new ProgramLowering(parameters, schemas, sink).lower(files)
}

const NO_TYPES: ReadonlyMap<string, Type> = new Map()

function exactTarget(name: string): TargetPattern {
  return { kind: 'exact', name, span: { offset: 0, length: 0, line: 1, column: 1 } }
}

class ProgramLowering {
  readonly #parameters: ParameterValues
  readonly #schemas: ReadonlyMap<string, Type>
  readonly #sink: DiagnosticSink
  readonly #spans = new SpanTable()
  readonly #patterns = new PatternTable()
  readonly #definitions = new DefinitionTable()
  readonly #expressions: ExpressionLowering
  /** Defaults read constants of modules, and stand after them in the program. */
  readonly #parameterValues: ProgramConstant[] = []
  readonly #policies = new Map<string, ProgramPolicy>()
  /** Where their names stand. */
  readonly #names = new Map<string, Span>()
  readonly #targets: PatternUse[] = []
  /** By module. */
  readonly #schemasOf = new Map<string, readonly TargetSchema[]>()

  constructor(parameters: ParameterValues, schemas: ReadonlyMap<string, Type>, sink: DiagnosticSink) {
    this.#parameters = parameters
    this.#schemas = schemas
    this.#sink = sink
    this.#expressions = new ExpressionLowering(this.#spans, this.#patterns)
  }

  lower(files: readonly SourceFile[]): CheckedProgram {
    const groups = groupModules(files, LANGUAGE_VERSION, this.#sink)
    const modules = orderModules(groups, this.#sink)
    const names = new Map<string, ModuleNames>()
    const tools = {
      sink: this.#sink,
      expressions: this.#expressions,
      definitions: this.#definitions,
      schemas: this.#schemas,
    }
    for (const module of modules) names.set(module.group.name, lowerModule(module, names, tools))
    for (const { group } of modules) this.#module(group, names.get(group.name)!)
    const patterns = [...this.#patterns.patterns]
    const tests = this.#tests(
      modules.map(({ group }) => group),
      names,
    )
    for (const { group, imports } of modules) {
      const { scope, types } = names.get(group.name)!
      for (const { alias } of imports) {
        const isUsed = scope.isUsed(alias.text) || types.readsModule(alias.text)
        this.#reportUnused(isUsed, alias.text, alias.span)
      }
    }
    for (const { group } of modules) this.#reportUnusedDefinitions(names.get(group.name)!)
    checkModes(this.#targets, this.#sink)
    const policies = [...this.#policies.values()].sort((one, other) =>
      compareCodePoints(one.name, other.name),
    )
    const gates = policies.length > 0 && policies.every(({ mode }) => mode === 'gate')
    const { files: paths, spans } = this.#spans
    const { functions, constants } = this.#definitions.used()
    const program: Program = {
      language: LANGUAGE_VERSION,
      files: paths,
      spans,
      patterns,
      fallback: gates ? 'allow' : 'deny',
      functions,
      constants: [...constants, ...this.#parameterValues],
      policies,
      ...(tests.length === 0 ? {} : { tests }),
    }
    const spanOf = (at: number): Span => this.#spans.spanOf(at)
    return { program, words: this.#expressions.words, names: this.#names, spanOf }
  }

  /** After all policies, so that what only tests use leaves no trace in the program. */
  #tests(groups: readonly ModuleGroup[], names: ReadonlyMap<string, ModuleNames>): ProgramTest[] {
    if (groups.every(({ tests }) => tests.length === 0)) return []
    const lowering = new TestLowering({
      values: new TestValues(this.#definitions, this.#patterns),
      policies: this.#names,
      patterns: this.#targets,
      isFaulty: this.#sink.hasErrors,
    })
    return groups.flatMap(({ name, tests }) => {
      if (tests.length === 0) return []
      const own = names.get(name)!.scope
      const scope = own.inner()
      // A request holds what the policies of all modules read.
      for (const { inputs, name: other } of groups) {
        for (const input of inputs) {
          const binding = names.get(other)!.scope.find(input.name.text)
          if (binding?.kind === 'input') scope.adopt(input.name.text, binding)
        }
      }
      const schemas = this.#schemasOf.get(name) ?? []
      const refine = (target: string): ReadonlyMap<string, Type> =>
        schemas.length === 0 ? NO_TYPES : typesForTargets([exactTarget(target)], schemas)
      return lowering.module(tests, { name, scope, refine })
    })
  }

  #module(group: ModuleGroup, { scope, types }: ModuleNames): void {
    const schemas = group.schemas.map(({ targets, members }): TargetSchema => {
      for (const { name } of members) {
        if (scope.find(name.text)?.kind === 'input') continue
        const help = `declare it: input ${name.text}: json`
        this.#sink.error('policy/unknown-name', `there is no input ${name.text}`, name.span, help)
      }
      return { targets, inputs: types.members(members) }
    })
    this.#schemasOf.set(group.name, schemas)
    for (const policy of group.policies) this.#policy(policy, group, schemas, { scope, types })
    for (const name of types.unused((read) => scope.isUsed(read))) {
      this.#reportUnused(false, name.text, name.span)
    }
    // A file of types may stand beside the policies, which are compiled with it another time.
    if (group.policies.length === 0) return
    const used = group.policies.flatMap(({ targets }) => targets)
    checkSchemas(group.schemas, used, this.#sink)
  }

  #reportUnused(isUsed: boolean, name: string, span: Span): void {
    if (isUsed || name.startsWith('_')) return
    const help = `remove it, or name it _${name}`
    this.#sink.warning('policy/unused-name', `\`${name}\` is never used`, span, help)
  }

  #reportUnusedDefinitions({ scope, constants, exports }: ModuleNames): void {
    for (const { name, exported, span } of constants) {
      if (exported || scope.isUsed(name) || name.startsWith('_')) continue
      const help = `remove it, or name it _${name}`
      this.#sink.warning('policy/unused-name', `\`${name}\` is never read`, span, help)
    }
    for (const [name, { what, exported }] of exports.functions) {
      this.#reportUnused(exported || scope.isFunctionUsed(name), name, what.span)
    }
  }

  #policy(
    policy: PolicyDeclaration,
    module: ModuleGroup,
    schemas: readonly TargetSchema[],
    { scope: outer, types }: Pick<ModuleNames, 'scope' | 'types'>,
  ): void {
    const name = module.name === '' ? policy.name.text : `${module.name}.${policy.name.text}`
    if (this.#policies.has(name)) {
      const help = 'rename it, or give its file a module of its own'
      this.#sink.error('policy/duplicate-name', `there are two policies ${name}`, policy.name.span, help)
    }
    const scope = outer.inner()
    const targets = this.#targetsOf(policy)
    scope.refine(typesForTargets(targets, schemas))
    const { result: body, uses } = this.#expressions.collectUses(() => {
      for (const parameter of policy.parameters) {
        this.#parameter(parameter, types.resolve(parameter.type), name, scope)
      }
      return new StatementLowering(this.#expressions).block(policy.body, scope)
    })
    this.#definitions.use(uses)
    this.#reportUnusedParameters(policy.parameters, scope)
    for (const pattern of targets) this.#targets.push({ policy: name, mode: module.mode, pattern })
    this.#names.set(name, policy.name.span)
    this.#policies.set(name, {
      name,
      mode: module.mode,
      targets: normalizeTargets(targets),
      ...checkAnnotations(policy.annotations, this.#sink),
      documentation: policy.documentation,
      body,
    })
  }

  #targetsOf(policy: PolicyDeclaration): TargetPattern[] {
    return policy.targets.filter(({ name, span }) => {
      if (name.length <= MAX_NAME_LENGTH) return true
      this.#sink.error('policy/size-limit', `the target is longer than ${MAX_NAME_LENGTH} units`, span)
      return false
    })
  }

  #parameter(parameter: Parameter, type: Type, policy: string, scope: NameScope): void {
    const { name } = parameter
    const programName = `${policy}/${name.text}`
    const value = this.#parameterValue(parameter, type, policy, scope)
    const facts = { type, absent: false, onRequest: false, readsRequest: false, height: value?.height ?? 1 }
    const declared = scope.declare(name, {
      kind: 'constant',
      programName,
      facts,
      isParameter: true,
      documentation: '',
      span: name.span,
    })
    if (declared && value !== null) this.#parameterValues.push({ name: programName, value: value.node })
  }

  #parameterValue(
    parameter: Parameter,
    type: Type,
    policy: string,
    scope: NameScope,
  ): Pick<LoweredExpression, 'node' | 'height'> | null {
    const { name, preset } = parameter
    const given = this.#parameters.take(policy, name.text)
    const lowered =
      preset === null ? null : this.#preset(preset.span, type, this.#expressions.lower(preset, scope))
    if (given === undefined) {
      if (preset !== null) return lowered
      const help = `hand in parameters: { '${policy}.${name.text}': … }, or write a default`
      const message = `${policy} needs a value for ${name.text}`
      this.#sink.error('policy/missing-parameter', message, name.span, help)
      return null
    }
    const node = lowerValue(given, type, this.#expressions.at(name.span))
    if (node !== null) return { node, height: heightOf(given) }
    const message = `the value handed in for ${name.text} is not of type ${writeType(type)}`
    this.#sink.error('policy/invalid-parameter', message, parameter.type.span)
    return null
  }

  #preset(span: Span, type: Type, value: LoweredExpression): LoweredExpression {
    if (value.readsRequest) {
      const help = 'a default is bound when the policy is compiled'
      this.#sink.error('policy/invalid-parameter', 'a default cannot read the request', span, help)
    }
    if (!isAssignable(value.type, type) || !presetFits(value.node, type)) {
      this.#sink.error('policy/type-clash', `the default is not of type ${writeType(type)}`, span)
    }
    return value
  }

  #reportUnusedParameters(parameters: readonly Parameter[], scope: NameScope): void {
    for (const { name } of parameters) {
      if (name.text.startsWith('_') || scope.isUsed(name.text)) continue
      this.#sink.warning('policy/unused-name', `the parameter \`${name.text}\` is never read`, name.span)
    }
  }
}
