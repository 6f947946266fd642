import type { JsonValue, Limits, Operation } from '../core/index.js'
import type { ListIdentity, SchemaNode, ValueSemantics } from './schema-node.js'

export type {
  AddOperation,
  CopyOperation,
  MoveOperation,
  Operation,
  RemoveOperation,
  ReplaceOperation,
  TestOperation,
} from '../core/index.js'

// What goes out is written as type aliases, not interfaces: only those are assignable to `JsonValue`.

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
  /** Something of the change is hidden: stand-ins (`$keelson.redacted`) take the place of values and names. */
  readonly redacted?: true
  readonly cause?: ChangeCause
}

/** All differences between two documents. */
export type ChangeSet = {
  /** Name of the profile that the documents were compared under. */
  readonly profile: string
  /** Fingerprint (`kf1`) of the document before; only with `fingerprints: true`, and if nothing is hidden. */
  readonly before?: string
  /** Fingerprint (`kf1`) of the document after; only with `fingerprints: true`, and if nothing is hidden. */
  readonly after?: string
  readonly changes: readonly Change[]
  /** No change is `material`. */
  readonly equal: boolean
  /** Lists that could not be compared as the profile says; absent where there are none. */
  readonly notes?: readonly Note[]
  /** Rules of the call (not of the profile) that covered no change, as they are named in `rule`; absent for none. */
  readonly unusedRules?: readonly string[]
}

/** Why a list was compared by content although the profile declares keys for it. Nothing in it is lost. */
export type Note = {
  readonly kind: 'duplicate-list-key' | 'element-without-key'
  /** The list, in the document before (of `diff3`, in desired). */
  readonly pointer: string
  readonly message: string
}

/** A place that need not agree. docs/diff.md has the grammar of `pointer`. */
export type IgnoreRule = {
  /**
   * JSON Pointer in which a segment `*` stands for any one segment, `**` for any number of them, none included, and
   * `[name=sidecar]` for the elements of a list with such members. May be left out where `owner` is given.
   */
  readonly pointer?: string
  /** Only changes of these kinds. */
  readonly ops?: readonly Change['op'][]
  /** Only what this owner writes, as far as the profile can tell from the documents. */
  readonly owner?: string
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

/** How the elements of the lists at some places are told apart. */
export type ListRule = ListIdentity & {
  /** As in {@link IgnoreRule}. */
  readonly pointer: string
}

/** When values at some places are one value in different spellings, or no value at all. */
export type ValueRule = {
  /** As in {@link IgnoreRule}. */
  readonly pointer: string
  readonly semantics?: ValueSemantics
  /** What stands for nothing being written there. */
  readonly default?: JsonValue
  /** `null`, absent, and the empty list or object are one. */
  readonly emptyIsAbsent?: boolean
  /** With `emptyIsAbsent`: `''` too. */
  readonly emptyTextIsAbsent?: boolean
  /** Why; it stands beside every change that the rule covers. */
  readonly reason?: string
}

/**
 * How documents of one kind are compared. Rules by pointer go before what `schema` says of the same place. Make one
 * with {@link defineProfile}, which checks it.
 */
export type Profile = {
  readonly name: string
  /** Places that never count under this profile; a caller's own rules come after them. */
  readonly ignore?: readonly IgnoreRule[]
  /** Places that somebody else writes; a caller's own rules come after them. */
  readonly owners?: readonly OwnerRule[]
  readonly lists?: readonly ListRule[]
  readonly values?: readonly ValueRule[]
  /**
   * What is known about the places of these documents, from the root on; `undefined` where they are of no known kind.
   * `diff` hands in both documents, `diff3` desired, live and base.
   */
  readonly schema?: (before: JsonValue, after: JsonValue, base?: JsonValue) => SchemaNode | undefined
  /** Pointers of the sensitive values in a document; they are redacted where `redact` is asked for. */
  readonly redact?: (document: JsonValue) => readonly string[]
}

/** A place whose value is not to be shown. */
export type RedactRule = {
  /** As in {@link IgnoreRule}. */
  readonly pointer: string
  /** Why; it stands beside every value that the rule hides. */
  readonly reason?: string
}

/** What is looked for without a rule; docs/diff.md, "Redaction", lists what each finds. All are on where absent. */
export type RedactDetectors = {
  /** `data` and `stringData` of Kubernetes Secrets, and manifests of them in texts. */
  readonly kubernetes?: boolean
  /** Values whose name says that they are secret: members, `name` and `value` pairs, arguments, `name=value` in texts. */
  readonly names?: boolean
  /** Tokens, keys and connection strings known by their shape. */
  readonly credentials?: boolean
  /** Strings that look drawn at random. */
  readonly entropy?: boolean
}

/** What no result may show. */
export interface RedactOptions {
  /** Places, as pointer patterns with or without a reason. */
  readonly rules?: readonly (string | RedactRule)[]
  /**
   * At least 16 random bytes. With a key, a hidden value is replaced by a keyed commitment, which shows whether it is
   * the same as another time; without, only whether it changed is told.
   */
  readonly key?: Uint8Array
  /** `true` where absent. `false` hides only what rules and the profile name. */
  readonly detect?: boolean | RedactDetectors
}

export interface DiffOptions {
  /** `plain()` where absent. */
  readonly profile?: Profile
  readonly ignore?: readonly IgnoreRule[]
  /** Put the `kf1` fingerprints of both documents into the change set. */
  readonly fingerprints?: boolean
  /** Report elements that only changed their place in an ordered list as `move`; `false` where absent. */
  readonly moves?: boolean
  /** Take secrets out of everything that goes out. */
  readonly redact?: RedactOptions
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
  /**
   * How many places of drift `remediation` leaves as they are because their changes are redacted; absent where none.
   * Where the patch is applied and may hold secrets, take it from `diff3` without `redact`.
   */
  readonly withheld?: number
  /** As in {@link ChangeSet}. */
  readonly notes?: readonly Note[]
  /** As in {@link ChangeSet}. */
  readonly unusedRules?: readonly string[]
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
  /** Take secrets out of everything that goes out. */
  readonly redact?: RedactOptions
  readonly limits?: Partial<Limits>
}

export interface PatchOptions {
  /** Put a `test` of the old value before each operation that takes a value away; `false` where absent. */
  readonly tests?: boolean
  /** Write moves as `move`, not as a removal and an addition; `true` where absent. */
  readonly moves?: boolean
  /** `'material'` where absent. */
  readonly include?: 'material' | 'all'
  /** The document that the changes lead from; with `after`, the values of redacted changes are read from them. */
  readonly before?: JsonValue
  /** The document that the changes lead to. */
  readonly after?: JsonValue
  /** What the changes were redacted with; needed where the name of a member is redacted. */
  readonly key?: Uint8Array
}

export interface FormatOptions {
  /** Colour by ANSI escape sequences; `false` where absent. */
  readonly colour?: boolean
  /** Lines shown around a changed line of a text of several lines; 3 where absent. */
  readonly context?: number
}

export interface FormatMarkupOptions {
  /** Lines shown around a changed line of a text of several lines; 3 where absent. */
  readonly context?: number
}
