import type { PolicySource } from '../policy/index.js'
import * as texts from './packs-generated.js'

/** Name of a pack: what it is called in `src/packs`, in the command and in docs/packs.md. */
export type PackName =
  | 'agent-guardrails'
  | 'ai-artifacts'
  | 'approvals-by-risk'
  | 'drift-response'
  | 'immutable-change'
  | 'kubernetes-baseline'
  | 'rollout'
  | 'supply-chain'

/** Policies that belong together, as Keel texts. */
export interface Pack {
  readonly name: PackName
  /** What the pack is about, in one sentence. */
  readonly summary: string
  /** All that `compilePolicy` needs: the pack, and the modules that it imports. */
  readonly sources: readonly PolicySource[]
}

/** What an AI agent may do with its tools, its tokens and its budget; never straight in production. */
export const agentGuardrails: Pack = {
  name: 'agent-guardrails',
  summary: 'AI agents: least privilege, short tokens, loops and budgets, no direct change of production',
  sources: [texts.agentGuardrails, texts.keelsonTypes],
}

/** Models that are signed, of known provenance, listed, reproducible and evaluated. */
export const aiArtifacts: Pack = {
  name: 'ai-artifacts',
  summary:
    'models: signed, of known provenance, with an AI-BOM, checksums and five pillars of reproducibility',
  sources: [texts.aiArtifacts, texts.keelsonTypes],
}

/** Who must approve a change, by its risk. */
export const approvalsByRisk: Pack = {
  name: 'approvals-by-risk',
  summary: 'approvals: one for routine changes, two for a model, three with legal for customer data',
  sources: [texts.approvalsByRisk, texts.keelsonTypes],
}

/** What to do about drift: take it back, have a person look, or let it be. */
export const driftResponse: Pack = {
  name: 'drift-response',
  summary: 'drift: what is stateless or declared safe goes back, what is sensitive is looked at by a person',
  sources: [texts.driftResponse, texts.keelsonTypes],
}

/** Production is redeployed, not modified. */
export const immutableChange: Pack = {
  name: 'immutable-change',
  summary: 'change: redeployed, not modified; logged, tested, reviewed, approved; nothing changes what runs',
  sources: [texts.immutableChange, texts.keelsonTypes, texts.kubernetes],
}

/** The Pod Security Standards of Kubernetes. */
export const kubernetesBaseline: Pack = {
  name: 'kubernetes-baseline',
  summary: 'Pod Security Standards, baseline and restricted, for Pods and the workloads that make them',
  sources: [texts.kubernetes, texts.kubernetesBaseline],
}

/** A change meets few before it meets all, and has a way back. */
export const rollout: Pack = {
  name: 'rollout',
  summary: 'rollout: canary from 1 to 5 %, blue-green, freeze windows, a way back that somebody has walked',
  sources: [texts.keelsonTypes, texts.rollout],
}

/** What is released is what was built. */
export const supplyChain: Pack = {
  name: 'supply-chain',
  summary: 'releases: signed by digest, listed, scanned, built in the open, of pinned dependencies',
  sources: [texts.supplyChain],
}
