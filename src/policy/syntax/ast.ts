import type { Span } from '../../core/index.js'
import type { ArithmeticOperator, CompareOperator, PlainEffect, QuantifierKind } from '../runtime/program.js'
import type { Finding } from '../runtime/program-test.js'

/** A name where it is written. */
export interface Name {
  readonly text: string
  readonly span: Span
}

export type Expression =
  | {
      readonly kind: 'literal'
      readonly value: null | boolean | number | string
      readonly type: 'null' | 'bool' | 'number' | 'duration' | 'quantity' | 'string'
      readonly span: Span
    }
  /** A regular expression, as it is written between the quotes. */
  | { readonly kind: 'pattern'; readonly source: string; readonly span: Span }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[]; readonly span: Span }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | {
      readonly kind: 'path'
      readonly base: Expression
      readonly steps: readonly PathStep[]
      readonly span: Span
    }
  | {
      readonly kind: 'call'
      /** The name under which the function's module was imported. */
      readonly module: Name | null
      readonly name: Name
      readonly items: readonly Expression[]
      readonly span: Span
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'object'; readonly members: readonly ObjectMember[]; readonly span: Span }
  /** `[item for names in list where condition]` */
  | {
      readonly kind: 'comprehension'
      readonly item: Expression
      readonly names: readonly Name[]
      readonly list: Expression
      readonly where: Expression | null
      readonly span: Span
    }
  | {
      readonly kind: 'chain'
      readonly operator: '&&' | '||' | '??' | '++'
      readonly items: readonly Expression[]
      readonly span: Span
    }
  | {
      readonly kind: 'unary'
      readonly operator: 'not' | '-'
      readonly operand: Expression
      readonly span: Span
    }
  | {
      readonly kind: 'compare'
      readonly operator: CompareOperator | 'matches'
      readonly left: Expression
      readonly right: Expression
      readonly span: Span
    }
  | {
      readonly kind: 'arithmetic'
      readonly first: Expression
      readonly rest: readonly { readonly operator: ArithmeticOperator; readonly operand: Expression }[]
      readonly span: Span
    }
  | {
      readonly kind: 'conditional'
      readonly condition: Expression
      readonly chosen: Expression
      readonly otherwise: Expression
      readonly span: Span
    }
  | {
      readonly kind: 'quantifier'
      readonly quantifier: QuantifierKind
      readonly names: readonly Name[]
      readonly list: Expression
      readonly body: Expression
      readonly span: Span
    }
  /** Stands for what was reported as a syntax error. */
  | { readonly kind: 'broken'; readonly span: Span }

export type PathStep =
  | { readonly kind: 'member' | 'optional'; readonly name: string; readonly span: Span }
  | { readonly kind: 'index'; readonly key: Expression; readonly span: Span }

export interface ObjectMember {
  readonly key: Name
  readonly value: Expression
}

export interface Requirement {
  readonly quota: Expression
  readonly from: readonly Expression[]
  readonly including: readonly (readonly Expression[])[]
  readonly distinctFrom: Expression | null
  readonly within: Expression | null
  readonly escalation: Escalation | null
  readonly message: Expression | null
}

/** `escalate to group(…) after … since …`. */
export interface Escalation {
  readonly to: readonly Expression[]
  readonly after: Expression
  readonly since: Expression
}

/** A change of the request that would mend it. */
export interface Fix {
  readonly operation: 'set' | 'add' | 'replace' | 'remove'
  /** A path, or a call of `pointer`. */
  readonly place: Expression
  /** `null` for `remove`. */
  readonly value: Expression | null
  readonly span: Span
}

export type Statement =
  | { readonly kind: 'let'; readonly name: Name; readonly value: Expression; readonly span: Span }
  | {
      readonly kind: 'when'
      readonly negated: boolean
      readonly condition: Expression
      readonly body: readonly Statement[]
      readonly otherwise: readonly Statement[]
      readonly span: Span
    }
  | {
      readonly kind: 'for'
      readonly names: readonly Name[]
      readonly list: Expression
      readonly where: Expression | null
      readonly body: readonly Statement[]
      readonly span: Span
    }
  | {
      readonly kind: 'effect'
      readonly effect: PlainEffect
      readonly message: Expression | null
      readonly at: Expression | null
      readonly fixes: readonly Fix[]
      readonly span: Span
    }
  /** Fixes without an effect. */
  | { readonly kind: 'fix'; readonly fixes: readonly Fix[]; readonly span: Span }
  | { readonly kind: 'approvals'; readonly requirement: Requirement; readonly span: Span }
  | {
      readonly kind: 'obligation'
      readonly name: string
      readonly data: Expression | null
      readonly message: Expression | null
      readonly span: Span
    }

