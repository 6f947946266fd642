import { compareCodePoints, type Span } from '../../core/index.js'
import { compileBlock, type Run } from '../runtime/compile-statement.js'
import { ClosureScope, type Compiled, type Probe } from '../runtime/compiled.js'
import { Context, OutOfFuel } from '../runtime/context.js'
import { compileDefinitions, spanOf } from '../runtime/executable.js'
import { factsOf, type PolicyFacts } from '../runtime/policy-facts.js'
import type { Expression, Program, ProgramPolicy, Statement } from '../runtime/program.js'
import { type MeasuredParts, measuredParts } from './condition-atoms.js'
import type { PlannedCase } from './plan-cases.js'
import { isAbout } from './targets.js'
import type { Coverage, PolicyCoverage, Uncovered } from './types.js'

/** What was seen of an atom. */
interface Outcomes {
  isTrue: boolean
  isFalse: boolean
}

/**
 * Runs the policies of all cases once more, as closures that note what they reach: a program of its own, so that one
 * that decides pays nothing.
 */
export function measureCoverage(program: Program, cases: readonly PlannedCase[]): Coverage {
  const probe = new CoverageProbe(measuredParts(program))
  const scope = new ClosureScope(program.patterns, probe)
  compileDefinitions(program, scope)
  const policies = program.policies.map((policy) => {
    const facts = factsOf(policy)
    scope.restart(facts)
    return { policy, facts, run: compileBlock(policy.body, scope).run }
  })
  for (const planned of cases) runPolicies(policies, scope.constantSlots, planned)
  return probe.report(program)
}

/** As much as a decision has where nothing else is said. */
const FUEL = 1_000_000

interface WatchedPolicy {
  readonly policy: ProgramPolicy
  readonly facts: PolicyFacts
  readonly run: Run
}

function runPolicies(
  policies: readonly WatchedPolicy[],
  constantSlots: number,
  { draft: { request, now } }: PlannedCase,
): void {
  const { target } = request
  if (typeof target !== 'string') return
  const context = new Context(request, target, now, FUEL, constantSlots)
  try {
    for (const { policy, facts, run } of policies) {
      if (!isAbout(policy, target)) continue
      context.policy = facts
      run(context, null)
    }
  } catch (stop) {
    if (!(stop instanceof OutOfFuel)) throw stop
  }
}

class CoverageProbe implements Probe {
  readonly #parts: MeasuredParts
  readonly #outcomes: Map<Expression, Outcomes>
  readonly #fired = new Set<Statement>()

  constructor(parts: MeasuredParts) {
    this.#parts = parts
    this.#outcomes = new Map(parts.atoms.map(({ node }) => [node, { isTrue: false, isFalse: false }]))
  }

  expression(node: Expression, compiled: Compiled): Compiled {
    const outcomes = this.#outcomes.get(node)
    if (outcomes === undefined) return compiled
    return {
      ...compiled,
      run: (context) => {
        const value = compiled.run(context)
        if (value === true) outcomes.isTrue = true
        else if (value === false) outcomes.isFalse = true
        return value
      },
    }
  }

  statement(statement: Statement): ((isKnown: boolean) => void) | null {
    if (statement.op === 'let' || statement.op === 'when' || statement.op === 'for') return null
    return (isKnown) => {
      if (isKnown) this.#fired.add(statement)
    }
  }

  report(program: Program): Coverage {
    const spanAt = (at: number): Span => spanOf(program.spans[at]!, program.files)
    const tallies = new Map<string | null, Tally>()
    const tallyOf = (policy: string | null): Tally => {
      const known = tallies.get(policy)
      if (known !== undefined) return known
      const tally = { rules: { covered: 0, total: 0 }, outcomes: { covered: 0, total: 0 } }
      tallies.set(policy, tally)
      return tally
    }
    for (const { name } of program.policies) tallyOf(name)
    const uncovered: Uncovered[] = []
    for (const { node, policy } of this.#parts.rules) {
      const { rules } = tallyOf(policy)
      rules.total += 1
      if (this.#fired.has(node)) rules.covered += 1
      else uncovered.push({ kind: 'rule', policy, span: spanAt(node.at) })
    }
    for (const { node, policy } of this.#parts.atoms) {
      const { outcomes } = tallyOf(policy)
      const { isTrue, isFalse } = this.#outcomes.get(node)!
      outcomes.total += 2
      outcomes.covered += Number(isTrue) + Number(isFalse)
      if (!isTrue) uncovered.push({ kind: 'outcome', outcome: true, policy, span: spanAt(node.at) })
      if (!isFalse) uncovered.push({ kind: 'outcome', outcome: false, policy, span: spanAt(node.at) })
    }
    const all = [...tallies.values()]
    return {
      rules: share(all.map(({ rules }) => rules)),
      conditions: share(all.map(({ outcomes }) => outcomes)),
      policies: [...tallies].map(([policy, { rules, outcomes }]): PolicyCoverage => {
        return { policy, rules, outcomes }
      }),
      uncovered: uncovered.sort(bySpan),
    }
  }
}

interface Count {
  covered: number
  total: number
}

interface Tally {
  readonly rules: Count
  readonly outcomes: Count
}

/** All of nothing is covered. */
function share(counts: readonly Count[]): number {
  const total = counts.reduce((sum, count) => sum + count.total, 0)
  const covered = counts.reduce((sum, count) => sum + count.covered, 0)
  return total === 0 ? 1 : covered / total
}

function bySpan(one: Uncovered, other: Uncovered): number {
  const [first, second] = [one.span.path ?? '', other.span.path ?? '']
  return (
    compareCodePoints(first, second) ||
    one.span.offset - other.span.offset ||
    one.span.length - other.span.length
  )
}
