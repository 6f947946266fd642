import { describe, expect, test } from 'vitest'
import { hostFault } from '../../src/core/host-fault.js'

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
})
