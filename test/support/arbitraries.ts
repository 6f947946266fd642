import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'

const HOSTILE_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '~',
  '/',
  '~1',
  '-',
  '0',
  '01',
  'a.b',
]

/** Member names, with those that break naive code drawn often. */
export function anyKey(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'name', 'value') },
    { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_KEYS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  )
}

/** Finite doubles, small integers most often; never `-0`, which JSON text cannot tell from `0` for an equality test. */
function anyNumber(): fc.Arbitrary<number> {
  return fc
    .oneof(
      fc.integer({ min: -3, max: 12 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    .map((value) => (value === 0 ? 0 : value))
}

export function anyScalar(): fc.Arbitrary<JsonValue> {
  return fc.oneof(
    fc.constantFrom<JsonValue>(null, true, false, '', 'a', 'b', 0, 1),
    anyNumber(),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
}

/** Any JSON value: nested, with hostile names as own members. Strings are well-formed Unicode. */
export function anyJson(): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ value: JsonValue; object: JsonObject; array: readonly JsonValue[] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: 'small', withCrossShrink: true },
      anyScalar(),
      tie('array'),
      tie('object'),
    ),
    array: fc.array(tie('value'), { maxLength: 6 }),
    object: fc.array(fc.tuple(anyKey(), tie('value')), { maxLength: 6 }).map(objectOf),
  })).value
}

/** An object from entries, `__proto__` included as an ordinary own member; later entries win. */
export function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  const object: Record<string, JsonValue> = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return object
}

/** Text that means something to XML, HTML, CSS, a terminal, or to nobody. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '</title></svg>',
        '"',
        "'",
        '`',
        '&',
        '&#60;',
        ']]>',
        '<!--',
        '\u0000',
        '\ufffe',
        '\ud800',
        '\u202e',
        '\n',
        ' onload=x ',
        '}*{fill:red}',
        '👩‍🚀',
        '変更',
        '#missing',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)
