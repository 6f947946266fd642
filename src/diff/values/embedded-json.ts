import { DEFAULT_LIMITS, type JsonValue, scanJson } from '../../core/index.js'
import type { ValueSemantics } from '../schema-node.js'
import { decimalOf, formatDecimal } from './decimal.js'

/** In UTF-16 units; beyond it the text is compared as it is. */
const LONGEST = 4 * 1024 * 1024

/** Deep enough for what people write into a string. */
const DEEPEST = 500

const CONTAINER = /^[ \t\r\n]*[{[]/
const NUMBER = /(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?/y

/**
 * A string that holds a JSON object or array: white space, order of members and spelling of numbers do not count.
 *
 * Where reading the text would lose something it is no value of this kind and stays as it is: a number that does not
 * fit a double exactly, or a name that an object has twice. Two texts that are only alike once they are read must not
 * compare as equal.
 *
 * @example
 * ```ts
 * import { embeddedJson } from 'keelson/diff'
 * embeddedJson.canonical('{ "b": 1.0, "a": [] }') // => { a: [], b: 1 }
 * embeddedJson.canonical('{"id": 9007199254740993}') // => undefined
 * embeddedJson.canonical('plain text') // => undefined
 * ```
 */
export const embeddedJson: ValueSemantics = { name: 'embedded-json', canonical: canonicalJson }

function canonicalJson(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string' || value.length > LONGEST || !CONTAINER.test(value)) return undefined
  if (scanJson(value, DEEPEST, DEFAULT_LIMITS.maxNodes) !== null) return undefined
  const names = countNames(value)
  if (names === -1) return undefined
  const parsed = JSON.parse(value) as JsonValue
  return countMembers(parsed) === names ? parsed : undefined
}

/** How many names of members a valid text has; -1 where it has a number that a double does not hold exactly. */
function countNames(text: string): number {
  let names = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at]!
    if (unit === ':') names += 1
    else if (unit === '"') at = endOfString(text, at)
    else if (unit === '-' || (unit >= '0' && unit <= '9')) {
      NUMBER.lastIndex = at
      const token = NUMBER.exec(text)![0]
      if (exact(token) !== exact(String(Number(token)))) return -1
      at += token.length - 1
    }
  }
  return names
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function exact(token: string): string {
  NUMBER.lastIndex = 0
  const [, sign, whole, fraction = '', exponent = '0'] = NUMBER.exec(token)!
  return formatDecimal(decimalOf(sign === '-', whole! + fraction, Number(exponent) - fraction.length))
}

function countMembers(root: JsonValue): number {
  let members = 0
  const open: JsonValue[] = [root]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const inside = Object.values(next) as readonly JsonValue[]
    if (!Array.isArray(next)) members += inside.length
    for (const value of inside) open.push(value)
  }
  return members
}
