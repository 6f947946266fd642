import { readdirSync, readFileSync } from 'node:fs'
import { decodeJsonBytes, isKeelsonError, parseJson, scanJson } from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const wellFormed = (text: string): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8(text))

describe('parseJson accepts what JSON.parse accepts', () => {
  const texts = [
    'null',
    ' true ',
    'false',
    '0',
    '-0',
    '-0.5e-3',
    '1E+2',
    '1e-400',
    '1.7976931348623157e308',
    '""',
    '"\\u00e9\\ud800\\"\\\\\\/\\b\\f\\n\\r\\t"',
    '"\u2028\u2029\ud800\u007f"',
    '[]',
    '{}',
    '[[],{}]',
    '\t\r\n [ 1 , { "a" : [ ] } ] \n',
    '{"a":1,"a":2}',
    '{"__proto__":{"x":1},"":0}',
  ]
  for (const text of texts) {
    test(JSON.stringify(text), () => {
      expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)))
      expect(JSON.stringify(parseJson(utf8(text)))).toBe(JSON.stringify(JSON.parse(wellFormed(text))))
    })
  }

  test('an own __proto__ stays an ordinary member', () => {
    const value = parseJson('{"__proto__":{"x":1}}')
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true)
    expect((value as { x?: number }).x).toBeUndefined()
  })

  test('-0 stays -0, as in JSON.parse', () => {
    expect(parseJson('-0')).toBe(-0)
  })
})

describe('parseJson agrees with JSON.parse on every character of Latin and its neighbours, wherever it stands', () => {
  const frames: readonly [before: string, after: string][] = [
    ['', ''],
    ['', '1'],
    ['1', ''],
    ['1', '2'],
    ['-', '1'],
    ['0', ''],
    ['1.', ''],
    ['1e', ''],
    ['1e', '1'],
    ['[1', ']'],
    ['[1', '2]'],
    ['{"a"', '1}'],
    ['"', '"'],
    ['"\\', '"'],
    ['"\\u', '000"'],
    ['"\\u0', '00"'],
    ['"\\u00', '0"'],
    ['"\\u000', '"'],
    ['tru', ''],
    ['nul', 'l'],
  ]
  for (const [before, after] of frames) {
    test(`${before}…${after}`, () => {
      const disagreements: string[] = []
      for (let unit = 0; unit < 0x180; unit += 1) {
        const text = `${before}${String.fromCharCode(unit)}${after}`
        let accepted = true
        try {
          JSON.parse(text)
        } catch {
          accepted = false
        }
        if ((scanJson(text, 1000) === null) !== accepted) disagreements.push(text)
      }
      expect(disagreements).toEqual([])
    })
  }

  test('the largest double in 309 digits is taken, a larger number of 309 digits is not', () => {
    const largest = BigInt(Number.MAX_VALUE).toString()
    expect(largest).toHaveLength(309)
    expect(parseJson(largest)).toBe(Number.MAX_VALUE)
    expectCode('core/number-overflow', () => parseJson('9'.repeat(309)))
    expectCode('core/number-overflow', () => parseJson(`-${'9'.repeat(309)}.0`))
  })
})

