import { explainIndex } from './explain-index.js'
import { ProgramBundle, readProgram } from './runtime/bundle.js'
import type { IndexExplanation, PolicyBundle } from './types.js'

/** A program with the compiler beside it: what can be asked of it beyond decisions. */
export class CompiledBundle extends ProgramBundle implements PolicyBundle {
  explainIndex(): IndexExplanation {
    return explainIndex(this.program)
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
  return new CompiledBundle(readProgram(bytes))
}
