import fc from 'fast-check'
import { log2Q16, Q16_ONE } from 'keelson/core'
import { law } from '../support/law.js'
import { bitsOf, doubleOf, errorInUnits, STATED_BOUND } from './log2-reference.js'

const LARGEST_BITS = bitsOf(Number.MAX_VALUE)

const anyPositiveDouble: fc.Arbitrary<number> = fc.bigInt({ min: 1n, max: LARGEST_BITS }).map(doubleOf)
const anySubnormal: fc.Arbitrary<number> = fc.bigInt({ min: 1n, max: (1n << 52n) - 1n }).map(doubleOf)

law('the error is below the stated bound for any positive double', anyPositiveDouble, (value) => {
  return errorInUnits(value) < STATED_BOUND
})

law('the error is below the stated bound for subnormal doubles', anySubnormal, (value) => {
  return errorInUnits(value) < STATED_BOUND
})

law(
  'larger doubles never have a smaller logarithm',
  fc.tuple(anyPositiveDouble, fc.bigInt({ min: 1n, max: 1n << 44n })),
  ([value, distance]) => {
    const larger = bitsOf(value) + distance
    return larger > LARGEST_BITS || log2Q16(value) <= log2Q16(doubleOf(larger))
  },
)

law('the result is a whole number and twice the argument is one bit more', anyPositiveDouble, (value) => {
  const doubled = value * 2
  const result = log2Q16(value)
  return (
    Number.isInteger(result) &&
    (doubled === Number.POSITIVE_INFINITY || log2Q16(doubled) === result + Q16_ONE)
  )
})
