import { isJsonObject, type JsonValue, ownValue, parseJson, valueAtPath } from '../core/index.js'
import type { FileDocument } from './read-documents.js'

/** A document that stands for something that runs. */
export interface Resource {
  /** `namespace/kind/name` for a Kubernetes object, the file's name for anything else. */
  readonly id: string
  /** `apiVersion` group aside: the Kubernetes kind, or `Document`. */
  readonly kind: string
  readonly file: string
  readonly value: JsonValue
}

/** Desired and live state of one resource; one side is `null` where it is missing. */
export interface ResourcePair {
  readonly id: string
  readonly kind: string
  readonly base: JsonValue
  readonly desired: JsonValue
  readonly live: JsonValue
}

/** Names a document. Kubernetes objects without a namespace stand under `cluster`. */
export function toResource({ file, value }: FileDocument, root: string): Resource {
  const kind = textAt(value, 'kind')
  const metadata = isJsonObject(value) ? ownValue(value, 'metadata') : undefined
  const name = textAt(metadata, 'name')
  if (kind === undefined || name === undefined) {
    const id = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : (file.split('/').at(-1) ?? file)
    return { id, kind: 'Document', file, value }
  }
  return { id: `${textAt(metadata, 'namespace') ?? 'cluster'}/${kind}/${name}`, kind, file, value }
}

/**
 * Pairs desired with live resources by id; what is left over is paired by kind and name alone (manifests often leave
 * the namespace to the pipeline), and two lone documents are taken for a pair whatever they are called.
 */
export function pairResources(desired: readonly Resource[], live: readonly Resource[]): ResourcePair[] {
  const partners = matchLive(desired, live)
  const pairs = desired.map((wanted) => pairOf(wanted, partners.get(wanted)))
  const taken = new Set(partners.values())
  for (const running of live) if (!taken.has(running)) pairs.push(pairOf(undefined, running))
  return pairs
}

const ANNOTATIONS = ['metadata', 'annotations']
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function matchLive(desired: readonly Resource[], live: readonly Resource[]): Map<Resource, Resource> {
  const partners = new Map<Resource, Resource>()
  if (desired.length === 1 && live.length === 1) return partners.set(desired[0]!, live[0]!)
  const free = new Set(live)
  for (const key of [(resource: Resource) => resource.id, withoutNamespace]) {
    for (const wanted of desired) {
      if (partners.has(wanted)) continue
      const matches = [...free].filter((running) => key(running) === key(wanted))
      if (matches.length !== 1) continue
      partners.set(wanted, matches[0]!)
      free.delete(matches[0]!)
    }
  }
  return partners
}

function withoutNamespace(resource: Resource): string {
  return resource.kind === 'Document' ? resource.id : resource.id.slice(resource.id.indexOf('/') + 1)
}

function pairOf(wanted: Resource | undefined, running: Resource | undefined): ResourcePair {
  const named = (running ?? wanted)!
  const live = running?.value ?? null
  const desired = withAnnotationsOf(live, wanted?.value ?? null)
  const base = withAnnotationsOf(live, lastApplied(live) ?? desired)
  return { id: named.id, kind: named.kind, base, desired, live }
}

/**
 * To the Kubernetes API no annotations and an empty map of them are the same. Where live has some, the other side gets
 * the empty map, so that each annotation is a difference of its own and can have its own owner.
 */
function withAnnotationsOf(live: JsonValue, other: JsonValue): JsonValue {
  const metadata = isJsonObject(other) ? ownValue(other, 'metadata') : undefined
  if (!isJsonObject(other) || !isJsonObject(metadata)) return other
  if (!isJsonObject(valueAtPath(live, ANNOTATIONS)) || ownValue(metadata, 'annotations') !== undefined)
    return other
  return { ...other, metadata: { ...metadata, annotations: {} } }
}

/** What `kubectl apply` was last given, where the live object still says so. */
function lastApplied(live: JsonValue): JsonValue | undefined {
  const text = textAt(valueAtPath(live, ANNOTATIONS), LAST_APPLIED)
  return text === undefined ? undefined : parseJson(text)
}

function textAt(value: JsonValue | undefined, member: string): string | undefined {
  const text = isJsonObject(value) ? ownValue(value, member) : undefined
  return typeof text === 'string' ? text : undefined
}
