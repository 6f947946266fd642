import fc from 'fast-check'
import { isKeelsonError, type JsonValue, KeelsonError } from 'keelson/core'
import { canonicalize, fingerprint, fingerprintInTypeScript, fingerprintText } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { loadKernel } from '../../src/hash/kernel.js'
import { hashContainerDeep } from '../../src/hash/kf1-deep-walk.js'
import { lanesToHex, STRING } from '../../src/hash/kf1-lanes.js'
import { hashStringInKernel, hashStringInTypeScript } from '../../src/hash/kf1-string.js'
import { useKernelForStrings } from '../../src/hash/string-kernel.js'
import { anyJson, anyKey, anyScalar, objectOf } from '../support/arbitraries.js'
import { law } from '../support/law.js'
import { referenceFingerprint } from './kf1-reference.js'

/** Any string of UTF-16 units: ASCII, Latin, astral, halves of pairs. */
function anyUnits(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 0x7f }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xffff }) },
    { weight: 1, arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }) },
  )
  return fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units)),
  )
}

/** JSON text of a value, with white space, escapes, other spellings of numbers and members said twice. */
function textOf(value: JsonValue, seed: number): string {
  let state = seed
  const pick = (choices: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % choices
  }
  const space = (): string => ['', '', '', ' ', '\n', '\t\r '][pick(6)]!
  const quoted = (text: string): string => {
    let json = '"'
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      const mustEscape = unit < 0x20 || unit === 0x22 || unit === 0x5c
      const escaped = `\\u${unit.toString(16).padStart(4, '0')}`
      json += mustEscape || pick(8) === 0 ? escaped : text[at]
    }
    return `${json}"`
  }
  const number = (value: number): string => {
    const plain = JSON.stringify(value)
    if (pick(4) > 0 || plain.includes('e')) return plain
    return plain.includes('.') ? `${plain}0e0` : `${plain}.0E+00`
  }
  const write = (item: JsonValue): string => {
    if (typeof item === 'string') return quoted(item)
    if (typeof item === 'number') return number(item)
    if (typeof item !== 'object' || item === null) return String(item)
    const around = (text: string): string => space() + text + space()
    if (Array.isArray(item)) return `[${item.map((element) => around(write(element))).join(',') || space()}]`
    const members = Object.entries(item).map(
      ([key, member]) => `${around(quoted(key))}:${around(write(member))}`,
    )
    const again = Object.keys(item).filter(() => pick(5) === 0)
    return `{${[...again.map((key) => `${quoted(key)}:[1]`), ...members].join(',') || space()}}`
  }
  return space() + write(value) + space()
}

const anyText: fc.Arbitrary<string> = fc
  .tuple(anyJson(), fc.nat())
  .map(([value, seed]) => textOf(value, seed))

/** Texts that are JSON, or were before a unit of them was dropped, doubled or replaced. */
const anyMutatedText: fc.Arbitrary<string> = fc
  .tuple(
    anyText,
    fc.nat(),
    fc.constantFrom('', '"', '\\', ',', '}', ']', '[', '1', 'e', '-', '.', '\u0000', '\ud800'),
  )
  .map(([text, place, replacement]) => {
    const at = place % (text.length + 1)
    return text.slice(0, at) + replacement + text.slice(at + (place % 2))
  })

function shuffled(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return objectOf(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)] as const),
  )
}

describe('law 2: kf1', () => {
  law('fingerprint is the hash that docs/fingerprint.md defines', anyJson(), (value) => {
    expect(fingerprint(value)).toBe(referenceFingerprint(value))
  })

  law('fingerprint ignores key order', anyJson(), (value) => {
    expect(fingerprint(shuffled(value))).toBe(fingerprint(value))
  })

  law(
    'fingerprint minds array order',
    fc.tuple(
      fc.uniqueArray(anyScalar(), { minLength: 2, maxLength: 6, selector: (item) => JSON.stringify(item) }),
      fc.nat(),
    ),
    ([array, seed]) => {
      const at = seed % (array.length - 1)
      const swapped = array.map((item, index) =>
        index === at ? array[at + 1]! : index === at + 1 ? array[at]! : item,
      )
      expect(fingerprint(swapped)).not.toBe(fingerprint(array))
    },
  )

  law('fingerprint is equal exactly where values are', fc.tuple(anyJson(), anyJson()), ([left, right]) => {
    expect(fingerprint(left) === fingerprint(right)).toBe(canonicalize(left) === canonicalize(right))
  })

  law('1, 1.0 and 1e0 are equal, -0 equals 0', fc.integer({ min: -1000, max: 1000 }), (value) => {
    const expected = fingerprint(value)
    for (const text of [`${value}`, `${value}.0`, `${value}e0`, `${value * 10}E-1`, `${value}.000e+00`]) {
      expect(fingerprintText(text)).toBe(expected)
    }
    expect(fingerprint(-0)).toBe(fingerprint(0))
    expect(fingerprintText('-0.0')).toBe(fingerprint(0))
  })

  law('a part has the same fingerprint wherever it stands', fc.tuple(anyJson(), anyKey()), ([value, key]) => {
    const alone = fingerprint(value)
    const holder = objectOf([
      ['x', [value]],
      [key, value],
    ])
    fingerprint(holder)
    expect(fingerprint(value)).toBe(alone)
    expect(fingerprint(holder)).toBe(referenceFingerprint(holder))
  })

  law(
    'lone surrogates are characters of their own',
    fc.tuple(anyUnits(40), anyUnits(40)),
    ([left, right]) => {
      expect(fingerprint(left) === fingerprint(right)).toBe(left === right)
      expect(fingerprint(left)).toBe(referenceFingerprint(left))
      expect(fingerprint({ [left]: 1 })).toBe(referenceFingerprint(objectOf([[left, 1]])))
    },
  )

  law('the explicit stack gives what the recursion gives', anyJson(), (value) => {
    hashContainerDeep([value], 0)
    expect(`kf1:${lanesToHex()}`).toBe(fingerprint([value]))
  })

  law(
    'deep values hash alike however they nest',
    fc.tuple(fc.array(fc.boolean(), { minLength: 55, maxLength: 140 }), anyJson()),
    ([steps, innermost]) => {
      const value = steps.reduce<JsonValue>(
        (inner, isArray) => (isArray ? [1, inner] : { b: 2, a: inner }),
        innermost,
      )
      expect(fingerprint(value)).toBe(referenceFingerprint(value))
    },
    { runs: 100 },
  )
})

