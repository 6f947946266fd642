import { assertJson, decodeJsonBytes, isKeelsonError, type JsonValue, parseJson } from '../core/index.js'
import { equalBytes, fingerprint, fingerprintText, seal } from '../hash/index.js'
import { compareDocuments } from './compare-documents.js'
import type { FleetRules } from './fleet-declared.js'
import type { FleetPair } from './fleet-order.js'
import type { FleetEntry } from './fleet-side.js'
import type {
  Assurance,
  EqualBy,
  FleetError,
  FleetLimits,
  FleetResource,
  FleetSideName,
} from './fleet-types.js'
import { withMaskedErrors } from './redact-errors.js'
import type { Survey } from './survey.js'
import { surveyDocuments } from './survey-documents.js'
import { surveyParsed } from './survey-parsed.js'
import type { ChangeSet, DiffOptions } from './types.js'

/** How the resources of one fleet are compared. */
export interface PairOptions {
  readonly assurance: Assurance
  readonly limits: FleetLimits
  /** What the differ is asked to do, without the rules. */
  readonly diff: Omit<DiffOptions, 'ignore'>
  readonly rules: FleetRules
}

type Sides<Value> = { readonly [Side in FleetSideName]: Value }

/** Compares two states of one resource, the cheapest sufficient way. */
export class PairComparer {
  readonly #options: PairOptions

  constructor(options: PairOptions) {
    this.#options = options
  }

  settle(pair: FleetPair): FleetResource {
    const { desired, live } = pair
    if (desired === null) return this.#oneSided(live!, 'live')
    return live === null ? this.#oneSided(desired, 'desired') : this.#compare(pair as Sides<FleetEntry>)
  }

