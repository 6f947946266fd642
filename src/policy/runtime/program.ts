import type { ProgramTest } from './program-test.js'
import type { RegexProgram } from './regex-program.js'
import type { Severity } from './types.js'

/**
 * The lowered program: what the compiler hands to the runtime, and what a bundle's bytes hold. JSON-shaped; keys of
 * objects in the program are fixed ASCII words, names and texts of users are only ever values, so no name in a policy
 * can collide with the form. Trees are at most {@link MAX_TREE_HEIGHT} levels high, so recursion over them is bounded.
 */
export interface Program {
  readonly language: number
  /** Paths of the sources that spans point into; `''` for a text without a path. */
  readonly files: readonly string[]
  /** Offset, length, line, column and file index of each place that the program refers to by number. */
  readonly spans: readonly (readonly number[])[]
  /** Effect of a target that no policy matches. */
  readonly fallback: 'allow' | 'deny'
  /** Regular expressions, by number. */
  readonly patterns: readonly ProgramPattern[]
  /** The functions that are called; each stands after those that it calls. */
  readonly functions: readonly ProgramFunction[]
  /** Module constants that are read and parameters; a constant stands after those it reads. */
  readonly constants: readonly ProgramConstant[]
  /** Ordered by name. */
  readonly policies: readonly ProgramPolicy[]
  /** Its tests, where there are any, in the order of the text. No part of its meaning: the runtime carries them unread. */
  readonly tests?: readonly ProgramTest[]
  /** Of a residual program: what it was made for. */
  readonly residual?: ProgramResidual
}

/** What a residual program takes for granted of every request. */
export interface ProgramResidual {
  /** Digest of the program that it was made from, through any residuals between. */
  readonly of: string
  /** A target, a pattern such as `a.*`, or `*`. */
  readonly target: string
  /** The known roots as canonical JSON: a text, so that no name of a user becomes a key of the program. */
  readonly roots: string
  /** Pointers of known objects that may have further members. */
  readonly open: readonly string[]
  /** Pointers of places where there is nothing. */
  readonly absent: readonly string[]
}

export interface ProgramPattern {
  /** As it is written: what the digest of a program holds, since a better compiler may make another automaton. */
  readonly text: string
  readonly regex: RegexProgram
}

export interface ProgramConstant {
  readonly name: string
  readonly value: Expression
}

/** A declared function. Its body becomes closures anew for each call, so that pointers go through it. */
export interface ProgramFunction {
  readonly name: string
  /** Names of the locals that hold the arguments. */
  readonly parameters: readonly string[]
  readonly body: Expression
}

export interface ProgramPolicy {
  readonly name: string
  readonly mode: 'guard' | 'gate'
  /** `a.b`, `a.*` or `*`; none covers another. */
  readonly targets: readonly Target[]
  readonly severity: Severity
  readonly controls: readonly string[]
  /** Message of the rules that have none of their own; `''` where a sentence is made up. */
  readonly documentation: string
  readonly body: readonly Statement[]
  /** Of a residual: an error in it denies, although all that decided is gone. */
  readonly decides?: true
  /** Of a residual: it had a verdict. */
  readonly judges?: true
}

export interface Target {
  /** `prefix` matches what begins with `name` and a dot; `every` matches all, its name is empty. */
  readonly kind: 'exact' | 'prefix' | 'every'
  readonly name: string
}

export type Statement =
  | { readonly op: 'let'; readonly name: string; readonly value: Expression }
  | {
      readonly op: 'when'
      readonly condition: Expression
      readonly body: readonly Statement[]
      readonly otherwise: readonly Statement[]
    }
  | {
      readonly op: 'for'
      readonly names: readonly string[]
      readonly list: Expression
      readonly where: readonly Expression[]
      readonly body: readonly Statement[]
    }
  | {
      readonly op: 'effect'
      readonly effect: PlainEffect
      /** Parts that are shown one by one; none for a rule without a message of its own. */
      readonly message: readonly Expression[]
      /** None or one path. */
      readonly pointer: readonly Expression[]
      readonly fixes: readonly Fix[]
      readonly at: number
    }
  | { readonly op: 'fix'; readonly fixes: readonly Fix[]; readonly at: number }
  | {
      readonly op: 'approvals'
      readonly quota: Expression
      readonly from: readonly Expression[]
      readonly including: readonly (readonly Expression[])[]
      readonly distinctFrom: readonly Expression[]
      readonly within: Expression
      /** None or one. */
      readonly escalation: readonly ProgramEscalation[]
      readonly message: readonly Expression[]
      readonly at: number
    }
  | {
      readonly op: 'obligation'
      readonly name: string
      readonly data: Expression
      readonly message: readonly Expression[]
      readonly at: number
    }

