import type { JsonValue } from './json.js'

// Type aliases, not interfaces: only those are assignable to `JsonValue`.

/** One RFC 6902 operation: of a patch that a comparison makes, and of one that a policy proposes. */
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
