import { isKeelsonError, type KeelsonError } from 'keelson/core'
import { expect } from 'vitest'

/** Runs what must throw a KeelsonError of this code, and returns the error for a closer look. */
export function expectCode(code: string, run: () => unknown): KeelsonError {
  let thrown: unknown
  try {
    run()
  } catch (error) {
    thrown = error
  }
  if (!isKeelsonError(thrown)) {
    expect.fail(`expected a KeelsonError ${code}, got ${thrown === undefined ? 'no error' : String(thrown)}`)
  }
  expect(thrown.code).toBe(code)
  return thrown
}