/** Who else may approve, `after` so many milliseconds `since` a time. */
export interface ProgramEscalation {
  readonly to: readonly Expression[]
  readonly after: Expression
  readonly since: Expression
}

/** A change of the request that a rule proposes. */
export interface Fix {
  readonly operation: 'set' | 'add' | 'replace' | 'remove'
  /** The place is the value of an expression, a JSON Pointer; otherwise what the expression reads. */
  readonly computed: boolean
  readonly place: Expression
  /** None for `remove`. */
  readonly value: readonly Expression[]
  readonly at: number
}

export type PlainEffect = 'allow' | 'deny' | 'warn' | 'review' | 'revert' | 'accept'

export type CompareOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'like'
  | 'startsWith'
  | 'endsWith'
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'
export type QuantifierKind = 'all' | 'any' | 'none' | 'count'
export type RootType = 'json' | 'string' | 'number' | 'bool'

/** `at` is the number of a span. Chains of one operator are one node, so their length adds no height. */
export type Expression =
  | { readonly op: 'literal'; readonly value: null | boolean | number | string; readonly at: number }
  | { readonly op: 'list'; readonly items: readonly Expression[]; readonly at: number }
  | {
      readonly op: 'object'
      readonly keys: readonly string[]
      readonly items: readonly Expression[]
      readonly at: number
    }
  | { readonly op: 'template'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly op: 'root'; readonly name: string; readonly type: RootType; readonly at: number }
  | { readonly op: 'now'; readonly at: number }
  | { readonly op: 'target'; readonly at: number }
  | { readonly op: 'constant'; readonly name: string; readonly at: number }
  | { readonly op: 'local'; readonly name: string; readonly at: number }
  | {
      readonly op: 'path'
      readonly base: Expression
      readonly steps: readonly PathStep[]
      readonly at: number
    }
  | { readonly op: 'has'; readonly path: Expression; readonly at: number }
  | { readonly op: 'and' | 'or' | 'coalesce'; readonly items: readonly Expression[]; readonly at: number }
  /** Lists as one. */
  | { readonly op: 'concat'; readonly items: readonly Expression[]; readonly at: number }
  | {
      readonly op: 'comprehension'
      readonly names: readonly string[]
      readonly list: Expression
      /** None or one. */
      readonly where: readonly Expression[]
      readonly item: Expression
      readonly at: number
    }
  /** A text against a regular expression, which says whether it asks for the whole of it. */
  | {
      readonly op: 'matches'
      readonly text: Expression
      readonly pattern: number
      readonly at: number
    }
  /** A JSON value read as what JSON has no form for; null stays where it may. */
  | {
      readonly op: 'read'
      readonly as: 'time' | 'duration' | 'quantity' | 'int'
      readonly nullable: boolean
      readonly value: Expression
      readonly at: number
    }
  /** The value; null counts as missing. */
  | { readonly op: 'required'; readonly value: Expression; readonly at: number }
  /** A call of a declared function. */
  | {
      readonly op: 'apply'
      readonly name: string
      readonly items: readonly Expression[]
      readonly at: number
    }
  | { readonly op: 'not' | 'negate'; readonly operand: Expression; readonly at: number }
  | {
      readonly op: 'compare'
      readonly operator: CompareOperator
      readonly left: Expression
      readonly right: Expression
      readonly at: number
    }
  | {
      readonly op: 'arithmetic'
      readonly first: Expression
      readonly rest: readonly { readonly operator: ArithmeticOperator; readonly operand: Expression }[]
      readonly at: number
    }
  | {
      readonly op: 'if'
      readonly condition: Expression
      readonly chosen: Expression
      readonly otherwise: Expression
      readonly at: number
    }
  | {
      readonly op: 'quantifier'
      readonly kind: QuantifierKind
      readonly names: readonly string[]
      readonly list: Expression
      readonly body: Expression
      readonly at: number
    }
  | {
      readonly op: 'call'
      readonly name: string
      readonly items: readonly Expression[]
      readonly at: number
    }

/** One step of a path: a member by name, or an index whose value is computed. */
export type PathStep =
  | { readonly op: 'member' | 'optional'; readonly name: string }
  | { readonly op: 'index'; readonly key: Expression }

/** Longest name of a module and longest target, in UTF-16 units: what a decision looks up is bounded by it. */
export const MAX_NAME_LENGTH = 256

/** The newest version of the language, and the only one so far. */
export const LANGUAGE_VERSION = 1

/** Most levels of an expression tree, and most levels of nested statements. */
export const MAX_TREE_HEIGHT = 200
