import { Explainer } from './explain/explain.js'
import type { ExplainOptions, Explanation } from './explain/types.js'
import { explainIndex } from './explain-index.js'
import { ProgramBundle, readProgram } from './runtime/bundle.js'
import type { PolicyRequest, TargetedRequest } from './runtime/types.js'
import { specializeProgram } from './specialize/specialize-program.js'
import type { KnownRequest, SpecializeOptions } from './specialize/types.js'
import { mutateProgram } from './testing/mutate-program.js'
import { checkMutationOptions } from './testing/mutation-options.js'
import { runTests } from './testing/run-tests.js'
import type { MutationOptions, MutationReport, TestReport } from './testing/types.js'
import type { IndexExplanation, PolicyBundle } from './types.js'

/** A program with the compiler beside it: what can be asked of it beyond decisions. */
export class CompiledBundle extends ProgramBundle implements PolicyBundle {
  #explainer: Explainer | undefined

  explain(request: PolicyRequest | TargetedRequest, options: ExplainOptions): Explanation {
    const decision = this.decide(request, options)
    this.#explainer ??= new Explainer(ProgramBundle.programOf(this))
    return this.#explainer.explain(decision, request, options)
  }

  explainIndex(): IndexExplanation {
    return explainIndex(ProgramBundle.programOf(this))
  }

  test(): TestReport {
    return runTests(ProgramBundle.programOf(this))
  }

  specialize(known: KnownRequest, options: SpecializeOptions = {}): PolicyBundle {
    const program = ProgramBundle.programOf(this)
    return new CompiledBundle(specializeProgram(program, this.policyDigest, known, options))
  }

  mutate(options: MutationOptions = {}): MutationReport {
    return mutateProgram(ProgramBundle.programOf(this), checkMutationOptions(options).limit)
  }
}

/**
 * Reads a bundle that `toBytes` wrote, with all that a compiled one can be asked. `keelson/policy/runtime` has a
 * smaller one of this name, for hosts that only decide. The digest in the bytes finds accidents; a bundle from a place
 * that is not trusted needs a signature besides.
 *
 * @throws KeelsonError `policy/invalid-bundle`, `policy/language-version`
 *
 * @example
 * ```ts
 * import { compilePolicy, loadBundle } from 'keelson/policy'
 * const { bundle } = compilePolicy('mode gate  policy p on deploy.apply { deny "not on a Friday" }')
 * loadBundle(bundle!.toBytes()).policyDigest === bundle!.policyDigest // => true
 * ```
 */
export function loadBundle(bytes: Uint8Array): PolicyBundle {
  return new CompiledBundle(readProgram(bytes), true)
}
