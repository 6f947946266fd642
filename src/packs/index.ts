/**
 * Policies to begin with: packs of Keel texts for change control, approvals, Kubernetes, AI agents and models, supply
 * chains, rollouts and drift, each rule mapped to the controls that it serves. docs/packs.md describes them.
 *
 * Guarantees: every pack is a gate (what it does not stand against is allowed), gives every parameter a default,
 * imports only what it brings, and compiles alone and with the others without errors and warnings. What a pack reads
 * and does not find fails closed. The tests beside the texts reach every rule.
 *
 * Must never import: any room but core at run time, or a module of Node; imported by nobody but the command.
 *
 * @module
 */
export { loadPack, packSources, packs } from './load-pack.js'
export * from './pack.js'
