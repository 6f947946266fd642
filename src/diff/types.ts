import type { JsonValue, Limits } from '../core/index.js'

// What goes out is written as type aliases, not interfaces: only those are assignable to `JsonValue`.

/** One RFC 6902 operation. */
export type Operation =
  | AddOperation
  | RemoveOperation
  | ReplaceOperation
  | MoveOperation
  | CopyOperation
  | TestOperation

export type AddOperation = {
  readonly op: 'add'
  readonly path: string
  readonly value: JsonValue
}
export type RemoveOperation = {
  readonly op: 'remove'
  readonly path: string
}
export type ReplaceOperation = {
  readonly op: 'replace'
  readonly path: string
  readonly value: JsonValue
}
export type MoveOperation = {
  readonly op: 'move'
  readonly from: string
  readonly path: string
}
export type CopyOperation = {
  readonly op: 'copy'
  readonly from: string
  readonly path: string
}
export type TestOperation = {
  readonly op: 'test'
  readonly path: string
  readonly value: JsonValue
}

/**
 * What a change means. `material`: it counts. `ignored`: a rule says to look away. `normalised`: another spelling of
 * the same value. `defaulted`: the server filled it in. `foreign`: somebody else owns the place by declaration.
 */
export type ChangeClass = 'material' | 'ignored' | 'normalised' | 'defaulted' | 'foreign'

/**
 * Why desired and live differ at a place. `drift`: live moved away from what was applied. `pending`: desired moved
 * on and is not applied yet. `conflict`: both moved, to different values. `converged`: both moved, to the same
 * value. `foreign`: the place belongs to somebody else by declaration.
 */
export type ChangeCause = 'drift' | 'pending' | 'converged' | 'conflict' | 'foreign'

/** One difference. docs/diff.md says which document `pointer` refers to. */
export type Change = {
  readonly op: 'add' | 'remove' | 'replace' | 'move'
  /** JSON Pointer (RFC 6901) to the place. */
  readonly pointer: string
  /** The same place, split: member names are strings, array indices are numbers. */
  readonly path: readonly (string | number)[]
  /** Of a `move`, which stays within one array: the pointer that the value comes from. */
  readonly from?: string
  /** The value before; absent for an `add`. A `move` holds the moved value here and in `after`. */
  readonly before?: JsonValue
  /** The value after; absent for a `remove`. */
  readonly after?: JsonValue
  readonly class: ChangeClass
  /** The rule that gave the class, with its reason; absent where no rule did. */
  readonly rule?: string
  /** `before` and `after` do not hold the values. */
  readonly redacted?: true
  readonly cause?: ChangeCause
}

/** All differences between two documents. */
export type ChangeSet = {
  /** Name of the profile that the documents were compared under. */
  readonly profile: string
  /** Fingerprint (`kf1`) of the document before; only with `fingerprints: true`. */
  readonly before?: string
  /** Fingerprint (`kf1`) of the document after; only with `fingerprints: true`. */
  readonly after?: string
  readonly changes: readonly Change[]
  /** No change is `material`. */
  readonly equal: boolean
}

/** A place that need not agree. */
export type IgnoreRule = {
  /** JSON Pointer in which a segment `*` stands for any one segment and `**` for any number of them, none included. */
  readonly pointer: string
  /** Why; it stands beside every change that the rule covers. */
  readonly reason: string
}

/** A place that somebody else writes. */
export type OwnerRule = {
  /** As in {@link IgnoreRule}. */
  readonly pointer: string
  readonly owner: string
  /** Only while live holds exactly this value there and desired has none: a default that the server fills in. */
  readonly value?: JsonValue
  readonly reason?: string
}

/** How documents of one kind are compared. */
export type Profile = {
  readonly name: string
  /** Places that never count under this profile; a caller's own rules come after them. */
  readonly ignore?: readonly IgnoreRule[]
}

export interface DiffOptions {
  /** `plain()` where absent. */
  readonly profile?: Profile
  readonly ignore?: readonly IgnoreRule[]
  /** Put the `kf1` fingerprints of both documents into the change set. */
  readonly fingerprints?: boolean
  readonly limits?: Partial<Limits>
}

/** One place where base, desired and live do not all agree. */
export type ThreeWayChange = Change & {
  readonly cause: ChangeCause
  /** What was last applied; absent where there was nothing. */
  readonly base?: JsonValue
  readonly desired?: JsonValue
  readonly live?: JsonValue
  /** Who owns the place; only with cause `foreign`. */
  readonly owner?: string
}

export type ThreeWayChangeSet = {
  readonly profile: string
  readonly changes: readonly ThreeWayChange[]
  /** Desired and live differ in nothing material: no drift, nothing pending, no conflict. */
  readonly equal: boolean
  /** Applied to live, takes back the material drift and touches nothing else. Each removal and replacement is guarded. */
  readonly remediation: readonly Operation[]
}

export interface ThreeWayStates {
  /** What was last applied. */
  readonly base: JsonValue
  /** What is wanted now. */
  readonly desired: JsonValue
  /** What is there. */
  readonly live: JsonValue
}

export interface ThreeWayOptions {
  /** `plain()` where absent. */
  readonly profile?: Profile
  readonly ignore?: readonly IgnoreRule[]
  readonly owners?: readonly OwnerRule[]
  readonly limits?: Partial<Limits>
}

export interface PatchOptions {
  /** Put a `test` of the old value before each operation that takes a value away; `false` where absent. */
  readonly tests?: boolean
  /** Write moves as `move`, not as a removal and an addition; `true` where absent. */
  readonly moves?: boolean
  /** `'material'` where absent. */
  readonly include?: 'material' | 'all'
}

export interface FormatOptions {
  /** Colour by ANSI escape sequences; `false` where absent. */
  readonly colour?: boolean
}
