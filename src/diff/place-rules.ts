import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../core/index.js'
import { type Cover, coverBeneath, DEFAULT_RANK, SERVER_RANK, SPELLING_RANK } from './cover.js'
import { nameIgnoreRule, nameOwnerRule } from './profile.js'
import { RuleSet, type RuleState } from './rule-set.js'
import type { ListIdentity, SchemaNode, ValueSemantics } from './schema-node.js'
import type { Change, IgnoreRule, ListRule, OwnerRule, ValueRule } from './types.js'

/** Everything that rules and profile say about one place, and the way on from it. */
export interface PlaceState {
  readonly rules: RuleState
  readonly node: SchemaNode | undefined
  /** Covers the place and everything beneath it, whatever stands there. */
  readonly cover: Cover | null
  /** Covers of some kinds of changes. */
  readonly byOperation: readonly { readonly ops: readonly Change['op'][]; readonly cover: Cover }[]
  /** Covers of a value that only one side has, while it is exactly this one. */
  readonly byValue: readonly { readonly value: JsonValue; readonly cover: Cover }[]
  /** Covers any value that only one side has. */
  readonly unwritten: Cover | null
  readonly list: ListIdentity | undefined
  readonly semantics: { readonly canonical: ValueSemantics['canonical']; readonly cover: Cover } | null
  readonly default: { readonly value: JsonValue; readonly cover: Cover } | null
  readonly defaultIn: SchemaNode['defaultIn'] | undefined
  /** Covers empty values that only one side has; `null` where they count. */
  readonly empty: Cover | null
  readonly emptyText: boolean
  /** What is known about elements depends on what is in them. */
  readonly byContent: boolean
}

const SERVER_DEFAULT: Cover = { class: 'defaulted', rule: 'server default', rank: DEFAULT_RANK }
const EMPTY: Cover = { class: 'normalised', rule: 'empty is absent', rank: SPELLING_RANK }

/** The rules of one comparison: those of the profile come first, then the caller's. */
export interface RuleLists {
  readonly ignore: readonly IgnoreRule[]
  readonly owners: readonly OwnerRule[]
  readonly lists: readonly ListRule[]
  readonly values: readonly ValueRule[]
}

/**
 * The rules by pointer and the schema of one comparison, compiled place by place as the walk gets there. A state is one
 * object for all places about which the same is known.
 */
export class PlaceRules {
  /** Nothing is known or said about the place and anything beneath it. */
  readonly none: PlaceState
  readonly #rules: RuleSet
  readonly #lists: RuleLists
  readonly #covers: readonly (Cover | null)[]
  readonly #states = new Map<RuleState, Map<SchemaNode | undefined, PlaceState>>()

  /** @throws KeelsonError `core/invalid-pointer` */
  constructor(lists: RuleLists) {
    const { ignore, owners, values } = lists
    this.#lists = lists
    this.#rules = new RuleSet([
      ...ignore.map(({ pointer, ops, owner }) => ({
        pointer: pointer ?? '/**',
        reachesDown: ops !== undefined || owner !== undefined,
      })),
      ...owners,
      ...lists.lists,
      ...values,
    ])
    this.#covers = [
      ...ignore.map((rule, rank): Cover => ({ class: 'ignored', rule: nameIgnoreRule(rule), rank })),
      ...owners.map((rule, at): Cover => {
        return { class: 'foreign', rule: nameOwnerRule(rule), owner: rule.owner, rank: ignore.length + at }
      }),
    ]
    this.none = this.#compile(this.#rules.none, undefined)
  }

  /** The state of a document of which the schema says this. */
  root(schema: SchemaNode | undefined): PlaceState {
    return this.#compile(this.#rules.root, schema)
  }

  /** The state of a member. */
  member(state: PlaceState, name: string): PlaceState {
    if (state === this.none) return state
    return this.#compile(this.#rules.step(state.rules, name), state.node?.member?.(name))
  }

  /** The state of an element, or of two that stand against each other. */
  element(state: PlaceState, index: number, element: JsonValue, other: JsonValue = element): PlaceState {
    if (state === this.none) return state
    const node = state.node?.element?.(element)
    return this.#compile(
      this.#rules.stepElement(state.rules, index, element, other),
      node ?? (element === other ? node : state.node?.element?.(other)),
    )
  }

  #compile(rules: RuleState, node: SchemaNode | undefined): PlaceState {
    let byNode = this.#states.get(rules)
    if (byNode === undefined) {
      byNode = new Map()
      this.#states.set(rules, byNode)
    }
    let state = byNode.get(node)
    if (state === undefined) {
      state = this.#describe(rules, node)
      byNode.set(node, state)
    }
    return state
  }

  #describe(rules: RuleState, node: SchemaNode | undefined): PlaceState {
    const { ignore, owners, lists } = this.#lists
    const behindOwners = ignore.length + owners.length
    const behindLists = behindOwners + lists.length
    let ignored: Cover | null = null
    let owned: Cover | null = null
    let listRule: ListRule | undefined
    const byOperation: { ops: readonly Change['op'][]; cover: Cover }[] = []
    const byValue: { value: JsonValue; cover: Cover }[] = []
    const valueRules: ValueRule[] = []
    for (const rule of rules.matched) {
      const cover = this.#covers[rule] ?? null
      if (rule < ignore.length) {
        const { owner, ops } = ignore[rule]!
        if (owner !== undefined && !isWrittenBy(node, owner)) continue
        if (ops !== undefined) byOperation.push({ ops, cover: cover! })
        else ignored ??= cover
      } else if (rule < behindOwners) {
        const { value } = owners[rule - ignore.length]!
        if (value !== undefined) byValue.push({ value, cover: cover! })
        else owned ??= cover
      } else if (rule < behindLists) listRule ??= lists[rule - behindOwners]!
      else valueRules.push(this.#lists.values[rule - behindLists]!)
    }
    const server = serverCover(node)
    const onlyUnwritten = node?.server?.onlyUnwritten === true
    return {
      rules,
      node,
      cover: coverBeneath(ignored, coverBeneath(owned, onlyUnwritten ? null : server)),
      byOperation,
      byValue,
      unwritten: onlyUnwritten ? server : null,
      list: listRule ?? node?.list,
      ...describeValue(valueRules, node),
      byContent: rules.conditions.length > 0 || (node?.element !== undefined && node.element.length > 0),
    }
  }
}

