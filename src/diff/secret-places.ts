import {
  formatPointer,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  parsePointer,
} from '../core/index.js'
import { textOfBase64 } from './base64-text.js'
import { isArray, isContainer } from './containers.js'
import type { KnownSecrets } from './known-secrets.js'
import { REDACTED_KEY } from './redact-options.js'
import type { RuleSet, RuleState } from './rule-set.js'
import { isSecretFlag, isSecretValue } from './secret-assignments.js'
import { nameSaysSecret } from './secret-names.js'
import type { RedactDetectors } from './types.js'

/**
 * Places that hold a secret in one of the documents, by their paths with every index forgotten: a value that stands at
 * such a place and is one of its secrets is the secret, also where elements have moved.
 */
export interface SecretPlace {
  readonly members: Map<string, SecretPlace>
  elements: SecretPlace | null
  /** Scalars, as JSON text, with what hides them. */
  readonly secrets: Map<string, string>
}

/** What the walk of one document needs. */
export interface SecretSearch {
  readonly places: SecretPlace
  readonly known: KnownSecrets
  readonly detectors: Required<RedactDetectors>
  readonly rules: RuleSet
  /** What each rule is called. */
  readonly ruleNames: readonly string[]
}

export function emptyPlace(): SecretPlace {
  return { members: new Map(), elements: null, secrets: new Map() }
}

export function placeBelow(place: SecretPlace | null, segment: string | number): SecretPlace | null {
  if (place === null) return null
  return typeof segment === 'number' ? place.elements : (place.members.get(segment) ?? null)
}

const SECRET = 'Kubernetes Secret'
const PROFILE = 'profile'
const NAME = 'name'

/** Members that hold the secrets of a Kubernetes Secret. */
const SECRET_DATA: readonly string[] = ['data', 'stringData']

/** Pairs of members of which the one names the other. */
const NAMED_VALUES = [
  ['value', 'name'],
  ['value', 'key'],
  ['Value', 'Name'],
  ['Value', 'Key'],
  ['ParameterValue', 'ParameterKey'],
] as const

interface Frame {
  readonly container: JsonArray | JsonObject
  readonly keys: readonly string[] | null
  readonly length: number
  next: number
  readonly state: RuleState
  readonly marks: PointerTree | undefined
  /** What hides everything in here. */
  readonly by: string | null
  /** A Secret, or a list of them. */
  readonly kind: 'secret' | 'secrets' | null
  /** The name of this list says that its elements are secret. */
  readonly isNamedSecret: boolean
}

/** Pointers that a profile gave. */
interface PointerTree {
  readonly below: Map<string, PointerTree>
  isMarked: boolean
}

/**
 * Finds the places of a document whose values are secret by where they stand, and adds them to the search. Iterative.
 *
 * @param pointers what the profile says is sensitive in this document
 * @throws KeelsonError `diff/reserved-key` for a member under the name that stands for hidden values
 */
export function findSecretPlaces(
  document: JsonValue,
  pointers: readonly string[],
  search: SecretSearch,
): void {
  const path: (string | number)[] = []
  const frames: Frame[] = []
  const visit = (value: JsonValue, state: RuleState, marks: PointerTree | undefined, given: Given): void => {
    const rule = state.matched[0]
    const by =
      given.by ?? (rule === undefined ? null : search.ruleNames[rule]!) ?? (marks?.isMarked ? PROFILE : null)
    if (!isContainer(value)) {
      if (by !== null) remember(search, path, value, by)
      path.pop()
      return
    }
    const keys = isArray(value) ? null : Object.keys(value)
    if (keys !== null) refuseReserved(keys, path)
    const length = keys === null ? (value as JsonArray).length : keys.length
    const kind = search.detectors.kubernetes ? kindOf(value, given.kind) : null
    frames.push({
      container: value,
      keys,
      length,
      next: 0,
      state,
      marks,
      by,
      kind,
      isNamedSecret: given.isNamedSecret,
    })
  }
  visit(document, search.rules.root, treeOf(pointers), NOTHING_GIVEN)
  while (frames.length > 0) {
    const frame = frames[frames.length - 1]!
    if (frame.next === frame.length) {
      frames.pop()
      path.pop()
      continue
    }
    const segment = frame.keys === null ? frame.next : frame.keys[frame.next]!
    frame.next += 1
    path.push(segment)
    const child = (frame.container as { readonly [segment: string]: JsonValue })[segment]!
    const given =
      typeof segment === 'number'
        ? giveElement(frame, segment, child, search)
        : giveMember(frame, segment, child, search)
    const state =
      typeof segment === 'number'
        ? search.rules.stepElement(frame.state, segment, child)
        : search.rules.step(frame.state, segment)
    visit(child, state, frame.marks?.below.get(String(segment)), given)
  }
}

