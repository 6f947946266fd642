import { isJsonObject, type JsonValue, parseDuration, parseTime, suggestName } from '../../core/index.js'
import { readQuantity } from '../runtime/quantity.js'
import { describeType } from '../runtime/unknown.js'
import { type ObjectType, phraseOf, type Type, writeType } from '../typing/type.js'

/** Why a value cannot stand in a request. */
export interface Misfit {
  readonly code: 'policy/type-clash' | 'policy/unknown-member'
  readonly message: string
  readonly help?: string
}

/**
 * Whether a request may hold a value where a type is declared, `null` if so. What lacks a member fits: tests are there
 * to show what becomes of it.
 *
 * @param place the place as the language writes it, for the message
 */
export function misfitOf(value: JsonValue, type: Type, place: string): Misfit | null {
  switch (type.kind) {
    case 'json':
      return null
    case 'optional':
      return value === null ? null : misfitOf(value, type.item, place)
    case 'list':
    case 'set':
      return Array.isArray(value)
        ? firstOf(value as readonly JsonValue[], (item, index) =>
            misfitOf(item, type.item, `${place}[${index}]`),
          )
        : clash(value, type, place)
    case 'map':
      return isJsonObject(value)
        ? firstOf(Object.keys(value), (name) => misfitOf(value[name]!, type.item, `${place}.${name}`))
        : clash(value, type, place)
    case 'object':
      return isJsonObject(value)
        ? firstOf(Object.keys(value), (name) => misfitOfMember(value[name]!, name, type, place))
        : clash(value, type, place)
    default:
      return fitsScalar(value, type) ? null : clash(value, type, place)
  }
}

function misfitOfMember(value: JsonValue, name: string, type: ObjectType, place: string): Misfit | null {
  const member = type.members.get(name)
  if (member !== undefined) return misfitOf(value, member.type, `${place}.${name}`)
  if (type.open) return null
  const meant = suggestName(name, type.members.keys())
  const help =
    meant === undefined ? 'write as json behind the value if that is meant' : `did you mean ${meant}?`
  return { code: 'policy/unknown-member', message: `${place} has no member ${name}`, help }
}

function fitsScalar(value: JsonValue, type: Type): boolean {
  switch (type.kind) {
    case 'null':
      return value === null
    case 'bool':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number'
    case 'int':
      return Number.isSafeInteger(value)
    case 'words':
      return typeof value === 'string' && type.words.has(value)
    case 'time':
      return typeof value === 'number' || (typeof value === 'string' && parseTime(value) !== null)
    case 'duration':
      return typeof value === 'number' || (typeof value === 'string' && isDuration(value))
    case 'quantity':
      return typeof value === 'number' || (typeof value === 'string' && readQuantity(value) !== null)
    default:
      return typeof value === 'string'
  }
}

function isDuration(text: string): boolean {
  try {
    parseDuration(text)
    return true
  } catch {
    return false
  }
}

function clash(value: JsonValue, type: Type, place: string): Misfit {
  const found =
    typeof value === 'object' && value !== null ? describeType(value) : JSON.stringify(value).slice(0, 60)
  const wanted = type.kind === 'words' ? `one of ${writeType(type)}` : phraseOf(type)
  const help = 'write as json behind the value if that is meant'
  return { code: 'policy/type-clash', message: `${place} is ${wanted}, not ${found}`, help }
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item, index: number) => Misfit | null,
): Misfit | null {
  for (let index = 0; index < items.length; index += 1) {
    const found = find(items[index]!, index)
    if (found !== null) return found
  }
  return null
}
