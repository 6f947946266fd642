import { compareCodePoints, type Span } from '../../core/index.js'
import { compileExpression } from './compile-expression.js'
import { compileBlock, type Run } from './compile-statement.js'
import { ClosureScope, type Compiled, invalidProgram, type Probe, placesOf } from './compiled.js'
import { type Context, UNREAD } from './context.js'
import { type Guard, guardsOf, type Unguarded } from './guards.js'
import { Lazy } from './lazy.js'
import { factsOf, type PolicyFacts } from './policy-facts.js'
import type { Expression, Program, ProgramPolicy } from './program.js'
import { type SimplePolicy, simplePolicyOf } from './simple-policy.js'
import { buildPlanIndex, groupsOf, type PlanIndex } from './target-plan.js'

/** A program as closures: no code is generated, so it runs where a content security policy forbids `eval`. */
export interface Executable {
  readonly index: PlanIndex
  /** The place with a number: one object for each, frozen. */
  readonly spanAt: (number: number) => Span
  /** Constants that each decision computes. */
  readonly constantSlots: number
  /** The state of the decision that was made last, for the next one; `null` while one is made. */
  idle: Context | null
}

export interface ExecutablePolicy {
  readonly facts: PolicyFacts
  readonly run: Run
  /** By what an index may rule it out. */
  readonly guards: ReadonlyMap<string, Guard>
  /** Why there is nothing. */
  readonly unguarded: Unguarded | null
  /** It as a table, where it is simple enough. */
  readonly simple: SimplePolicy | null
  /** What it costs where its conditions are false, if that is known; it is paid before any policy runs. Else 0. */
  readonly prepaid: number
}

/**
 * Policies become closures when a target first asks for them: a short-lived process decides about few of many.
 *
 * @param probe what watches it; then every condition runs as closures
 * @throws KeelsonError `policy/invalid-bundle` where names of constants or functions do not fit together
 */
export function buildExecutable(program: Program, probe: Probe | null = null): Executable {
  const scope = scopeOf(program, probe)
  const spans: Span[] = []
  const ranks = new Lazy(() => ranksOf(program.policies))
  const entries = program.policies.map((declared) => ({
    policy: declared,
    entry: new Lazy(() => buildPolicy(declared, ranks.value.get(declared.name)!, scope)),
  }))
  return {
    index: buildPlanIndex(entries, program.fallback),
    spanAt: (number) => (spans[number] ??= Object.freeze(spanOf(program.spans[number]!, program.files))),
    constantSlots: scope.constantSlots,
    idle: null,
  }
}

/**
 * Makes all of a program ready, which finds out whether its names fit together: the compiler knows, bytes may lie.
 *
 * @throws KeelsonError `policy/invalid-bundle` where they do not
 */
export function makeReady({ index }: Executable): void {
  groupsOf(index)
}

/** Where each name stands among the names, so that reasons are ordered without looking at them. */
function ranksOf(policies: readonly ProgramPolicy[]): ReadonlyMap<string, number> {
  const names = policies.map(({ name }) => name).sort(compareCodePoints)
  return new Map(names.map((name, index) => [name, index]))
}

function buildPolicy(declared: ProgramPolicy, rank: number, scope: ClosureScope): ExecutablePolicy {
  const facts = factsOf(declared, rank)
  scope.restart(facts)
  const { run, steps } = compileBlock(declared.body, scope)
  const guards = guardsOf(declared.body, scope)
  const simple = simplePolicyOf(declared.body, steps, scope)
  const isGuarded = typeof guards !== 'string'
  // One for the policy; then what its statements cost where their conditions are false.
  const prepaid = isGuarded || simple !== null ? steps.reduce((sum, { cost }) => sum + cost, 1) : 0
  return {
    facts,
    run,
    simple,
    guards: isGuarded ? guards : UNGUARDED,
    unguarded: isGuarded ? null : guards,
    prepaid,
  }
}

const UNGUARDED: ReadonlyMap<string, Guard> = new Map()

/**
 * What the policies of a program have in view: its functions and constants.
 *
 * @throws KeelsonError `policy/invalid-bundle` where names do not fit together
 */
export function scopeOf(program: Program, probe: Probe | null = null): ClosureScope {
  const scope = new ClosureScope(program.patterns, probe)
  compileDefinitions(program, scope)
  return scope
}

/** Makes the functions and constants of a program known. @throws KeelsonError `policy/invalid-bundle` */
export function compileDefinitions(
  { functions, constants }: Pick<Program, 'functions' | 'constants'>,
  scope: ClosureScope,
): void {
  for (const declared of functions) {
    // INVARIANT: only functions that stand before it are known while a body is looked at, so no call leads to itself.
    if (callsOnlyKnown(declared.body, scope)) scope.functions.set(declared.name, declared)
    else throw invalidProgram(`the function ${declared.name} calls one that does not stand before it`)
  }
  for (const { name, value } of constants) scope.constants.set(name, compileConstant(value, scope))
}

function callsOnlyKnown(body: unknown, scope: ClosureScope): boolean {
  const pending: unknown[] = [body]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const { op, name } = node as { readonly op?: unknown; readonly name?: unknown }
    if (op === 'apply' && !scope.functions.has(String(name))) return false
    pending.push(...Object.values(node))
  }
  return true
}

function compileConstant(node: Expression, scope: ClosureScope): Compiled {
  const value = compileExpression(node, scope)
  if (value.constant !== undefined) return { run: value.run, constant: value.constant, cost: 1 }
  const slot = scope.constantSlots
  scope.constantSlots += 1
  return {
    cost: 1,
    ...placesOf(value),
    run: (context) => {
      const known = context.constants[slot]!
      if (known !== UNREAD) return known
      context.spend(value.cost)
      const computed = value.run(context)
      context.constants[slot] = computed
      return computed
    },
  }
}

/** A span of a program as an object of its own. */
export function spanOf(span: readonly number[], files: readonly string[]): Span {
  const [offset, length, line, column, file] = span as [number, number, number, number, number]
  const path = files[file]!
  return path === '' ? { offset, length, line, column } : { path, offset, length, line, column }
}
