import { compareCodePoints, type Span } from '../../core/index.js'
import { checkAnnotations } from '../check/check-annotations.js'
import { checkModes, type PatternUse } from '../check/check-modes.js'
import { normalizeTargets } from '../check/normalize-targets.js'
import {
  LANGUAGE_VERSION,
  type Expression as Lowered,
  MAX_NAME_LENGTH,
  type Program,
  type ProgramPolicy,
  type RootType,
} from '../runtime/program.js'
import type {
  Name,
  Parameter,
  PolicyDeclaration,
  SourceFile,
  TargetPattern,
  TypeName,
} from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import {
  describeParameterType,
  heightOf,
  lowerValue,
  type ParameterValues,
  presetFits,
} from './bind-parameters.js'
import { orderConstants } from './constant-order.js'
import { ExpressionLowering, type LoweredExpression } from './lower-expression.js'
import { StatementLowering } from './lower-statement.js'
import { groupModules, type ModuleGroup } from './module-group.js'
import { NameScope } from './name-scope.js'
import { SpanTable } from './span-table.js'
import { staticTypeOf } from './static-type.js'

/** Checks all files together and turns them into a program, which is whole only if nothing was reported as an error. */
export function lowerProgram(
  files: readonly SourceFile[],
  parameters: ParameterValues,
  sink: DiagnosticSink,
): Program {
  return new ProgramLowering(parameters, sink).lower(files)
}

const ROOT_TYPES: Readonly<Record<TypeName, RootType>> = {
  json: 'json',
  string: 'string',
  number: 'number',
  bool: 'bool',
  time: 'number',
  duration: 'number',
}

class ProgramLowering {
  readonly #parameters: ParameterValues
  readonly #sink: DiagnosticSink
  readonly #spans = new SpanTable()
  readonly #expressions: ExpressionLowering
  readonly #moduleValues: ProgramConstant[] = []
  /** Defaults read constants of modules, and stand after them in the program. */
  readonly #parameterValues: ProgramConstant[] = []
  readonly #policies = new Map<string, ProgramPolicy>()
  readonly #patterns: PatternUse[] = []

  constructor(parameters: ParameterValues, sink: DiagnosticSink) {
    this.#parameters = parameters
    this.#sink = sink
    this.#expressions = new ExpressionLowering(this.#spans)
  }

  lower(files: readonly SourceFile[]): Program {
    const modules = groupModules(files, LANGUAGE_VERSION, this.#sink)
    for (const module of modules) this.#module(module)
    checkModes(this.#patterns, this.#sink)
    const policies = [...this.#policies.values()].sort((one, other) =>
      compareCodePoints(one.name, other.name),
    )
    const gates = policies.length > 0 && policies.every(({ mode }) => mode === 'gate')
    const { files: paths, spans } = this.#spans
    return {
      language: LANGUAGE_VERSION,
      files: paths,
      spans,
      fallback: gates ? 'allow' : 'deny',
      constants: [...this.#moduleValues, ...this.#parameterValues],
      policies,
    }
  }

  #module(module: ModuleGroup): void {
    const scope = new NameScope(this.#sink)
    for (const name of module.broken) {
      if (scope.find(name.text) === undefined) scope.declare(name, { kind: 'broken', span: name.span })
    }
    for (const { name, type } of module.inputs) {
      if (type.lists > 0) {
        const help = `declare it as json: input ${name.text}: json`
        this.#sink.error('policy/type-clash', 'an input is not a list', type.span, help)
      }
      const facts = { rootType: ROOT_TYPES[type.name], type: staticTypeOf(type) }
      scope.declare(name, { kind: 'input', ...facts, span: name.span })
    }
    for (const { name, members } of module.enums) {
      scope.declare(name, { kind: 'enum', members: this.#enumMembers(members), span: name.span })
    }
    const constants = this.#moduleConstants(module, scope)
    for (const policy of module.policies) this.#policy(policy, module, scope)
    this.#keepUsed(constants, scope)
  }

  #enumMembers(names: readonly Name[]): ReadonlySet<string> {
    const members = new Set<string>()
    for (const { text, span } of names) {
      if (members.has(text))
        this.#sink.error('policy/duplicate-name', `the enum has two members ${text}`, span)
      members.add(text)
    }
    return members
  }

  #moduleConstants(module: ModuleGroup, scope: NameScope): readonly ModuleConstant[] {
    const { ordered, circular } = orderConstants(module.constants)
    for (const { name } of circular) {
      const message = `\`${name.text}\` reads itself, or a constant that does`
      this.#sink.error('policy/circular-name', message, name.span)
      scope.declare(name, { kind: 'broken', span: name.span })
    }
    return ordered.flatMap(({ name, value }) => {
      const lowered = this.#expressions.lower(value, scope)
      const programName = module.name === '' ? name.text : `${module.name}.${name.text}`
      const declared = scope.declare(name, { kind: 'constant', programName, facts: lowered, span: name.span })
      return declared ? [{ name: name.text, programName, value: lowered.node, span: name.span }] : []
    })
  }

  /** What no policy reads, by itself or through others, is not part of the program. */
  #keepUsed(constants: readonly ModuleConstant[], scope: NameScope): void {
    for (const { name, programName, value, span } of constants) {
      if (scope.isUsed(name)) this.#moduleValues.push({ name: programName, value })
      else if (!name.startsWith('_')) {
        this.#sink.warning(
          'policy/unused-name',
          `\`${name}\` is never read`,
          span,
          `remove it, or name it _${name}`,
        )
      }
    }
  }

  #policy(policy: PolicyDeclaration, module: ModuleGroup, outer: NameScope): void {
    const name = module.name === '' ? policy.name.text : `${module.name}.${policy.name.text}`
    if (this.#policies.has(name)) {
      const help = 'rename it, or give its file a module of its own'
      this.#sink.error('policy/duplicate-name', `there are two policies ${name}`, policy.name.span, help)
    }
    const scope = outer.inner()
    for (const parameter of policy.parameters) this.#parameter(parameter, name, scope)
    const body = new StatementLowering(this.#expressions).block(policy.body, scope)
    this.#reportUnusedParameters(policy.parameters, scope)
    const targets = this.#targets(policy)
    for (const pattern of targets) this.#patterns.push({ policy: name, mode: module.mode, pattern })
    this.#policies.set(name, {
      name,
      mode: module.mode,
      targets: normalizeTargets(targets),
      ...checkAnnotations(policy.annotations, this.#sink),
      documentation: policy.documentation,
      body,
    })
  }

