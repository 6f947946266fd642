import { DEFAULT_LIMITS, KeelsonError } from '../core/index.js'
import { checkOptions } from './check-options.js'
import { diff } from './diff.js'
import { FleetRules } from './fleet-declared.js'
import type { PairOptions } from './fleet-pair.js'
import type { Assurance, FleetLimits, FleetOptions } from './fleet-types.js'

import { plain } from './profile.js'
import { createRedactor } from './redact-changes.js'
import type { DiffOptions } from './types.js'

// Records, so that an option which a type gains and the list lacks does not compile.
type PassedOn = Exclude<keyof DiffOptions, 'ignore' | 'limits'>
const FLEET_OPTIONS: { readonly [Name in Exclude<keyof FleetOptions, PassedOn>]: true } = {
  desired: true,
  live: true,
  assurance: true,
  sorted: true,
  declared: true,
  list: true,
  ignore: true,
  limits: true,
  onProgress: true,
  signal: true,
}
const DIFF_OPTIONS: { readonly [Name in PassedOn]: true } = {
  profile: true,
  redact: true,
  fingerprints: true,
  moves: true,
}
const ASSURANCES: { readonly [Name in Assurance]: true } = { fast: true, verified: true, sealed: true }
const LISTS: { readonly [Name in NonNullable<FleetOptions['list']>]: true } = { differing: true, all: true }

const MOST_RESOURCES = 1_000_000
const MOST_BYTES = 0x4000_0000

/** The options with what was not said filled in, and what they say about a single pair. */
export interface CompleteFleetOptions extends PairOptions {
  readonly profile: string
  readonly sorted: boolean
  readonly listsAll: boolean
}

/**
 * @throws KeelsonError `diff/unknown-option`, `diff/invalid-option`, `diff/invalid-rule`, `core/invalid-limits`, and
 * what `diff` has against its options
 */
export function completeFleetOptions(options: FleetOptions): CompleteFleetOptions {
  checkOptions(options, [...Object.keys(FLEET_OPTIONS), ...Object.keys(DIFF_OPTIONS)])
  const { assurance = 'verified', sorted = false, ignore = [], declared = [], limits = {} } = options
  const { list = assurance === 'sealed' ? 'all' : 'differing', onProgress, signal } = options
  if (!Object.hasOwn(ASSURANCES, assurance)) {
    throw invalidOption('assurance', "assurance is 'fast', 'verified' or 'sealed'")
  }
  if (!Object.hasOwn(LISTS, list)) throw invalidOption('list', "list is 'differing' or 'all'")
  if (typeof sorted !== 'boolean') throw invalidOption('sorted', 'sorted is true or false')
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw invalidOption('onProgress', 'onProgress is a function')
  }
  if (signal !== undefined && typeof signal?.aborted !== 'boolean') {
    throw invalidOption('signal', 'signal is an AbortSignal')
  }
  const differOptions: Omit<DiffOptions, 'ignore'> = { ...chosen(options, DIFF_OPTIONS), limits }
  // A comparison of nothing refuses what a comparison of the first resource would, before a source is read.
  const { profile } = diff(null, null, { ...differOptions, ignore })
  const redactor = createRedactor(options.redact, options.profile ?? plain(), [])
  return {
    profile,
    assurance,
    sorted,
    listsAll: list === 'all',
    limits: completeLimits(limits),
    diff: differOptions,
    rules: new FleetRules(ignore, declared, (text) => redactor?.text(text) ?? text),
  }
}

function chosen<Options extends object>(options: Options, names: object): Partial<Options> {
  const own = Object.entries(options).filter(([name]) => Object.hasOwn(names, name))
  return Object.fromEntries(own) as Partial<Options>
}

function completeLimits(limits: Partial<FleetLimits>): FleetLimits {
  return {
    maxDepth: limits.maxDepth ?? DEFAULT_LIMITS.maxDepth,
    maxNodes: limits.maxNodes ?? DEFAULT_LIMITS.maxNodes,
    maxTextLength: limits.maxTextLength ?? DEFAULT_LIMITS.maxTextLength,
    maxResources: completeLimit('maxResources', limits.maxResources, MOST_RESOURCES),
    maxBytes: completeLimit('maxBytes', limits.maxBytes, MOST_BYTES),
  }
}

function completeLimit(name: keyof FleetLimits, limit: number | undefined, usual: number): number {
  if (limit === undefined) return usual
  if (Number.isSafeInteger(limit) && limit >= 0) return limit
  throw new KeelsonError('core/invalid-limits', `limits.${name} is not a whole number from 0`, {
    path: `/limits/${name}`,
    help: 'give a whole number, or leave the limit out',
  })
}

function invalidOption(name: string, message: string): KeelsonError {
  return new KeelsonError('diff/invalid-option', message, {
    path: `/${name}`,
    help: 'leave the option out for its default',
  })
}
