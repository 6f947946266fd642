/**
 * What changed between two JSON documents, why, and how to take it back.
 *
 * Guarantees: `applyPatch(a, toPatch(diff(a, b), { include: 'all' }))` is `b` for all JSON documents (law 3), and the
 * material patch leaves nothing material; nothing is ever left out as "no change"; time and output stay linear in the
 * documents but for a bounded factor; patches apply as a whole or not at all; inputs are never changed. docs/diff.md
 * is normative.
 *
 * Must never import: any room but core and hash, or a module of Node.
 *
 * @module
 */
export { applyPatch } from './apply-patch.js'
export { diff } from './diff.js'
export { diff3 } from './diff3.js'
export { formatChanges } from './format-changes.js'
export { invert } from './invert.js'
export { plain } from './profile.js'
export { toPatch } from './to-patch.js'
export type {
  AddOperation,
  Change,
  ChangeCause,
  ChangeClass,
  ChangeSet,
  CopyOperation,
  DiffOptions,
  FormatOptions,
  IgnoreRule,
  MoveOperation,
  Operation,
  OwnerRule,
  PatchOptions,
  Profile,
  RemoveOperation,
  ReplaceOperation,
  TestOperation,
  ThreeWayChange,
  ThreeWayChangeSet,
  ThreeWayOptions,
  ThreeWayStates,
} from './types.js'
