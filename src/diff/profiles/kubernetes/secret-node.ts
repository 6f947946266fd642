import { encodeUtf8, isJsonObject, type JsonObject, type JsonValue, ownValue } from '../../../core/index.js'
import { encodeBase64Url } from '../../../hash/index.js'
import type { SchemaNode } from '../../schema-node.js'
import { base64Bytes } from '../../values/base64-bytes.js'

const WRITE_ONLY: SchemaNode = {
  server: {
    class: 'defaulted',
    owner: 'the API server',
    reason: 'stringData is only written: the server keeps it, in base64, in data',
  },
}

const KEPT: SchemaNode = {
  server: {
    class: 'defaulted',
    owner: 'the API server',
    reason: 'kept from what stringData said when it was last applied',
  },
}

/**
 * The node of a Secret of which one side is written with `stringData`. A text there and the same bytes in `data` of the
 * other side are one value, so both places are covered; where they differ, neither is. In a three-way comparison bytes
 * that are the text of base still are what was applied, and not somebody's: the new text alone is the change.
 *
 * @param node of Secrets
 */
export function secretNode(
  node: SchemaNode,
  before: JsonValue,
  after: JsonValue,
  base?: JsonValue,
): SchemaNode {
  const agreed = new Set([...namesKept(before, before, after), ...namesKept(after, after, before)])
  const applied = base === undefined ? [] : namesKept(base, before, after)
  if (agreed.size === 0 && applied.length === 0) return node
  const data = node.member?.('data')
  const ofData: SchemaNode = {
    ...data,
    member: (name) => (agreed.has(name) ? WRITE_ONLY : applied.includes(name) ? KEPT : data?.member?.(name)),
  }
  const texts = objectAt(base ?? null, 'stringData')
  const ofStringData: SchemaNode = {
    emptyIsAbsent: true,
    // What base said is in live, by way of data: there none is as good as this text.
    member: (name) =>
      agreed.has(name) ? WRITE_ONLY : applied.includes(name) ? { default: texts[name]! } : undefined,
  }
  return {
    ...node,
    member: (name) => (name === 'data' ? ofData : name === 'stringData' ? ofStringData : node.member?.(name)),
  }
}

/**
 * Names that `asking` has in `stringData` and whose text in that of `texts` is what `kept` holds in `data`, with no
 * `stringData` of its own.
 */
function namesKept(texts: JsonValue, asking: JsonValue, kept: JsonValue): string[] {
  const written = objectAt(texts, 'stringData')
  const bytes = objectAt(kept, 'data')
  const ownTexts = objectAt(kept, 'stringData')
  return Object.keys(objectAt(asking, 'stringData')).filter((name) => {
    const text = ownValue(written, name)
    if (typeof text !== 'string' || ownValue(ownTexts, name) !== undefined) return false
    return base64Bytes.canonical(ownValue(bytes, name) ?? null) === base64Of(text)
  })
}

function objectAt(object: JsonValue, name: string): JsonObject {
  const member = isJsonObject(object) ? ownValue(object, name) : undefined
  return isJsonObject(member) ? member : {}
}

function base64Of(text: string): string {
  const unpadded = encodeBase64Url(encodeUtf8(text)).replaceAll('-', '+').replaceAll('_', '/')
  return unpadded.padEnd(Math.trunc((unpadded.length + 3) / 4) * 4, '=')
}
