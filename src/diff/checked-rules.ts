import { checkIgnoreRules, checkOwnerRules } from './check-rules.js'
import { PlaceRules, type RuleLists } from './place-rules.js'
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
  if (options.profile === undefined && options.ignore === undefined && options.owners === undefined) {
    return PLAIN_RULES
  }
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

const PLAIN_RULES: CheckedRules = {
  profile: /* @__PURE__ */ plain(),
  lists: { ignore: [], owners: [], lists: [], values: [] },
  ownRules: [],
}

let plainPlaces: PlaceRules | undefined

/**
 * The rules place by place. Where nothing but the documents says what counts, one for all comparisons: it holds the one
 * state in which nothing is known of a place, and making it takes as long as comparing a small document.
 *
 * @throws KeelsonError `core/invalid-pointer`
 */
export function placesOf(rules: CheckedRules): PlaceRules {
  if (rules !== PLAIN_RULES) return new PlaceRules(rules.lists)
  plainPlaces ??= new PlaceRules(rules.lists)
  return plainPlaces
}
