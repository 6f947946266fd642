import { compareCodePoints, type JsonValue } from 'keelson/core'
import type { Amount } from './outcome.js'

/** Milliseconds of `1d12h` (§1): whole numbers with units, each at most once, from large to small. */
export function readDuration(text: string): number | undefined {
  const match = /^(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/.exec(text)
  if (match === null || text === '') return undefined
  const [days, hours, minutes, seconds, rest] = match.slice(1).map((part) => Number(part ?? 0))
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000 + rest!
}

/** RFC 3339, the fraction cut to milliseconds. */
export function readTime(text: string): number | undefined {
  const form = /^\d{4}-\d\d-\d\d[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-](\d\d):(\d\d))$/
  const match = form.exec(text)
  if (match === null || Number(match[1]) > 23 || Number(match[6] ?? 0) > 23 || Number(match[7] ?? 0) > 59)
    return undefined
  const [, , , , fraction = ''] = match
  const whole = Date.parse(text.toUpperCase().replace(fraction, ''))
  if (Number.isNaN(whole)) return undefined
  // `Date.parse` takes February 30 for March 2.
  if (new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) !== text.slice(0, 10))
    return undefined
  return whole + Number(fraction.slice(1, 4).padEnd(3, '0'))
}

const POWERS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/** The double nearest to a Kubernetes quantity (§5.6), by exact decimal arithmetic. */
function readQuantity(text: string): number | undefined {
  const match = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]+))?$/.exec(text)
  if (match === null) return undefined
  const [, sign, whole, fraction = '', suffix, exponent] = match
  const binary = BINARY.indexOf(suffix ?? '')
  const factor = binary < 0 ? 1n : 1024n ** BigInt(binary + 1)
  const digits = BigInt(`${whole}${fraction}`) * factor
  const power = Number(exponent ?? 0) + (binary < 0 ? (POWERS[suffix ?? ''] ?? 0) : 0) - fraction.length
  const value = Number(`${sign}${digits}e${power}`)
  return Number.isFinite(value) ? value : undefined
}

export function readAmount(amount: Amount, text: string): number | undefined {
  return amount === 'time' ? readTime(text) : amount === 'duration' ? readDuration(text) : readQuantity(text)
}

export function showTime(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

export function showDuration(duration: number): string {
  if (duration === 0) return '0ms'
  let rest = Math.abs(duration)
  let text = duration < 0 ? '-' : ''
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`
    rest %= size
  }
  return text
}

/** A value inside a message (§5.3). */
export function showValue(value: JsonValue): string {
  if (typeof value === 'string') return value
  const text = nested(value, 3)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function nested(value: JsonValue, levels: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (levels === 0) return '…'
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => nested(item, levels - 1)).join(',')}]`
  const members = Object.entries(value).sort(([one], [other]) => compareCodePoints(one, other))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${nested(member, levels - 1)}`).join(',')}}`
}

/** `like` (§5.3): `*` stands for any text, a backslash makes the next character plain. */
export function isLike(text: string, pattern: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') {
    for (let cut = 0; cut <= text.length; cut += 1) {
      if (isLike(text.slice(cut), pattern.slice(1))) return true
    }
    return false
  }
  const plain = pattern[0] === '\\' && pattern.length > 1 ? 2 : 1
  return text !== '' && text[0] === pattern[plain - 1] && isLike(text.slice(1), pattern.slice(plain))
}
