import type { JsonValue, Limits } from '../core/index.js'
import type { ChangeSet, DiffOptions } from './types.js'

/** One resource of one side: its id, unique on that side, and its state as text, as bytes, or parsed already. */
export type FleetItem =
  | {
      readonly id: string
      /** JSON text, or its UTF-8 bytes. Bytes must stay as they are until the report is there. */
      readonly json: string | Uint8Array
    }
  | { readonly id: string; readonly value: JsonValue }

/**
 * What it takes to call two resources equal. `fast`: equal bytes or equal `kf1` fingerprints, which somebody who wants
 * to can make collide. `verified`: equal bytes, or values compared member by member. `sealed`: equal `ks1` seals, which
 * stand in the report.
 */
export type Assurance = 'fast' | 'verified' | 'sealed'

export type FleetSideName = 'desired' | 'live'

/** A difference that is meant to be, in some resources. */
export type DeclaredDifference = {
  /**
   * The ids that it is about: `*` stands for any run of characters, none included, everything else for itself. All of
   * them where absent.
   */
  readonly resources?: string
  /** The place that need not agree, as in {@link IgnoreRule}. Either this or `only` is said. */
  readonly pointer?: string
  /** The whole resource is on this side only. */
  readonly only?: FleetSideName
  /** With `pointer`, which then holds no wildcard: meant only while desired holds exactly this there. */
  readonly desired?: JsonValue
  /** With `pointer`, which then holds no wildcard: meant only while live holds exactly this there. */
  readonly live?: JsonValue
  /** Why; it stands beside everything that the declaration covers. */
  readonly reason: string
}

export interface FleetLimits extends Limits {
  /** Most ids, of both sides together; not used with `sorted`. 1,000,000 where absent. */
  readonly maxResources: number
  /**
   * Most bytes of text that wait for their counterpart, where a character of a string counts as two; not used with
   * `sorted`. 1 GiB where absent.
   */
  readonly maxBytes: number
}

/** The part of an `AbortSignal` that is used; any platform's signal fits. */
export interface FleetSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener?(type: 'abort', listener: () => void): void
  removeEventListener?(type: 'abort', listener: () => void): void
}

export interface FleetOptions extends Omit<DiffOptions, 'limits'> {
  readonly desired: Iterable<FleetItem> | AsyncIterable<FleetItem>
  readonly live: Iterable<FleetItem> | AsyncIterable<FleetItem>
  /** `'verified'` where absent. */
  readonly assurance?: Assurance
  /** Both sides come in ascending code-point order of their ids: compared as they come, in bounded memory. */
  readonly sorted?: boolean
  /** Differences that are meant to be. */
  readonly declared?: readonly DeclaredDifference[]
  /** Which resources the report lists. `'all'` where absent under `'sealed'`, otherwise `'differing'`. */
  readonly list?: 'differing' | 'all'
  readonly limits?: Partial<FleetLimits>
  /** Called after every 100 resources and at the end, with the counts so far. */
  readonly onProgress?: (counts: FleetCounts) => void
  /** Once aborted, both sources are closed and the promise is rejected with its `reason`. */
  readonly signal?: FleetSignal
}

/**
 * `equal`: the same JSON. `immaterial`: differs only in what profile, rules or declarations cover. `drifted`: differs.
 * `missing`: only desired has it. `extra`: only live has it. `failed`: could not be compared.
 */
export type FleetStatus = 'equal' | 'immaterial' | 'drifted' | 'missing' | 'extra' | 'failed'

/** What showed that two resources are the same JSON. */
export type EqualBy = 'bytes' | 'fingerprint' | 'walk' | 'seal'

/**
 * How many resources came to what. At the end `desired = compared + missing`, `live = compared + extra`,
 * `compared = equal + immaterial + drifted + failed`, and `equal` is the sum of `equalBy`.
 */
export type FleetCounts = {
  /** Resources that were read from desired. */
  readonly desired: number
  /** Resources that were read from live. */
  readonly live: number
  /** Resources that both sides have. */
  readonly compared: number
  readonly equal: number
  readonly equalBy: { readonly [By in EqualBy]: number }
  readonly immaterial: number
  readonly drifted: number
  readonly failed: number
  readonly missing: number
  readonly extra: number
  /** How many of the missing and the extra ones are declared. */
  readonly declared: number
}

/** Why a resource could not be read. */
export type FleetError = {
  /** The side at fault; absent where it is the comparison of both. */
  readonly side?: FleetSideName
  /** A `KeelsonError` as its `toJSON` gives it. */
  readonly error: JsonValue
}

export type FleetResource = {
  readonly id: string
  readonly status: FleetStatus
  /** Of an `equal` one. */
  readonly equalBy?: EqualBy
  /** From desired (before) to live (after), without `unusedRules`; of a `drifted` or an `immaterial` one. */
  readonly changes?: ChangeSet
  /** The declaration that covers a `missing` or an `extra` one. */
  readonly rule?: string
  /** Under `'sealed'`: `seal(value, { id })` of each side that the resource is on and that could be sealed. */
  readonly seals?: { readonly [Side in FleetSideName]?: string }
  /** Of a `failed` one, and of a `missing` or `extra` one that could not be sealed. */
  readonly errors?: readonly FleetError[]
}

export type FleetReport = {
  readonly profile: string
  readonly assurance: Assurance
  /** Nothing drifted, nothing failed, and what is missing or extra is declared. */
  readonly equal: boolean
  readonly counts: FleetCounts
  /** In ascending code-point order of their ids; those that are `equal` only where they are asked for. */
  readonly resources: readonly FleetResource[]
  /** The rules of `ignore` and `declared` that covered nothing in any resource: probably no longer needed. */
  readonly unusedRules: readonly string[]
}
