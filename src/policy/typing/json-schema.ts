import { isJsonObject, type JsonObject, type JsonValue, KeelsonError, ownValue } from '../../core/index.js'
import { commonType } from './relations.js'
import {
  BOOL_TYPE,
  INT_TYPE,
  JSON_TYPE,
  type MemberType,
  NULL_TYPE,
  NUMBER_TYPE,
  type ObjectType,
  OPEN_OBJECT_TYPE,
  QUANTITY_TYPE,
  STRING_TYPE,
  TIME_TYPE,
  type Type,
} from './type.js'

/** References that lead to references; more than this is a circle. */
const MOST_REFERENCES = 64

/** Deeper schemas say nothing that a policy could ask for. */
const DEEPEST = 64

/**
 * The types that JSON Schemas describe (Draft 2020-12, the part that docs/keel.md names). What a schema says in words
 * that are not part of it leaves the value `json`: a type never claims more than the schema does.
 *
 * @throws KeelsonError `policy/invalid-schema`
 */
export function typesFromSchemas(schemas: { readonly [name: string]: JsonValue }): ReadonlyMap<string, Type> {
  const types = new Map<string, Type>()
  for (const name of Object.keys(schemas)) types.set(name, new SchemaReader(name, schemas[name]!).read())
  return types
}

class SchemaReader {
  readonly #name: string
  readonly #root: JsonValue
  /** Object types by the schema they come from, so that one that contains itself ends. */
  readonly #objects = new Map<JsonObject, Type>()

  constructor(name: string, root: JsonValue) {
    this.#name = name
    this.#root = root
  }

  read(): Type {
    return this.#type(this.#root, '', this.#name, DEEPEST)
  }

