import type { Span } from '../../core/index.js'
import type { ArithmeticOperator, CompareOperator, PlainEffect, QuantifierKind } from '../runtime/program.js'

/** A name where it is written. */
export interface Name {
  readonly text: string
  readonly span: Span
}

export type Expression =
  | {
      readonly kind: 'literal'
      readonly value: null | boolean | number | string
      readonly type: 'null' | 'bool' | 'number' | 'duration' | 'string'
      readonly span: Span
    }
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
      readonly name: Name
      readonly items: readonly Expression[]
      readonly span: Span
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'object'; readonly members: readonly ObjectMember[]; readonly span: Span }
  | {
      readonly kind: 'chain'
      readonly operator: '&&' | '||' | '??'
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
      readonly operator: CompareOperator
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
  readonly message: Expression | null
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
      readonly span: Span
    }
  | { readonly kind: 'approvals'; readonly requirement: Requirement; readonly span: Span }
  | {
      readonly kind: 'obligation'
      readonly name: string
      readonly data: Expression | null
      readonly message: Expression | null
      readonly span: Span
    }

export type TypeName = 'json' | 'string' | 'number' | 'bool' | 'time' | 'duration'

/** `[T]` is a list of T; lists of lists are not bounded here but by the brackets of the text. */
export interface TypeExpression {
  readonly name: TypeName
  /** How many brackets stand around the name. */
  readonly lists: number
  readonly span: Span
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

export type Declaration =
  | { readonly kind: 'keel'; readonly version: number; readonly span: Span }
  | { readonly kind: 'module'; readonly name: string; readonly span: Span }
  | { readonly kind: 'mode'; readonly mode: 'guard' | 'gate'; readonly span: Span }
  | { readonly kind: 'input'; readonly name: Name; readonly type: TypeExpression }
  | { readonly kind: 'enum'; readonly name: Name; readonly members: readonly Name[] }
  | { readonly kind: 'let'; readonly name: Name; readonly value: Expression }
  | PolicyDeclaration
  /** Something was declared under this name, but could not be read: references to it are not reported. */
  | { readonly kind: 'broken'; readonly name: Name | null }

/** One source as it was read. */
export interface SourceFile {
  readonly path: string | undefined
  readonly declarations: readonly Declaration[]
}
