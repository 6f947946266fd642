import {
  appendPointer,
  escapePointerSegment,
  formatPointer,
  type JsonValue,
  parseArrayIndex,
  parsePointer,
  valueAtPath,
  valueAtPointer,
} from 'keelson/core'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

describe('RFC 6901 §5', () => {
  const document: JsonValue = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  }
  const cases: readonly [pointer: string, value: JsonValue][] = [
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ]
  for (const [pointer, value] of cases) {
    test(`${JSON.stringify(pointer)} gives ${JSON.stringify(value).slice(0, 20)}`, () => {
      expect(valueAtPointer(document, pointer)).toEqual(value)
      expect(formatPointer(parsePointer(pointer))).toBe(pointer)
    })
  }
})

describe('parsePointer', () => {
  const cases: readonly [pointer: string, path: readonly string[]][] = [
    ['', []],
    ['/', ['']],
    ['//', ['', '']],
    ['/a//b', ['a', '', 'b']],
    ['/~0', ['~']],
    ['/~1', ['/']],
    ['/~01', ['~1']],
    ['/~10', ['/0']],
    ['/~0~1~0', ['~/~']],
    ['/é/😀/\ud800', ['é', '😀', '\ud800']],
    ['/a b', ['a b']],
  ]
  for (const [pointer, path] of cases) {
    test(`${JSON.stringify(pointer)} is ${JSON.stringify(path)}`, () => {
      expect(parsePointer(pointer)).toEqual(path)
      expect(formatPointer(path)).toBe(pointer)
    })
  }

  const wrong = ['a', 'a/b', ' /a', '#/a', '/~', '/~2', '/a/~', '/~~', '/~0~', '/x~y', '/~a/b']
  for (const pointer of wrong) {
    test(`${JSON.stringify(pointer)}: core/invalid-pointer`, () => {
      const error = expectCode('core/invalid-pointer', () => parsePointer(pointer))
      expect(error.path).toBe(pointer)
      expect(error.help).toBeTruthy()
    })
  }
})

describe('parseArrayIndex', () => {
  const cases: readonly [token: string, index: number][] = [
    ['0', 0],
    ['7', 7],
    ['10', 10],
    ['999999999999999', 999_999_999_999_999],
    ['1000000000000000', -1],
    ['-', -1],
    ['', -1],
    ['00', -1],
    ['01', -1],
    ['-1', -1],
    ['-0', -1],
    ['+1', -1],
    ['1e0', -1],
    ['1.0', -1],
    [' 1', -1],
    ['1\n', -1],
    ['0x1', -1],
    ['१', -1],
    ['length', -1],
  ]
  for (const [token, index] of cases) {
    test(`${JSON.stringify(token)} is ${index}`, () => {
      expect(parseArrayIndex(token)).toBe(index)
    })
  }
})

describe('valueAtPointer sees own members only', () => {
  const document: JsonValue = { list: [1, null], text: 'abc', none: null }
  const nothing = [
    '/constructor',
    '/__proto__',
    '/toString',
    '/list/length',
    '/list/-',
    '/list/2',
    '/list/01',
    '/list/map',
    '/text/0',
    '/text/length',
    '/none/a',
    '/list/0/a',
    '/missing/a/b',
  ]
  for (const pointer of nothing) {
    test(`${pointer} gives nothing`, () => {
      expect(valueAtPointer(document, pointer)).toBeUndefined()
    })
  }

  test('null is a value, not nothing', () => {
    expect(valueAtPointer(document, '/none')).toBeNull()
    expect(valueAtPointer(document, '/list/1')).toBeNull()
  })

  test('an own __proto__ is a member', () => {
    const hostile = JSON.parse('{"__proto__":{"a":1}}') as JsonValue
    expect(valueAtPointer(hostile, '/__proto__/a')).toBe(1)
  })

  test('a path may hold numbers', () => {
    expect(valueAtPath(document, ['list', 0])).toBe(1)
    expect(valueAtPath({ 0: 'zero' }, [0])).toBe('zero')
    for (const index of [-1, 2, 0.5, Number.NaN])
      expect(valueAtPath(document, ['list', index])).toBeUndefined()
  })
})

describe('appendPointer', () => {
  test('escapes names and writes numbers as they are', () => {
    expect(appendPointer('/a', 'b/c~d')).toBe('/a/b~1c~0d')
    expect(appendPointer('', 0)).toBe('/0')
    expect(escapePointerSegment('plain')).toBe('plain')
  })
})