/** What a container says of something in it. */
interface Given {
  readonly by: string | null
  readonly kind: Frame['kind']
  readonly isNamedSecret: boolean
}

const NOTHING_GIVEN: Given = { by: null, kind: null, isNamedSecret: false }

function giveMember(frame: Frame, name: string, value: JsonValue, { detectors }: SecretSearch): Given {
  const { by, kind } = frame
  if (by !== null) return { ...NOTHING_GIVEN, by }
  if (kind === 'secret' && SECRET_DATA.includes(name)) return { ...NOTHING_GIVEN, by: SECRET }
  if (kind === 'secrets' && name === 'items') return { ...NOTHING_GIVEN, kind }
  if (!detectors.names) return NOTHING_GIVEN
  if (isArray(value)) return { ...NOTHING_GIVEN, isNamedSecret: nameSaysSecret(name) }
  if (!isSecretScalar(value)) return NOTHING_GIVEN
  return nameSaysSecret(name) || isNamedValue(frame.container as JsonObject, name)
    ? { ...NOTHING_GIVEN, by: NAME }
    : NOTHING_GIVEN
}

function giveElement(frame: Frame, index: number, value: JsonValue, { detectors }: SecretSearch): Given {
  const { by, kind } = frame
  if (by !== null) return { ...NOTHING_GIVEN, by }
  if (kind === 'secrets') return { ...NOTHING_GIVEN, kind: 'secret' }
  if (!detectors.names || !isSecretScalar(value)) return NOTHING_GIVEN
  const before = index === 0 ? undefined : (frame.container as JsonArray)[index - 1]
  const isFlagged = typeof before === 'string' && isSecretFlag(before)
  return frame.isNamedSecret || isFlagged ? { ...NOTHING_GIVEN, by: NAME } : NOTHING_GIVEN
}

function isNamedValue(object: JsonObject, member: string): boolean {
  return NAMED_VALUES.some(([valueMember, nameMember]) => {
    if (member !== valueMember) return false
    const name = ownValue(object, nameMember)
    return typeof name === 'string' && nameSaysSecret(name)
  })
}

function isSecretScalar(value: JsonValue): boolean {
  return typeof value === 'number' || (typeof value === 'string' && isSecretValue(value))
}

function kindOf(value: JsonArray | JsonObject, given: Frame['kind']): Frame['kind'] {
  if (given !== null) return given
  const kind = isJsonObject(value) ? ownValue(value, 'kind') : undefined
  return kind === 'Secret' ? 'secret' : kind === 'SecretList' ? 'secrets' : null
}

function remember(
  { places, known }: SecretSearch,
  path: readonly (string | number)[],
  value: null | boolean | number | string,
  by: string,
): void {
  let place = places
  for (const segment of path) {
    let below = placeBelow(place, segment)
    if (below === null) {
      below = emptyPlace()
      if (typeof segment === 'number') place.elements = below
      else place.members.set(segment, below)
    }
    place = below
  }
  const text = JSON.stringify(value)
  if (!place.secrets.has(text)) place.secrets.set(text, by)
  if (typeof value !== 'string') return
  known.add(value)
  const wrapped = by === SECRET ? textOfBase64(value) : null
  if (wrapped !== null) known.add(wrapped)
}

function treeOf(pointers: readonly string[]): PointerTree {
  const root: PointerTree = { below: new Map(), isMarked: false }
  for (const pointer of pointers) {
    let tree = root
    for (const segment of parsePointer(pointer)) {
      let below = tree.below.get(segment)
      if (below === undefined) {
        below = { below: new Map(), isMarked: false }
        tree.below.set(segment, below)
      }
      tree = below
    }
    tree.isMarked = true
  }
  return root
}

function refuseReserved(keys: readonly string[], path: readonly (string | number)[]): void {
  if (!keys.some((key) => key.startsWith(REDACTED_KEY))) return
  throw new KeelsonError(
    'diff/reserved-key',
    `a member name that begins with "${REDACTED_KEY}" is reserved`,
    {
      path: formatPointer(path),
      help: 'such a member stands for a hidden value: rename it, or compare without redact',
    },
  )
}