  #targets(policy: PolicyDeclaration): TargetPattern[] {
    return policy.targets.filter(({ name, span }) => {
      if (name.length <= MAX_NAME_LENGTH) return true
      this.#sink.error('policy/size-limit', `the target is longer than ${MAX_NAME_LENGTH} units`, span)
      return false
    })
  }

  #parameter(parameter: Parameter, policy: string, scope: NameScope): void {
    const { name, type } = parameter
    const programName = `${policy}/${name.text}`
    const value = this.#parameterValue(parameter, policy, scope)
    const facts = {
      type: staticTypeOf(type),
      onRequest: false,
      readsRequest: false,
      height: value?.height ?? 1,
    }
    const declared = scope.declare(name, { kind: 'constant', programName, facts, span: name.span })
    if (declared && value !== null) this.#parameterValues.push({ name: programName, value: value.node })
  }

  #parameterValue(
    parameter: Parameter,
    policy: string,
    scope: NameScope,
  ): Pick<LoweredExpression, 'node' | 'height'> | null {
    const { name, type, preset } = parameter
    const given = this.#parameters.take(policy, name.text)
    const lowered =
      preset === null ? null : this.#preset(parameter, this.#expressions.lower(preset, scope), scope)
    if (given === undefined) {
      if (preset !== null) return lowered
      const help = `hand in parameters: { '${policy}.${name.text}': … }, or write a default`
      this.#sink.error(
        'policy/missing-parameter',
        `${policy} needs a value for ${name.text}`,
        name.span,
        help,
      )
      return null
    }
    const node = lowerValue(given, type, this.#expressions.at(name.span))
    if (node !== null) return { node, height: heightOf(given) }
    const message = `the value handed in for ${name.text} is not of type ${describeParameterType(type)}`
    this.#sink.error('policy/invalid-parameter', message, type.span)
    return null
  }

  #preset(parameter: Parameter, value: LoweredExpression, scope: NameScope): LoweredExpression {
    const span = parameter.preset!.span
    if (value.readsRequest) {
      const help = 'a default is bound when the policy is compiled'
      this.#sink.error('policy/invalid-parameter', 'a default cannot read the request', span, help)
    }
    const wanted = staticTypeOf(parameter.type)
    const agrees = value.type === 'json' || wanted === 'json' || value.type === wanted
    if (!agrees || !presetFits(value.node, parameter)) {
      const message = `the default is not of type ${describeParameterType(parameter.type)}`
      scope.sink.error('policy/type-clash', message, span)
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

type ProgramConstant = Program['constants'][number]

interface ModuleConstant {
  readonly name: string
  readonly programName: string
  readonly value: Lowered
  readonly span: Span
}
