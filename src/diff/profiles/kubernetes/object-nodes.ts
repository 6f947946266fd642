import type { JsonValue } from '../../../core/index.js'
import type { SchemaNode } from '../../schema-node.js'
import { customNode, type KubernetesType, type PlaceKnowledge, readCustomType } from './custom-types.js'
import { metadataNode, STATUS_NODE } from './metadata-node.js'
import { itemsOf, kindOf, memberAt } from './object-kind.js'
import { secretNode } from './secret-node.js'
import { TypeGraph } from './type-graph.js'

/** Where a kind keeps the specification of its Pods. */
const POD_SPECS: readonly (readonly string[])[] = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
]

/** The nodes of whole objects: what is built in, what the caller says of other kinds, and what depends on the object. */
export class ObjectNodes {
  readonly #graph = new TypeGraph()
  readonly #custom = new Map<string, readonly PlaceKnowledge[]>()
  readonly #made = new Map<string, SchemaNode>()
  /** An object of a kind of which nothing is known has metadata and a status all the same. */
  readonly #anyKind: SchemaNode

  constructor(types: { readonly [kind: string]: KubernetesType }) {
    const metadata = metadataNode()
    this.#anyKind = {
      member: (name) => (name === 'metadata' ? metadata : name === 'status' ? STATUS_NODE : undefined),
    }
    for (const kind of Object.keys(types)) {
      this.#custom.set(kind, readCustomType(types[kind]!, kind, this.#graph))
    }
  }

  /** `undefined` where neither document is an object of Kubernetes. */
  of(before: JsonValue, after: JsonValue, base?: JsonValue): SchemaNode | undefined {
    const kind = this.#sharedKind(kindOf(before), kindOf(after))
    if (kind === undefined) return undefined
    if (itemsOf(before) !== undefined || itemsOf(after) !== undefined) return this.#listOfObjects()
    const node = this.#nodeOf(kind, namesOf(kind, before, after))
    return kind === 'v1/Secret' ? secretNode(node, before, after, base) : node
  }

  /** Two versions of one kind are compared as the later side has it; of two kinds only what all kinds share is known. */
  #sharedKind(before: string | undefined, after: string | undefined): string | undefined {
    if (before === undefined || after === undefined || before === after) return after ?? before
    return nameOf(before) === nameOf(after) ? after : ''
  }

  #nodeOf(kind: string, names: readonly string[]): SchemaNode {
    const key = `${kind} ${names.join(' ')}`
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const type = this.#graph.typeOf(kind)
    const builtIn = type === -1 ? this.#anyKind : this.#graph.node(type, names)
    const custom = this.#custom.get(kind)
    if (type === -1 && custom === undefined) return builtIn
    const node = custom === undefined ? builtIn : customNode(custom, 0, builtIn, this.#graph)!
    this.#made.set(key, node)
    return node
  }

  #listOfObjects(): SchemaNode {
    const key = 'items'
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const items: SchemaNode = {
      emptyIsAbsent: true,
      element: (item) => (item === undefined ? this.#anyKind : this.of(item, item)),
    }
    const list: SchemaNode = {
      member: (name) =>
        name === 'items' ? items : name === 'metadata' ? this.#anyKind.member!(name) : undefined,
    }
    this.#made.set(key, list)
    return list
  }
}

function nameOf(kind: string): string {
  return kind.slice(kind.lastIndexOf('/') + 1)
}

/** Names under which more is known of an object that is as both sides are. */
function namesOf(kind: string, before: JsonValue, after: JsonValue): readonly string[] {
  const both = (names: readonly string[], holds: (value: JsonValue | undefined) => boolean): boolean =>
    holds(memberAt(before, names)) && holds(memberAt(after, names))
  if (kind.startsWith('rbac.authorization.k8s.io/')) {
    return both(['aggregationRule'], (rule) => rule !== undefined && rule !== null)
      ? ['AggregatedClusterRole']
      : []
  }
  const onHost = POD_SPECS.some((spec) => both([...spec, 'hostNetwork'], (value) => value === true))
  return onHost ? ['OnHostNetwork'] : []
}
