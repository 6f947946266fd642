import { isJsonObject, type JsonObject, type JsonValue, KeelsonError } from '../core/index.js'
import type { OwnerRule } from '../diff/index.js'
import { readDocument } from './read-documents.js'

/** A declared owner of fields, and the resources it holds for. */
export interface ResourceOwnerRule extends OwnerRule {
  /** Patterns `namespace/kind/name` where `*` stands for any one part; every resource where absent. */
  readonly resources?: readonly string[]
}

/**
 * Reads declared owners: a list of `{ pointer, owner, value?, reason?, resources? }`.
 *
 * @throws KeelsonError `cli/invalid-owners` with the pointer to the rule at fault
 */
export function readOwnerRules(path: string): ResourceOwnerRule[] {
  const rules = readDocument(path)
  if (!Array.isArray(rules)) throw invalid(path, '', 'the owners must be a list of rules')
  return rules.map((rule: JsonValue, index) => toRule(rule, path, `/${index}`))
}

/** The rules that hold for one resource. */
export function ownersOf(rules: readonly ResourceOwnerRule[], resource: string): OwnerRule[] {
  return rules
    .filter(
      ({ resources }) => resources === undefined || resources.some((pattern) => matches(pattern, resource)),
    )
    .map(({ resources: _resources, ...rule }) => rule)
}

const MEMBERS = ['pointer', 'owner', 'value', 'reason', 'resources']

function toRule(rule: JsonValue, path: string, pointer: string): ResourceOwnerRule {
  if (!isJsonObject(rule)) throw invalid(path, pointer, 'a rule is an object')
  for (const member of Object.keys(rule)) {
    if (!MEMBERS.includes(member))
      throw invalid(path, `${pointer}/${member}`, `a rule has no member "${member}"`)
  }
  const resources = rule.resources
  if (resources !== undefined && !isTextList(resources)) {
    throw invalid(path, `${pointer}/resources`, 'resources must be a list of patterns')
  }
  return {
    pointer: textOf(rule, 'pointer', path, pointer),
    owner: textOf(rule, 'owner', path, pointer),
    ...(rule.value === undefined ? {} : { value: rule.value }),
    ...(rule.reason === undefined ? {} : { reason: textOf(rule, 'reason', path, pointer) }),
    ...(resources === undefined ? {} : { resources }),
  }
}

function textOf(rule: JsonObject, member: string, path: string, pointer: string): string {
  const text = rule[member]
  if (typeof text === 'string') return text
  throw invalid(path, `${pointer}/${member}`, `${member} must be a string`)
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function matches(pattern: string, resource: string): boolean {
  const wanted = pattern.split('/')
  const parts = resource.split('/')
  return (
    wanted.length === parts.length && wanted.every((part, index) => part === '*' || part === parts[index])
  )
}

function invalid(path: string, pointer: string, message: string): KeelsonError {
  return new KeelsonError('cli/invalid-owners', `${path}: ${message}`, {
    path: pointer,
    help: 'write [{ "pointer": "/status", "owner": "kube-controller-manager", "reason": "…" }, …]',
  })
}
