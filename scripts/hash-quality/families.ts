import type { JsonObject, JsonValue } from '../../src/core/index.js'

/** Documents of a family: `make(0)` to `make(999_999)` are all different values. */
export interface Family {
  readonly name: string
  readonly make: (index: number) => JsonValue
  /**
   * True where all documents are sums of the same few terms. Then one agreement of two sums in a lane repeats with
   * everything that can be added to both, so a lane's collisions come in clumps of hundreds: as many as chance gives
   * on average, but not Poisson. For such a family only the pairs of lanes are judged.
   */
  readonly clumped?: true
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

function range<Item>(length: number, make: (place: number) => Item): Item[] {
  return Array.from({ length }, (_, place) => make(place))
}

function digit(index: number, base: number, place: number): number {
  return Math.floor(index / base ** place) % base
}

/** The digits of every number that has no zero digit: each finite sequence over `base` symbols exactly once. */
function sequence(index: number, base: number): number[] {
  const digits: number[] = []
  for (let rest = index; rest > 0; rest = Math.floor((rest - 1) / base)) digits.push((rest - 1) % base)
  return digits
}

/** The `index`-th arrangement of `items`. */
function arrangement<Item>(items: readonly Item[], index: number): Item[] {
  const left = [...items]
  let rest = index
  return items.map(() => {
    const [taken] = left.splice(rest % left.length, 1)
    rest = Math.floor(rest / (left.length + 1))
    return taken!
  })
}

/** The `index`-th choice of `count` different places, in ascending order (the combinatorial number system). */
function places(index: number, count: number): number[] {
  const found: number[] = []
  let rest = index
  for (let left = count; left > 0; left -= 1) {
    let place = left - 1
    let beyond = left
    while (choose(beyond, left) <= rest) beyond *= 2
    while (beyond - place > 1) {
      const middle = (place + beyond) >> 1
      if (choose(middle, left) <= rest) place = middle
      else beyond = middle
    }
    rest -= choose(place, left)
    found.unshift(place)
  }
  return found
}

function choose(items: number, count: number): number {
  let result = 1
  for (let at = 0; at < count; at += 1) result = (result * (items - at)) / (at + 1)
  return result
}

/** A string of `length` letters x of which `count` are another character, of `variants` many. */
function edited(index: number, length: number, count: number, variants: number): string {
  const ways = variants ** count
  const units = new Array<number>(length).fill(120)
  for (const [at, place] of places(Math.floor(index / ways), count).entries()) {
    // From "!" on, and never the "x" itself.
    const unit = 33 + digit(index % ways, variants, at)
    units[place] = unit >= 120 ? unit + 1 : unit
  }
  return String.fromCharCode(...units)
}

function edits(length: number, count: number, variants: number): Family {
  return {
    name: `${count} characters changed in ${length}`,
    make: (index) => edited(index, length, count, variants),
  }
}

function objectOf(names: readonly string[], memberAt: (place: number) => JsonValue): JsonObject {
  return Object.fromEntries(names.map((name, place) => [name, memberAt(place)]))
}

function swapped(length: number, pair: number): number[] {
  const items = range(length, (place) => place)
  const [left, right] = places(pair, 2)
  ;[items[left!], items[right!]] = [items[right!]!, items[left!]!]
  return items
}

const SIBLINGS: readonly JsonValue[] = range(46, (place) => ({ id: place, on: true }))
const TEN_NAMES: readonly string[] = range(10, (place) => `key${place}`)
const TWENTY_NAMES: readonly string[] = range(20, (place) => `f${place}`)

function wrapped(index: number, wrappers: readonly ((inner: JsonValue) => JsonValue)[]): JsonValue {
  let value: JsonValue = []
  for (const kind of sequence(index, wrappers.length)) value = wrappers[kind]!(value)
  return value
}

const NUMBERS: readonly Family[] = [
  { name: 'consecutive integers', make: (index) => index },
  { name: 'negative integers', make: (index) => -1 - index },
  { name: 'multiples of 4096', make: (index) => index * 4096 },
  { name: 'integers below 2^53', make: (index) => 2 ** 53 - index },
  { name: 'halves', make: (index) => index / 2 },
  { name: 'tenths', make: (index) => index / 10 },
  { name: 'thirds', make: (index) => index / 3 },
  { name: 'neighbours of 1', make: (index) => 1 + index * 2 ** -52 },
  { name: 'subnormals', make: (index) => index * 5e-324 },
  {
    name: 'odd numbers times powers of two',
    make: (index) => (1 + 2 * (index % 4001)) * 2 ** ((index / 4001) | 0),
  },
  { name: 'integers in an array', make: (index) => [index] },
]

const STRINGS: readonly Family[] = [
  { name: 'integers as text', make: (index) => String(index) },
  { name: 'padded integers as text', make: (index) => String(index).padStart(16, '0') },
  { name: 'hexadecimal digests', make: (index) => `sha256:${index.toString(16).padStart(64, '0')}` },
  {
    name: 'addresses',
    make: (index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
  },
  {
    name: 'times',
    make: (index) => `2026-01-${String(1 + (index % 28)).padStart(2, '0')}T00:00:${(index / 28) | 0}Z`,
  },
  {
    name: 'one to five letters',
    make: (index) =>
      sequence(index, 26)
        .map((at) => letters[at]!)
        .join(''),
  },
  {
    name: 'letters in both cases',
    make: (index) => range(32, (at) => ((index >> (at % 20)) & 1 ? 'A' : 'a')).join(''),
  },
  { name: 'zeros and ones as text', make: (index) => (index + 2 ** 40).toString(2) },
  {
    name: 'two characters of three bytes',
    make: (index) => String.fromCharCode(0x4e00 + (index % 1000), 0x6e00 + index / 1000),
  },
  {
    name: 'two blocks of a string',
    make: (index) => String(index % 1000).padStart(16, 'x') + String((index / 1000) | 0).padStart(16, 'y'),
  },
  {
    name: 'runs of one character',
    make: (index) => 'x'.repeat(index % 1000) + 'y'.repeat((index / 1000) | 0),
  },
  edits(8, 3, 90),
  edits(15, 3, 14),
  edits(16, 2, 92),
  edits(17, 2, 90),
  edits(31, 2, 50),
  edits(32, 2, 50),
  edits(33, 2, 44),
  edits(64, 2, 24),
  edits(100, 2, 15),
  edits(300, 2, 5),
  edits(1000, 2, 2),
]

const ARRAYS: readonly Family[] = [
  { name: 'arrays of small integers', make: (index) => range(6, (place) => digit(index, 10, place)) },
  { name: 'arrays of 0 and 1 of all lengths', make: (index) => sequence(index, 2) },
  {
    name: 'arrays of null, false and true of all lengths',
    make: (index) => sequence(index, 3).map((kind) => [null, false, true][kind]!),
  },
  {
    name: 'sparse arrays',
    make: (index) => {
      const array = new Array<number>(62).fill(0)
      for (const [at, place] of places(Math.floor(index / 27), 3).entries()) {
        array[place] = 1 + digit(index % 27, 3, at)
      }
      return array
    },
  },
  {
    name: 'ten elements rearranged',
    make: (index) =>
      arrangement(
        range(10, (at) => at),
        index,
      ),
  },
  {
    name: 'siblings swapped in two lists',
    make: (index) =>
      [index % 1035, Math.floor(index / 1035)].map((pair) => swapped(46, pair).map((at) => SIBLINGS[at]!)),
  },
  {
    name: 'numbers of zeros in three arrays',
    make: (index) => range(3, (place) => range(digit(index, 100, place), () => 0)),
  },
]

const OBJECTS: readonly Family[] = [
  { name: 'a member renamed', make: (index) => ({ a: 1, b: 2, [`c${index}`]: 3, d: 4 }) },
  {
    name: 'names of one and two members',
    make: (index) => ({ [`a${index % 1000}`]: 1, [`b${(index / 1000) | 0}`]: 1 }),
  },
  {
    name: 'values rearranged over ten names',
    make: (index) => {
      const values = arrangement(
        range(10, (at) => at),
        index,
      )
      return objectOf(TEN_NAMES, (place) => values[place]!)
    },
    clumped: true,
  },
  {
    name: 'digits of six members',
    make: (index) => objectOf(TEN_NAMES.slice(0, 6), (place) => digit(index, 10, place)),
    clumped: true,
  },
  {
    name: 'twenty flags',
    make: (index) => objectOf(TWENTY_NAMES, (place) => ((index >> place) & 1) === 1),
    clumped: true,
  },
  {
    name: 'subsets of twenty names',
    make: (index) =>
      objectOf(
        TWENTY_NAMES.filter((_, place) => (index >> place) & 1),
        () => 1,
      ),
    clumped: true,
  },
  {
    name: 'subsets of twelve names, other names each time',
    make: (index) => {
      const subset = 1 + (index % 4095)
      const names = range(12, (at) => `${Math.floor(index / 4095)}.${at}`)
      return objectOf(
        names.filter((_, at) => (subset >> at) & 1),
        () => 1,
      )
    },
  },
  {
    name: 'a Deployment',
    make: (index) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 1 + (index % 1000),
        template: { spec: { containers: [{ name: 'web', image: `web:1.${(index / 1000) | 0}` }] } },
      },
    }),
  },
]

