import fc from 'fast-check'
import { test } from 'vitest'

/** `KEELSON_RUNS` multiplies nothing: it is the number of cases of each law. `npm run check:long` raises it. */
const RUNS = Number(process.env.KEELSON_RUNS ?? 1000)

/** Fixed, so that a red run is red again; `npm run check:long` draws another and prints it. */
const SEED = Number(process.env.KEELSON_SEED ?? 20_261_123)

/** A law of DESIGN as a named property test: holds for every generated value or prints the smallest that breaks it. */
export function law<Value>(
  name: string,
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => void | boolean,
  options: { readonly runs?: number } = {},
): void {
  test(`law: ${name}`, () => {
    fc.assert(fc.property(arbitrary, holds), { numRuns: options.runs ?? RUNS, seed: SEED })
  })
}