describe('parseJson names the code and the place of the first fault', () => {
  const cases: readonly [text: string, code: string, offset: number, line: number, column: number][] = [
    ['', 'core/invalid-json', 0, 1, 1],
    ['   ', 'core/invalid-json', 3, 1, 4],
    ['nul', 'core/invalid-json', 0, 1, 1],
    ['nulll', 'core/invalid-json', 4, 1, 5],
    ['True', 'core/invalid-json', 0, 1, 1],
    ['NaN', 'core/invalid-json', 0, 1, 1],
    ['undefined', 'core/invalid-json', 0, 1, 1],
    ["'a'", 'core/invalid-json', 0, 1, 1],
    ['1 2', 'core/invalid-json', 2, 1, 3],
    ['01', 'core/invalid-json', 1, 1, 2],
    ['-', 'core/invalid-json', 1, 1, 2],
    ['-a', 'core/invalid-json', 1, 1, 2],
    ['+1', 'core/invalid-json', 0, 1, 1],
    ['.5', 'core/invalid-json', 0, 1, 1],
    ['1.', 'core/invalid-json', 2, 1, 3],
    ['1.e3', 'core/invalid-json', 2, 1, 3],
    ['1e', 'core/invalid-json', 2, 1, 3],
    ['1e+', 'core/invalid-json', 3, 1, 4],
    ['0x10', 'core/invalid-json', 1, 1, 2],
    ['"abc', 'core/invalid-json', 4, 1, 5],
    ['"a\tb"', 'core/invalid-json', 2, 1, 3],
    ['"a\nb"', 'core/invalid-json', 2, 1, 3],
    ['"\\x41"', 'core/invalid-json', 2, 1, 3],
    ['"\\', 'core/invalid-json', 2, 1, 3],
    ['"\\u12g4"', 'core/invalid-json', 5, 1, 6],
    ['"\\u12', 'core/invalid-json', 5, 1, 6],
    ['[', 'core/invalid-json', 1, 1, 2],
    ['[1,]', 'core/invalid-json', 3, 1, 4],
    ['[1 2]', 'core/invalid-json', 3, 1, 4],
    ['[1}', 'core/invalid-json', 2, 1, 3],
    ['[,1]', 'core/invalid-json', 1, 1, 2],
    ['{', 'core/invalid-json', 1, 1, 2],
    ['{a:1}', 'core/invalid-json', 1, 1, 2],
    ['{"a"}', 'core/invalid-json', 4, 1, 5],
    ['{"a" 1}', 'core/invalid-json', 5, 1, 6],
    ['{"a":}', 'core/invalid-json', 5, 1, 6],
    ['{"a":1,}', 'core/invalid-json', 7, 1, 8],
    ['{"a":1]', 'core/invalid-json', 6, 1, 7],
    ['{}}', 'core/invalid-json', 2, 1, 3],
    ['[1] // no comments', 'core/invalid-json', 4, 1, 5],
    ['\ufeff[]', 'core/invalid-json', 0, 1, 1],
    ['\u00a0[]', 'core/invalid-json', 0, 1, 1],
    ['[\n  1,\n  x\n]', 'core/invalid-json', 9, 3, 3],
    ['[\r\n  1,\r\n  x\r\n]', 'core/invalid-json', 11, 3, 3],
    ['{\r\n"a": "\r\n"}', 'core/invalid-json', 9, 2, 7],
    ['[1,\r2,\rx]', 'core/invalid-json', 7, 1, 8],
    ['["😀", x]', 'core/invalid-json', 7, 1, 8],
    ['[1,\n  1e400]', 'core/number-overflow', 6, 2, 3],
    ['-1e309', 'core/number-overflow', 0, 1, 1],
    [`{"a": 1${'0'.repeat(309)}}`, 'core/number-overflow', 6, 1, 7],
    [`1${'0'.repeat(400)}.5`, 'core/number-overflow', 0, 1, 1],
  ]
  for (const [text, code, offset, line, column] of cases) {
    test(`${JSON.stringify(text.slice(0, 40))}: ${code} at ${line}:${column}`, () => {
      const error = expectCode(code, () => parseJson(text, { path: 'state.json' }))
      expect(error.span).toEqual({ path: 'state.json', offset, length: 0, line, column })
      expect(error.path).toBe('state.json')
      expect(error.help).toBeTruthy()
      expect(scanJson(text, 1000)).toMatchObject({ code, offset, message: error.message })
    })
  }

  test('messages show what was found, control characters by their number', () => {
    expect(scanJson('[}', 9)?.message).toBe('found "}" where a value should be')
    expect(scanJson('\u0007', 9)?.message).toBe('found U+0007 where a value should be')
    expect(scanJson('\u{1f600}', 9)?.message).toBe('found U+1f600 where a value should be')
    expect(scanJson('{"a":1', 9)?.message).toBe('the text ends where "," or "}" should be')
  })
})

