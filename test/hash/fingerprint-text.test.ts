import { readdirSync, readFileSync } from 'node:fs'
import { isKeelsonError, type JsonValue } from 'keelson/core'
import { fingerprint, fingerprintNodes, fingerprintText } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { fingerprintTextInTypeScript } from '../../src/hash/fingerprint-text.js'
import { loadKernel, sharedKernel } from '../../src/hash/kernel.js'
import { scanText } from '../../src/hash/kernel-text.js'
import { LANES, lanesToHex } from '../../src/hash/kf1-lanes.js'
import { findTextFault } from '../../src/hash/text-fault.js'
import { expectCode } from '../support/expect-code.js'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

const kernel = loadKernel()!

/** So long a text that from here on the kernel reads them all. */
fingerprintText(`1${' '.repeat(65_536)}`)

/** Space behind a text moves no fault in it, and lets the kernel meet it in the midst of a block. */
const PADDING = ' '.repeat(100)
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

function outcomeOf(run: () => string): unknown {
  try {
    return run()
  } catch (error) {
    return isKeelsonError(error) ? error.toJSON() : error
  }
}

function kernelOutcome(json: string | Uint8Array): string | null {
  if (!scanText(kernel, json, false)) return null
  LANES.set(kernel.lanes)
  return `kf1:${lanesToHex()}`
}

function expectRefused(code: string, text: string, offset: number): void {
  for (const json of [text, encode(text)]) {
    expect(expectCode(code, () => fingerprintText(json)).span?.offset).toBe(offset)
    expect(outcomeOf(() => fingerprintText(json))).toEqual(outcomeOf(() => fingerprintTextInTypeScript(json)))
    expect(kernelOutcome(json)).toBeNull()
  }
}

describeCorpus('JSONTestSuite, by the kernel', 'jsontestsuite/test_parsing', () => {
  const folder = 'jsontestsuite/test_parsing'

  test.each(readdirSync(sharedPath(folder)))('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(sharedPath(`${folder}/${name}`)))
    const expected = outcomeOf(() => fingerprintTextInTypeScript(bytes))
    const actual = kernelOutcome(bytes)
    if (name.startsWith('n_')) expect(actual).toBeNull()
    if (actual !== null) expect(actual).toBe(expected)
    else if (typeof expected === 'string') {
      expect(findTextFault(new TextDecoder().decode(bytes), false)?.kind).toBe('duplicate-member')
    }
    const padded = Uint8Array.from([...bytes, ...encode(PADDING)])
    expect(outcomeOf(() => fingerprintText(padded))).toEqual(
      outcomeOf(() => fingerprintTextInTypeScript(padded)),
    )
  })
})

