import { formatPointer, isJsonObject, type JsonValue, ownValue } from '../../../core/index.js'
import type { SchemaNode, ServerRule } from '../../schema-node.js'
import type { Profile } from '../../types.js'
import { embeddedJson } from '../../values/embedded-json.js'
import { pathsWhere } from '../marks.js'
import { SECRET_SIGNATURE, SIGNATURE_KEY } from './signature.js'

const BOOK_KEEPING: ServerRule = { class: 'ignored', reason: 'book-keeping of Pulumi, not of a resource' }

const ignored: SchemaNode = { server: BOOK_KEEPING }
const SET: SchemaNode = { list: { kind: 'set' }, emptyIsAbsent: true }

/**
 * Properties. `__defaults` and `__meta` are notes of the engine and of bridged providers; the plain text of a secret is
 * JSON in a string.
 */
const PROPERTY: SchemaNode = {
  member: (name) =>
    name === '__defaults' || name === '__meta' ? ignored : name === 'plaintext' ? PLAIN : PROPERTY,
  element: () => PROPERTY,
}
const PLAIN: SchemaNode = { value: embeddedJson }

const PROPERTY_DEPENDENCIES: SchemaNode = { emptyIsAbsent: true, member: () => SET }

const RESOURCE_MEMBERS: ReadonlyMap<string, SchemaNode> = /* @__PURE__ */ new Map([
  ['aliases', SET],
  ['created', ignored],
  ['dependencies', SET],
  ['inputs', PROPERTY],
  ['modified', ignored],
  ['outputs', PROPERTY],
  ['propertyDependencies', PROPERTY_DEPENDENCIES],
  ['sourcePosition', ignored],
])

const RESOURCE: SchemaNode = { member: (name) => RESOURCE_MEMBERS.get(name) }

// A resource that waits for its deletion stands beside its successor under the same name.
const RESOURCES: SchemaNode = { list: { kind: 'keyed', keys: ['urn', 'delete'] }, element: () => RESOURCE }

const DEPLOYMENT: SchemaNode = {
  member: (name) =>
    name === 'resources' ? RESOURCES : name === 'manifest' || name === 'metadata' ? ignored : undefined,
}

const STACK: SchemaNode = {
  member: (name) => (name === 'deployment' ? DEPLOYMENT : name === 'version' ? ignored : undefined),
}

/**
 * Stacks as `pulumi stack export` writes them: resources are told apart by URN, what the engine notes for itself does
 * not count, and secrets are named for redaction. docs/profiles.md says what is known; {@link stackResources} takes a
 * stack apart.
 *
 * @example
 * ```ts
 * import { diff, pulumi } from 'keelson/diff'
 * const stack = (time: string, ...urns: string[]) => ({
 *   version: 3,
 *   deployment: { manifest: { time }, resources: urns.map((urn) => ({ urn, inputs: {} })) },
 * })
 * const before = stack('2026-01-01T00:00:00Z', 'urn:a', 'urn:b')
 * diff(before, stack('2026-01-02T00:00:00Z', 'urn:b', 'urn:a'), { profile: pulumi() }).equal // => true
 * ```
 */
export function pulumi(): Profile {
  return {
    name: 'pulumi',
    schema: (before, after) => (isStack(after) || isStack(before) ? STACK : PROPERTY),
    redact: secretPointers,
  }
}

function isStack(document: JsonValue): boolean {
  return isJsonObject(document) && isJsonObject(ownValue(document, 'deployment'))
}

/** Pointers of every secret value, wrapped as it is: cipher text tells whether it is the same secret. */
export function secretPointers(document: JsonValue): string[] {
  return pathsWhere(document, isSecret).map(formatPointer)
}

function isSecret(value: JsonValue): boolean {
  return isJsonObject(value) && ownValue(value, SIGNATURE_KEY) === SECRET_SIGNATURE
}