// Members are added up: what one member gains, another could lose.
const TWO_PLACES: readonly Family[] = [
  {
    name: 'two members, all pairs of 1000 integers',
    make: (index) => ({ a: index % 1000, b: (index / 1000) | 0 }),
  },
  { name: 'two members of one sum', make: (index) => ({ a: index, b: 1_000_000 - index }) },
  { name: 'two elements of one sum', make: (index) => [index, 1_000_000 - index] },
  {
    name: 'three members of one sum',
    make: (index) => ({
      a: index % 1000,
      b: (index / 1000) | 0,
      c: 2000 - (index % 1000) - ((index / 1000) | 0),
    }),
  },
  { name: 'the same in two members', make: (index) => ({ a: index, b: index }) },
  { name: 'the same as name and value', make: (index) => ({ [String(index)]: String(index) }) },
  {
    name: 'names and values from one set',
    make: (index) => ({ [`n${index % 1000}`]: `n${(index / 1000) | 0}` }),
  },
  {
    name: 'two nested objects, all pairs of 1000',
    make: (index) => ({ left: { x: index % 1000 }, right: { x: (index / 1000) | 0 } }),
  },
  {
    name: 'two nested objects and their names',
    make: (index) => ({ left: { [`k${index % 1000}`]: 1 }, right: { [`k${(index / 1000) | 0}`]: 1 } }),
  },
  {
    name: 'two values exchanged among 1415 members',
    make: (index) => {
      const [left, right] = places(index, 2)
      return { [`m${left!}`]: right!, [`m${right!}`]: left! }
    },
  },
]

const NESTING: readonly Family[] = [
  {
    name: 'near-empty containers',
    make: (index) =>
      wrapped(index, [
        (inner) => [inner],
        (inner) => ({ '': inner }),
        (inner) => [inner, []],
        (inner) => [{}, inner],
      ]),
  },
  {
    name: 'arrays and objects nested',
    make: (index) => wrapped(index, [(inner) => [inner], (inner) => ({ a: inner })]),
  },
  {
    name: 'nested in one of two names',
    make: (index) => wrapped(index, [(inner) => ({ a: inner }), (inner) => ({ b: inner })]),
  },
  {
    name: 'nested as first or second element',
    make: (index) => wrapped(index, [(inner) => [0, inner], (inner) => [inner, 0]]),
  },
  {
    name: 'an integer 1 to 50 levels deep',
    make: (index) => wrapInArrays(index % 50, Math.floor(index / 50)),
  },
]

function wrapInArrays(levels: number, inner: JsonValue): JsonValue {
  let value: JsonValue = [inner]
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}

export const FAMILIES: readonly Family[] = [
  ...NUMBERS,
  ...STRINGS,
  ...ARRAYS,
  ...OBJECTS,
  ...TWO_PLACES,
  ...NESTING,
]
