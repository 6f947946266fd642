import type { BitSource } from './avalanche.js'

/** ASCII strings of `length` characters, of seven bits each, and the value that holds them. */
function text(name: string, length: number, trials: number, wrap: (text: string) => unknown): BitSource {
  const units = new Array<number>(length).fill(0)
  const unitWith = (bit: number): string => {
    const at = Math.floor(bit / 7)
    if (bit < 0) return String.fromCharCode(...units)
    units[at]! ^= 1 << (bit % 7)
    const flipped = String.fromCharCode(...units)
    units[at]! ^= 1 << (bit % 7)
    return flipped
  }
  return {
    name,
    bits: 7 * length,
    trials,
    draw: (random) => {
      for (let at = 0; at < length; at += 1) units[at] = random() >>> 25
    },
    valueWith: (bit) => wrap(unitWith(bit)),
  }
}

function numbers(name: string, trials: number, wrap: (number: number) => unknown): BitSource {
  const view = new DataView(new ArrayBuffer(8))
  const flip = (bit: number): void =>
    view.setInt32((bit >> 3) & 4, view.getInt32((bit >> 3) & 4) ^ (1 << (bit & 31)))
  return {
    name,
    bits: 64,
    trials,
    draw: (random) => {
      do {
        view.setInt32(0, random())
        view.setInt32(4, random())
      } while (!Number.isFinite(view.getFloat64(0)))
    },
    valueWith: (bit) => {
      if (bit < 0) return wrap(view.getFloat64(0))
      flip(bit)
      const value = view.getFloat64(0)
      flip(bit)
      return Number.isFinite(value) ? wrap(value) : null
    },
  }
}

function integers(name: string, bits: number, trials: number, wrap: (integer: number) => unknown): BitSource {
  let integer = 0
  return {
    name,
    bits,
    trials,
    draw: (random) => {
      integer = random() >>> (32 - bits)
    },
    valueWith: (bit) => wrap(bit < 0 ? integer : integer ^ (1 << bit)),
  }
}

function flags(name: string, count: number, trials: number, wrap: (flags: boolean[]) => unknown): BitSource {
  const values = new Array<boolean>(count).fill(false)
  return {
    name,
    bits: count,
    trials,
    draw: (random) => {
      for (let at = 0; at < count; at += 1) values[at] = random() < 0
    },
    valueWith: (bit) => wrap(values.map((value, at) => (at === bit ? !value : value))),
  }
}

const NEIGHBOURS = { apiVersion: 'v1', kind: 'ConfigMap', name: 'web', replicas: 3 }

/** As many as flip 300,000 bits, and not so many that the same flips come again and again. */
function trialsOf(length: number): number {
  return Math.ceil(Math.min(300_000 / (7 * length), 2 ** (7 * length - 2)))
}

/** What has its bits flipped. */
export const BIT_SOURCES: readonly BitSource[] = [
  ...Array.from({ length: 64 }, (_, at) =>
    text(`string of ${at + 1}`, at + 1, trialsOf(at + 1), (string) => string),
  ),
  ...[1, 4, 5, 8, 12, 16, 17, 32].map((length) =>
    text(`member name of ${length}`, length, trialsOf(length), (name) => ({ [name]: 1, other: 2 })),
  ),
  text('string in a member', 8, 4000, (string) => ({ ...NEIGHBOURS, image: string })),
  text('string in an array', 8, 4000, (string) => ['a', string, 'b']),
  numbers('number', 10_000, (number) => number),
  integers('integer below 2^20', 20, 30_000, (integer) => integer),
  integers('integer below 2^20 in a member', 20, 20_000, (integer) => ({ ...NEIGHBOURS, replicas: integer })),
  integers('integer below 2^20, 20 arrays deep', 20, 10_000, (integer) => {
    let value: unknown = integer
    for (let level = 0; level < 20; level += 1) value = [value]
    return value
  }),
  flags('flags in an array', 32, 10_000, (values) => values),
  flags('flags in an object', 32, 3000, (values) =>
    Object.fromEntries(values.map((value, at) => [`flag${at}`, value])),
  ),
]
