import { KeelsonError } from '../core/index.js'
import { refuseUnknownNames } from './check-options.js'
import { checkIgnoreRules, checkListRules, checkOwnerRules, checkValueRules } from './check-rules.js'
import type { IgnoreRule, OwnerRule, Profile } from './types.js'

/**
 * The profile that takes JSON as it is: every difference counts. It is the default.
 *
 * @example
 * ```ts
 * import { diff, plain } from 'keelson/diff'
 * diff({ cpu: '1000m' }, { cpu: '1' }, { profile: plain() }).equal // => false
 * ```
 */
export function plain(): Profile {
  return { name: 'plain' }
}

const MEMBERS = ['name', 'ignore', 'owners', 'lists', 'values', 'schema', 'redact'] as const

/**
 * A profile of your own: how documents of one kind are compared. docs/diff.md, "Profiles", says what each rule does.
 *
 * @throws KeelsonError `diff/invalid-profile`, `diff/invalid-rule`, `diff/unknown-option` with the place of what
 * cannot be meant
 *
 * @example
 * ```ts
 * import { defineProfile, diff } from 'keelson/diff'
 * const registry = defineProfile({
 *   name: 'model-registry',
 *   lists: [
 *     { pointer: '/models', kind: 'keyed', keys: ['name', 'version'] },
 *     { pointer: '/tags', kind: 'set' },
 *   ],
 *   ignore: [{ pointer: '/models/[name=a]/downloads', reason: 'a counter' }],
 * })
 * const before = { models: [{ name: 'a', version: 1, downloads: 7 }, { name: 'b', version: 1 }], tags: ['x', 'y'] }
 * const after = { models: [{ name: 'b', version: 1 }, { name: 'a', version: 1, downloads: 8 }], tags: ['y', 'x'] }
 * diff(before, after, { profile: registry }).equal // => true
 * ```
 */
export function defineProfile(profile: Profile): Profile {
  checkProfile(profile)
  refuseUnknownNames(profile, MEMBERS, '')
  return { ...profile }
}

/** Refuses what is no profile, with the place in it. */
export function checkProfile(profile: Profile): void {
  if (typeof profile !== 'object' || profile === null || typeof profile.name !== 'string') {
    throw new KeelsonError('diff/invalid-profile', 'a profile is an object with a name', {
      help: 'leave the option out for plain(), the default',
    })
  }
  checkIgnoreRules(profile.ignore)
  checkOwnerRules(profile.owners)
  checkListRules(profile.lists, '/lists')
  checkValueRules(profile.values, '/values')
  for (const name of ['schema', 'redact'] as const) {
    if (profile[name] !== undefined && typeof profile[name] !== 'function') {
      throw new KeelsonError('diff/invalid-profile', `${name} of a profile is a function`, {
        path: `/${name}`,
        help: `leave ${name} out, or see docs/diff.md, "Profiles"`,
      })
    }
  }
}

/** How a change names the ignore rule that covers it. */
export function nameIgnoreRule({ pointer, ops, owner, reason }: IgnoreRule): string {
  const place = pointer ?? '/**'
  const kinds = ops === undefined ? '' : ` ${ops.join(', ')}`
  return `${place}${owner === undefined ? '' : ` of ${owner}`}${kinds} (${reason})`
}

/** How a change names the owner that a rule gives its place to. */
export function nameOwnerRule(rule: OwnerRule): string {
  const owned = `${rule.pointer} is owned by ${rule.owner}`
  return rule.reason === undefined ? owned : `${owned} (${rule.reason})`
}
