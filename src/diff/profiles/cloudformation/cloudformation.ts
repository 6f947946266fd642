import { isJsonObject, type JsonValue, ownValue, sortedKeys } from '../../../core/index.js'
import type { SchemaNode, ServerRule, ValueSemantics } from '../../schema-node.js'
import type { Profile } from '../../types.js'
import { iamPolicy } from '../../values/iam-policy.js'

const TEMPLATE_ONLY: ServerRule = { class: 'ignored', reason: 'says nothing about a resource' }

/** CloudFormation takes text for numbers and booleans, and gives them back as what the property is. */
const scalarText: ValueSemantics = {
  name: 'cloudformation-scalar',
  canonical: (value) =>
    typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : typeof value === 'string'
        ? value
        : undefined,
}

const PROPERTY: SchemaNode = {
  value: scalarText,
  member: (name) => (name === 'Tags' ? TAGS : isPolicy(name) ? POLICY : PROPERTY),
  element: () => PROPERTY,
}
const POLICY: SchemaNode = { value: iamPolicy, member: () => PROPERTY, element: () => PROPERTY }

// A map of tags, as some types have it, is no list: there the keys of the list say nothing.
const TAGS: SchemaNode = {
  list: { kind: 'keyed', keys: ['Key'] },
  emptyIsAbsent: true,
  member: () => PROPERTY,
  element: () => PROPERTY,
}

/** `PolicyDocument`, `AssumeRolePolicyDocument`, `KeyPolicy`, `ResourcePolicy` … */
function isPolicy(name: string): boolean {
  return name.endsWith('PolicyDocument') || name.endsWith('Policy')
}

const DEPENDENCIES: SchemaNode = { list: { kind: 'set' } }
const RESOURCE: SchemaNode = {
  member: (name) => (name === 'Properties' ? PROPERTY : name === 'DependsOn' ? DEPENDENCIES : undefined),
}
const RESOURCES: SchemaNode = { member: () => RESOURCE }
const IGNORED: SchemaNode = { server: TEMPLATE_ONLY }

const TEMPLATE: SchemaNode = {
  member: (name) =>
    name === 'Resources'
      ? RESOURCES
      : name === 'AWSTemplateFormatVersion' || name === 'Description'
        ? IGNORED
        : undefined,
}

/**
 * CloudFormation: templates, and properties of resources as templates, drift results and the Cloud Control API have
 * them. Tags are told apart by key, policy documents by what they say, and `"80"` is 80. docs/profiles.md says what is
 * known; {@link driftedResources} and {@link templateResources} take what AWS answers apart.
 *
 * @example
 * ```ts
 * import { cloudformation, diff } from 'keelson/diff'
 * const properties = (...keys: string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: 'x' })), Port: 80 })
 * const other = { ...properties('b', 'a'), Port: '80' }
 * diff(properties('a', 'b'), other, { profile: cloudformation() }).equal // => true
 * ```
 */
export function cloudformation(): Profile {
  return {
    name: 'cloudformation',
    schema: (before, after) => (isTemplate(after) || isTemplate(before) ? TEMPLATE : PROPERTY),
    redact: (document) => (isTemplate(document) ? secretParameters(document) : []),
  }
}

function isTemplate(document: JsonValue): boolean {
  const resources = isJsonObject(document) ? ownValue(document, 'Resources') : undefined
  if (!isJsonObject(resources)) return false
  return Object.keys(resources).every(
    (name) => isJsonObject(resources[name]) && Object.hasOwn(resources[name], 'Type'),
  )
}

/** Defaults of parameters that are not to be shown. */
function secretParameters(template: JsonValue): string[] {
  return [...secretParameterNames(template)].map(
    (name) => `/Parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}/Default`,
  )
}

/** Names of the parameters of a template with `NoEcho`. */
export function secretParameterNames(template: JsonValue): ReadonlySet<string> {
  const parameters = isJsonObject(template) ? ownValue(template, 'Parameters') : undefined
  const names = new Set<string>()
  if (!isJsonObject(parameters)) return names
  for (const name of sortedKeys(parameters)) {
    const parameter = parameters[name]
    const noEcho = isJsonObject(parameter) ? ownValue(parameter, 'NoEcho') : undefined
    if (noEcho === true || noEcho === 'true') names.add(name)
  }
  return names
}
