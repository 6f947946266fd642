import {
  assertJson,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  sortedKeys,
} from '../../../core/index.js'
import { fillUnknown, pathsWhere } from '../marks.js'
import { type ResourcePair, refuseUnknownKey } from '../resource-pair.js'
import { secretParameterNames } from './cloudformation.js'

/** A resource of a template: `before` is what the template asks for, `after` the properties that were read back. */
export type TemplateResource = ResourcePair & { readonly type: string }

/**
 * The resources of a template against their properties as they were read back, by logical id. What the template leaves
 * to an intrinsic function (`Ref`, `Fn::GetAtt`, `Fn::Sub` …) is not known without the stack and equals nothing: it is
 * listed in `unknown`. Of the properties that were read back, those count that the template has.
 *
 * @param described properties by logical id; a resource that is not in it is `null` in `after`
 *
 * @throws KeelsonError `diff/invalid-document` for what is no template; `diff/reserved-key` where properties hold the
 * marker for unknown values; `core/not-json`, `core/depth-limit` and the like for what is no JSON
 *
 * @example
 * ```ts
 * import { templateResources } from 'keelson/diff'
 * const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 0, KmsKey: { Ref: 'Key' } } } } }
 * const [queue] = templateResources(template, { Queue: { DelaySeconds: 0, KmsKey: 'k-1', Arn: 'arn:q' } })
 * queue!.unknown // => ['/KmsKey']
 * queue!.after // => { DelaySeconds: 0, KmsKey: 'k-1' }
 * ```
 */
export function templateResources(template: JsonValue, described: JsonValue): TemplateResource[] {
  assertJson(template)
  assertJson(described)
  const resources = isJsonObject(template) ? ownValue(template, 'Resources') : undefined
  if (!isJsonObject(resources) || !isJsonObject(described)) {
    throw new KeelsonError('diff/invalid-document', 'a template and described properties are objects', {
      path: isJsonObject(resources) ? '' : '/Resources',
      help: 'hand in a template with Resources, and properties by logical id',
    })
  }
  const secrets = secretParameterNames(template)
  return sortedKeys(resources).map((id) => {
    const resource = resources[id]
    if (!isJsonObject(resource)) {
      throw new KeelsonError('diff/invalid-document', 'a resource of a template is an object', {
        path: formatPointer(['Resources', id]),
      })
    }
    return templateResource(id, resource, ownValue(described, id) ?? null, secrets)
  })
}

function templateResource(
  id: string,
  resource: JsonObject,
  found: JsonValue,
  secrets: ReadonlySet<string>,
): TemplateResource {
  const properties = ownValue(resource, 'Properties') ?? {}
  refuseUnknownKey(properties, id)
  refuseUnknownKey(found, id)
  const unknown = pathsWhere(properties, isIntrinsic)
  const sensitive = pathsWhere(properties, (value) => refersTo(value, secrets))
  const after = isJsonObject(found) && isJsonObject(properties) ? pick(found, properties) : found
  return {
    id,
    before: fillUnknown(properties, unknown, 'before'),
    after,
    unknown: unknown.map(formatPointer),
    sensitive: sensitive.map(formatPointer),
    type: String(ownValue(resource, 'Type') ?? ''),
  }
}

/** An object with one member, which is `Ref`, `Condition` or a function. */
function isIntrinsic(value: JsonValue): boolean {
  const name = onlyName(value)
  return name === 'Ref' || name?.startsWith('Fn::') === true
}

/** A function that has a secret parameter anywhere in it. */
function refersTo(value: JsonValue, secrets: ReadonlySet<string>): boolean {
  if (secrets.size === 0 || !isIntrinsic(value)) return false
  const texts = pathsWhere(value, (inner) => typeof inner === 'string' && mentions(inner, secrets))
  return texts.length > 0
}

function mentions(text: string, secrets: ReadonlySet<string>): boolean {
  if (secrets.has(text)) return true
  for (const [, name] of text.matchAll(/\$\{([^}!]+)\}/g)) if (secrets.has(name!)) return true
  return false
}

function onlyName(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return undefined
  const names = Object.keys(value)
  return names.length === 1 ? names[0] : undefined
}

function pick(found: JsonObject, wanted: JsonObject): JsonObject {
  const entries = Object.keys(wanted)
    .filter((name) => Object.hasOwn(found, name))
    .map((name): [string, JsonValue] => [name, found[name]!])
  return Object.fromEntries(entries)
}