describe('what is refused', () => {
  test.each([
    ['a comma too many', '[1,2,]', 5],
    ['two commas', '[1,,2]', 3],
    ['a comma at the root', '1,2', 1],
    ['two values', '{"a":1} {"b":2}', 8],
    ['a bracket that closes a brace', '{"a":1]', 6],
    ['a bracket too many', '[[1]]]', 5],
    ['a name without quotes', '{a:1}', 1],
    ['a name without a value', '{"a"}', 4],
    ['no name', '{:1}', 1],
    ['a byte order mark', '\ufeff{"a":1}', 0],
    ['a space that JSON has not', '[1,\u00a02]', 3],
    ['a form feed between values', '[1,\f2]', 3],
    ['a control character in a string', '["a\u0001b"]', 3],
    ['a line break in a long string', `["${'a'.repeat(100)}\n"]`, 102],
    ['a NUL behind the value', '[1]\u0000', 3],
    ['a NUL in a string', '["a\u0000"]', 3],
    ['an escape that is none', '["\\x41"]', 3],
    ['an escape with three digits', '["\\u00g1"]', 6],
    ['a misspelt word', '[truE]', 1],
    ['a word that goes on', '[nullx]', 5],
  ])('%s', (_what, text, offset) => {
    expectRefused('core/invalid-json', `${text}${PADDING}`, offset)
  })

  test('a text that ends too early, wherever it is cut', () => {
    const text = `{"name":["text \\u00e9",-12.5e+3,true,false,null,{}],"${'x'.repeat(40)}":{"b":[]}}`
    for (let length = 0; length < text.length; length += 1) {
      const cut = text.slice(0, length)
      expect(kernelOutcome(cut)).toBeNull()
      expect(outcomeOf(() => fingerprintText(cut))).toEqual(outcomeOf(() => fingerprintTextInTypeScript(cut)))
    }
    expect(kernelOutcome(text)).toBe(fingerprint(JSON.parse(text) as JsonValue))
  })

  test('nesting over 1,000, however far it goes', () => {
    const nested = (depth: number, open: string, close: string): string =>
      `${open.repeat(depth)}1${close.repeat(depth)}`
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
      ['[{"":', '}]'],
    ] as const) {
      const perLevel = open.startsWith('[{') ? 2 : 1
      const deepest = nested(1000 / perLevel, open, close)
      expect(kernelOutcome(deepest)).toBe(fingerprint(JSON.parse(deepest) as JsonValue))
      expect(kernelOutcome(nested(1000 / perLevel + 1, open, close))).toBeNull()
      expectCode('core/depth-limit', () => fingerprintText(nested(1000 / perLevel + 1, open, close)))
    }
    expectRefused('core/depth-limit', '['.repeat(5_000_000), 1000)
    expectRefused('core/depth-limit', '{"a":'.repeat(1_000_000), 5000)
  })

  test('numbers that overflow a double', () => {
    for (const number of ['1e400', '-1e400', '1.8e308', '9'.repeat(400), `0.1e${'9'.repeat(50)}`]) {
      expectRefused('core/number-overflow', `[0,${number}]${PADDING}`, 3)
    }
  })

  test.each([
    ['a byte that no UTF-8 holds', [0xff], 0],
    ['an overlong form', [0xc0, 0xaf], 0],
    ['an overlong form of three bytes', [0xe0, 0x9f, 0x80], 0],
    ['an overlong form of four bytes', [0xf0, 0x8f, 0xbf, 0xbf], 0],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80], 0],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80], 0],
    ['a character that is cut short', [0xe2, 0x82], 0],
    ['a byte too many', [0xc3, 0xa9, 0xa9], 1],
  ])('bytes with %s', (_what, bytes, units) => {
    const json = Uint8Array.from([...encode('["text '), ...bytes, ...encode(`"]${PADDING}`)])
    expect(expectCode('core/invalid-utf8', () => fingerprintText(json)).span?.offset).toBe(7 + units)
    expect(kernelOutcome(json)).toBeNull()
  })

  test('20,000,001 values', () => {
    const json = encode(`[${'0,'.repeat(19_999_999)}0]`)
    expect(kernelOutcome(json)).toBeNull()
    json.fill(0x20, json.length - 3, json.length - 1)
    expect(kernelOutcome(json)).not.toBeNull()
  }, 60_000)
})

