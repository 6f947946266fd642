import {
  appendPointer,
  type JsonValue,
  KeelsonError,
  parsePointer,
  suggestName,
} from '../../../core/index.js'
import { refuseUnknownNames } from '../../check-options.js'
import { checkListRules, checkValueRules } from '../../check-rules.js'
import type { ListIdentity, SchemaNode } from '../../schema-node.js'
import type { ListRule, ValueRule } from '../../types.js'
import type { TypeGraph } from './type-graph.js'

/** What is known of a kind that is not built in. Pointers start at the object; `*` stands for any one segment. */
export interface KubernetesType {
  readonly lists?: readonly ListRule[]
  readonly values?: readonly ValueRule[]
  /** Places that hold a built-in type: `{ pointer: '/spec/template', type: 'v1/PodTemplateSpec' }`. */
  readonly embeds?: readonly { readonly pointer: string; readonly type: string }[]
}

const MEMBERS = ['lists', 'values', 'embeds'] as const

export interface PlaceKnowledge {
  readonly path: readonly string[]
  readonly knowledge: Partial<SchemaNode>
  /** Number of the built-in type that stands here. */
  readonly type?: number
}

/**
 * @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option`, `core/invalid-pointer` with the place of what cannot
 * be meant
 */
export function readCustomType(type: KubernetesType, kind: string, graph: TypeGraph): PlaceKnowledge[] {
  const at = appendPointer('/types', kind)
  if (typeof type !== 'object' || type === null) {
    throw new KeelsonError('diff/invalid-rule', 'what is known of a type is an object', { path: at })
  }
  refuseUnknownNames(type, MEMBERS, at)
  const places: PlaceKnowledge[] = []
  checkListRules(type.lists, `${at}/lists`).forEach(({ pointer, ...list }, index) => {
    places.push({
      path: readPath(pointer, `${at}/lists/${index}`),
      knowledge: { list: list as ListIdentity },
    })
  })
  checkValueRules(type.values, `${at}/values`).forEach((rule, index) => {
    const { pointer, semantics, default: fixed, emptyIsAbsent, emptyTextIsAbsent } = rule
    places.push({
      path: readPath(pointer, `${at}/values/${index}`),
      knowledge: {
        ...(semantics === undefined ? {} : { value: semantics }),
        ...(fixed === undefined ? {} : { default: fixed }),
        ...(emptyIsAbsent === undefined ? {} : { emptyIsAbsent }),
        ...(emptyTextIsAbsent === undefined ? {} : { emptyTextIsAbsent }),
      },
    })
  })
  const { embeds = [] } = type
  if (!Array.isArray(embeds)) {
    throw new KeelsonError('diff/invalid-rule', 'embeds must be a list of places', { path: `${at}/embeds` })
  }
  for (const [index, embedded] of (embeds as NonNullable<KubernetesType['embeds']>).entries()) {
    const path = `${at}/embeds/${index}`
    const number = graph.typeOf(embedded?.type)
    if (number === -1) {
      const meant = suggestName(String(embedded?.type), graph.kinds())
      throw new KeelsonError('diff/invalid-rule', `there is no built-in type "${String(embedded?.type)}"`, {
        path,
        help:
          meant === undefined
            ? "write { pointer: '/spec/template', type: 'v1/PodTemplateSpec' }"
            : `did you mean "${meant}"?`,
      })
    }
    places.push({ path: readPath(embedded.pointer, path), knowledge: {}, type: number })
  }
  return places
}

function readPath(pointer: string, at: string): string[] {
  if (typeof pointer !== 'string')
    throw new KeelsonError('diff/invalid-rule', 'a rule needs a pointer', { path: at })
  const path = parsePointer(pointer)
  if (path.every((segment) => segment !== '**' && !segment.startsWith('['))) return path
  throw new KeelsonError('diff/invalid-rule', 'places of a type are named by member names and "*"', {
    path: at,
    help: 'write "*" for the elements of a list; rules of the profile take "**" and "[name=…]"',
  })
}

/** The node of a place for which `places` still have something to say, over what `base` knows. */
export function customNode(
  places: readonly PlaceKnowledge[],
  depth: number,
  base: SchemaNode | undefined,
  graph: TypeGraph,
): SchemaNode | undefined {
  if (places.length === 0) return base
  let here: SchemaNode | undefined = base
  for (const { path, type } of places) {
    if (path.length === depth && type !== undefined) here = graph.node(type, [])
  }
  for (const { path, knowledge } of places) if (path.length === depth) here = { ...here, ...knowledge }
  const deeper = places.filter(({ path }) => path.length > depth)
  if (deeper.length === 0) return here
  const known = here
  // By the rules that go on, then by the node beneath: both are few, however many members the documents have.
  const made = new Map<string, Map<SchemaNode | undefined, SchemaNode | undefined>>()
  const below = (segment: string, node: SchemaNode | undefined): SchemaNode | undefined => {
    const matching = deeper.filter(({ path }) => path[depth] === segment || path[depth] === '*')
    if (matching.length === 0) return node
    const name = deeper.some(({ path }) => path[depth] === segment) ? segment : '*'
    const byNode = made.get(name) ?? new Map<SchemaNode | undefined, SchemaNode | undefined>()
    made.set(name, byNode)
    if (!byNode.has(node)) byNode.set(node, customNode(matching, depth + 1, node, graph))
    return byNode.get(node)
  }
  return {
    ...known,
    member: (name) => below(name, known?.member?.(name)),
    element: byContent(known)
      ? (element?: JsonValue) => below('*', known?.element?.(element))
      : () => below('*', known?.element?.()),
  }
}

/** The differ tells by the number of parameters whether elements have nodes of their own. */
function byContent(node: SchemaNode | undefined): boolean {
  return node?.element !== undefined && node.element.length > 0
}
