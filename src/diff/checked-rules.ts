import { checkIgnoreRules, checkOwnerRules } from './check-rules.js'
import type { RuleLists } from './place-rules.js'
import { checkProfile, nameIgnoreRule, nameOwnerRule, plain } from './profile.js'
import type { IgnoreRule, OwnerRule, Profile } from './types.js'

/** The rules of a call, checked and beside those of its profile. */
export interface CheckedRules {
  readonly profile: Profile
  readonly lists: RuleLists
  /** Names of the call's own rules. */
  readonly ownRules: readonly string[]
}

/** @throws KeelsonError `diff/invalid-profile`, `diff/invalid-rule`, `diff/unknown-option` */
export function checkRules(options: {
  readonly profile?: Profile | undefined
  readonly ignore?: readonly IgnoreRule[] | undefined
  readonly owners?: readonly OwnerRule[] | undefined
}): CheckedRules {
  const profile = options.profile ?? plain()
  checkProfile(profile)
  const ignore = checkIgnoreRules(options.ignore)
  const owners = checkOwnerRules(options.owners)
  return {
    profile,
    lists: {
      ignore: [...(profile.ignore ?? []), ...ignore],
      owners: [...(profile.owners ?? []), ...owners],
      lists: profile.lists ?? [],
      values: profile.values ?? [],
    },
    ownRules: [...ignore.map(nameIgnoreRule), ...owners.map(nameOwnerRule)],
  }
}

/** Nothing but the documents says what counts. */
export function isPlain({ profile, lists }: CheckedRules): boolean {
  return profile.schema === undefined && Object.values(lists).every((rules) => rules.length === 0)
}
