import { isJsonObject, type JsonObject, type JsonValue, ownValue } from '../core/index.js'
import type { RecordView } from './record-view.js'

/** Deeper values of OTLP are not read. */
const MOST_NESTED = 16

/** Attributes of a span or of its resource, whichever way they were written. */
export class SpanAttributes {
  readonly #values: ReadonlyMap<string, JsonValue>

  /**
   * @param flat the values stand as they are; else each is wrapped in an `AnyValue` of OTLP
   * @throws KeelsonError `interop/invalid-member`
   */
  constructor(owner: RecordView, flat: boolean) {
    this.#values = flat ? flatValues(owner) : listedValues(owner)
  }

  value(name: string): JsonValue | undefined {
    return this.#values.get(name)
  }

  /** A text of the first of these names that has one that is not empty. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name)
      if (typeof value === 'string' && value !== '') return value
    }
    return undefined
  }

  number(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const value = this.#values.get(name)
      if (typeof value === 'number' && Number.isFinite(value)) return value
    }
    return undefined
  }

  /** What stands under names with this beginning, by the rest of the name. */
  *startingWith(prefix: string): Generator<readonly [rest: string, value: JsonValue]> {
    for (const [name, value] of this.#values) {
      if (name.startsWith(prefix)) yield [name.slice(prefix.length), value]
    }
  }
}

/** `{ "gen_ai.tool.name": "search" }`; a record without a member `attributes` holds them itself. */
function flatValues(owner: RecordView): ReadonlyMap<string, JsonValue> {
  const members = owner.has('attributes') ? owner.view('attributes').members : owner.members
  return new Map(Object.entries(members))
}

/** `[{ "key": "gen_ai.tool.name", "value": { "stringValue": "search" } }]`. Of one key the first counts. */
function listedValues(owner: RecordView): ReadonlyMap<string, JsonValue> {
  const values = new Map<string, JsonValue>()
  for (const attribute of owner.views('attributes')) {
    const key = attribute.requiredText('key', 'an attribute of OTLP is { key, value }')
    const value = anyValue(attribute.view('value').members, MOST_NESTED)
    if (value !== undefined && !values.has(key)) values.set(key, value)
  }
  return values
}

/** Source: opentelemetry/proto/common/v1/common.proto, `AnyValue`, in the JSON mapping of protobuf. */
function anyValue(wrapped: JsonObject, depth: number): JsonValue | undefined {
  if (depth === 0) return undefined
  const own = (name: string): JsonValue | undefined => ownValue(wrapped, name) ?? undefined
  const integer = own('intValue')
  // 64-bit integers are texts in the JSON mapping of protobuf.
  if (typeof integer === 'string') return Number(integer)
  const list = own('arrayValue')
  if (isJsonObject(list)) return nested(list).map((item) => anyValue(item, depth - 1) ?? null)
  const pairs = own('kvlistValue')
  if (isJsonObject(pairs)) {
    return Object.fromEntries(
      nested(pairs).map((pair): [string, JsonValue] => {
        const value = ownValue(pair, 'value')
        return [
          String(ownValue(pair, 'key')),
          (isJsonObject(value) ? anyValue(value, depth - 1) : undefined) ?? null,
        ]
      }),
    )
  }
  return own('stringValue') ?? own('boolValue') ?? integer ?? own('doubleValue')
}

function nested(wrapped: JsonObject): JsonObject[] {
  const values = ownValue(wrapped, 'values')
  return Array.isArray(values) ? (values as readonly JsonValue[]).filter(isJsonObject) : []
}
