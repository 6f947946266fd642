import { KeelsonError, suggestName } from '../core/index.js'
import type { PolicySource } from '../policy/index.js'
import {
  agentGuardrails,
  aiArtifacts,
  approvalsByRisk,
  driftResponse,
  immutableChange,
  kubernetesBaseline,
  type Pack,
  rollout,
  supplyChain,
} from './pack.js'

/** Every pack, by name. */
export const packs: readonly Pack[] = [
  agentGuardrails,
  aiArtifacts,
  approvalsByRisk,
  driftResponse,
  immutableChange,
  kubernetesBaseline,
  rollout,
  supplyChain,
]

/**
 * A pack by its name.
 *
 * @throws KeelsonError `packs/unknown-pack`
 *
 * @example
 * ```ts
 * import { loadPack } from 'keelson/packs'
 * loadPack('kubernetes-baseline').sources.map(({ path }) => path)
 * // => ['keelson/packs/kubernetes.keel', 'keelson/packs/kubernetes-baseline.keel']
 * ```
 */
export function loadPack(name: string): Pack {
  const found = packs.find((pack) => pack.name === name)
  if (found !== undefined) return found
  const names = packs.map((pack) => pack.name)
  const meant = typeof name === 'string' ? suggestName(name, names) : undefined
  throw new KeelsonError('packs/unknown-pack', `there is no pack "${String(name).slice(0, 80)}"`, {
    help: meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`,
  })
}

/**
 * The texts of several packs for one call of `compilePolicy`, each once; without names those of all. Put your own
 * policies beside them.
 *
 * @throws KeelsonError `packs/unknown-pack`
 *
 * @example
 * ```ts
 * import { packSources } from 'keelson/packs'
 * import { compilePolicy } from 'keelson/policy'
 * const sources = packSources(['kubernetes-baseline', 'immutable-change'])
 * const { bundle } = compilePolicy(sources, { parameters: { level: 'baseline' } })
 * const request = { target: 'k8s.Pod.create', object: { spec: { hostNetwork: true, containers: [] } } }
 * bundle!.decide(request, { now: 0 }).reasons[0]!.pointer // => '/object/spec/hostNetwork'
 * ```
 */
export function packSources(names: readonly string[] = packs.map(({ name }) => name)): PolicySource[] {
  const sources = new Map<string, PolicySource>()
  for (const name of names) {
    for (const source of loadPack(name).sources) sources.set(source.path, source)
  }
  return [...sources.values()]
}
