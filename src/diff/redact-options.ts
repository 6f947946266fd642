import { isJsonObject, type JsonValue, KeelsonError } from '../core/index.js'
import { REDACTED_MEMBER, redactionCommitment } from '../hash/index.js'
import { refuseUnknownNames } from './check-options.js'
import type { RedactDetectors, RedactOptions, RedactRule } from './types.js'

/**
 * What stands in the place of a hidden value: a commitment (`kr1:…`, see `redactionCommitment`) or, without a key,
 * `changed` or `unchanged`; and what hid it.
 */
export type RedactedValue = { readonly '$keelson.redacted': string; readonly by: string }

/** The name under which a hidden value's stand-in is known, and with which a hidden name begins. */
export const REDACTED_KEY: typeof REDACTED_MEMBER = REDACTED_MEMBER

/** Options with everything said. */
export interface CheckedRedactOptions {
  readonly rules: readonly RedactRule[]
  readonly key: Uint8Array | undefined
  readonly detectors: Required<RedactDetectors>
}

const OPTIONS = ['rules', 'key', 'detect'] as const
const DETECTORS = ['kubernetes', 'names', 'credentials', 'entropy'] as const

/** @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option`, `hash/not-bytes`, `hash/short-key` */
export function checkRedactOptions(options: RedactOptions): CheckedRedactOptions {
  if (typeof options !== 'object' || options === null)
    throw unknown('/redact', 'redact says what is not to be shown')
  refuseUnknownNames(options, OPTIONS, '/redact')
  // A key that cannot be used must be found out before anything is compared, not at the first secret.
  if (options.key !== undefined) redactionCommitment(options.key, '', null)
  return { rules: checkRules(options.rules), key: options.key, detectors: checkDetectors(options.detect) }
}

/** Whether a value stands for one that is hidden. */
export function isRedactedValue(value: JsonValue | undefined): value is RedactedValue {
  return isJsonObject(value) && Object.hasOwn(value, REDACTED_KEY)
}

function checkRules(rules: RedactOptions['rules']): readonly RedactRule[] {
  if (rules === undefined) return []
  if (!Array.isArray(rules)) throw invalidRule('/redact/rules', 'redact.rules must be a list of rules')
  return rules.map((rule: JsonValue, index) => {
    if (typeof rule === 'string') return { pointer: rule }
    const place = `/redact/rules/${index}`
    if (!isJsonObject(rule) || typeof rule.pointer !== 'string') {
      throw invalidRule(place, 'a rule of redact.rules is a pointer, or an object with one')
    }
    refuseUnknownNames(rule, ['pointer', 'reason'], place)
    if (rule.reason === undefined) return { pointer: rule.pointer }
    if (typeof rule.reason !== 'string') throw invalidRule(place, 'the reason of a rule is text')
    return { pointer: rule.pointer, reason: rule.reason }
  })
}

function invalidRule(path: string, message: string): KeelsonError {
  return new KeelsonError('diff/invalid-rule', message, {
    path,
    help: "write '/spec/token' or { pointer: '/spec/token', reason: '…' }",
  })
}

function checkDetectors(detect: RedactOptions['detect']): Required<RedactDetectors> {
  if (typeof detect === 'object' && detect !== null) {
    refuseUnknownNames(detect, DETECTORS, '/redact/detect')
    return {
      kubernetes: detect.kubernetes !== false,
      names: detect.names !== false,
      credentials: detect.credentials !== false,
      entropy: detect.entropy !== false,
    }
  }
  if (detect !== undefined && typeof detect !== 'boolean') {
    throw unknown('/redact/detect', 'redact.detect is true, false, or says which detectors are on')
  }
  const on = detect !== false
  return { kubernetes: on, names: on, credentials: on, entropy: on }
}

function unknown(path: string, message: string): KeelsonError {
  return new KeelsonError('diff/unknown-option', message, {
    path,
    help: `write redact: {} for all detectors: ${DETECTORS.join(', ')}`,
  })
}
