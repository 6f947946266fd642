import type { JsonValue } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'

const PREFIX = /^(?:0|[1-9]\d{0,2})$/
const BYTE = /^(?:0|[1-9]\d{0,2})$/
const GROUP = /^[0-9A-Fa-f]{1,4}$/

/**
 * An address block (CIDR, RFC 4632 and RFC 4291 §2.3): the spelling of an IPv6 address does not count, nor do bits
 * behind the prefix, since `10.0.0.1/8` and `10.0.0.0/8` are the same block. An address alone is a block of one.
 * Leading zeros in IPv4, which some read as octal, are no value.
 *
 * @example
 * ```ts
 * import { ipNetwork } from 'keelson/diff'
 * ipNetwork.canonical('10.1.2.3/8') // => '10.0.0.0/8'
 * ipNetwork.canonical('2001:DB8::0:1') // => '2001:db8:0:0:0:0:0:1/128'
 * ipNetwork.canonical('010.0.0.1') // => undefined
 * ```
 */
export const ipNetwork: ValueSemantics = { name: 'ip-network', canonical: canonicalNetwork }

function canonicalNetwork(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined
  const [address, prefix, ...more] = value.split('/')
  if (more.length > 0) return undefined
  const isV6 = address!.includes(':')
  const groups = isV6 ? readV6(address!) : readV4(address!)
  if (groups === undefined) return undefined
  const groupBits = isV6 ? 16 : 8
  const bits = groups.length * groupBits
  if (prefix !== undefined && !PREFIX.test(prefix)) return undefined
  const length = Number(prefix ?? bits)
  if (length > bits) return undefined
  const kept = groups.map((group, index) => {
    const dropped = Math.min(groupBits, Math.max(0, (index + 1) * groupBits - length))
    return (group >> dropped) << dropped
  })
  const text = isV6 ? kept.map((group) => group.toString(16)).join(':') : kept.join('.')
  return `${text}/${length}`
}

function readV4(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => BYTE.test(part) && Number(part) <= 255)) return undefined
  return parts.map(Number)
}

/** Eight groups; `::` stands for one or more groups of zero, and the last two may be written as IPv4. */
function readV6(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = readGroups(halves[0]!, halves.length === 1)
  const tail = halves.length === 1 ? [] : readGroups(halves[1]!, true)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...new Array<number>(missing).fill(0), ...tail]
}

function readGroups(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (mayEndInV4 && index === parts.length - 1 && part.includes('.')) {
      const bytes = readV4(part)
      if (bytes === undefined) return undefined
      groups.push((bytes[0]! << 8) | bytes[1]!, (bytes[2]! << 8) | bytes[3]!)
    } else if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16))
    } else {
      return undefined
    }
  }
  return groups
}
