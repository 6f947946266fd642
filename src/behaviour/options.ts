import { appendPointer, isFiniteNumber, KeelsonError, sortedKeys, suggestName } from '../core/index.js'
import { DAY_MS } from './event-texts.js'
import type { BehaviourLimits, PeersOption, ScoreOptions } from './types.js'

/** Options with every default filled in. */
export interface CompleteOptions {
  readonly warmupMs: number
  readonly peers: PeersOption
  readonly limits: BehaviourLimits
}

const DEFAULTS: BehaviourLimits = {
  actors: 100_000,
  peerGroups: 1024,
  actorValues: 48,
  peerValues: 512,
  attributeFields: 16,
  attributes: 64,
  rememberedEvents: 65_536,
  textLength: 2048,
}

const LARGEST: BehaviourLimits = {
  actors: 10_000_000,
  peerGroups: 65_536,
  actorValues: 4096,
  peerValues: 65_536,
  attributeFields: 64,
  attributes: 4096,
  rememberedEvents: 10_000_000,
  textLength: 65_536,
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws KeelsonError `behaviour/invalid-option`
 */
export function readOptions(options: unknown): CompleteOptions {
  const given = readMembers(options, '', ['warmupMs', 'peers', 'limits'])
  const warmupMs = given.warmupMs ?? 14 * DAY_MS
  if (typeof warmupMs !== 'number' || !Number.isSafeInteger(warmupMs) || warmupMs < 0) {
    throw invalidOption(
      'warmupMs is a whole number of milliseconds',
      '/warmupMs',
      'for example 14 days: 1209600000',
    )
  }
  const peers = given.peers ?? 'declared'
  if (peers !== 'declared' && peers !== 'learnt') {
    throw invalidOption(
      `peers are 'declared' or 'learnt'`,
      '/peers',
      'leave it out where roles or intents are declared',
    )
  }
  const limits: Record<keyof BehaviourLimits, number> = { ...DEFAULTS }
  const names = sortedKeys(DEFAULTS) as (keyof BehaviourLimits)[]
  const givenLimits = readMembers(given.limits ?? {}, '/limits', names)
  for (const name of names) {
    const value = givenLimits[name] ?? DEFAULTS[name]
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > LARGEST[name]) {
      throw invalidOption(
        `limits.${name} is a whole number from 1 to ${LARGEST[name]}`,
        appendPointer('/limits', name),
        `leave it out for ${DEFAULTS[name]}`,
      )
    }
    limits[name] = value
  }
  return { warmupMs, peers, limits }
}

/** What is asked of a score. */
export interface CompleteScoreOptions {
  readonly alertsADay: number | undefined
  readonly explainUpTo: number
}

export const USUAL_SCORE: CompleteScoreOptions = { alertsADay: undefined, explainUpTo: 1 }

/**
 * Checks what is asked of a score and fills in the defaults.
 *
 * @throws KeelsonError `behaviour/invalid-option`
 */
export function readScoreOptions(options: ScoreOptions): CompleteScoreOptions {
  const { alertsADay, explainUpTo = 1 } = readMembers(options, '', ['alertsADay', 'explainUpTo'])
  if (alertsADay !== undefined && !(isFiniteNumber(alertsADay) && alertsADay > 0)) {
    throw invalidOption(
      'alertsADay is a number above 0',
      '/alertsADay',
      'for example 20, or 0.5 for one alert in two days',
    )
  }
  if (!isFiniteNumber(explainUpTo) || explainUpTo < 0 || explainUpTo > 1) {
    throw invalidOption(
      'explainUpTo is a p-value from 0 to 1',
      '/explainUpTo',
      'leave it out for the reasons of every event; 0.01 for those of what is out of character',
    )
  }
  return { alertsADay, explainUpTo }
}

/** Refuses what is no object, and names that mean nothing. */
export function readMembers(
  value: unknown,
  path: string,
  known: readonly string[],
): { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidOption('options are an object', path, `its members are ${known.join(', ')}`)
  }
  const members: Record<string, unknown> = {}
  for (const name of sortedKeys(value)) {
    if (!known.includes(name)) {
      const meant = suggestName(name, known)
      const help = meant === undefined ? `its members are ${known.join(', ')}` : `did you mean ${meant}?`
      throw invalidOption(`there is no option "${name.slice(0, 80)}"`, appendPointer(path, name), help)
    }
    members[name] = (value as Record<string, unknown>)[name]
  }
  return members
}

export function invalidOption(message: string, path: string, help: string): KeelsonError {
  return new KeelsonError('behaviour/invalid-option', message, { path, help })
}
