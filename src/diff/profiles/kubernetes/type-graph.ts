import { isJsonObject, type JsonValue } from '../../../core/index.js'
import type { SchemaNode, ValueSemantics } from '../../schema-node.js'
import { intOrString } from '../../values/int-or-string.js'
import { quantity } from '../../values/quantity.js'
import { rfc3339Time } from '../../values/rfc3339-time.js'
import { type ApiTypes, type FieldFacts, readApiTypes, type TypeFacts } from './api-types.js'
import { type FieldKnowledge, fieldKnowledge, keyedBy } from './field-knowledge.js'
import { metadataNode, STATUS_NODE } from './metadata-node.js'
import { valueThatSaysNothing } from './omitted-when-zero.js'
import { type FieldDefaults, serverDefaults } from './server-defaults.js'

const SEMANTICS: { readonly [scalar in NonNullable<FieldFacts['scalar']>]: ValueSemantics } = {
  quantity,
  time: rfc3339Time,
  'int-or-string': intOrString,
}

/** A member of a built-in type of which nothing else is known, and everything beneath it. */
const UNKNOWN: SchemaNode = {
  defaultIn: valueThatSaysNothing,
  member: () => UNKNOWN,
  element: () => UNKNOWN,
}

const NO_FACTS: TypeFacts = { label: '', hasMetadata: false, fields: new Map() }

/**
 * The built-in types as schema nodes: facts of the API, and over them what server-defaults.ts and field-knowledge.ts say
 * under the names that a node goes by. Nodes are made when they are first asked for; there are as many as types and
 * names, however many documents are compared.
 */
export class TypeGraph {
  readonly #api: ApiTypes = readApiTypes()
  readonly #defaults: { readonly [name: string]: FieldDefaults } = serverDefaults()
  readonly #knowledge: { readonly [name: string]: { readonly [field: string]: FieldKnowledge } } =
    fieldKnowledge()
  /** Beginnings of the dotted names under which something is known of a place. */
  readonly #telling: ReadonlySet<string> = beginnings([
    ...Object.keys(this.#defaults),
    ...Object.keys(this.#knowledge),
  ])
  readonly #metadata: SchemaNode = metadataNode()
  readonly #nodes = new Map<string, SchemaNode>()

  /** Every `group/version/Kind` that has a type. */
  kinds(): string[] {
    return [...this.#api.kinds.keys()]
  }

  /** The type of `group/version/Kind`, -1 where it is not known. */
  typeOf(kind: string): number {
    return this.#api.kinds.get(kind) ?? -1
  }

  /**
   * @param type number of the type; -1 for an object of which only the names tell anything
   * @param names under which something may be known beside the name of the type, the most telling last
   */
  node(type: number, names: readonly string[]): SchemaNode {
    const key = `${type} ${names.join(' ')}`
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    const facts = this.#api.types[type] ?? NO_FACTS
    const labels = facts.label === '' ? names : [facts.label, ...names]
    const members = new Map<string, SchemaNode | undefined>()
    if (facts.hasMetadata) members.set('metadata', this.#metadata).set('status', STATUS_NODE)
    const node: SchemaNode = {
      member: (name) => {
        if (!members.has(name)) {
          if (!this.#isKnown(facts, labels, name)) return UNKNOWN
          members.set(name, this.#member(facts.fields.get(name), labels, name))
        }
        return members.get(name)
      },
    }
    this.#nodes.set(key, node)
    return node
  }

  #isKnown(facts: TypeFacts, labels: readonly string[], name: string): boolean {
    if (facts.fields.has(name)) return true
    return labels.some(
      (label) => this.#defaultOf(label, name) !== undefined || this.#knows(label, name) !== undefined,
    )
  }

  #defaultOf(label: string, name: string): JsonValue | undefined {
    const defaults = this.#defaults[label]
    return defaults !== undefined && Object.hasOwn(defaults, name) ? defaults[name] : undefined
  }

  #knows(label: string, name: string): FieldKnowledge | undefined {
    const knowledge = this.#knowledge[label]
    return knowledge !== undefined && Object.hasOwn(knowledge, name) ? knowledge[name] : undefined
  }

  #member(facts: FieldFacts | undefined, labels: readonly string[], name: string): SchemaNode | undefined {
    let fixed: JsonValue | undefined
    let known: FieldKnowledge = {}
    for (const label of labels) {
      fixed = this.#defaultOf(label, name) ?? fixed
      known = { ...known, ...this.#knows(label, name) }
    }
    if (known.opaque === true) return undefined
    fixed = known.default ?? fixed
    const inside = this.#inside(
      facts,
      known,
      labels.map((label) => `${label}.${name}`),
    )
    const list = this.#listOf(facts, known)
    const value =
      known.value ?? (facts?.scalar === undefined || facts.list ? undefined : SEMANTICS[facts.scalar])
    const isList = facts?.list !== undefined || known.addedElements !== undefined
    const emptyIsAbsent = known.emptyIsAbsent === true || isList || facts?.alwaysWritten === true
    return {
      ...(list === undefined ? {} : { list }),
      ...(value === undefined ? {} : { value }),
      ...defaultOf(fixed, known.defaultIn, emptyIsAbsent),
      ...(emptyIsAbsent ? { emptyIsAbsent } : {}),
      ...(known.server === undefined ? {} : { server: known.server }),
      ...inside,
    }
  }

