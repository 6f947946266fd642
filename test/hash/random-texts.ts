import { type RandomStream, randomStream } from '../support/random-stream.js'

/**
 * JSON texts as nobody writes them: white space of every kind, strings with any spelling of any character, numbers of
 * any length and exponent, members named twice. Made from a seed, without values in between, a hundred times as fast as
 * structures that shrink.
 */
export function randomText(seed: number): string {
  const random = randomStream(seed)
  return new Writer(random, 3 + pick(random, 40)).document()
}

/** A text with a few bytes of it dropped, doubled, replaced or put in: most are JSON no more, and some not UTF-8. */
export function mutatedBytes(text: string, seed: number): Uint8Array {
  const random = randomStream(seed ^ 0x5bd1e995)
  const bytes = [...new TextEncoder().encode(text)]
  for (let edits = 1 + pick(random, 2); edits > 0; edits -= 1) {
    const at = pick(random, bytes.length + 1)
    const byte = pick(random, 3) === 0 ? pick(random, 256) : oneOf(random, TELLING_BYTES)
    bytes.splice(at, pick(random, 3), ...(pick(random, 3) === 0 ? [] : [byte]))
  }
  return Uint8Array.from(bytes)
}

const TELLING_BYTES = [...'"\\,:{}[]01-.eE+utn \n\t/']
  .map((unit) => unit.charCodeAt(0))
  .concat(0, 0x1f, 0xc3, 0xed)
const NAMES = [
  'a',
  'b',
  'c',
  'name',
  '',
  '__proto__',
  'constructor',
  '0',
  '10',
  'a much longer name of a member, which',
] as const
const CHARACTERS = [
  'a',
  'b',
  ' ',
  'é',
  'ß',
  '€',
  '日',
  '\u{1f600}',
  '\u{10ffff}',
  '\ufffd',
  '\u0000',
  '\u2028',
  '"',
  '\\',
  '\n',
  '\ue000',
]
const SPACES = ['', '', '', '', ' ', '\n', '\n      ', '\n                  ', '\t', '\r\n', '  \t ']

class Writer {
  readonly #random: RandomStream
  /** How many values may still be written. */
  #left: number

  constructor(random: RandomStream, left: number) {
    this.#random = random
    this.#left = left
  }

  document(): string {
    return this.#space() + this.#value(0) + this.#space()
  }

  #value(depth: number): string {
    this.#left -= 1
    const kind = pick(this.#random, depth < 6 && this.#left > 0 ? 10 : 6)
    if (kind < 2) return this.string()
    if (kind < 4) return randomNumber(this.#random)
    if (kind < 6) return oneOf(this.#random, ['true', 'false', 'null', '0', '""', '[]', '{}'])
    const isObject = kind < 9
    const members: string[] = []
    for (let count = pick(this.#random, 7); count > 0 && this.#left > 0; count -= 1) {
      const value = this.#space() + this.#value(depth + 1) + this.#space()
      members.push(isObject ? `${this.#space()}${this.#name()}${this.#space()}:${value}` : value)
    }
    const inside = members.join(',') || this.#space()
    return isObject ? `{${inside}}` : `[${inside}]`
  }

  #name(): string {
    if (pick(this.#random, 4) === 0) return this.string()
    // Names that come again and again, now and then in the same object.
    const name = oneOf(this.#random, NAMES)
    return pick(this.#random, 6) === 0 ? this.#quoted(name) : `"${name}${pick(this.#random, 50)}"`
  }

  string(): string {
    const length = oneOf(this.#random, [0, 1, 3, 8, 14, 15, 16, 17, 31, 32, 33, 60])
    const isPlain = pick(this.#random, 2) === 0
    let text = ''
    for (let at = 0; at < length; at += 1) {
      text += isPlain ? 'abcdefghijklmnop'[at % 16] : oneOf(this.#random, CHARACTERS)
    }
    return this.#quoted(text)
  }

  #quoted(text: string): string {
    let json = '"'
    for (const character of text) {
      const mustEscape = character < ' ' || character === '"' || character === '\\'
      if (!mustEscape && pick(this.#random, 12) > 0) json += character
      else if (pick(this.#random, 2) === 0) json += shortEscape(character)
      else json += longEscape(character)
      // Half of a pair, as an escape or, where no UTF-8 can hold it, as it stands.
      if (pick(this.#random, 300) === 0) json += oneOf(this.#random, ['\\uD83d', '\\udE00', '\ud800'])
    }
    return `${json}"`
  }

  #space(): string {
    return oneOf(this.#random, SPACES)
  }
}

function shortEscape(character: string): string {
  const place = '"\\/\b\f\n\r\t'.indexOf(character)
  return place < 0 ? longEscape(character) : `\\${'"\\/bfnrt'[place]}`
}

function longEscape(character: string): string {
  let json = ''
  for (let at = 0; at < character.length; at += 1) {
    const digits = character.charCodeAt(at).toString(16).padStart(4, '0')
    json += `\\u${at === 0 ? digits : digits.toUpperCase()}`
  }
  return json
}

/** A number in any spelling that JSON allows, of a size that matters to those who read them. */
export function randomNumber(random: RandomStream): string {
  const sign = pick(random, 3) === 0 ? '-' : ''
  const whole =
    pick(random, 3) === 0 ? '0' : `${1 + pick(random, 9)}${digits(random, oneOf(random, LENGTHS))}`
  const hasFraction = pick(random, 2) === 0
  const zeros = pick(random, 4) === 0 ? '0'.repeat(pick(random, 25)) : ''
  const fraction = hasFraction ? `.${zeros}${digits(random, 1 + oneOf(random, LENGTHS))}` : ''
  const size = pick(random, 12) === 0 ? 330 : 30
  const exponent = `${oneOf(random, ['e', 'E'])}${oneOf(random, ['', '+', '-', '-'])}${pick(random, size)}`
  return sign + whole + fraction + (pick(random, 3) === 0 ? exponent : '')
}

const LENGTHS = [0, 0, 1, 2, 3, 6, 7, 8, 12, 14, 15, 16, 17, 18, 19, 20, 33]

function digits(random: RandomStream, count: number): string {
  let text = ''
  for (let at = 0; at < count; at += 1) text += String(pick(random, 10))
  return text
}

function oneOf<Item>(random: RandomStream, items: readonly Item[]): Item {
  return items[pick(random, items.length)]!
}

function pick(random: RandomStream, below: number): number {
  return Math.floor(random.uniform() * below)
}
