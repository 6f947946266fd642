import { isJsonObject, type JsonValue, ownValue } from '../core/index.js'

/** What a segment such as `[port=80,protocol=TCP]` asks of an element; a test without a name is about a scalar itself. */
export interface ElementCondition {
  readonly tests: readonly { readonly name: string; readonly text: string }[]
}

/**
 * Reads a pattern segment (already unescaped as RFC 6901 asks) as a condition on elements; `null` for any other
 * segment. Within names and values `\` takes the meaning from the character behind it: `[path=a\,b]`.
 */
export function parseElementCondition(segment: string): ElementCondition | null {
  if (!segment.startsWith('[') || !segment.endsWith(']')) return null
  const tests: { name: string; text: string }[] = []
  let name: string | null = null
  let text = ''
  for (let at = 1; at < segment.length; at += 1) {
    const unit = segment[at]!
    if (unit === '\\') {
      at += 1
      // The last character closes the condition; a backslash before it leaves nothing that does.
      if (at >= segment.length - 1) return null
      text += segment[at]!
    } else if (unit === '=' && name === null) {
      name = text
      text = ''
    } else if (unit === ',' || at === segment.length - 1) {
      if (name === null) return null
      tests.push({ name, text })
      name = null
      text = ''
    } else {
      text += unit
    }
  }
  return { tests }
}

/** Whether an element is one that the condition names. A number, `true`, `false` or `null` is told by its JSON text. */
export function meetsCondition(element: JsonValue, { tests }: ElementCondition): boolean {
  return tests.every(({ name, text }) => {
    const value = name === '' && !isJsonObject(element) ? element : memberOf(element, name)
    if (typeof value === 'string') return value === text
    return value !== undefined && (value === null || typeof value !== 'object') && String(value) === text
  })
}

function memberOf(element: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(element) ? ownValue(element, name) : undefined
}
