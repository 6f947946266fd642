import { type JsonObject, type JsonValue, parseJson } from '../core/index.js'
import { isContainer } from './containers.js'
import { KnownSecrets } from './known-secrets.js'
import { RuleSet, type RuleState } from './rule-set.js'
import { emptyPlace, findSecretPlaces, type SecretPlace, type SecretSearch } from './secret-places.js'
import { secretInText } from './secret-text.js'
import type { RedactDetectors } from './types.js'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** JSON in a string in JSON in a string: deeper than this, what is in there is hidden unread. */
const MOST_EMBEDDINGS = 4

/** Names are looked at for credentials only: a name that tells of a password is none. */
const IN_NAMES: Required<RedactDetectors> = {
  kubernetes: false,
  names: false,
  credentials: true,
  entropy: false,
}

/** Says of values and texts of one comparison whether they are secret, and why. */
export class SecretReader {
  readonly rules: RuleSet
  readonly #search: SecretSearch
  readonly #names = new Map<string, boolean>()

  constructor(search: SecretSearch) {
    this.rules = search.rules
    this.#search = search
  }

  /** The places of secrets, from the root of the documents on. */
  get places(): SecretPlace {
    return this.#search.places
  }

  /** The name of the rule that hides what is at and beneath a place. */
  ruleAt(state: RuleState): string | null {
    const first = state.matched[0]
    return first === undefined ? null : this.#search.ruleNames[first]!
  }

  /** Why a scalar is not to be shown; `null` where it may be. */
  secretAt(
    value: null | boolean | number | string,
    name: string | number | undefined,
    place: SecretPlace | null,
  ): string | null {
    const here =
      place === null || place.secrets.size === 0 ? undefined : place.secrets.get(JSON.stringify(value))
    if (here !== undefined) return here
    return typeof value === 'string' ? this.#secretIn(value, name === LAST_APPLIED) : null
  }

  /** Whether a member name, or words of somebody, hold a secret. */
  isSecretName(name: string): boolean {
    let isSecret = this.#names.get(name)
    if (isSecret === undefined) {
      const { credentials } = this.#search.detectors
      isSecret = this.#search.known.isIn(name) || (credentials && secretInText(name, IN_NAMES) !== null)
      this.#names.set(name, isSecret)
    }
    return isSecret
  }

  #secretIn(text: string, isLastApplied: boolean): string | null {
    const { known, detectors } = this.#search
    if (known.isIn(text)) return 'known secret'
    const embedded = readEmbedded(text)
    if (embedded !== undefined) return secretInEmbedded(embedded, detectors, 1)
    // A manifest that cannot be read may be a Secret.
    if (isLastApplied && detectors.kubernetes) return 'last applied configuration'
    return secretInText(text, detectors)
  }
}

function secretInEmbedded(
  document: JsonValue,
  detectors: Required<RedactDetectors>,
  embeddings: number,
): string | null {
  const places = emptyPlace()
  const rules = new RuleSet([])
  findSecretPlaces(document, [], { places, known: new KnownSecrets(), detectors, rules, ruleNames: [] })
  const first = firstSecret(places)
  if (first !== null) return first
  const open: JsonValue[] = [document]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isContainer(next)) {
      for (const key of Object.keys(next)) open.push(key, (next as JsonObject)[key]!)
    } else if (typeof next === 'string') {
      const embedded = readEmbedded(next)
      if (embedded !== undefined && embeddings === MOST_EMBEDDINGS) return 'embedded JSON'
      const found =
        embedded === undefined
          ? secretInText(next, detectors)
          : secretInEmbedded(embedded, detectors, embeddings + 1)
      if (found !== null) return found
    }
  }
  return null
}

function firstSecret(place: SecretPlace): string | null {
  const open = [place]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const first = next.secrets.values().next()
    if (first.done !== true) return first.value
    for (const member of next.members.values()) open.push(member)
    if (next.elements !== null) open.push(next.elements)
  }
  return null
}

/** The document that a string holds as JSON text; `undefined` where it holds no object and no array. */
function readEmbedded(text: string): JsonValue | undefined {
  if (!/^\s{0,64}[[{]/.test(text)) return undefined
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
