import { isKeelsonError, KeelsonError, type KeelsonErrorDetails } from 'keelson/core'
import { describe, expect, test } from 'vitest'

const span = { path: 'a.keel', offset: 5, length: 5, line: 1, column: 6 }

class SpecialError extends KeelsonError {
  override name = 'SpecialError'
}

describe('KeelsonError', () => {
  test('is an Error with a name, a code and a message', () => {
    const error = new KeelsonError('core/invalid-json', 'no JSON')
    expect(error).toBeInstanceOf(Error)
    expect([error.name, error.code, error.message]).toEqual(['KeelsonError', 'core/invalid-json', 'no JSON'])
    expect(String(error)).toBe('KeelsonError: no JSON')
    expect(error.stack).toContain('keelson-error.test')
  })

  const cases: readonly [name: string, details: KeelsonErrorDetails, members: object][] = [
    ['nothing', {}, {}],
    ['a path', { path: '/spec' }, { path: '/spec' }],
    ['a span', { span }, { span }],
    ['help', { help: 'mend it' }, { help: 'mend it' }],
    ['all of them', { path: 'a.keel', span, help: 'h' }, { path: 'a.keel', span, help: 'h' }],
    ['members that are undefined', { path: undefined, span: undefined, help: undefined }, {}],
  ]
  for (const [name, details, members] of cases) {
    test(`toJSON gives the members there are: ${name}`, () => {
      const error = new KeelsonError('core/not-json', 'wrong', details)
      const expected = { name: 'KeelsonError', code: 'core/not-json', message: 'wrong', ...members }
      expect(error.toJSON()).toStrictEqual(expected)
      expect(JSON.parse(JSON.stringify(error))).toEqual(expected)
      expect(structuredClone(error.toJSON())).toEqual(expected)
    })
  }

  test('a member that was not given is not there at all', () => {
    const error = new KeelsonError('core/not-json', 'wrong')
    for (const name of ['path', 'span', 'help', 'cause']) expect(Object.hasOwn(error, name)).toBe(false)
  })

  test('toJSON copies the span', () => {
    const error = new KeelsonError('core/not-json', 'wrong', { span })
    expect((error.toJSON() as { span: object }).span).not.toBe(error.span)
  })

  test('keeps its cause, which toJSON leaves out', () => {
    const cause = new TypeError('deeper')
    const error = new KeelsonError('core/not-json', 'wrong', { cause })
    expect(error.cause).toBe(cause)
    expect(JSON.stringify(error)).not.toContain('deeper')
  })

  test('the brand does not show when the error is listed or printed', () => {
    const error = new KeelsonError('core/not-json', 'wrong')
    const brand = Symbol.for('keelson/error')
    expect(Object.getOwnPropertyDescriptor(error, brand)?.enumerable).toBe(false)
    expect(Object.keys(error).sort()).toEqual(['code', 'name'])
  })
})

describe('who is a KeelsonError', () => {
  const strangers: readonly [name: string, value: unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['a string', 'core/not-json'],
    ['a plain Error', new Error('core/not-json')],
    ['an object with a code', { name: 'KeelsonError', code: 'core/not-json', message: '' }],
    ['an object that inherits the brand', Object.create(new KeelsonError('core/not-json', ''))],
  ]
  for (const [name, value] of strangers) {
    test(`not ${name}`, () => {
      expect(isKeelsonError(value)).toBe(false)
      expect(value instanceof KeelsonError).toBe(false)
    })
  }

  test('a subclass is one, and a base error is no subclass', () => {
    const special = new SpecialError('core/not-json', 'wrong')
    const base = new KeelsonError('core/not-json', 'wrong')
    expect(special instanceof SpecialError).toBe(true)
    expect(special instanceof KeelsonError).toBe(true)
    expect(isKeelsonError(special)).toBe(true)
    expect(base instanceof SpecialError).toBe(false)
    expect((special.toJSON() as { name: string }).name).toBe('SpecialError')
  })
})

describe('two copies of the package in one process', () => {
  // The query makes a second instance of the module, as the CommonJS build beside the ESM build is one.
  const copy = '../../src/core/keelson-error.js?copy'

  test('know each other by instanceof and isKeelsonError, both ways', async () => {
    const other = (await import(/* @vite-ignore */ copy)) as {
      readonly KeelsonError: typeof KeelsonError
      readonly isKeelsonError: typeof isKeelsonError
    }
    expect(other.KeelsonError).not.toBe(KeelsonError)
    const ours = new KeelsonError('core/not-json', 'ours')
    const theirs = new other.KeelsonError('core/not-json', 'theirs')
    expect(Object.getPrototypeOf(theirs)).not.toBe(KeelsonError.prototype)
    expect(theirs instanceof KeelsonError).toBe(true)
    expect(ours instanceof other.KeelsonError).toBe(true)
    expect(isKeelsonError(theirs)).toBe(true)
    expect(other.isKeelsonError(ours)).toBe(true)
    expect(theirs instanceof SpecialError).toBe(false)
    expect(new SpecialError('core/not-json', '') instanceof other.KeelsonError).toBe(true)
  })
})
