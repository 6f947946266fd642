import fc from 'fast-check'
import { appendPointer, formatPointer, type JsonValue, parsePointer, valueAtPointer } from 'keelson/core'
import { anyJson, anyKey } from '../support/arbitraries.js'
import { law } from '../support/law.js'

law(
  'parsePointer undoes formatPointer',
  fc.array(fc.oneof(anyKey(), fc.constantFrom('~01', '~~', '\udc00'))),
  (path) => {
    const parsed = parsePointer(formatPointer(path))
    return parsed.length === path.length && parsed.every((segment, at) => segment === path[at])
  },
)

law('every pointer that is taken is the one spelling of its path', anyPointerText(), (pointer) => {
  let path: string[]
  try {
    path = parsePointer(pointer)
  } catch {
    return !/^(?:\/(?:[^~/]|~[01])*)*$/u.test(pointer)
  }
  return formatPointer(path) === pointer
})

function anyPointerText(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('/', '~', '0', '1', '2', 'a', '😀', '-'), { maxLength: 8 })
    .map((parts) => parts.join(''))
}

law('every value of a document is found at the pointer to it', anyJson(), (document) => {
  const pending: [pointer: string, value: JsonValue][] = [['', document]]
  for (const [pointer, value] of pending) {
    if (valueAtPointer(document, pointer) !== value) return false
    if (typeof value !== 'object' || value === null) continue
    for (const [key, member] of Object.entries(value)) {
      pending.push([appendPointer(pointer, Array.isArray(value) ? Number(key) : key), member as JsonValue])
    }
  }
  return true
})
