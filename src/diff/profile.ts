import { isJsonObject, type JsonValue, KeelsonError, suggestName } from '../core/index.js'
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

/** What a comparison was asked to look away from: the profile's own rules, then the caller's. */
export function ignoreRulesOf(
  profile: Profile,
  own: readonly IgnoreRule[] | undefined,
): readonly IgnoreRule[] {
  if (typeof profile !== 'object' || profile === null || typeof profile.name !== 'string') {
    throw new KeelsonError('diff/invalid-profile', 'a profile is an object with a name', {
      help: 'leave the option out for plain(), the default',
    })
  }
  return [...checkIgnoreRules(profile.ignore), ...checkIgnoreRules(own)]
}

/** How a change names the ignore rule that covers it. */
export function nameIgnoreRule(rule: IgnoreRule): string {
  return `${rule.pointer} (${rule.reason})`
}

/** How a change names the owner that a rule gives its place to. */
export function nameOwnerRule(rule: OwnerRule): string {
  const owned = `${rule.pointer} is owned by ${rule.owner}`
  return rule.reason === undefined ? owned : `${owned} (${rule.reason})`
}

function checkIgnoreRules(rules: readonly IgnoreRule[] | undefined): readonly IgnoreRule[] {
  return checkRules(rules, 'ignore', ['pointer', 'reason'], 'reason')
}

export function checkOwnerRules(rules: readonly OwnerRule[] | undefined): readonly OwnerRule[] {
  return checkRules(rules, 'owners', ['pointer', 'owner', 'value', 'reason'], 'owner')
}

/** `said` is the member without which nobody could tell later why a difference did not count. */
function checkRules<Rule extends object>(
  rules: readonly Rule[] | undefined,
  option: string,
  known: readonly string[],
  said: string,
): readonly Rule[] {
  if (rules === undefined) return []
  if (!Array.isArray(rules)) {
    throw new KeelsonError('diff/invalid-rule', `${option} must be a list of rules`, { path: `/${option}` })
  }
  rules.forEach((rule: JsonValue, index) => {
    const path = `/${option}/${index}`
    if (!isJsonObject(rule) || typeof rule.pointer !== 'string' || !isText(rule[said])) {
      throw new KeelsonError('diff/invalid-rule', `a rule of ${option} needs a pointer and text as ${said}`, {
        path,
        help: `write { pointer: '/status/**', ${said}: '…' }`,
      })
    }
    refuseUnknownNames(rule, known, path)
  })
  return rules
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

/**
 * Refuses options that this version does not know. What is silently not done (`redact`, misspelt `ignore`) would
 * be found out too late.
 */
export function checkOptions(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new KeelsonError('diff/unknown-option', 'options must be an object', {
      help: 'leave the argument out for the defaults',
    })
  }
  refuseUnknownNames(options, known, '')
}

function refuseUnknownNames(object: object, known: readonly string[], path: string): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue
    const meant = suggestName(name, known)
    throw new KeelsonError('diff/unknown-option', `there is no option "${name}"`, {
      path: `${path}/${name}`,
      help: meant === undefined ? `known are: ${known.join(', ')}` : `did you mean "${meant}"?`,
    })
  }
}