describe('limits of parseJson', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  const nestedObjects = (depth: number): string => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`

  for (const [name, text] of [
    ['arrays', nested(1000)],
    ['objects', nestedObjects(1000)],
    ['arrays around a scalar', `${'['.repeat(1000)}1${']'.repeat(1000)}`],
  ] as const) {
    test(`1,000 ${name} are taken`, () => {
      expect(JSON.stringify(parseJson(text))).toBe(text)
    })
  }

  for (const [name, text, offset] of [
    ['1,001 arrays, the innermost empty', nested(1001), 1000],
    ['1,001 objects, the innermost empty', nestedObjects(1001), 5000],
    ['a million arrays', nested(1_000_000), 1000],
    ['a million arrays that never close', '['.repeat(1_000_000), 1000],
    ['a million objects', '{"a":'.repeat(1_000_000), 5000],
    ['a million of both', '[{"":'.repeat(500_000), 2500],
  ] as const) {
    test(`${name}: core/depth-limit`, () => {
      expect(expectCode('core/depth-limit', () => parseJson(text)).span?.offset).toBe(offset)
    })
  }

  test('a depth of its own: 0 takes scalars only', () => {
    expect(parseJson('"a"', { limits: { maxDepth: 0 } })).toBe('a')
    expectCode('core/depth-limit', () => parseJson('[]', { limits: { maxDepth: 0 } }))
    expectCode('core/depth-limit', () => parseJson('[[]]', { limits: { maxDepth: 1 } }))
  })

  test('a text that is too long: core/size-limit', () => {
    expect(parseJson('[10]', { limits: { maxTextLength: 4 } })).toEqual([10])
    const error = expectCode('core/size-limit', () =>
      parseJson('[100]', { path: 'big.json', limits: { maxTextLength: 4 } }),
    )
    expect(error.path).toBe('big.json')
  })

  test('more values than allowed, containers counted: core/size-limit where the first too many stands', () => {
    expect(parseJson('[1,{"a":2}]', { limits: { maxNodes: 4 } })).toEqual([1, { a: 2 }])
    const error = expectCode('core/size-limit', () => parseJson('[1,{"a":2}]', { limits: { maxNodes: 3 } }))
    expect(error.span?.offset).toBe(8)
    expectCode('core/size-limit', () => parseJson('0', { limits: { maxNodes: 0 } }))
  })

  for (const [name, limits, path] of [
    ['a depth that is NaN', { maxDepth: Number.NaN }, '/limits/maxDepth'],
    ['a depth that is infinite', { maxDepth: Number.POSITIVE_INFINITY }, '/limits/maxDepth'],
    ['a depth below 0', { maxDepth: -1 }, '/limits/maxDepth'],
    ['a count that is not whole', { maxNodes: 1.5 }, '/limits/maxNodes'],
    ['a length that is a string', { maxTextLength: '9' as never }, '/limits/maxTextLength'],
  ] as const) {
    test(`${name}: core/invalid-limits`, () => {
      expect(expectCode('core/invalid-limits', () => parseJson('[]', { limits })).path).toBe(path)
    })
  }

  test('a limit that is undefined is the default', () => {
    const limits = { maxDepth: undefined } as unknown as { maxDepth: number }
    expect(parseJson('[[1]]', { limits })).toEqual([[1]])
    expectCode('core/depth-limit', () => parseJson(nested(1001), { limits }))
  })
})

describe('bytes', () => {
  const cases: readonly [name: string, bytes: readonly number[]][] = [
    ['a byte that starts nothing', [0x22, 0xff, 0x22]],
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate (CESU-8)', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a code point over 10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['a form that is cut short', [0x22, 0xe2, 0x82]],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00]],
  ]
  for (const [name, bytes] of cases) {
    test(`${name}: core/invalid-utf8, and nothing is replaced`, () => {
      const error = expectCode('core/invalid-utf8', () =>
        parseJson(new Uint8Array(bytes), { path: 'x.json' }),
      )
      expect(error.path).toBe('x.json')
    })
  }

  test('a byte order mark is refused as JSON.parse refuses it', () => {
    const error = expectCode('core/invalid-json', () => parseJson(new Uint8Array([0xef, 0xbb, 0xbf, 0x30])))
    expect(error.span?.offset).toBe(0)
    expect(decodeJsonBytes(new Uint8Array([0xef, 0xbb, 0xbf]))).toBe('\ufeff')
  })
})

describeCorpus('JSONTestSuite', 'jsontestsuite/test_parsing', () => {
  const directory = sharedPath('jsontestsuite/test_parsing')
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
    test(name, () => {
      const bytes = new Uint8Array(readFileSync(`${directory}/${name}`))
      let accepted = true
      try {
        parseJson(bytes)
      } catch (error) {
        accepted = false
        expect(isKeelsonError(error)).toBe(true)
      }
      // `i_` cases are free, but must not end in anything but a value or a coded error.
      if (!name.startsWith('i_')) expect(accepted).toBe(name.startsWith('y_'))
    })
  }
})

describeCorpus('JSONTestSuite', 'jsontestsuite/test_transform', () => {
  const directory = sharedPath('jsontestsuite/test_transform')
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
    test(`${name} is what JSON.parse makes of it, or refused as invalid UTF-8`, () => {
      const bytes = new Uint8Array(readFileSync(`${directory}/${name}`))
      let text: string
      try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      } catch {
        expectCode('core/invalid-utf8', () => parseJson(bytes))
        return
      }
      expect(JSON.stringify(parseJson(bytes))).toBe(JSON.stringify(JSON.parse(text)))
    })
  }
})
