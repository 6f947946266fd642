/**
 * May this change happen, and who must approve it? The policy language Keel: text to tokens, to a tree, to a checked
 * program, to closures that decide with reasons.
 *
 * Guarantees (docs/keel.md is normative): a fault in a text is a diagnostic with a place and a way to mend it, never a
 * throw and never a silent allow; a program is total and decides within its fuel; what is missing or wrong fails
 * closed; the order of files, policies, rules and keys never changes a decision; a bundle that was written and loaded
 * decides the same.
 *
 * The way through: `syntax/` reads (our lexer, typescript-parsec), `lower/` resolves names and types and writes the
 * program, `check/` says what in it is hardly meant, `runtime/` runs it and can be shipped without the rest, `testing/`
 * runs its tests. `policy` knows nothing of drift or behaviour: facts reach it as JSON in the request.
 *
 * Must never import: any room but core and hash, or a module of Node.
 *
 * @module
 */

export { compareBundles } from './compare/compare-bundles.js'
export { formatComparison } from './compare/format-comparison.js'
export type {
  BundleComparison,
  CompareOptions,
  DecisionChange,
  DecisionSummary,
  RuleChange,
} from './compare/types.js'
export { compilePolicy } from './compile-policy.js'
export { loadBundle } from './compiled-bundle.js'
export { type FormatExplanationOptions, formatExplanation } from './explain/format-explanation.js'
export type {
  Atom,
  AtomChange,
  AtomOutcome,
  AtomValue,
  ExplainedRule,
  ExplainOptions,
  Explains,
  Explanation,
} from './explain/types.js'
export { formatPolicy } from './format/format-policy.js'
// `runtime` has a `loadBundle` of its own, without what needs the compiler; the one above is this room's.
export * from './runtime/index.js'
export type { KnownRequest, SpecializeOptions } from './specialize/types.js'
export type {
  CaseFailure,
  CaseResult,
  Coverage,
  Mutant,
  MutationOperator,
  MutationOptions,
  MutationReport,
  PolicyCoverage,
  TestReport,
  Uncovered,
} from './testing/types.js'
export type {
  CompileOptions,
  CompileResult,
  IndexExplanation,
  IndexedPolicy,
  IndexedTarget,
  IndexFact,
  PolicyBundle,
  PolicySource,
} from './types.js'
