import type { Span } from '../../core/index.js'
import { buildExecutable, spanOf } from '../runtime/executable.js'
import type { Program } from '../runtime/program.js'
import { definitionUsers } from './definition-users.js'
import { listMutations, type Mutation, mutated } from './list-mutations.js'
import { type PlannedCase, planCases } from './plan-cases.js'
import { readTests } from './read-tests.js'
import { runCase } from './run-case.js'
import { isAbout } from './targets.js'
import type { Mutant, MutationReport } from './types.js'

/**
 * Changes a program in one small way after the other and runs the cases that pass against each. Deterministic; at most
 * `limit` changes are tried, those of the first policies first.
 *
 * @throws KeelsonError `policy/invalid-bundle` for tests that the compiler does not write
 */
export function mutateProgram(program: Program, limit: number): MutationReport {
  const executable = buildExecutable(program)
  const passing = planCases(readTests(program)).filter((planned) => runCase(planned, executable).length === 0)
  const users = definitionUsers(program)
  const trials = new Map<string, Trial>()
  const survivors: Mutant[] = []
  let killed = 0
  let skipped = 0
  for (const mutation of listMutations(program)) {
    const { policy, definition } = mutation
    if (killed + survivors.length === limit) {
      skipped += 1
      continue
    }
    const key = definition ?? `policy ${policy}`
    const changed = definition === null ? new Set([policy!]) : (users.get(definition) ?? NOBODY)
    const trial = trials.get(key) ?? trialOf(program, changed, passing)
    trials.set(key, trial)
    if (isKilled(program, mutation, trial)) killed += 1
    else survivors.push(mutantOf(program, mutation))
  }
  const all = killed + survivors.length
  return { killed, survived: survivors.length, score: all === 0 ? 1 : killed / all, skipped, survivors }
}

const NOBODY: ReadonlySet<string> = new Set()

/** What has to run to see a change of some policies. */
interface Trial {
  readonly cases: readonly PlannedCase[]
  /** Numbers of the policies that these cases meet. */
  readonly policies: readonly number[]
}

function trialOf(program: Program, names: ReadonlySet<string>, passing: readonly PlannedCase[]): Trial {
  const changed = program.policies.filter(({ name }) => names.has(name))
  const cases = passing.filter(({ draft }) => changed.some((one) => isAbout(one, targetOf(draft.request))))
  const targets = new Set(cases.map(({ draft }) => targetOf(draft.request)))
  const policies = program.policies.flatMap((one, index) => {
    return [...targets].some((target) => isAbout(one, target)) ? [index] : []
  })
  return { cases, policies }
}

function targetOf({ target }: PlannedCase['draft']['request']): string {
  return typeof target === 'string' ? target : ''
}

function isKilled(program: Program, mutation: Mutation, { cases, policies }: Trial): boolean {
  if (cases.length === 0) return false
  const changed = mutated(program, mutation)
  const executable = buildExecutable({
    ...changed,
    policies: policies.map((index) => changed.policies[index]!),
  })
  return cases.some((planned) => runCase(planned, executable).length > 0)
}

function mutantOf({ spans, files }: Program, { operator, change, at, policy }: Mutation): Mutant {
  const span: Span = spanOf(spans[at]!, files)
  return { operator, change, policy, span }
}
