import {
  compareCodePoints,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
  sortedKeys,
} from '../../core/index.js'
import { canonicalize } from '../../hash/index.js'
import { setMember } from '../copy-json.js'
import type { ValueSemantics } from '../schema-node.js'
import { embeddedJson } from './embedded-json.js'

const PLAIN_LISTS = ['Action', 'NotAction', 'NotResource', 'Resource'] as const
const PRINCIPALS = ['NotPrincipal', 'Principal'] as const

/**
 * Policy documents of AWS IAM, as an object or as JSON in a string: a list of one and the value alone are the same, and
 * the order of statements, actions, resources, principals and condition values does not count. Case does.
 *
 * @example
 * ```ts
 * import { iamPolicy } from 'keelson/diff'
 * const one = { Statement: { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: '*' } }
 * const same = '{"Statement":[{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":["*"]}]}'
 * JSON.stringify(iamPolicy.canonical(one)) === JSON.stringify(iamPolicy.canonical(same)) // => true
 * ```
 */
export const iamPolicy: ValueSemantics = { name: 'iam-policy', canonical: canonicalPolicy }

function canonicalPolicy(value: JsonValue): JsonValue | undefined {
  const document = typeof value === 'string' ? embeddedJson.canonical(value) : value
  const statement = isJsonObject(document) ? ownValue(document, 'Statement') : undefined
  if (statement === undefined) return undefined
  const statements: readonly JsonValue[] = Array.isArray(statement) ? statement : [statement]
  const canonical: JsonObject[] = []
  for (const each of statements) {
    if (!isJsonObject(each)) return undefined
    canonical.push(canonicalStatement(each))
  }
  return withMembers(document as JsonObject, [['Statement', sorted(canonical)]])
}

function canonicalStatement(statement: JsonObject): JsonObject {
  const changed: [name: string, value: JsonValue][] = []
  for (const name of PLAIN_LISTS) {
    const value = ownValue(statement, name)
    if (value !== undefined) changed.push([name, asSet(value)])
  }
  for (const name of PRINCIPALS) {
    const value = ownValue(statement, name)
    if (isJsonObject(value)) changed.push([name, withSets(value)])
  }
  const condition = ownValue(statement, 'Condition')
  if (isJsonObject(condition)) {
    const operators = Object.keys(condition).map((operator): [string, JsonValue] => {
      const keys = condition[operator]!
      return [operator, isJsonObject(keys) ? withSets(keys) : keys]
    })
    changed.push(['Condition', withMembers({}, operators)])
  }
  return withMembers(statement, changed)
}

function withSets(object: JsonObject): JsonObject {
  return withMembers(
    {},
    Object.keys(object).map((name) => [name, asSet(object[name]!)]),
  )
}

function asSet(value: JsonValue): JsonValue {
  return sorted(Array.isArray(value) ? (value as readonly JsonValue[]) : [value])
}

/** By their canonical text, each once. */
function sorted(values: readonly JsonValue[]): JsonValue {
  const byText = new Map(values.map((value) => [textOf(value), value]))
  return [...byText.keys()].sort(compareCodePoints).map((text) => byText.get(text)!)
}

/** A lone surrogate has no canonical form; what holds one is told apart by its JSON text. */
function textOf(value: JsonValue): string {
  try {
    return canonicalize(value)
  } catch {
    return JSON.stringify(value)
  }
}

function withMembers(object: JsonObject, changed: readonly (readonly [string, JsonValue])[]): JsonObject {
  const made: Record<string, JsonValue> = {}
  for (const name of sortedKeys(object)) setMember(made, name, object[name]!)
  for (const [name, value] of changed) setMember(made, name, value)
  return made
}
