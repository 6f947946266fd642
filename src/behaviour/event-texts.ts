import { encodeUtf8, log2Q16, Q16_ONE } from '../core/index.js'
import { sha256 } from '../hash/index.js'

/** Values longer than this are counted under a shortened name. */
const LONGEST_VALUE = 128
const KEPT_OF_LONG = 80

/**
 * The text a table counts a value under. A long one keeps its start and gets a digest for the rest, so that memory
 * is bounded and no other long value passes for it.
 */
export function boundedText(text: string): string {
  return text.length <= LONGEST_VALUE ? text : shortened(text)
}

function shortened(text: string): string {
  // Never half a surrogate pair: UTF-8 could not hold it.
  const end = (text.charCodeAt(KEPT_OF_LONG - 1) & 0xfc00) === 0xd800 ? KEPT_OF_LONG - 1 : KEPT_OF_LONG
  return `${text.slice(0, end)}…${hexDigest(encodeUtf8(text))}`
}

/** The first 16 bytes of the SHA-256, as 32 hex digits. */
export function hexDigest(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of sha256(bytes).subarray(0, 16)) hex += (byte + 0x100).toString(16).slice(1)
  return hex
}

/** The kind in `kind:place/name` or `kind/place/name`; the service of an ARN; the whole text where it has no parts. */
export function resourceKindOf(resource: string): string {
  if (resource.startsWith('arn:')) return resource.split(':', 3)[2] || 'arn'
  const end = resource.search(/[:/]/)
  return end <= 0 ? resource : resource.slice(0, end)
}

/** What stands between kind and name in `kind:place/name`; region and account of an ARN; `''` where nothing does. */
export function placeOf(resource: string): string {
  if (resource.startsWith('arn:')) {
    const [, , , region = '', account = ''] = resource.split(':', 5)
    return region === '' || account === '' ? region + account : `${region}/${account}`
  }
  const start = resource.search(/[:/]/) + 1
  const end = resource.lastIndexOf('/')
  return start > 0 && end > start ? resource.slice(start, end) : ''
}

/**
 * The provider-sized part of an address: /16 of IPv4, /32 of IPv6. Anything else (a host name, a label that a cloud
 * puts in an address's place) stays whole.
 */
export function networkPrefix(address: string): string {
  const four = IPV4.exec(address)
  if (four !== null) return `${four[1]}.${four[2]}.0.0/16`
  const six = IPV6.exec(address)
  if (six !== null) return `${six[1]}:${six[2]}::/32`
  return address
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/
const IPV6 = /^([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4}):[0-9a-fA-F:.]*$/

/** Name and major version of `name/1.2.3 (more)`: minor releases are no news. */
export function clientMajor(client: string): string {
  const version = CLIENT.exec(client)
  return version === null ? client : version[0]
}

const CLIENT = /^[^/\s]+\/v?\d+/

/** UTC, in bins of two hours, working days apart from weekends: `weekday 08-10`. */
export function hourOfWeek(at: number): string {
  const day = Math.floor(at / DAY_MS)
  const bin = Math.floor((at - day * DAY_MS) / (2 * HOUR_MS))
  // Day 0 of the epoch was a Thursday: counted from Monday, weekends are days 5 and 6.
  return HOURS_OF_WEEK[((day + 3) % 7 >= 5 ? 12 : 0) + bin]!
}

export const HOUR_MS = 3_600_000
export const DAY_MS: number = 24 * HOUR_MS

const HOURS_OF_WEEK: readonly string[] = ['weekday', 'weekend'].flatMap((part) =>
  Array.from({ length: 12 }, (_, bin) => {
    const hours = [2 * bin, 2 * bin + 2].map((hour) => String(hour).padStart(2, '0'))
    return `${part} ${hours.join('-')}`
  }),
)

/** A number by its sign and power of two, so that sizes are compared by order of magnitude: `2^20`. */
export function magnitude(value: number): string {
  if (value === 0) return '0'
  const power = Math.floor(log2Q16(Math.abs(value)) / Q16_ONE)
  return `${value < 0 ? '-' : ''}2^${power}`
}

/** Levels of a count, two to a doubling: 1, 2, 3, 4, 6, 8, 12, 16 and so on up to 2^20. */
export function rateLevel(count: number): number {
  const bounded = Math.min(count, 1 << 20)
  const power = 31 - Math.clz32(bounded)
  if (power === 0) return 0
  return power * 2 - (bounded >= 3 << (power - 1) ? 0 : 1)
}

/** `at least 12`, for each level of {@link rateLevel}. */
export const RATE_TEXTS: readonly string[] = Array.from({ length: 41 }, (_, level) => {
  const threshold = level === 0 ? 1 : level % 2 === 1 ? 1 << ((level + 1) >> 1) : 3 << ((level >> 1) - 1)
  return `at least ${threshold}`
})
