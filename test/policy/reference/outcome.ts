import type { JsonValue } from 'keelson/core'
import type { TypeExpression } from '../../../src/policy/syntax/ast.js'

/** Segments of a JSON Pointer relative to the request. */
export type Place = readonly (string | number)[]

/** A type as it is written, with the module whose names it uses. */
export interface KnownType {
  readonly module: string
  readonly type: TypeExpression
}

/** How a value is shown and read: what JSON has no form for. */
export type Amount = 'time' | 'duration' | 'quantity'

export interface Known {
  readonly kind: 'value'
  readonly value: JsonValue
  /** Where the request holds it. */
  readonly place?: Place
  /** Of a list that was joined: where the request holds each item. */
  readonly itemPlaces?: readonly (Place | undefined)[]
  readonly type?: KnownType
  readonly amount?: Amount
  /** As the request holds what was read as an amount. */
  readonly written?: JsonValue
}

export interface Unknown {
  readonly kind: 'missing' | 'error'
  readonly code: string
  readonly pointer?: string
  /** Of a loop over a list that nobody has seen: nothing settles it. */
  readonly unseen?: true
}

/** What an expression gives (docs/keel.md §4): a value, or unknown. */
export type Outcome = Known | Unknown

export const known = (value: JsonValue, more: Partial<Known> = {}): Known => ({
  kind: 'value',
  value,
  ...more,
})

export const missing = (place: Place | undefined): Unknown => ({
  kind: 'missing',
  code: 'policy/missing-value',
  ...(place === undefined ? {} : { pointer: pointerOf(place) }),
})

export const failed = (code: string): Unknown => ({ kind: 'error', code })

export const wrongType = (): Unknown => failed('policy/wrong-type')

export function pointerOf(place: Place): string {
  return place.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** §5.1: of several unknown operands an error counts before what is missing, and then the leftmost. */
export function firstUnknown(outcomes: readonly Outcome[]): Unknown | undefined {
  const unknown = outcomes.filter((outcome) => outcome.kind !== 'value')
  return unknown.find(({ kind }) => kind === 'error') ?? unknown[0]
}

/** §5.1 Kleene: `decisive` settles it whatever the other operands are. */
export function kleene(operands: readonly Outcome[], decisive: boolean): Outcome {
  const checked = operands.map((operand) =>
    operand.kind === 'value' && typeof operand.value !== 'boolean' ? wrongType() : operand,
  )
  if (checked.some((operand) => operand.kind === 'value' && operand.value === decisive))
    return known(decisive)
  return firstUnknown(checked) ?? known(!decisive)
}
