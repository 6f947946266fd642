/**
 * Decides with policies that were compiled before: loads a bundle and answers requests. Small enough for an admission
 * webhook, an agent or a page; the compiler is not in it.
 *
 * Guarantees (docs/keel.md is normative): total, within its fuel; fails closed, so that what is missing or wrong never
 * permits and never silences a restriction; the same program, request and options give the same decision bit for bit;
 * no code is generated, no clock is read, only own members are seen.
 *
 * Must never import: the compiler beside it, any room but core and hash, or a module of Node.
 *
 * @module
 */
export { loadBundle } from './bundle.js'
export { bundleStatement } from './bundle-statement.js'
export type {
  Approval,
  ApprovalObligation,
  BundleVerifier,
  BytesOptions,
  DecideOptions,
  Decision,
  DecisionError,
  Effect,
  NamedObligation,
  NotCounted,
  Obligation,
  PolicyRequest,
  Reason,
  ReasonEffect,
  RuntimeBundle,
  Severity,
  TargetedRequest,
  Verdict,
} from './types.js'
export { verifyBundle } from './verify-bundle.js'
