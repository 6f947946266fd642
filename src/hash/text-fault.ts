/** What a JSON text says and its value does not show. */
export interface TextFault {
  readonly kind: 'duplicate-member' | 'inexact-integer'
  /** Of the second name, or of the number. In UTF-16 units. */
  readonly offset: number
  readonly length: number
}

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * Finds the first member that has the name of one before it, or, where `isStrict`, the first integer that no double
 * holds. Takes only text that core's `scanJson` has found without fault, and so need not look at anything twice.
 */
export function findTextFault(text: string, isStrict: boolean): TextFault | null {
  // One for each open container, `null` for an array.
  const open: (Set<string> | null)[] = []
  let wantsName = false
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at)
    let end = at + 1
    if (unit === QUOTE) {
      end = endOfString(text, end)
      if (wantsName) {
        const names = open[open.length - 1]!
        const name = nameIn(text.slice(at, end))
        if (names.has(name)) return { kind: 'duplicate-member', offset: at, length: end - at }
        names.add(name)
        wantsName = false
      }
    } else if (unit === COMMA) {
      wantsName = open[open.length - 1] !== null
    } else if (unit === OPEN_BRACE) {
      open.push(new Set())
      wantsName = true
    } else if (unit === OPEN_BRACKET) {
      open.push(null)
      wantsName = false
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
      open.pop()
      wantsName = false
    } else if (unit === MINUS || isDigit(unit)) {
      while (isOfNumber(text.charCodeAt(end))) end += 1
      if (isStrict && isInexactInteger(text.slice(at, end))) {
        return { kind: 'inexact-integer', offset: at, length: end - at }
      }
    }
    at = end
  }
  return null
}

function endOfString(text: string, start: number): number {
  let at = start
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at + 1
    at += unit === BACKSLASH ? 2 : 1
  }
}

function nameIn(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)
}

const INTEGER = /^-?\d+$/

/** Every integer of 15 digits is a double; the longest that does not overflow has 309. */
function isInexactInteger(token: string): boolean {
  return token.length > 15 && INTEGER.test(token) && BigInt(token) !== BigInt(Number(token))
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

/** A digit, `+`, `-`, `.`, `e` or `E`. */
function isOfNumber(unit: number): boolean {
  return isDigit(unit) || unit === 0x2b || unit === MINUS || unit === 0x2e || (unit | 0x20) === 0x65
}
