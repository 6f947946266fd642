import fc from 'fast-check'
import { test } from 'vitest'

/** Cases of each law; `npm run check:long` raises it. */
const USUAL_RUNS = 1000
const RUNS = Number(process.env.KEELSON_RUNS ?? USUAL_RUNS)

/** Fixed, so that a red run is red again; `npm run check:long` draws another and prints it. */
const SEED = Number(process.env.KEELSON_SEED ?? 20_261_123)

/**
 * A law as a named property test: holds for every generated value, or prints the smallest that breaks it. A law whose
 * cases are large says how many of them are usual (`runs`); the share stays when all are raised.
 */
export function law<Value>(
  name: string,
  arbitrary: fc.Arbitrary<Value>,
  holds: ((value: Value) => boolean) | ((value: Value) => void),
  options: { readonly runs?: number } = {},
): void {
  test(`law: ${name}`, () => {
    fc.assert(fc.property(arbitrary, holds), parameters(options))
  })
}

/** As {@link law}, of something asynchronous. */
export function asyncLaw<Value>(
  name: string,
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => Promise<void>,
  options: { readonly runs?: number } = {},
): void {
  test(`law: ${name}`, async () => {
    await fc.assert(fc.asyncProperty(arbitrary, holds), parameters(options))
  })
}

function parameters(options: { readonly runs?: number }): { numRuns: number; seed: number } {
  return { numRuns: Math.ceil((RUNS * (options.runs ?? USUAL_RUNS)) / USUAL_RUNS), seed: SEED }
}
