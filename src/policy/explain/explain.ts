import { isKeelsonError, KeelsonError, type Span } from '../../core/index.js'
import { Context, OutOfFuel } from '../runtime/context.js'
import { scopeOf, spanOf } from '../runtime/executable.js'
import { factsOf, type PolicyFacts } from '../runtime/policy-facts.js'
import type { Program } from '../runtime/program.js'
import { checkOptions, checkRequest, targetOf } from '../runtime/request.js'
import { buildTargetIndex, type TargetIndex, visitTarget } from '../runtime/target-index.js'
import type { Decision, PolicyRequest, TargetedRequest } from '../runtime/types.js'
import { atomsOf, toAtom } from './atoms.js'
import { ExpressionWriter } from './expression-text.js'
import { type Formula, type Leaf, support } from './formula.js'
import { type FiredRule, Recorder } from './recorder.js'
import { ConditionTracing } from './trace-condition.js'
import { traceBlock, type Walk } from './trace-policy.js'
import type { ExplainedRule, ExplainOptions, Explanation } from './types.js'
import { waysOut } from './ways-out.js'

interface TracedPolicy {
  readonly facts: PolicyFacts
  readonly walk: Walk
}

const MOST_RULES_TOLD = 100
/** A program that can say why it decides as it does. Made of the compiled rules alone. */
export class Explainer {
  readonly #index: TargetIndex<TracedPolicy>
  readonly #spanAt: (number: number) => Span
  readonly #constants: number

  constructor(program: Program) {
    const scope = scopeOf(program)
    const values = new Map(program.constants.map(({ name, value }) => [name, value]))
    const tracing = new ConditionTracing(scope, new ExpressionWriter(program.patterns), values)
    const entries = program.policies.map((policy) => {
      const facts = factsOf(policy)
      scope.restart(facts)
      return { policy, entry: { facts, walk: traceBlock(policy.body, tracing) } }
    })
    this.#index = buildTargetIndex(entries)
    this.#spanAt = (number) => spanOf(program.spans[number]!, program.files)
    this.#constants = scope.constantSlots
  }

  /** Explains a decision that was made of this request with these options. */
  explain(
    decision: Decision,
    request: PolicyRequest | TargetedRequest,
    options: ExplainOptions,
  ): Explanation {
    const { effect, obligations, policyDigest } = decision
    const nothing: Explanation = {
      effect,
      basis: 'default',
      rules: [],
      obligations,
      wouldAllow: [],
      truncated: false,
      policyDigest,
    }
    if (decision.errors[0]?.code === 'policy/fuel-exhausted') return { ...nothing, basis: 'fuel' }
    const isDefault = decision.reasons.every((reason) => reason.effect !== effect)
    const basis = isDefault ? 'default' : 'rules'
    const recorder = this.#record(request, options)
    if (recorder === null) return { ...nothing, basis, truncated: true }
    const rules = isDefault ? this.#idleRules(effect, recorder) : this.#decidingRules(decision, recorder)
    return {
      ...nothing,
      basis,
      rules: rules.slice(0, MOST_RULES_TOLD),
      wouldAllow: effect === 'deny' ? this.#waysOut(request, recorder) : [],
      truncated: rules.length > MOST_RULES_TOLD,
    }
  }

  #matching(target: string): TracedPolicy[] {
    const matching: TracedPolicy[] = []
    visitTarget(this.#index, target, (policy) => matching.push(policy))
    return matching
  }

  /** Runs the rules once more; `null` where that takes too much. */
  #record(request: PolicyRequest | TargetedRequest, options: ExplainOptions): Recorder | null {
    const { now, fuel } = checkOptions(options)
    const recorder = new Recorder()
    try {
      const roots = checkRequest(request)
      const target = targetOf(roots)
      const context = new Context(roots, target, now, fuel, this.#constants)
      for (const { facts, walk } of this.#matching(target)) {
        context.policy = facts
        context.spend(1)
        walk(context, 'true', [], recorder)
      }
      return recorder
    } catch (error) {
      if (error instanceof OutOfFuel) return null
      if (isKeelsonError(error)) throw error
      throw new KeelsonError('policy/invalid-request', 'reading the request failed', {
        path: '',
        help: 'hand in plain JSON data: no accessors, no proxies',
        cause: error,
      })
    }
  }

