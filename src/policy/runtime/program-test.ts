import type { Span } from '../../core/index.js'

/** What a test may expect among the reasons, warnings and errors of a decision. */
export type Finding = 'allow' | 'deny' | 'pending' | 'warn' | 'review' | 'revert' | 'accept' | 'error'

/** Member names and indices from the request inwards. */
export type RequestPath = readonly (string | number)[]

/** A value as JSON: names in it are the user's, and keys of objects in a program never are. */
type JsonText = string

/** Changes a request, in order. */
export type GivenStep =
  | { readonly op: 'set'; readonly path: RequestPath; readonly json: JsonText }
  | { readonly op: 'remove'; readonly path: RequestPath }
  /** The time that policies read as `now`. */
  | { readonly op: 'now'; readonly value: number }

/** An approval of the very request that the case ends up with. */
export interface GivenApproval {
  readonly by: string
  readonly groups: readonly string[]
  /** `null`: at the time of the decision. */
  readonly at: number | null
}

export type ProgramExpectation =
  | {
      readonly op: 'finding'
      readonly negated: boolean
      readonly finding: Finding
      /** A part of its message, or `null` for any. */
      readonly text: string | null
      /** Full name of its policy, or `null` for any. */
      readonly policy: string | null
      /** Its JSON Pointer, or `null` for any. */
      readonly pointer: string | null
      readonly span: Span
    }
  | { readonly op: 'obligation'; readonly negated: boolean; readonly name: string; readonly span: Span }
  /** The patches, applied, put the value there; leave nothing there that was; or change nothing there. */
  | { readonly op: 'fix'; readonly path: RequestPath; readonly json: JsonText; readonly span: Span }
  | { readonly op: 'noValue'; readonly path: RequestPath; readonly span: Span }
  /** An empty path stands for all of the request. */
  | { readonly op: 'noFix'; readonly path: RequestPath; readonly span: Span }

/**
 * A test, or a case of one, as data: its values are computed when the policies are compiled, so that a bundle that was
 * loaded from bytes runs its tests without the compiler. Places are spans, not numbers of the program's spans: a
 * program without its tests is the program that was compiled without them.
 */
export interface ProgramTest {
  readonly name: string
  /** Of the module that a test stands in; `''` for a case, which has the module of its test. */
  readonly module: string
  readonly given: readonly GivenStep[]
  readonly approvals: readonly GivenApproval[]
  /** None for a block that is only the frame of its cases. */
  readonly expected: readonly ProgramExpectation[]
  readonly cases: readonly ProgramTest[]
  readonly span: Span
}