/** Elements of an array that rules name by index are told by it. */
export function namesIndex(state: PlaceState): boolean {
  return state.rules.namesIndex
}

/** The default of a member, which may depend on the object that holds it. */
export function defaultOf(
  state: PlaceState,
  holder: JsonObject | JsonArray | undefined,
  name: string | number,
  present: JsonValue,
): { readonly value: JsonValue; readonly cover: Cover } | null {
  if (state.default !== null || state.defaultIn === undefined || !isJsonObject(holder)) return state.default
  const value = state.defaultIn(holder, String(name), present)
  return value === undefined ? null : { value, cover: SERVER_DEFAULT }
}

function isWrittenBy(node: SchemaNode | undefined, owner: string): boolean {
  return node?.server?.owner === owner || node?.owners?.includes(owner) === true
}

function serverCover(node: SchemaNode | undefined): Cover | null {
  const server = node?.server
  if (server === undefined) return null
  const { class: className, owner, reason } = server
  const rule = owner === undefined ? reason : `owned by ${owner} (${reason})`
  return { class: className, rule, ...(owner === undefined ? {} : { owner }), rank: SERVER_RANK }
}

/** What stands first says it: rules in their order, then the schema. */
function describeValue(
  rules: readonly ValueRule[],
  node: SchemaNode | undefined,
): Pick<PlaceState, 'semantics' | 'default' | 'defaultIn' | 'empty' | 'emptyText'> {
  const bySemantics = rules.find((rule) => rule.semantics !== undefined)
  const byDefault = rules.find((rule) => rule.default !== undefined)
  const byEmpty = rules.find((rule) => rule.emptyIsAbsent !== undefined)
  const semantics = bySemantics?.semantics ?? node?.value
  const serverDefault = byDefault?.default ?? node?.default
  const emptyIsAbsent = byEmpty?.emptyIsAbsent ?? node?.emptyIsAbsent === true
  return {
    semantics:
      semantics === undefined
        ? null
        : {
            canonical: semantics.canonical,
            cover: {
              class: 'normalised',
              rule: withReason(semantics.name, bySemantics),
              rank: SPELLING_RANK,
            },
          },
    default:
      serverDefault === undefined
        ? null
        : {
            value: serverDefault,
            cover: { ...SERVER_DEFAULT, rule: withReason(SERVER_DEFAULT.rule, byDefault) },
          },
    defaultIn: byDefault === undefined ? node?.defaultIn : undefined,
    empty: emptyIsAbsent ? { ...EMPTY, rule: withReason(EMPTY.rule, byEmpty) } : null,
    emptyText: byEmpty?.emptyTextIsAbsent ?? node?.emptyTextIsAbsent === true,
  }
}

function withReason(what: string, rule: ValueRule | undefined): string {
  if (rule === undefined) return what
  return rule.reason === undefined
    ? `${what} at ${rule.pointer}`
    : `${what} at ${rule.pointer} (${rule.reason})`
}
