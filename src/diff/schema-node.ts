import type { JsonObject, JsonValue } from '../core/index.js'

/** How the elements of a list are told apart, and whether their order counts. */
export type ListIdentity =
  /** By content, in order. What every list is where nothing is said. */
  | { readonly kind: 'atomic' }
  /** By content; order and repetition do not count. */
  | { readonly kind: 'set' }
  /** By the values of some members; an absent member is a value of its own. */
  | {
      readonly kind: 'keyed'
      /** Names of the members that make the key, in the order in which they are shown. */
      readonly keys: readonly string[]
      /** Values of key members that an element may leave out: `{ protocol: 'TCP' }`. */
      readonly keyDefaults?: { readonly [key: string]: JsonValue }
      /** Whether the order counts, always or of these two lists; never where absent. */
      readonly ordered?: boolean | ((before: JsonValue, after: JsonValue) => boolean)
    }

/** When two spellings are one value. */
export interface ValueSemantics {
  /** Named beside a change that it covers: `quantity`, `duration`. */
  readonly name: string
  /** The one spelling of all that mean the same; `undefined` for what is no value of this kind, which stays as it is. */
  readonly canonical: (value: JsonValue) => JsonValue | undefined
}

/** Somebody other than the author writes here. */
export interface ServerRule {
  readonly class: 'ignored' | 'foreign' | 'defaulted'
  readonly owner?: string
  /** Why; it stands beside every change that the rule covers. */
  readonly reason: string
  /**
   * The server writes here only where nothing is written (`clusterIP`, `nodePort`): absent on one side and any value
   * on the other is covered, two different values are a change like any other.
   */
  readonly onlyUnwritten?: boolean
}

/**
 * What a profile knows about one place of a document. Nodes form a graph, which may have circles (a schema of schemas);
 * a profile builds them when they are first asked for and gives the same object for the same place of the same kind,
 * since the differ remembers by identity what it compiled for a node.
 */
export interface SchemaNode {
  readonly list?: ListIdentity
  readonly value?: ValueSemantics
  /** What the server fills in where nothing is written: absent on one side and this on the other is `defaulted`. */
  readonly default?: JsonValue
  /**
   * As `default`, where it depends on the members beside it (`imagePullPolicy` on the tag of `image`): what the server
   * fills into `object` at the member `name`, where `value` stands in one of the two objects that are compared;
   * `undefined` where there is no default. Asked of both: what is the default beside one image is not beside another.
   */
  readonly defaultIn?: (object: JsonObject, name: string, value: JsonValue) => JsonValue | undefined
  /** `null`, absent, and the empty list or object are one: a difference among them is `normalised`. */
  readonly emptyIsAbsent?: boolean
  /** With `emptyIsAbsent`: `''` too. */
  readonly emptyTextIsAbsent?: boolean
  /** The place and everything beneath it is written by somebody else. */
  readonly server?: ServerRule
  /** Who writes the place and everything beneath it; ignore rules with `owner` ask. It hides nothing by itself. */
  readonly owners?: readonly string[]
  /** The node of a member of an object; `undefined` where nothing is known. */
  member?(name: string): SchemaNode | undefined
  /** The node of the elements of a list; of this one, where elements differ in what is known about them. */
  element?(value?: JsonValue): SchemaNode | undefined
}