  #listOf(facts: FieldFacts | undefined, known: FieldKnowledge): SchemaNode['list'] {
    if (facts?.list === 'set') return { kind: 'set' }
    if (facts?.list !== 'keyed') return undefined
    const elementLabel = facts.type === undefined ? '' : this.#api.types[facts.type]!.label
    return keyedBy(facts.keys!, this.#defaults[elementLabel] ?? {}, known.ordered)
  }

  /** What lies in a field: the members of its object, the members of a map, or the elements of a list. */
  #inside(
    facts: FieldFacts | undefined,
    known: FieldKnowledge,
    names: readonly string[],
  ): Pick<SchemaNode, 'member' | 'element'> {
    const { members, addedElements } = known
    if (members !== undefined) return { member: () => members }
    const within = this.#within(facts, names)
    if (facts?.list === undefined && addedElements === undefined) {
      return within === UNKNOWN
        ? { member: () => UNKNOWN, element: () => UNKNOWN }
        : { member: within.member! }
    }
    if (addedElements === undefined) return { element: () => within }
    const added = new Map<unknown, SchemaNode>()
    return {
      element: (element?: JsonValue) => {
        const server = isJsonObject(element) ? addedElements(element) : undefined
        if (server === undefined) return within
        const node = added.get(server) ?? { ...within, server }
        added.set(server, node)
        return node
      },
    }
  }

  #within(facts: FieldFacts | undefined, names: readonly string[]): SchemaNode {
    if (facts?.scalar !== undefined) return { value: SEMANTICS[facts.scalar] }
    const telling = names.filter((name) => this.#telling.has(name))
    if (facts?.type === undefined && telling.length === 0) return UNKNOWN
    return this.node(facts?.type ?? -1, telling)
  }
}

/** What is filled in, and what leaves it to be filled in: `null`, and zero where the server leaves it out. */
function defaultOf(
  fixed: JsonValue | undefined,
  computed: SchemaNode['defaultIn'],
  emptyIsAbsent: boolean,
): Pick<SchemaNode, 'defaultIn'> {
  const filledIn: SchemaNode['defaultIn'] = fixed === undefined ? computed : () => fixed
  if (emptyIsAbsent) return filledIn === undefined ? {} : { defaultIn: filledIn }
  if (filledIn === undefined) return { defaultIn: valueThatSaysNothing }
  return {
    defaultIn: (object, name, value) =>
      valueThatSaysNothing(object, name, value) ?? filledIn(object, name, value),
  }
}

/** `Pod`, `Pod.spec` of `Pod.spec`. A dot in the name of an API group begins nothing. */
function beginnings(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const name of names) {
    const group = name.lastIndexOf(':') + 1
    const parts = name.slice(group).split('.')
    for (const index of parts.keys()) found.add(name.slice(0, group) + parts.slice(0, index + 1).join('.'))
  }
  return found
}
