import {
  formatPointer,
  isKeelsonError,
  type JsonValue,
  KeelsonError,
  parsePointer,
  valueAtPath,
} from '../core/index.js'
import { redactionCommitment } from '../hash/index.js'
import { copyWithoutHidden, type Hiding } from './copy-hidden.js'
import { Equivalence } from './equivalence.js'
import { findHidden, type HiddenPlaces, isNothingHidden, nothingHidden } from './hidden-places.js'
import { KnownSecrets } from './known-secrets.js'
import { checkRedactOptions, REDACTED_KEY } from './redact-options.js'
import { RuleSet } from './rule-set.js'
import { emptyPlace, findSecretPlaces, placeBelow, type SecretPlace } from './secret-places.js'
import { SecretReader } from './secret-reader.js'
import type { Change, Profile, RedactOptions, ThreeWayChange } from './types.js'

/** Takes the secrets out of what one comparison gives. */
export interface Redactor {
  /** The change without its secrets; the change itself where it has none. */
  apply<AnyChange extends Change>(change: AnyChange): AnyChange
  /** A pointer with its secret names masked, as in the changes. */
  pointer(pointer: string): string
  /** Words of a rule or a message; masked as a whole where they hold a secret. */
  text(text: string): string
}

/**
 * Looks for secrets in the documents of a comparison.
 *
 * @param documents all that are compared; a secret that one of them shows to be one is hidden wherever it stands
 * @returns `null` where nothing is to be redacted
 * @throws KeelsonError `diff/reserved-key`, `diff/invalid-rule`, `diff/unknown-option`, `diff/invalid-profile`,
 * `core/invalid-pointer`, `hash/not-bytes`, `hash/short-key`
 */
export function createRedactor(
  options: RedactOptions | undefined,
  profile: Profile,
  documents: readonly JsonValue[],
): Redactor | null {
  if (options === undefined) return null
  const { rules, key, detectors } = checkRedactOptions(options)
  const search = {
    places: emptyPlace(),
    known: new KnownSecrets(),
    detectors,
    rules: new RuleSet(rules.map(({ pointer }) => ({ pointer }))),
    ruleNames: rules.map(({ pointer, reason }) =>
      reason === undefined ? pointer : `${pointer} (${reason})`,
    ),
  }
  for (const document of documents) findSecretPlaces(document, sensitivePointers(profile, document), search)
  return new ChangeRedactor(new SecretReader(search), key)
}

function sensitivePointers(profile: Profile, document: JsonValue): readonly string[] {
  const pointers: unknown = profile.redact?.(document) ?? []
  if (Array.isArray(pointers) && pointers.every((pointer) => typeof pointer === 'string')) return pointers
  throw new KeelsonError('diff/invalid-profile', 'redact of a profile gives a list of pointers', {
    path: '/redact',
  })
}

/** Members of a change that hold values of the documents. */
const VALUES = ['before', 'after', 'base', 'desired', 'live'] as const

const MASKED_TEXT = '(redacted)'

class ChangeRedactor implements Redactor {
  readonly #reader: SecretReader
  readonly #key: Uint8Array | undefined
  readonly #maskNumbers = new Map<string, number>()

  constructor(reader: SecretReader, key: Uint8Array | undefined) {
    this.#reader = reader
    this.#key = key
  }

  apply<AnyChange extends Change>(change: AnyChange): AnyChange {
    const hidden = this.#hiddenIn(change)
    const path = change.path.map((segment) =>
      typeof segment === 'string' ? this.#maskName(segment) : segment,
    )
    const isMasked = path.some((segment, at) => segment !== change.path[at])
    const values = this.#show(change, hidden)
    const words = this.#wordsOf(change)
    if (!isMasked && values === null) return words === null ? change : { ...change, ...words }
    return {
      ...change,
      pointer: formatPointer(path),
      path,
      ...(change.from === undefined ? {} : { from: this.pointer(change.from) }),
      ...values,
      ...words,
      redacted: true,
    }
  }

  pointer(pointer: string): string {
    return formatPointer(parsePointer(pointer).map((segment) => this.#maskName(segment)))
  }

  text(text: string): string {
    return this.#reader.isSecretName(text) ? MASKED_TEXT : text
  }

  /** What is a secret in one of the values is hidden in each: else the one would tell of the other. */
  #hiddenIn(change: Change): HiddenPlaces {
    const hidden = nothingHidden()
    const { rules, places } = this.#reader
    let state = rules.root
    let place: SecretPlace | null = places
    for (const segment of change.path) {
      hidden.by ??= this.#reader.ruleAt(state)
      state = rules.step(state, segment)
      place = placeBelow(place, segment)
    }
    for (const name of VALUES) {
      const value = (change as Partial<ThreeWayChange>)[name]
      if (value !== undefined) findHidden(value, change.path.at(-1), { place, state }, this.#reader, hidden)
    }
    return hidden
  }

  /** The values of a change without what is hidden; `null` where that changes none. */
  #show(change: Change, hidden: HiddenPlaces): Partial<Pick<ThreeWayChange, (typeof VALUES)[number]>> | null {
    const given = VALUES.flatMap((name) => {
      const value = (change as Partial<ThreeWayChange>)[name]
      return value === undefined ? [] : [[name, value] as const]
    })
    let isMasked = false
    const hiding: Hiding = {
      standIn: (value, path, by) =>
        this.#standIn(
          value,
          [...change.path, ...path],
          by,
          () => given.length > 1 && given.every(([, other]) => this.#isSame(value, valueAtPath(other, path))),
        ),
      maskName: (name) => {
        const mask = this.#maskName(name)
        isMasked ||= mask !== name
        return mask
      },
    }
    const shown = given.map(([name, value]) => [name, copyWithoutHidden(value, hidden, hiding)] as const)
    return isMasked || !isNothingHidden(hidden) ? Object.fromEntries(shown) : null
  }

  #isSame(value: JsonValue, other: JsonValue | undefined): boolean {
    return other !== undefined && new Equivalence().same(value, other)
  }

  #standIn(
    value: JsonValue,
    path: readonly (string | number)[],
    by: string,
    isUnchanged: () => boolean,
  ): JsonValue {
    const told = this.#commitment(formatPointer(path), value) ?? (isUnchanged() ? 'unchanged' : 'changed')
    return { [REDACTED_KEY]: told, by: this.text(by) }
  }

  /** `null` without a key, and for what is no Unicode text: a commitment is over UTF-8. */
  #commitment(pointer: string, value: JsonValue): string | null {
    if (this.#key === undefined) return null
    try {
      return redactionCommitment(this.#key, pointer, value)
    } catch (error) {
      if (isKeelsonError(error) && error.code === 'hash/lone-surrogate') return null
      throw error
    }
  }

  #wordsOf(change: Change): { readonly rule?: string; readonly owner?: string } | null {
    const words: { rule?: string; owner?: string } = {}
    for (const name of ['rule', 'owner'] as const) {
      const text = (change as Partial<ThreeWayChange>)[name]
      if (text !== undefined && this.text(text) !== text) words[name] = MASKED_TEXT
    }
    return Object.keys(words).length === 0 ? null : words
  }

  #maskName(name: string): string {
    if (!this.#reader.isSecretName(name)) return name
    const commitment = this.#commitment('', name)
    if (commitment !== null) return `${REDACTED_KEY}:${commitment}`
    let number = this.#maskNumbers.get(name)
    if (number === undefined) {
      number = this.#maskNumbers.size + 1
      this.#maskNumbers.set(name, number)
    }
    return `${REDACTED_KEY}:${number}`
  }
}