describe('what is taken', () => {
  test('names of the prototype are names like others', () => {
    const text = `{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":[]}${PADDING}`
    expect(fingerprintText(text)).toBe(fingerprint(JSON.parse(text) as JsonValue))
    expect(kernelOutcome(text)).toBe(fingerprintText(text))
    expect(fingerprintText(text)).not.toBe(fingerprintText(`{"constructor":2,"toString":3}${PADDING}`))
  })

  test('a name that is said twice: the last wins, whatever the first was', () => {
    for (const first of ['1', '{"b":[1]}', '1e400', '['.repeat(2000) + ']'.repeat(2000)]) {
      const text = `{"a":${first},"c":[{}],"\\u0061":{"x":1}}${PADDING}`
      expect(kernelOutcome(text)).toBeNull()
      expect(fingerprintText(text)).toBe(fingerprint({ a: { x: 1 }, c: [{}] }))
      const parts = [...fingerprintNodes(text)].map(({ start, end }) => text.slice(start, end))
      expect(parts.slice(1)).toEqual(['[{}]', '{}', '{"x":1}'])
    }
  })

  test('half of a pair, as an escape or as it stands', () => {
    const cases = ['\ud800', 'a\udfffb', '\ud800\ud800', '\udc00\ud800', '\ufffd', '\ufffd\ud800', '日\ud83d']
    for (const string of cases) {
      const expected = fingerprint({ [string]: [string] })
      expect(fingerprintText(`{"${string}":["${string}"]}${PADDING}`)).toBe(expected)
      const quoted = JSON.stringify(string)
      expect(kernelOutcome(`{${quoted}:[${quoted}]}`)).toBe(expected)
    }
    expect(fingerprintText(`["\\ud83d\\ude00"]${PADDING}`)).toBe(fingerprint(['\u{1f600}']))
  })

  test('a document of many names, the last of them said twice', () => {
    for (const count of [40, 64, 65, 66, 100, 5000, 100_000]) {
      const names = Array.from({ length: count }, (_, index) => `"name ${index}":${index % 7}`)
      const text = `{"outer":[{${names.join(',')}}]}`
      expect(kernelOutcome(text)).toBe(fingerprint(JSON.parse(text) as JsonValue))
      for (const place of [0, count >> 1, count - 1]) {
        expect(kernelOutcome(`{"outer":[{${names.join(',')},"name ${place}":0}]}`)).toBeNull()
      }
    }
  })

  test('strings of every length around the pieces that are decoded at a time', () => {
    for (const pattern of [
      'a',
      'é',
      '日',
      '\u{1f600}',
      '\\n',
      '\\u0041',
      '\\ud83d\\ude00',
      'abcdefghijklmn\\t',
    ]) {
      for (let length = 0; length < 2200; length += length < 80 ? 1 : 37) {
        const string = pattern.repeat(Math.ceil(length / pattern.length))
        const text = `["${string}",{"${string}":"x${string}"}]`
        expect(kernelOutcome(text)).toBe(fingerprint(JSON.parse(text) as JsonValue))
      }
    }
  })

  test('a subarray of a larger buffer, and a Buffer', () => {
    const text = `{"a":[1,2,3],"b":"${'é'.repeat(50)}"}`
    const whole = encode(`xyz${text}garbage`)
    const bytes = whole.subarray(3, 3 + encode(text).length)
    expect(fingerprintText(bytes)).toBe(fingerprintText(text))
    expect(fingerprintText(Buffer.from(text))).toBe(fingerprintText(text))
    expect(new TextDecoder().decode(whole)).toBe(`xyz${text}garbage`)
  })
})

describe('memory', () => {
  test('a string of 100 MB takes little more than itself, and nothing of it is kept', () => {
    const bytes = new Uint8Array(100_000_000).fill(0x61)
    bytes[0] = 0x22
    bytes[bytes.length - 1] = 0x22
    const large = loadKernel()!
    expect(scanText(large, bytes, false)).toBe(true)
    expect(large.input.buffer.byteLength).toBeLessThan(102_000_000)
    // With escapes it is decoded a piece at a time.
    bytes.fill(0x5c, 50_000_000, 50_000_002)
    expect(scanText(large, bytes, false)).toBe(true)
    expect(large.input.buffer.byteLength).toBeLessThan(102_000_000)
    expect(fingerprintText(bytes)).toMatch(/^kf1:[0-9a-f]{32}$/)
    expect(sharedKernel()!.input.buffer.byteLength).toBeLessThan(1_000_000)
  }, 60_000)

  test('the names of open objects take at most what the documentation says', () => {
    const names = Array.from({ length: 400_000 }, (_, index) => `"${index.toString(36)}":0`)
    const bytes = encode(`{${names.join(',')}}`)
    const large = loadKernel()!
    expect(scanText(large, bytes, false)).toBe(true)
    expect(large.input.buffer.byteLength).toBeLessThan(5 * bytes.length + 500_000)
  })
})
