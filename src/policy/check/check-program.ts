import type { Span } from '../../core/index.js'
import type { Program, ProgramPolicy, Target } from '../runtime/program.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { checkAllows } from './check-allows.js'
import { type CheckedPolicy, checkDuplicatePolicies } from './check-duplicate-policies.js'
import { checkEmptyLists } from './check-empty-lists.js'
import { checkShadowedRules } from './check-shadowed-rules.js'
import { CheckTools } from './check-tools.js'
import { AtomReader, type DeclaredWords } from './condition-atoms.js'
import { ConditionSolver } from './condition-solver.js'
import { Excerpts } from './excerpts.js'
import { ExpressionNumbers, isParameter } from './expression-numbers.js'
import { ExpressionWalk } from './expression-walk.js'
import { beginningWith, initially, type Knowledge, NOTHING, type Origin } from './facts.js'
import { PolicyWalk } from './policy-walk.js'

/** A program without errors, with what the lowering knew and did not write into it. */
export interface CheckedProgram {
  readonly program: Program
  readonly words: DeclaredWords
  /** Where the name of each policy stands. */
  readonly names: ReadonlyMap<string, Span>
  readonly spanOf: (at: number) => Span
}

/**
 * Reports what is allowed but hardly meant, as warnings and hints; none of it keeps a program from running. Each rule
 * has a file of its own (docs/keel.md, "Checks"). Takes time linear in the program.
 */
export function checkProgram(
  { program, words, names, spanOf }: CheckedProgram,
  sources: readonly { readonly path: string | undefined; readonly text: string }[],
  sink: DiagnosticSink,
): void {
  const numbers = new ExpressionNumbers(program.constants, program.patterns)
  const tools = new CheckTools(numbers, new Excerpts(sources, spanOf), sink)
  const atoms = new AtomReader(numbers, words)
  const solver = new ConditionSolver(numbers, atoms)
  const expressions = new ExpressionWalk(tools, solver)
  const walk = new PolicyWalk(tools, solver, expressions)
  atoms.begin(NOTHING)
  for (const { body } of program.functions) expressions.visit(body)
  for (const { name, value } of program.constants) if (!isParameter(name)) expressions.visit(value)
  const checked: CheckedPolicy[] = []
  for (const policy of program.policies) {
    tools.mode = policy.mode
    atoms.begin(knowledgeOfTarget(policy))
    expressions.begin()
    const { rules, number } = walk.walk(policy)
    // So large a program is not compared any further, rather than wrongly.
    if (numbers.isFull) return
    checkShadowedRules(rules, tools)
    checkAllows(policy, rules, tools)
    checkEmptyLists(rules, (list) => expressions.isAsked(list), tools)
    if (rules.length > 0) checked.push({ policy, span: names.get(policy.name)!, number })
  }
  checkDuplicatePolicies(checked, tools)
}

/** With more targets, nothing is concluded from them. */
const MOST_TARGETS = 64

function knowledgeOfTarget({ targets }: ProgramPolicy): Knowledge {
  // Earlier than everything that a condition says.
  const from: Origin = { at: 0, holds: true, source: 'target', position: -1 }
  if (targets.length > MOST_TARGETS) return NOTHING
  if (targets.every(({ kind }) => kind === 'exact'))
    return initially(
      targets.map(({ name }) => name),
      from,
    )
  const [only] = targets as readonly [Target]
  return targets.length === 1 && only.kind === 'prefix' ? beginningWith(`${only.name}.`, from) : NOTHING
}