  #type(schema: JsonValue, path: string, name: string | null, levels: number): Type {
    if (levels === 0 || schema === true) return JSON_TYPE
    if (schema === false) return NULL_TYPE
    if (!isJsonObject(schema)) throw this.#invalid(path, 'a schema is an object or a boolean')
    const known = this.#objects.get(schema)
    if (known !== undefined) return known
    const reference = ownValue(schema, '$ref')
    if (reference !== undefined) return this.#referenced(reference, path, levels)
    const nullable = ownValue(schema, 'nullable') === true
    const type = this.#plain(schema, path, name, levels)
    return nullable ? withNull(type) : type
  }

  #plain(schema: JsonObject, path: string, name: string | null, levels: number): Type {
    if (ownValue(schema, 'x-kubernetes-int-or-string') === true) return JSON_TYPE
    const constant = ownValue(schema, 'const')
    if (typeof constant === 'string') return wordsOf([constant])
    const listed = ownValue(schema, 'enum')
    if (Array.isArray(listed)) return enumType(listed)
    for (const word of ['oneOf', 'anyOf']) {
      const choices = ownValue(schema, word)
      if (Array.isArray(choices)) return this.#oneOf(choices, `${path}/${word}`, levels)
    }
    const parts = ownValue(schema, 'allOf')
    if (Array.isArray(parts)) return this.#allOf(schema, parts, path, name, levels)
    const kinds = ownValue(schema, 'type')
    if (Array.isArray(kinds)) {
      const others = (kinds as readonly JsonValue[]).filter((kind) => kind !== 'null')
      const type = others.length === 1 ? this.#ofKind(others[0]!, schema, path, name, levels) : JSON_TYPE
      return others.length === kinds.length ? type : withNull(type)
    }
    return this.#ofKind(kinds ?? impliedKind(schema), schema, path, name, levels)
  }

  #ofKind(
    kind: JsonValue | null,
    schema: JsonObject,
    path: string,
    name: string | null,
    levels: number,
  ): Type {
    switch (kind) {
      case 'null':
        return NULL_TYPE
      case 'boolean':
        return BOOL_TYPE
      case 'integer':
        return INT_TYPE
      case 'number':
        return NUMBER_TYPE
      case 'string':
        return stringType(ownValue(schema, 'format'))
      case 'array': {
        const items = ownValue(schema, 'items')
        const tuple = ownValue(schema, 'prefixItems') !== undefined
        const item =
          items === undefined || tuple ? JSON_TYPE : this.#type(items, `${path}/items`, null, levels - 1)
        return { kind: 'list', item }
      }
      case 'object':
        return this.#object(schema, path, name, levels)
      default:
        return JSON_TYPE
    }
  }

  #object(schema: JsonObject, path: string, name: string | null, levels: number): Type {
    const properties = ownValue(schema, 'properties')
    const more = ownValue(schema, 'additionalProperties')
    if (properties === undefined) {
      if (more === undefined || more === true || more === false) return OPEN_OBJECT_TYPE
      return { kind: 'map', item: this.#type(more, `${path}/additionalProperties`, null, levels - 1) }
    }
    if (!isJsonObject(properties)) throw this.#invalid(`${path}/properties`, 'properties is not an object')
    const members = new Map<string, MemberType>()
    const preserved = ownValue(schema, 'x-kubernetes-preserve-unknown-fields') === true
    const open = preserved || (more !== undefined && more !== false)
    const type: ObjectType = { kind: 'object', name, members, open }
    this.#objects.set(schema, type)
    const required = ownValue(schema, 'required') ?? []
    if (!Array.isArray(required)) throw this.#invalid(`${path}/required`, 'required is not a list')
    const needed = new Set(required as readonly JsonValue[])
    for (const key of Object.keys(properties)) {
      const member = this.#type(properties[key]!, `${path}/properties/${key}`, null, levels - 1)
      members.set(key, { type: member, optional: !needed.has(key) })
    }
    return type
  }

  /** Of several schemas that all hold, the members of all; what is no object adds nothing to the first that says more. */
  #allOf(
    schema: JsonObject,
    parts: readonly JsonValue[],
    path: string,
    name: string | null,
    levels: number,
  ): Type {
    const { allOf: _, ...own } = schema
    const types = parts.map((part, index) => this.#type(part, `${path}/allOf/${index}`, null, levels - 1))
    if (Object.keys(own).some((word) => CONSTRAINING.has(word)))
      types.push(this.#plain(own, path, name, levels - 1))
    const telling = types.filter((type) => type.kind !== 'json')
    const objects = telling.filter((type) => type.kind === 'object')
    if (objects.length < 2) return telling[0] ?? JSON_TYPE
    const members = new Map<string, MemberType>()
    for (const object of objects) {
      for (const [key, member] of object.members) {
        const optional = member.optional && (members.get(key)?.optional ?? true)
        members.set(key, { type: member.type, optional })
      }
    }
    return { kind: 'object', name, members, open: objects.some((object) => object.open) }
  }

  #oneOf(choices: readonly JsonValue[], path: string, levels: number): Type {
    const types = choices.map((choice, index) => this.#type(choice, `${path}/${index}`, null, levels - 1))
    const objects = types.filter((type) => type.kind === 'object' || type.kind === 'map')
    // Which of several objects it is, a policy would have to ask first.
    return objects.length > 1 ? JSON_TYPE : commonType(types)
  }

  #referenced(reference: JsonValue, path: string, levels: number): Type {
    let target: JsonValue | undefined
    let text = reference
    for (let count = 0; count < MOST_REFERENCES; count += 1) {
      if (typeof text !== 'string' || !text.startsWith('#')) {
        throw this.#invalid(`${path}/$ref`, 'only references inside the same schema are followed')
      }
      target = this.#at(text.slice(1))
      if (target === undefined) throw this.#invalid(`${path}/$ref`, `there is nothing at ${text}`)
      const name = text.slice(text.lastIndexOf('/') + 1)
      if (name.endsWith('resource.Quantity')) return QUANTITY_TYPE
      const further = isJsonObject(target) ? ownValue(target, '$ref') : undefined
      if (further === undefined)
        return this.#type(target, text.slice(1), name === '' ? null : name, levels - 1)
      text = further
    }
    throw this.#invalid(`${path}/$ref`, 'the reference leads back to itself')
  }

  #at(pointer: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.#root
    for (const segment of pointer.split('/').slice(1)) {
      const key = segment.replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(value)) value = (value as readonly JsonValue[])[Number(key)]
      else value = isJsonObject(value) ? ownValue(value, key) : undefined
    }
    return value
  }

  #invalid(path: string, message: string): KeelsonError {
    return new KeelsonError('policy/invalid-schema', `the schema ${this.#name} cannot be read: ${message}`, {
      path: `/schemas/${this.#name}${path}`,
      help: 'hand in JSON Schema, Draft 2020-12; docs/keel.md names the part that is read',
    })
  }
}

const CONSTRAINING: ReadonlySet<string> = new Set(['type', 'properties', 'enum', 'const', 'items'])

function impliedKind(schema: JsonObject): string | null {
  if (ownValue(schema, 'properties') !== undefined) return 'object'
  return ownValue(schema, 'items') === undefined ? null : 'array'
}

function stringType(format: JsonValue | undefined): Type {
  if (format === 'date-time') return TIME_TYPE
  return format === 'quantity' ? QUANTITY_TYPE : STRING_TYPE
}

function wordsOf(words: readonly string[]): Type {
  return { kind: 'words', words: new Set(words), name: null }
}

function enumType(values: readonly JsonValue[]): Type {
  const words = values.filter((value) => typeof value === 'string')
  const others = values.filter((value) => typeof value !== 'string')
  if (others.some((value) => value !== null) || words.length === 0) return JSON_TYPE
  return others.length === 0 ? wordsOf(words) : withNull(wordsOf(words))
}

function withNull(type: Type): Type {
  return type.kind === 'json' || type.kind === 'optional' || type.kind === 'null'
    ? type
    : { kind: 'optional', item: type }
}
