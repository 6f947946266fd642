import type { Span } from '../../core/index.js'
import type { RegexMode } from '../regex/types.js'
import type { Expression as Lowered } from '../runtime/program.js'
import type { Expression, Name } from '../syntax/ast.js'
import { JSON_TYPE, type Type } from '../typing/type.js'
import type { NameScope, ValueFacts } from './name-scope.js'

/** A lowered expression and what is known of it. */
export interface LoweredExpression extends ValueFacts {
  readonly node: Lowered
  /** Before it was read as a time, duration or quantity: what messages show and pointers point at. */
  readonly raw: Lowered
  /** How many nodes it becomes at run time, with the bodies of the functions it calls. */
  readonly size: number
}

/** What the parts of the lowering ask of each other. */
export interface Lowering {
  /** Any expression, whether its value may be missing or not. */
  lower(node: Expression, scope: NameScope): LoweredExpression
  /** As {@link lower}, for an operand whose value must be there; that it may be missing is reported. */
  present(node: Expression, scope: NameScope): LoweredExpression
  /** As {@link present}, for a condition. */
  condition(node: Expression, scope: NameScope): LoweredExpression
  /** As {@link present}, for what is gone through. */
  collection(node: Expression, scope: NameScope): LoweredExpression
  /** The variables of a loop, a quantifier or a comprehension. */
  loopScope(names: readonly Name[], list: LoweredExpression, scope: NameScope): NameScope
  at(span: Span): number
  /** Notes that a constant is read or a function called, by its key in the table of definitions. */
  noteUse(key: string): void
  /** Counts what a call becomes at run time. */
  expand(size: number, span: Span, scope: NameScope): void
  /** Stands for what was reported: of any type and on the request, so that nothing is reported because of it. */
  faulty(span: Span): LoweredExpression
  /** Number of a regular expression in the program; `null` for one that was reported. */
  pattern(node: Of<'pattern'>, mode: RegexMode, scope: NameScope): number | null
}

export type Of<Kind extends Expression['kind']> = Expression & { readonly kind: Kind }

export function leaf(node: Lowered, type: Type, readsRequest: boolean): LoweredExpression {
  return { node, raw: node, type, absent: false, onRequest: false, readsRequest, height: 1, size: 1 }
}

export function build(node: Lowered, type: Type, parts: readonly LoweredExpression[]): LoweredExpression {
  let height = 0
  let size = 1
  let readsRequest = false
  for (const part of parts) {
    height = Math.max(height, part.height)
    size += part.size
    readsRequest ||= part.readsRequest
  }
  return { node, raw: node, type, absent: false, onRequest: false, readsRequest, height: height + 1, size }
}

export function nodesOf(parts: readonly LoweredExpression[]): Lowered[] {
  return parts.map((part) => part.node)
}

export function typesOf(parts: readonly LoweredExpression[]): Type[] {
  return parts.map((part) => part.type)
}

export function clash(scope: NameScope, message: string, span: Span, help?: string): void {
  scope.sink.error('policy/type-clash', message, span, help)
}

const READ_KINDS: ReadonlySet<string> = new Set(['time', 'duration', 'quantity', 'int'])

/**
 * A value of the request whose declared type JSON has no form for is read as one: a time from its text, a quantity from
 * `500m`. Where null may stand there, null stays.
 */
export function readAs(value: LoweredExpression, type: Type, at: number): LoweredExpression {
  const scalar = type.kind === 'optional' ? type.item : type
  if (!READ_KINDS.has(scalar.kind)) return value.type === type ? value : { ...value, type }
  const as = scalar.kind as 'time' | 'duration' | 'quantity' | 'int'
  const node: Lowered = { op: 'read', as, nullable: type.kind === 'optional', value: value.node, at }
  return { ...value, node, type, height: value.height + 1, size: value.size + 1 }
}

/** The type of an item of a list, or of a member of an object that is gone through. */
export function itemType(list: Type): Type {
  return list.kind === 'list' || list.kind === 'set' || list.kind === 'map' ? list.item : JSON_TYPE
}