export type TypeExpression =
  /** A type of the language, or one that is declared; `module` is the name under which its module was imported. */
  | { readonly kind: 'name'; readonly module: Name | null; readonly name: Name; readonly span: Span }
  | { readonly kind: 'list' | 'set' | 'map' | 'optional'; readonly item: TypeExpression; readonly span: Span }
  | {
      readonly kind: 'object'
      readonly members: readonly TypeMember[]
      /** Ends with `...`: there may be members of which nothing is known. */
      readonly open: boolean
      readonly span: Span
    }
  /** `"a" | "b"`: one of these strings. */
  | { readonly kind: 'words'; readonly words: readonly Name[]; readonly span: Span }

export interface TypeMember {
  readonly name: Name
  readonly optional: boolean
  readonly type: TypeExpression
}

export interface Parameter {
  readonly name: Name
  readonly type: TypeExpression
  readonly preset: Expression | null
}

export interface TargetPattern {
  readonly kind: 'exact' | 'prefix' | 'every'
  readonly name: string
  readonly span: Span
}

export interface Annotation {
  readonly name: Name
  readonly values: readonly Name[]
}

export interface PolicyDeclaration {
  readonly kind: 'policy'
  readonly name: Name
  readonly documentation: string
  readonly annotations: readonly Annotation[]
  readonly parameters: readonly Parameter[]
  readonly targets: readonly TargetPattern[]
  readonly body: readonly Statement[]
}

/** A test, or a case of one: what the request holds, and what the decision on it shall be. */
export interface TestBlock {
  /** The string, with the place where it stands. */
  readonly name: Name
  readonly steps: readonly TestStep[]
  readonly span: Span
}

export interface TestDeclaration extends TestBlock {
  readonly kind: 'test'
}

export type TestStep =
  | {
      readonly kind: 'given'
      readonly place: Expression
      readonly value: Expression
      /** `as json`: whatever the declared type of the place. */
      readonly untyped: boolean
      readonly span: Span
    }
  | { readonly kind: 'without'; readonly place: Expression; readonly span: Span }
  | {
      readonly kind: 'approved'
      readonly by: Expression
      readonly groups: readonly Expression[]
      readonly at: Expression | null
      readonly span: Span
    }
  | { readonly kind: 'expect'; readonly expectation: Expectation; readonly span: Span }
  | (TestBlock & { readonly kind: 'case' })

export type Expectation =
  | {
      readonly kind: 'finding'
      readonly negated: boolean
      readonly finding: Finding
      readonly message: Expression | null
      /** The policy, as it is written. */
      readonly policy: Name | null
      readonly at: Expression | null
    }
  | { readonly kind: 'obligation'; readonly negated: boolean; readonly name: string }
  /** A value there, none there (`remove`), or no fix at all, or none of a place. */
  | {
      readonly kind: 'fix'
      readonly fix: 'set' | 'remove' | 'none'
      readonly place: Expression | null
      readonly value: Expression | null
    }

export interface FunctionParameter {
  readonly name: Name
  readonly type: TypeExpression
}

/** What other modules may be allowed to use. */
interface Exported {
  readonly exported: boolean
  readonly documentation: string
}

export type Declaration =
  | { readonly kind: 'keel'; readonly version: number; readonly span: Span }
  | { readonly kind: 'module'; readonly name: string; readonly span: Span }
  | { readonly kind: 'mode'; readonly mode: 'guard' | 'gate'; readonly span: Span }
  | { readonly kind: 'import'; readonly module: Name; readonly alias: Name }
  | {
      readonly kind: 'input'
      readonly name: Name
      readonly documentation: string
      readonly type: TypeExpression
    }
  | (Exported & { readonly kind: 'enum'; readonly name: Name; readonly members: readonly Name[] })
  | (Exported & { readonly kind: 'let'; readonly name: Name; readonly value: Expression })
  | (Exported & { readonly kind: 'type'; readonly name: Name; readonly type: TypeExpression })
  | (Exported & {
      readonly kind: 'fn'
      readonly name: Name
      readonly parameters: readonly FunctionParameter[]
      readonly result: TypeExpression | null
      readonly body: Expression
    })
  /** The types of inputs in requests for some targets. */
  | {
      readonly kind: 'schema'
      readonly targets: readonly TargetPattern[]
      readonly members: readonly TypeMember[]
      readonly span: Span
    }
  | PolicyDeclaration
  | TestDeclaration
  /** Something was declared under this name, but could not be read: references to it are not reported. */
  | { readonly kind: 'broken'; readonly name: Name | null }

/** One source as it was read. */
export interface SourceFile {
  readonly path: string | undefined
  readonly declarations: readonly Declaration[]
}
