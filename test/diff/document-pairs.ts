import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import { anyJson, anyScalar, objectOf } from '../support/arbitraries.js'

/** Two documents to compare. */
export type Pair = readonly [before: JsonValue, after: JsonValue]

/** Both drawn independently. */
export function pairOf(documents: fc.Arbitrary<JsonValue>): fc.Arbitrary<Pair> {
  return fc.tuple(documents, documents)
}

/** A document and a copy with a few changes: what a differ sees in practice, and where arrays get aligned. */
export function nearPairOf(documents: fc.Arbitrary<JsonValue>): fc.Arbitrary<Pair> {
  return fc
    .tuple(documents, someEdits())
    .map(([document, edits]) => [document, edited(document, edits)] as const)
}

/** Three documents of which the second and the third were made from the first. */
export function nearTripleOf(
  documents: fc.Arbitrary<JsonValue>,
): fc.Arbitrary<{ base: JsonValue; desired: JsonValue; live: JsonValue }> {
  return fc.tuple(documents, someEdits(), someEdits()).map(([base, own, others]) => ({
    base,
    desired: edited(base, own),
    live: edited(base, others),
  }))
}

export function objectDocuments(): fc.Arbitrary<JsonValue> {
  return nested(fc.constantFrom('a', 'b', 'c', 'name', 'value'), smallScalar(), { arrays: false })
}

export function scalarArrays(): fc.Arbitrary<JsonValue> {
  return fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 14 })
}

export function mixedDocuments(): fc.Arbitrary<JsonValue> {
  return nested(fc.constantFrom('a', 'b', 'name', 'items'), smallScalar(), { arrays: true })
}

/** Names that have to be escaped in a pointer, or look like something else in one. */
export function pointerSpecialDocuments(): fc.Arbitrary<JsonValue> {
  const keys = fc.constantFrom('~', '/', '', '0', '-', '~0', '~1', '01', '😀', '*', '**', '"', '\n')
  return nested(keys, smallScalar(), { arrays: true })
}

/** Names that everything inherits. */
export function inheritedNameDocuments(): fc.Arbitrary<JsonValue> {
  const keys = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'a')
  return nested(keys, smallScalar(), { arrays: true })
}

/** Any JSON at all, scalars at the root included. */
export function anyDocuments(): fc.Arbitrary<JsonValue> {
  return fc.oneof(anyJson(), anyScalar())
}

/** Lists of records as they stand in manifests, with doubles and records that differ in one field. */
export function recordLists(): fc.Arbitrary<JsonValue> {
  const record = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    x: fc.integer({ min: 0, max: 2 }),
    ports: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
  })
  return fc.array(record, { maxLength: 6 })
}

function smallScalar(): fc.Arbitrary<JsonValue> {
  return fc.constantFrom<JsonValue>(null, true, false, 0, 1, 2, '', 'a', 'b')
}

function nested(
  keys: fc.Arbitrary<string>,
  scalars: fc.Arbitrary<JsonValue>,
  { arrays }: { readonly arrays: boolean },
): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ value: JsonValue; object: JsonObject; array: readonly JsonValue[] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      scalars,
      tie('object'),
      ...(arrays ? [tie('array')] : []),
    ),
    object: fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map(objectOf),
    array: fc.array(tie('value'), { maxLength: 6 }),
  })).object
}

interface RandomEdit {
  /** Which container, member or element, counted modulo how many there are. */
  readonly where: number
  readonly what: 'remove' | 'insert' | 'replace' | 'double' | 'swap'
  readonly value: JsonValue
}

function someEdits(): fc.Arbitrary<readonly RandomEdit[]> {
  return fc.array(
    fc.record({
      where: fc.nat({ max: 10_000 }),
      what: fc.constantFrom('remove', 'insert', 'replace', 'double', 'swap'),
      value: fc.oneof(smallScalar(), scalarArrays(), objectDocuments()),
    }),
    { maxLength: 4 },
  )
}

function edited(document: JsonValue, edits: readonly RandomEdit[]): JsonValue {
  const copy = structuredClone({ document })
  for (const edit of edits) {
    const containers = containersOf(copy.document)
    if (containers.length === 0) copy.document = structuredClone(edit.value)
    else editContainer(containers[edit.where % containers.length]!, edit)
  }
  return copy.document
}

function containersOf(document: JsonValue): (JsonValue[] | Record<string, JsonValue>)[] {
  if (typeof document !== 'object' || document === null) return []
  return [document as JsonValue[], ...Object.values(document).flatMap(containersOf)]
}

function editContainer(
  container: JsonValue[] | Record<string, JsonValue>,
  { where, what, value }: RandomEdit,
): void {
  if (Array.isArray(container)) {
    const at = container.length === 0 ? 0 : where % container.length
    const element = container[at]
    if (what === 'remove') container.splice(at, 1)
    else if (what === 'replace' && element !== undefined) container[at] = structuredClone(value)
    else if (what === 'double' && element !== undefined) container.splice(at, 0, structuredClone(element))
    else if (what === 'swap' && element !== undefined) container.push(...container.splice(at, 1))
    else container.splice(at, 0, structuredClone(value))
    return
  }
  const names = Object.keys(container)
  const name = names[where % Math.max(names.length, 1)]
  if (name === undefined || what === 'insert') set(container, `new${where % 3}`, structuredClone(value))
  else if (what === 'remove') delete container[name]
  else set(container, name, structuredClone(value))
}

function set(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}
