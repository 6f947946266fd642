import type { JsonValue } from 'keelson/core'

/**
 * `kf1` transcribed from docs/fingerprint.md as plainly as it can be: no caches, no fast paths, no 32-bit operators,
 * one recursion. The oracle of the property tests.
 */
export function referenceFingerprint(value: JsonValue): string {
  return `kf1:${hash(value)
    .map((lane) => lane.toString(16).padStart(8, '0'))
    .join('')}`
}

type State = readonly bigint[]

const MASK = 0xffffffffn
const M = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn, 0x27d4eb2fn]
const N = [0x165667b1n, 0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn]
const F = [0x7feb352dn, 0x21f0aaadn, 0x2c1b3c6dn, 0x85ebca6bn]
const G = [0x846ca68bn, 0xd35a2d97n, 0x297a2d39n, 0xc2b2ae35n]
const NULL = [0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n]
const FALSE = [0xa4093822n, 0x299f31d0n, 0x082efa98n, 0xec4e6c89n]
const TRUE = [0x452821e6n, 0x38d01377n, 0xbe5466cfn, 0x34e90c6cn]
const NUMBER = [0xc0ac29b7n, 0xc97c50ddn, 0x3f84d5b5n, 0xb5470917n]
const STRING = [0x9216d5d9n, 0x8979fb1bn, 0xd1310ba6n, 0x98dfb5acn]
const KEY = [0x2ffd72dbn, 0xd01adfb7n, 0xb8e1afedn, 0x6a267e96n]
const ARRAY = [0xba7c9045n, 0xf12c7f99n, 0x24a19947n, 0xb3916cf7n]
const OBJECT = [0x0801f2e2n, 0x858efc16n, 0x636920d8n, 0x71574e69n]

const xor = (left: State, right: State): State => left.map((lane, at) => lane ^ right[at]!)
const times = (state: State, factors: State): State => state.map((lane, at) => (lane * factors[at]!) & MASK)
const shift = (state: State, bits: bigint): State => state.map((lane) => lane ^ (lane >> bits))
const rotate = (lane: bigint): bigint => ((lane << 16n) | (lane >> 16n)) & MASK
const spread = ([h0, h1, h2, h3]: State): State => {
  const even = rotate(h0! ^ h2!)
  const odd = rotate(h1! ^ h3!)
  return [h2! ^ odd, h3! ^ even, h0! ^ odd, h1! ^ even]
}
const count = (state: State, n: number): State => [state[0]! ^ (BigInt(n) & MASK), ...state.slice(1)]

function absorb(state: State, words: State): State {
  return spread(times(shift(times(xor(state, words), M), 15n), N))
}

function finish(state: State): State {
  return shift(spread(times(shift(spread(times(shift(state, 16n), F)), 15n), G)), 16n)
}

function hash(value: JsonValue): State {
  if (value === null) return finish(NULL)
  if (value === false) return finish(FALSE)
  if (value === true) return finish(TRUE)
  if (typeof value === 'number') {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value === 0 ? 0 : value, true)
    const [low, high] = [BigInt(view.getUint32(0, true)), BigInt(view.getUint32(4, true))]
    return finish(absorb(NUMBER, [low, high, low, high]))
  }
  if (typeof value === 'string') return text(STRING, value)
  if (Array.isArray(value)) {
    const elements = value as readonly JsonValue[]
    return finish(
      count(
        elements.reduce<State>((state, item) => absorb(state, hash(item)), ARRAY),
        elements.length,
      ),
    )
  }
  const members = Object.entries(value)
  const sum = members.reduce<State>((state, [key, member]) => {
    const mixed = finish(xor(text(KEY, key), hash(member)))
    return state.map((lane, at) => (lane + mixed[at]!) & MASK)
  }, OBJECT)
  return finish(count(sum, members.length))
}

function text(start: State, string: string): State {
  const bytes = [...string].flatMap((character) => wtf8(character.codePointAt(0)!))
  let state = start
  for (let at = 0; at < bytes.length; at += 16) {
    const block = Array.from({ length: 16 }, (_, offset) => BigInt(bytes[at + offset] ?? 0))
    const words = [0, 4, 8, 12].map(
      (offset) =>
        block[offset]! +
        (block[offset + 1]! << 8n) +
        (block[offset + 2]! << 16n) +
        (block[offset + 3]! << 24n),
    )
    state = absorb(state, words)
  }
  return finish(count(state, bytes.length))
}

function wtf8(point: number): number[] {
  if (point < 0x80) return [point]
  const tail = (shift: number): number => 0x80 + (Math.floor(point / 2 ** shift) % 64)
  if (point < 0x800) return [0xc0 + Math.floor(point / 64), tail(0)]
  if (point < 0x10000) return [0xe0 + Math.floor(point / 4096), tail(6), tail(0)]
  return [0xf0 + Math.floor(point / 262144), tail(12), tail(6), tail(0)]
}
