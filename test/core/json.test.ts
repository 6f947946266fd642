import { isJsonObject, type JsonObject, type JsonValue, ownValue } from 'keelson/core'
import { describe, expect, test } from 'vitest'

describe('isJsonObject', () => {
  const cases: readonly [value: JsonValue | undefined, isObject: boolean][] = [
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    [undefined, false],
    ['{}', false],
    [0, false],
    [false, false],
  ]
  for (const [value, isObject] of cases) {
    test(`${JSON.stringify(value)}: ${isObject}`, () => {
      expect(isJsonObject(value)).toBe(isObject)
    })
  }
})

describe('ownValue', () => {
  test('gives own members, null among them', () => {
    expect(ownValue({ a: null, b: 0 }, 'a')).toBeNull()
    expect(ownValue({ a: null, b: 0 }, 'b')).toBe(0)
  })

  test('sees no inherited name', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(ownValue({}, name)).toBeUndefined()
    }
  })

  test('sees an own member that has the name of an inherited one', () => {
    const object = JSON.parse('{"__proto__":1,"constructor":2}') as JsonObject
    expect([ownValue(object, '__proto__'), ownValue(object, 'constructor')]).toEqual([1, 2])
  })

  test('works on an object without a prototype', () => {
    expect(ownValue(Object.assign(Object.create(null) as JsonObject, { a: 1 }), 'a')).toBe(1)
  })
})
