import fc from 'fast-check'
import { goDuration, quantity, rfc3339Time } from 'keelson/diff'
import { law } from '../../support/law.js'

const EXPONENTS: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

interface Amount {
  readonly sign: '' | '-' | '+'
  readonly whole: string
  readonly fraction: string
  readonly suffix: string
}

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('0', '1', '2', '5', '9'), minLength, maxLength })

const anyAmount: fc.Arbitrary<Amount> = fc.record({
  sign: fc.constantFrom('', '-', '+'),
  whole: digits(1, 6),
  fraction: digits(0, 4),
  suffix: fc.oneof(
    fc.constantFrom(...Object.keys(EXPONENTS), ...BINARY.slice(0, 4)),
    fc.integer({ min: -4, max: 12 }).map((exponent) => `e${exponent}`),
  ),
})

function textOf({ sign, whole, fraction, suffix }: Amount): string {
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${suffix}`
}

function power(base: bigint, exponent: number): bigint {
  let result = 1n
  for (let step = 0; step < exponent; step += 1) result *= base
  return result
}

/** In billionths, rounded away from zero: by rational arithmetic, not by moving digits. */
function billionths({ sign, whole, fraction, suffix }: Amount): bigint {
  let numerator = BigInt(whole + fraction)
  let denominator = power(10n, fraction.length)
  const binary = BINARY.indexOf(suffix)
  if (binary !== -1) numerator *= power(1024n, binary + 1)
  else {
    const exponent = suffix.startsWith('e') ? Number(suffix.slice(1)) : EXPONENTS[suffix]!
    if (exponent >= 0) numerator *= power(10n, exponent)
    else denominator *= power(10n, -exponent)
  }
  numerator *= 1_000_000_000n
  const rounded = (numerator + denominator - 1n) / denominator
  return sign === '-' ? -rounded : rounded
}

law(
  'two quantities have one form exactly where they are one number',
  fc.tuple(anyAmount, anyAmount),
  ([left, right]) =>
    (quantity.canonical(textOf(left)) === quantity.canonical(textOf(right))) ===
    (billionths(left) === billionths(right)),
)

law('a quantity and the same one of a smaller unit have one form', anyAmount, (amount) => {
  const inBillionths = `${billionths(amount)}n`
  return quantity.canonical(textOf(amount)) === quantity.canonical(inBillionths)
})

law('the form of a quantity is a quantity with the same form', anyAmount, (amount) => {
  const form = quantity.canonical(textOf(amount))!
  return quantity.canonical(form) === form
})

law(
  'a duration is the sum of its parts, in any order',
  fc.array(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom('h', 'm', 's', 'ms', 'us', 'ns')), {
    minLength: 1,
    maxLength: 6,
  }),
  (parts) => {
    const unit: { readonly [unit: string]: bigint } = {
      h: 3600000000000n,
      m: 60000000000n,
      s: 1000000000n,
      ms: 1000000n,
      us: 1000n,
      ns: 1n,
    }
    const text = parts.map(([count, name]) => `${count}${name}`).join('')
    const sum = parts.reduce((total, [count, name]) => total + BigInt(count) * unit[name]!, 0n)
    return goDuration.canonical(text) === `${sum}ns` && goDuration.canonical(`${sum}ns`) === `${sum}ns`
  },
)

law(
  'an instant has one form in every zone',
  fc.tuple(fc.integer({ min: 0, max: 4_102_444_799 }), fc.integer({ min: -1439, max: 1439 })),
  ([seconds, offset]) => {
    // The calendar of the engine is the reference; sources may not use it.
    const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19)
    const sign = offset < 0 ? '-' : '+'
    const minutes = Math.abs(offset)
    const zone = `${sign}${String(Math.trunc(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    return rfc3339Time.canonical(`${local}${zone}`) === String(seconds)
  },
)
