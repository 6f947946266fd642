/** What is known of a value from the text alone. `json` may be anything, and agrees with everything. */
export type Type = ScalarType | WordsType | ContainerType | ObjectType | OptionalType

type ScalarKind = 'json' | 'null' | 'bool' | 'number' | 'int' | 'string' | 'time' | 'duration' | 'quantity'

interface ScalarType {
  readonly kind: ScalarKind
}

/** One of some strings. */
interface WordsType {
  readonly kind: 'words'
  readonly words: ReadonlySet<string>
  /** Of the enum, where it is one. */
  readonly name: string | null
}

interface ContainerType {
  readonly kind: 'list' | 'set' | 'map'
  readonly item: Type
}

/** An object whose members have names. Types may contain themselves, so members are told by name only. */
export interface ObjectType {
  readonly kind: 'object'
  readonly name: string | null
  readonly members: ReadonlyMap<string, MemberType>
  /** There may be members of which nothing is known. */
  readonly open: boolean
}

export interface MemberType {
  readonly type: Type
  /** The member may be absent. */
  readonly optional: boolean
}

/** A value of the type, or null. */
interface OptionalType {
  readonly kind: 'optional'
  readonly item: Type
}

const scalar = (kind: ScalarKind): ScalarType => ({ kind })

export const JSON_TYPE: Type = scalar('json')
export const NULL_TYPE: Type = scalar('null')
export const BOOL_TYPE: Type = scalar('bool')
export const NUMBER_TYPE: Type = scalar('number')
export const INT_TYPE: Type = scalar('int')
export const STRING_TYPE: Type = scalar('string')
export const TIME_TYPE: Type = scalar('time')
export const DURATION_TYPE: Type = scalar('duration')
export const QUANTITY_TYPE: Type = scalar('quantity')
export const OPEN_OBJECT_TYPE: Type = { kind: 'object', name: null, members: new Map(), open: true }

/** Types by the words of the language. */
export const TYPES_BY_WORD: ReadonlyMap<string, Type> = new Map([
  ['json', JSON_TYPE],
  ['bool', BOOL_TYPE],
  ['number', NUMBER_TYPE],
  ['int', INT_TYPE],
  ['string', STRING_TYPE],
  ['time', TIME_TYPE],
  ['duration', DURATION_TYPE],
  ['quantity', QUANTITY_TYPE],
])

export function listOf(item: Type): Type {
  return { kind: 'list', item }
}

/** The type of a string that is written out. */
export function wordType(word: string): Type {
  return { kind: 'words', words: new Set([word]), name: null }
}

/** The type without null. */
export function presentType(type: Type): Type {
  return type.kind === 'optional' ? type.item : type
}

const PHRASES: Readonly<Record<Exclude<Type['kind'], 'optional' | 'words'>, string>> = {
  json: 'any value',
  null: 'null',
  bool: 'a boolean',
  number: 'a number',
  int: 'a whole number',
  string: 'a string',
  time: 'a time',
  duration: 'a duration',
  quantity: 'a quantity',
  list: 'a list',
  set: 'a set',
  map: 'an object',
  object: 'an object',
}

/** As a message names a value of the type. */
export function phraseOf(type: Type): string {
  if (type.kind === 'optional') return `${phraseOf(type.item)} or null`
  if (type.kind === 'words') return type.name === null ? 'a string' : `a ${type.name}`
  return PHRASES[type.kind]
}

/** Types without names may contain themselves, by way of schemas; what is deeper is not told. */
const MOST_WRITTEN = 4

/** As the language writes the type. */
export function writeType(type: Type, levels: number = MOST_WRITTEN): string {
  switch (type.kind) {
    case 'optional':
      return `${writeType(type.item, levels)}?`
    case 'words':
      return type.name ?? [...type.words].map((word) => JSON.stringify(word)).join(' | ')
    case 'list':
      return `[${writeType(type.item, levels)}]`
    case 'set':
      return `set[${writeType(type.item, levels)}]`
    case 'map':
      return `{ [string]: ${writeType(type.item, levels)} }`
    case 'object': {
      if (type.name !== null) return type.name
      if (levels === 0) return '{ ... }'
      const members = [...type.members].map(([name, member]) => {
        return `${name}${member.optional ? '?' : ''}: ${writeType(member.type, levels - 1)}`
      })
      return `{ ${[...members, ...(type.open ? ['...'] : [])].join(', ')} }`
    }
    default:
      return type.kind
  }
}
