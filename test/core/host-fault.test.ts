import { describe, expect, test } from 'vitest'
import { hostFault } from '../../src/core/host-fault.js'
import { readFiles } from '../support/source-files.js'

const polluted = Object.prototype as unknown as Record<string, unknown>

describe('hostFault', () => {
  test('finds none here', () => {
    expect(hostFault()).toBeNull()
  })

  test('names a member of Object.prototype', () => {
    polluted.polluted = 1
    const fault = hostFault()
    delete polluted.polluted
    expect(fault).toBe('Object.prototype has a member of its own, "polluted"')
  })

  test('names a method that answers otherwise, or throws', () => {
    const { at } = Array.prototype
    Array.prototype.at = () => 7
    const wrong = hostFault()
    Array.prototype.at = () => {
      throw new Error('never')
    }
    const thrown = hostFault()
    Object.defineProperty(Array.prototype, 'at', {
      value: at,
      writable: true,
      configurable: true,
      enumerable: false,
    })
    expect(wrong).toBe('Array.prototype.at was replaced by one with another answer')
    expect(thrown).toBe('Array.prototype.at throws')
  })

  const sources = readFiles('src', ['.ts'])
    .filter(({ path }) => !path.startsWith('src/cli/') && !path.endsWith('host-fault.ts'))
    .map(({ text }) => text)
    .join('\n')
  /** Of numbers and of typed arrays alone, in the sources. */
  const OF_OTHERS = ['toString', 'copyWithin']
  const used = Object.getOwnPropertyNames(Array.prototype).filter(
    (name) => sources.includes(`.${name}(`) && !OF_OTHERS.includes(name),
  )

  test('reads the sources', () => {
    expect(used.length).toBeGreaterThan(20)
  })

  for (const name of used) {
    test(`sees every method of arrays that the library calls replaced: ${name}`, () => {
      const native = Object.getOwnPropertyDescriptor(Array.prototype, name)!
      Object.defineProperty(Array.prototype, name, { ...native, value: () => undefined })
      const fault = hostFault()
      Object.defineProperty(Array.prototype, name, native)
      expect(fault).toMatch(/^(?:Array\.prototype\.|the iterator of arrays)/)
    })
  }
})