describe('law 2: text', () => {
  law('fingerprintText(t) is fingerprint(JSON.parse(t))', anyText, (text) => {
    expect(fingerprintText(text)).toBe(fingerprint(JSON.parse(text) as JsonValue))
  })

  law('bytes and text have one fingerprint', anyJson(), (value) => {
    const text = JSON.stringify(value)
    expect(fingerprintText(new TextEncoder().encode(text))).toBe(fingerprintText(text))
  })

  law('both refuse the same texts, and the text with an offset', anyMutatedText, (text) => {
    let expected: string | null
    try {
      expected = fingerprint(JSON.parse(text) as JsonValue)
    } catch {
      expected = null
    }
    if (expected !== null) {
      expect(fingerprintText(text)).toBe(expected)
      return
    }
    const error = thrownBy(() => fingerprintText(text))
    expect(error.span).toBeDefined()
    expect(error.span!.offset).toBeLessThanOrEqual(text.length)
  })

  law(
    'bytes are refused exactly where they are not UTF-8 or their text is refused',
    fc.tuple(anyText, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 })),
    ([text, edits]) => {
      const bytes = new TextEncoder().encode(text)
      for (const [place, byte] of edits) bytes[place % bytes.length] = byte
      let decoded: string | null
      try {
        decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      } catch {
        decoded = null
      }
      if (decoded === null) {
        const error = thrownBy(() => fingerprintText(bytes))
        expect(error.code).toBe('core/invalid-utf8')
        expect(error.span!.offset).toBeLessThanOrEqual(new TextDecoder().decode(bytes).length)
      } else {
        expect(outcome(bytes)).toEqual(outcome(decoded))
      }
    },
  )
})

describe('law 1: wasm on is wasm off', () => {
  const kernel = loadKernel()!
  const bothWays = (text: string): void => {
    hashStringInTypeScript(text, STRING)
    const expected = lanesToHex()
    const isTaken = hashStringInKernel(kernel, text, STRING)
    expect(isTaken ? lanesToHex() : 'not taken').toBe(/[\ud800-\udfff]/u.test(text) ? 'not taken' : expected)
  }

  law('for strings of every kind', anyUnits(200), bothWays)

  law(
    'for strings around a block and around the buffer of the kernel',
    fc.tuple(
      fc.constantFrom('a', 'é', '日', '😀', 'ab€'),
      fc.constantFrom(0, 16, 64, 21_823, 21_824, 2 * 21_824, 65_488, 70_000),
      fc.integer({ min: -20, max: 20 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    ([pattern, length, offset, rest]) => {
      const units = Math.max(0, length + offset)
      bothWays(
        pattern
          .repeat(units)
          .slice(0, units)
          .replace(/[\ud800-\udbff]$/, '') + rest,
      )
    },
    { runs: 60 },
  )

  law(
    'for half of a pair at any place of a long string',
    fc.tuple(fc.nat({ max: 70_000 }), fc.constantFrom('\ud800', '\udfff')),
    ([place, half]) => {
      const text = `${'x'.repeat(place)}${half}${'é'.repeat(300)}`
      bothWays(text)
      expect(fingerprint(text)).not.toBe(fingerprint(text.replace(half, '\ufffd')))
    },
    { runs: 30 },
  )
})

function thrownBy(run: () => unknown): KeelsonError {
  try {
    run()
  } catch (error) {
    if (isKeelsonError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

function outcome(input: string | Uint8Array): unknown {
  try {
    return fingerprintText(input)
  } catch (error) {
    return error instanceof KeelsonError ? error.toJSON() : error
  }
}

law(
  'a fingerprint is the same without the kernel, and with it',
  fc.tuple(anyJson(), anyUnits(400)),
  ([value, text]) => {
    useKernelForStrings(() => null)
    const inTypeScript = fingerprintInTypeScript([value, text])
    return fingerprint([value, text]) === inTypeScript
  },
)
