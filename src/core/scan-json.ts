import { DEFAULT_LIMITS } from './limits.js'

/** Why a text is not JSON that we take. */
export type JsonFaultCode =
  | 'core/invalid-json'
  | 'core/depth-limit'
  | 'core/size-limit'
  | 'core/number-overflow'

/** The first fault of a text, as a UTF-16 offset. */
export interface JsonFault {
  readonly code: JsonFaultCode
  readonly offset: number
  readonly message: string
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/**
 * Finds the first fault of a JSON text (RFC 8259), or `null`. Accepts exactly what `JSON.parse` accepts, less what
 * law 2 refuses: nesting deeper than `maxDepth`, more than `maxNodes` values, and numbers that overflow a double.
 * Needed because engines word and place their syntax errors differently. Iterative; memory grows with the nesting.
 */
export function scanJson(
  text: string,
  maxDepth: number,
  maxNodes: number = DEFAULT_LIMITS.maxNodes,
): JsonFault | null {
  return new Scanner(text, maxDepth, maxNodes).scan()
}

class Scanner {
  readonly #text: string
  readonly #maxDepth: number
  readonly #maxNodes: number
  #at = 0
  #fault: JsonFault | null = null

  constructor(text: string, maxDepth: number, maxNodes: number) {
    this.#text = text
    this.#maxDepth = maxDepth
    this.#maxNodes = maxNodes
  }

  scan(): JsonFault | null {
    // The closing brackets that are still to come, innermost last.
    const open: number[] = []
    let nodes = 0
    let wantsValue = true
    for (;;) {
      this.#skipSpace()
      const unit = this.#text.charCodeAt(this.#at)
      if (wantsValue) {
        nodes += 1
        if (nodes > this.#maxNodes) {
          return this.#fail('core/size-limit', `more than ${this.#maxNodes} values`)
        }
        if (unit === OPEN_BRACKET || unit === OPEN_BRACE) {
          if (open.length >= this.#maxDepth) {
            return this.#fail('core/depth-limit', `nested deeper than ${this.#maxDepth}`)
          }
          this.#at += 1
          this.#skipSpace()
          const close = unit === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET
          if (this.#text.charCodeAt(this.#at) === close) {
            this.#at += 1
            wantsValue = false
          } else {
            open.push(close)
            if (close === CLOSE_BRACE && !this.#key()) return this.#fault
          }
        } else {
          if (!this.#scalar(unit)) return this.#fault
          wantsValue = false
        }
      } else if (open.length === 0) {
        return this.#at < this.#text.length ? this.#unexpected('the end of the text') : null
      } else {
        const close = open[open.length - 1]
        if (unit === COMMA) {
          this.#at += 1
          this.#skipSpace()
          if (close === CLOSE_BRACE && !this.#key()) return this.#fault
          wantsValue = true
        } else if (unit === close) {
          this.#at += 1
          open.pop()
        } else {
          return this.#unexpected(close === CLOSE_BRACE ? '"," or "}"' : '"," or "]"')
        }
      }
    }
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.#at += 1
    }
  }

  #key(): boolean {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) {
      this.#unexpected('a string as the name of a member')
      return false
    }
    if (!this.#string()) return false
    this.#skipSpace()
    if (this.#text.charCodeAt(this.#at) !== COLON) {
      this.#unexpected('":"')
      return false
    }
    this.#at += 1
    return true
  }

  #scalar(unit: number): boolean {
    if (unit === QUOTE) return this.#string()
    if (unit === 0x2d || isDigit(unit)) return this.#number()
    for (const word of ['true', 'false', 'null']) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length
        return true
      }
    }
    this.#unexpected('a value')
    return false
  }

  #string(): boolean {
    this.#at += 1
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit === QUOTE) {
        this.#at += 1
        return true
      }
      if (unit === BACKSLASH) {
        if (!this.#escape()) return false
      } else if (unit >= 0x20) {
        this.#at += 1
      } else {
        // Also the end of the text, where charCodeAt is NaN.
        this.#unexpected('the rest of a string')
        return false
      }
    }
  }

  #escape(): boolean {
    const kind = this.#text[this.#at + 1]
    if (kind === 'u') {
      for (let digit = 2; digit < 6; digit += 1) {
        if (!isHexDigit(this.#text.charCodeAt(this.#at + digit))) {
          this.#at += digit
          this.#unexpected('four hexadecimal digits')
          return false
        }
      }
      this.#at += 6
      return true
    }
    if (kind === undefined || !'"\\/bfnrt'.includes(kind)) {
      this.#at += 1
      this.#unexpected('an escape')
      return false
    }
    this.#at += 2
    return true
  }

  #number(): boolean {
    const start = this.#at
    if (this.#text.charCodeAt(this.#at) === 0x2d) this.#at += 1
    if (this.#text.charCodeAt(this.#at) === 0x30) this.#at += 1
    else if (!this.#digits()) return false
    let mayOverflow = this.#at - start > 300
    if (this.#text.charCodeAt(this.#at) === 0x2e) {
      this.#at += 1
      if (!this.#digits()) return false
    }
    if ((this.#text.charCodeAt(this.#at) | 0x20) === 0x65) {
      this.#at += 1
      const sign = this.#text.charCodeAt(this.#at)
      if (sign === 0x2b || sign === 0x2d) this.#at += 1
      if (!this.#digits()) return false
      mayOverflow = true
    }
    if (mayOverflow && !Number.isFinite(Number(this.#text.slice(start, this.#at)))) {
      this.#at = start
      this.#fail('core/number-overflow', 'a number that overflows a double')
      return false
    }
    return true
  }

  #digits(): boolean {
    const start = this.#at
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at += 1
    if (this.#at > start) return true
    this.#unexpected('a digit')
    return false
  }

  #unexpected(wanted: string): JsonFault {
    const character = this.#text.codePointAt(this.#at)
    const found = character === undefined ? 'the text ends' : `found ${describe(character)}`
    return this.#fail('core/invalid-json', `${found} where ${wanted} should be`)
  }

  #fail(code: JsonFaultCode, message: string): JsonFault {
    this.#fault = { code, offset: this.#at, message }
    return this.#fault
  }
}

function describe(character: number): string {
  return character > 0x20 && character < 0x7f
    ? `"${String.fromCharCode(character)}"`
    : `U+${character.toString(16).padStart(4, '0')}`
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

function isHexDigit(unit: number): boolean {
  return isDigit(unit) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66)
}
