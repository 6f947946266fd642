import { assertJson, isJsonObject, type JsonValue, KeelsonError, suggestName } from '../core/index.js'
import { refuseUnknownNames } from './check-options.js'
import type { ListIdentity, ValueSemantics } from './schema-node.js'
import type { IgnoreRule, ListRule, OwnerRule, ValueRule } from './types.js'

const OPS: readonly unknown[] = ['add', 'remove', 'replace', 'move']
const LIST_KINDS: readonly string[] = ['atomic', 'set', 'keyed'] satisfies ListIdentity['kind'][]

/** @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option` */
export function checkIgnoreRules(
  rules: readonly IgnoreRule[] | undefined,
  at: string = '/ignore',
): readonly IgnoreRule[] {
  return checkEach(rules, at, ['pointer', 'ops', 'owner', 'reason'], (rule, path) => {
    const { pointer, ops, owner, reason } = rule
    if (!isText(reason) || (pointer === undefined ? owner === undefined : typeof pointer !== 'string')) {
      throw invalid(path, 'a rule of ignore needs a pointer and text as reason', {
        help: "write { pointer: '/status/**', reason: '…' }",
      })
    }
    if (owner !== undefined && !isText(owner)) throw invalid(path, 'the owner of a rule is a name')
    if (ops !== undefined && !(Array.isArray(ops) && ops.length > 0 && ops.every((op) => OPS.includes(op)))) {
      throw invalid(path, 'ops of a rule names kinds of changes', { help: `known are: ${OPS.join(', ')}` })
    }
  })
}

/** @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option` */
export function checkOwnerRules(
  rules: readonly OwnerRule[] | undefined,
  at: string = '/owners',
): readonly OwnerRule[] {
  return checkEach(rules, at, ['pointer', 'owner', 'value', 'reason'], ({ pointer, owner, value }, path) => {
    if (typeof pointer !== 'string' || !isText(owner)) {
      throw invalid(path, 'a rule of owners needs a pointer and text as owner', {
        help: "write { pointer: '/spec/replicas', owner: '…' }",
      })
    }
    if (value !== undefined) assertJson(value)
  })
}

/** @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option` */
export function checkListRules(rules: readonly ListRule[] | undefined, at: string): readonly ListRule[] {
  return checkEach(rules, at, ['pointer', 'kind', 'keys', 'keyDefaults', 'ordered'], (rule, path) => {
    if (typeof rule.pointer !== 'string') throw invalid(path, 'a rule of lists needs a pointer')
    checkListIdentity(rule as ListIdentity, path)
  })
}

function checkListIdentity(list: ListIdentity, path: string): void {
  if (!LIST_KINDS.includes(list.kind)) {
    const meant = suggestName(String(list.kind), LIST_KINDS)
    throw invalid(path, 'a rule of lists says of which kind the list is', {
      help: meant === undefined ? `kinds are: ${LIST_KINDS.join(', ')}` : `did you mean "${meant}"?`,
    })
  }
  if (list.kind !== 'keyed') {
    for (const name of ['keys', 'keyDefaults', 'ordered']) {
      if (Object.hasOwn(list, name)) throw invalid(path, `"${name}" is for lists of kind "keyed"`)
    }
    return
  }
  const { keys, keyDefaults, ordered } = list
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every((key) => typeof key === 'string')) {
    throw invalid(path, 'a keyed list names the members that make the key', {
      help: "write { kind: 'keyed', keys: ['port', 'protocol'] }",
    })
  }
  if (keyDefaults !== undefined) {
    assertJson(keyDefaults)
    if (!isJsonObject(keyDefaults)) throw invalid(path, 'keyDefaults is an object')
    refuseUnknownNames(keyDefaults, keys, `${path}/keyDefaults`)
  }
  if (ordered !== undefined && typeof ordered !== 'boolean' && typeof ordered !== 'function') {
    throw invalid(path, 'ordered is true, false, or a function of two lists')
  }
}

const VALUE_MEMBERS = [
  'pointer',
  'semantics',
  'default',
  'emptyIsAbsent',
  'emptyTextIsAbsent',
  'reason',
] as const

/** @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option` */
export function checkValueRules(rules: readonly ValueRule[] | undefined, at: string): readonly ValueRule[] {
  return checkEach(rules, at, VALUE_MEMBERS, (rule, path) => {
    if (typeof rule.pointer !== 'string') throw invalid(path, 'a rule of values needs a pointer')
    if (rule.semantics !== undefined) checkSemantics(rule.semantics, path)
    if (rule.default !== undefined) assertJson(rule.default)
    if (rule.reason !== undefined && !isText(rule.reason)) {
      throw invalid(path, 'the reason of a rule is text')
    }
    for (const name of ['emptyIsAbsent', 'emptyTextIsAbsent'] as const) {
      if (rule[name] !== undefined && typeof rule[name] !== 'boolean') {
        throw invalid(path, `${name} is true or false`)
      }
    }
    if (rule.semantics === undefined && rule.default === undefined && rule.emptyIsAbsent === undefined) {
      throw invalid(path, 'a rule of values says nothing about them', {
        help: 'give it semantics, a default, or emptyIsAbsent',
      })
    }
  })
}

function checkSemantics(semantics: ValueSemantics, path: string): void {
  if (
    typeof semantics !== 'object' ||
    semantics === null ||
    !isText(semantics.name) ||
    typeof semantics.canonical !== 'function'
  ) {
    throw invalid(path, 'semantics have a name and a function canonical')
  }
}

function checkEach<Rule extends object>(
  rules: readonly Rule[] | undefined,
  at: string,
  known: readonly string[],
  check: (rule: Rule, path: string) => void,
): readonly Rule[] {
  if (rules === undefined) return []
  if (!Array.isArray(rules)) throw invalid(at, `${at.slice(1)} must be a list of rules`)
  rules.forEach((rule: Rule, index) => {
    const path = `${at}/${index}`
    if (!isJsonObject(rule as JsonValue)) throw invalid(path, 'a rule is an object')
    check(rule, path)
    refuseUnknownNames(rule, known, path)
  })
  return rules
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function invalid(path: string, message: string, more: { readonly help?: string } = {}): KeelsonError {
  return new KeelsonError('diff/invalid-rule', message, { path, ...more })
}