  #compare(pair: Sides<FleetEntry>): FleetResource {
    const { assurance } = this.#options
    if (assurance === 'sealed') return this.#compareSeals(pair)
    const { id } = pair.desired
    if (haveSameText(pair)) return equal(id, 'bytes')
    if (assurance === 'fast' && haveSameFingerprint(pair)) return equal(id, 'fingerprint')
    const values = this.#readBoth(pair)
    if (!isSides(values)) return { id, status: 'failed', errors: values }
    const survey = this.#survey(pair, values)
    if (assurance === 'verified' && survey?.isEqual === true) return equal(id, 'walk')
    return this.#compareValues(pair, values, survey)
  }

  #compareSeals(pair: Sides<FleetEntry>): FleetResource {
    const { id } = pair.desired
    const values = this.#readBoth(pair)
    if (!isSides(values)) return { id, status: 'failed', errors: values }
    const desired = this.#seal(pair.desired, values.desired, 'desired')
    const reused = typeof desired === 'string' && haveSameText(pair)
    const live = reused ? desired : this.#seal(pair.live, values.live, 'live')
    const errors = [desired, live].filter((side) => typeof side === 'object')
    if (errors.length > 0) return { id, status: 'failed', errors }
    const seals = { desired: desired as string, live: live as string }
    const compared = desired === live ? equal(id, 'seal') : this.#compareValues(pair, values, null)
    return { ...compared, seals }
  }

  #oneSided(entry: FleetEntry, side: FleetSideName): FleetResource {
    const { assurance, rules } = this.#options
    const rule = rules.useForAbsence(entry.id, side)
    const sealed = assurance === 'sealed' ? this.#readAndSeal(entry, side) : undefined
    return {
      id: entry.id,
      status: side === 'desired' ? 'missing' : 'extra',
      ...(rule === undefined ? {} : { rule }),
      ...(typeof sealed === 'string' ? { seals: { [side]: sealed } } : {}),
      ...(typeof sealed === 'object' ? { errors: [sealed] } : {}),
    }
  }

  /** @param survey of the values, where there is one */
  #compareValues(
    pair: Sides<FleetEntry>,
    { desired, live }: Sides<JsonValue>,
    survey: Survey | null,
  ): FleetResource {
    const { rules, diff: options } = this.#options
    const { id } = pair.desired
    let changes: ChangeSet
    try {
      const active = rules.rulesFor(id, desired, live)
      const { unusedRules, ...found } = compareDocuments(
        desired,
        live,
        active.ignore.length === 0 ? options : { ...options, ignore: active.ignore },
        () => survey ?? surveyDocuments(desired, live, options.limits),
      )
      rules.use(active, unusedRules)
      changes = found
    } catch (error) {
      const faults = this.#faultsOf(pair)
      return { id, status: 'failed', errors: faults.length > 0 ? faults : [{ error: asData(error) }] }
    }
    if (changes.changes.length === 0) return equal(id, 'walk')
    return { id, status: changes.equal ? 'immaterial' : 'drifted', changes }
  }

  #survey({ desired, live }: Sides<FleetEntry>, values: Sides<JsonValue>): Survey | null {
    // Only what JSON.parse gave is known to be plain data.
    if (desired.json === undefined || live.json === undefined) return null
    const { maxDepth, maxNodes } = this.#options.limits
    // A text holds no more values than characters.
    if (Math.max(desired.json.length, live.json.length) > maxNodes) return null
    return surveyParsed(values.desired, values.live, maxDepth)
  }

  #readBoth(pair: Sides<FleetEntry>): Sides<JsonValue> | readonly FleetError[] {
    try {
      return { desired: this.#read(pair.desired), live: this.#read(pair.live) }
    } catch (error) {
      const faults = this.#faultsOf(pair)
      if (faults.length === 0) throw error
      return faults
    }
  }

  #readAndSeal(entry: FleetEntry, side: FleetSideName): string | FleetError {
    let value: JsonValue
    try {
      value = this.#read(entry)
    } catch (error) {
      return this.#faultOf(entry, side) ?? { side, error: asData(error) }
    }
    return this.#seal(entry, value, side)
  }

  #seal(entry: FleetEntry, value: JsonValue, side: FleetSideName): string | FleetError {
    try {
      return this.#masked(() => seal(value, { id: entry.id }))
    } catch (error) {
      return this.#faultOf(entry, side) ?? { side, error: asData(error) }
    }
  }

  /** Quick, and lets through what only `#faultOf` finds: overflow and broken limits. */
  #read({ json, value }: FleetEntry): JsonValue {
    if (json === undefined) return value!
    const { limits } = this.#options
    const text = typeof json === 'string' ? json : decodeJsonBytes(json)
    return text.length > limits.maxTextLength ? parseJson(text, { limits }) : (JSON.parse(text) as JsonValue)
  }

  #faultsOf({ desired, live }: Sides<FleetEntry>): FleetError[] {
    return [this.#faultOf(desired, 'desired'), this.#faultOf(live, 'live')].filter((fault) => fault !== null)
  }

  /** What the strict readers have against a resource; engines word their own errors differently. */
  #faultOf({ json, value }: FleetEntry, side: FleetSideName): FleetError | null {
    const { limits } = this.#options
    try {
      this.#masked(() => (json === undefined ? assertJson(value, limits) : parseJson(json, { limits })))
      return null
    } catch (error) {
      return { side, error: asData(error) }
    }
  }

  #masked<Result>(read: () => Result): Result {
    return withMaskedErrors(this.#options.diff.redact, read)
  }
}

function equal(id: string, equalBy: EqualBy): FleetResource {
  return { id, status: 'equal', equalBy }
}

function haveSameText({ desired, live }: Sides<FleetEntry>): boolean {
  if (typeof desired.json === 'string') return desired.json === live.json
  return desired.json instanceof Uint8Array && live.json instanceof Uint8Array
    ? equalBytes(desired.json, live.json)
    : false
}

function haveSameFingerprint({ desired, live }: Sides<FleetEntry>): boolean {
  try {
    return fingerprintOf(desired) === fingerprintOf(live)
  } catch (error) {
    // Read in full, the resource tells what is wrong with it.
    asData(error)
    return false
  }
}

function fingerprintOf({ json, value }: FleetEntry): string {
  return json === undefined ? fingerprint(value!) : fingerprintText(json)
}

function isSides(read: Sides<JsonValue> | readonly FleetError[]): read is Sides<JsonValue> {
  return !Array.isArray(read)
}

/** @throws whatever is no fault of the resource */
function asData(error: unknown): JsonValue {
  if (!isKeelsonError(error)) throw error
  return error.toJSON()
}
