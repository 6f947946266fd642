import { assertOptions, readLimits } from './limits.js'
import { MemoryLedger } from './memory-ledger.js'
import type { Ledger, LedgerOptions } from './types.js'

/**
 * An empty ledger in memory.
 *
 * @throws KeelsonError `ledger/invalid-options`
 *
 * @example
 * ```ts
 * import { createLedger, verifyInclusion } from 'keelson/ledger'
 * const ledger = createLedger()
 * ledger.append({ at: 1000, actor: 'ci', kind: 'change', resource: 'deploy/api', after: { replicas: 2 } })
 * const receipt = ledger.append({
 *   at: 2000,
 *   actor: 'ana',
 *   kind: 'change',
 *   resource: 'deploy/api',
 *   before: { replicas: 2 },
 *   after: { replicas: 5 },
 * })
 * receipt.size // => 2
 * verifyInclusion(receipt.root, receipt.size, receipt.index, receipt.leafHash, ledger.prove(receipt.index)) // => true
 * ledger.stateAt('deploy/api', 1999) // => { replicas: 2 }
 * ledger.query({ actor: 'ana' }).map((entry) => entry.index) // => [1]
 * ```
 */
export function createLedger(options: LedgerOptions = {}): Ledger {
  assertOptions(options, ['limits'])
  return new MemoryLedger(readLimits(options.limits))
}
