import { KeelsonError } from '../core/index.js'

/**
 * Refuses what cannot take the place of a policy, before anything is changed.
 *
 * @throws KeelsonError `engine/invalid-policy`
 */
export function checkPolicy(policy: unknown): void {
  if (typeof policy !== 'object' || policy === null) throw invalid('the policy is not a bundle')
  const { decide, targets, policyDigest } = policy as Readonly<Record<string, unknown>>
  if (typeof decide !== 'function' || typeof policyDigest !== 'string' || !Array.isArray(targets)) {
    throw invalid('the policy is not a bundle')
  }
  if (targets.length === 0) throw invalid('the policy is about no target')
}

function invalid(message: string): KeelsonError {
  return new KeelsonError('engine/invalid-policy', message, {
    help: 'hand in what compilePolicy or loadBundle gave; bytes must be loaded first',
  })
}
