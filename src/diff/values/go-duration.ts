import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'

/** Nanoseconds. */
const UNITS: { readonly [unit: string]: number } = {
  ns: 1,
  us: 1000,
  '\u00b5s': 1000,
  '\u03bcs': 1000,
  ms: 1_000_000,
  s: 1_000_000_000,
  m: 60_000_000_000,
  h: 3_600_000_000_000,
}

const DURATION = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+|0)$/
const PART = /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g

const LONGEST = 256
const LARGEST = 9_223_372_036_854_775_807n
const LARGEST_TENTH = 922_337_203_685_477_580n

/**
 * Durations as Go writes them (`time.ParseDuration`): `90m`, `1h30m` and `1.5h` are one value. A number is none: its
 * unit would be a guess.
 *
 * @example
 * ```ts
 * import { goDuration } from 'keelson/diff'
 * goDuration.canonical('1h30m') // => '5400000000000ns'
 * goDuration.canonical('1.5h') // => '5400000000000ns'
 * goDuration.canonical('90') // => undefined
 * ```
 */
export const goDuration: ValueSemantics = { name: 'duration', canonical: canonicalDuration }

function canonicalDuration(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined
  const match = DURATION.exec(value)
  if (match === null) return undefined
  const negative = match[1] === '-'
  let nanoseconds = 0n
  for (const [, whole, fraction, unit] of match[2]!.matchAll(PART)) {
    nanoseconds += BigInt(whole!) * BigInt(UNITS[unit!]!) + fractionOf(fraction ?? '', UNITS[unit!]!)
  }
  // One more is allowed below zero, as int64 has it.
  if (nanoseconds > LARGEST + (negative ? 1n : 0n)) return undefined
  return `${negative && nanoseconds > 0n ? '-' : ''}${nanoseconds}ns`
}

/** In doubles, as Go does it, so that the last nanosecond agrees: digits beyond an int64 are dropped. */
function fractionOf(digits: string, unit: number): bigint {
  let value = 0n
  let scale = 1
  for (const digit of digits) {
    const next = value > LARGEST_TENTH ? LARGEST + 1n : value * 10n + BigInt(digit)
    if (next > LARGEST) break
    value = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(value) * (unit / scale)))
}