  /** One entry for each reason that has the effect of the decision, in their order. */
  #decidingRules(decision: Decision, recorder: Recorder): ExplainedRule[] {
    const { fired, errors } = recorder
    return decision.reasons.flatMap((reason): ExplainedRule[] => {
      if (reason.effect !== decision.effect) return []
      const isThis = (one: {
        readonly policy: PolicyFacts
        readonly at: number
        readonly pointer: string | null
      }): boolean =>
        one.policy.name === reason.policy &&
        (one.pointer ?? undefined) === reason.pointer &&
        isSameSpan(this.#spanAt(one.at), reason.span)
      const { policy, span } = reason
      const about = { policy, effect: decision.effect, span }
      const pointer = reason.pointer === undefined ? {} : { pointer: reason.pointer }
      const rule = fired.find((one) => isThis(one) && reason.message.startsWith(one.message))
      if (rule !== undefined) {
        const { isUndecided, operand, message } = rule
        const outcome = operand !== null ? 'error' : isUndecided ? 'undecided' : 'fired'
        return [{ ...about, outcome, message, ...pointer, atoms: atomsOf(leavesOf(rule), this.#spanAt) }]
      }
      const error = errors.find(
        ({ policy: facts, unknown }) =>
          isThis({ policy: facts, at: unknown.at, pointer: unknown.pointer }) &&
          reason.message.endsWith(unknown.message),
      )
      if (error === undefined) return []
      const leaves = [
        ...error.path.flatMap((part) => support(part, 'not-false')),
        ...support(error.cause, 'error'),
      ]
      return [
        {
          ...about,
          outcome: 'error',
          message: reason.message,
          ...pointer,
          atoms: atomsOf(leaves, this.#spanAt),
        },
      ]
    })
  }

  /** The rules that could have allowed, and what kept each from it. */
  #idleRules(effect: Decision['effect'], { idleAllows }: Recorder): ExplainedRule[] {
    if (effect !== 'deny') return []
    const byRule = new Map<number, { readonly policy: PolicyFacts; readonly leaves: Leaf[] }>()
    for (const { policy, at, path } of idleAllows) {
      const leaves = support(path.find(({ outcome }) => outcome !== true)!, 'not-true')
      const known = byRule.get(at)
      if (known === undefined) byRule.set(at, { policy, leaves })
      else known.leaves.push(...leaves)
    }
    return [...byRule].map(([at, { policy, leaves }]) => ({
      policy: policy.name,
      effect: 'allow',
      outcome: 'not-fired',
      span: this.#spanAt(at),
      message: null,
      atoms: atomsOf(leaves, this.#spanAt),
    }))
  }

  /** Changes after which nothing that was looked at denies, and in mode guard something allows. */
  #waysOut(request: PolicyRequest | TargetedRequest, recorder: Recorder): Explanation['wouldAllow'] {
    const isGate = this.#matching(targetOf(checkRequest(request))).every(({ facts }) => facts.mode === 'gate')
    return waysOut(recorder, isGate).map((changes) =>
      changes.map(({ leaf, wanted }) => ({ ...toAtom(leaf, this.#spanAt), wanted })),
    )
  }
}

function leavesOf({ path, isUndecided, operand }: FiredRule): Leaf[] {
  const goal = isUndecided ? 'not-false' : 'true'
  const leaves = path.flatMap((part: Formula) => support(part, goal))
  return operand === null ? leaves : [...leaves, operand]
}

function isSameSpan(one: Span, other: Span): boolean {
  return one.offset === other.offset && one.length === other.length && one.path === other.path
}
