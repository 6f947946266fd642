/**
 * Keelson: prove that what runs is what was approved, decide which changes may happen, see drift and behaviour that is
 * out of character, and hand an auditor evidence.
 *
 * This module re-exports the rooms and holds nothing of its own; import a subpath (`keelson/diff`, …) for one room.
 *
 * @packageDocumentation
 */
export * from './behaviour/index.js'
export * from './core/index.js'
export * from './diff/index.js'
export * from './drift/index.js'
export * from './engine/index.js'
export * from './hash/index.js'
export * from './interop/index.js'
export * from './ledger/index.js'
// The hash room has functions of these names over bytes; the public ones take the ledger's text form.
export { verifyConsistency, verifyInclusion } from './ledger/index.js'
export * from './policy/index.js'
