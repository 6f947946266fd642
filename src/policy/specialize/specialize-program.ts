import type { Program } from '../runtime/program.js'
import { NO_BINDINGS } from './binding.js'
import { compactProgram } from './compact-program.js'
import { readKnowledge } from './knowledge.js'
import { KnownEvaluator } from './known-evaluator.js'
import { KnownParts } from './known-parts.js'
import { ResidualFunctions } from './residual-functions.js'
import { residualPolicies } from './residual-policies.js'
import { ResidualStatements } from './residual-statement.js'
import type { KnownRequest, SpecializeOptions } from './types.js'

/**
 * What is left of a program for requests of which a part is known (docs/keel.md §12): equal in decision on every
 * completion.
 *
 * @param digest of the program
 * @throws KeelsonError `policy/invalid-known`, `policy/invalid-options`, `policy/contradicts-known`; for roots that are
 * no JSON what `assertJson` and `canonicalize` throw
 */
export function specializeProgram(
  program: Program,
  digest: string,
  known: KnownRequest,
  options: SpecializeOptions,
): Program {
  const knowledge = readKnowledge(known, options, program.residual)
  const parts = new KnownParts(program, knowledge, new KnownEvaluator(program, knowledge))
  const functions = new ResidualFunctions(program, parts)
  const { expressions } = functions
  const constants = program.constants.map((constant) => ({
    ...constant,
    value: expressions.place(constant.value, NO_BINDINGS),
  }))
  const statements = new ResidualStatements(parts, expressions)
  const { policies, fallback } = residualPolicies(program, knowledge.target, statements)
  const { language, files, spans, patterns } = program
  return compactProgram({
    language,
    files,
    spans,
    patterns,
    fallback,
    functions: functions.all(),
    constants,
    policies,
    residual: knowledge.toResidual(program.residual?.of ?? digest),
  })
}
