import type { PatternPlace } from './regex-tree.js'
import type { RegexDiagnostic } from './types.js'

/** Thrown by what reads a pattern, caught in `parseRegex`: a pattern is refused at its first fault. */
export class PatternFault {
  readonly diagnostic: RegexDiagnostic

  constructor(diagnostic: RegexDiagnostic) {
    this.diagnostic = diagnostic
  }
}

/** A place in a pattern that moves on, with the flags that hold there and what was found suspicious so far. */
export class PatternReader {
  readonly pattern: string
  readonly warnings: RegexDiagnostic[] = []
  at = 0
  ignoresCase = false
  dotTakesLineFeed = false

  constructor(pattern: string) {
    this.pattern = pattern
  }

  get isAtEnd(): boolean {
    return this.at >= this.pattern.length
  }

  /** Whether this text stands here. */
  sees(text: string): boolean {
    return this.pattern.startsWith(text, this.at)
  }

  /** Goes past this text if it stands here. */
  skips(text: string): boolean {
    if (!this.sees(text)) return false
    this.at += text.length
    return true
  }

  /** What a sticky expression matches here; the place stays. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at
    return expression.exec(this.pattern)
  }

  placeFrom(offset: number): PatternPlace {
    return { offset, length: this.at - offset }
  }

  /** The pattern from an offset up to here, as messages quote it. */
  textFrom(offset: number): string {
    return this.pattern.slice(offset, this.at)
  }

  /** The code point that stands here, gone past. */
  takeCharacter(): number {
    const offset = this.at
    const point = this.pattern.codePointAt(offset)!
    this.at += point > 0xffff ? 2 : 1
    if (point >= 0xd800 && point <= 0xdfff) {
      this.refuse('half of a surrogate pair is no character', offset, 'take it out')
    }
    return point
  }

  /** What is no regular expression anywhere, or says something that nobody can tell. */
  refuse(message: string, offset: number, help: string): never {
    throw this.#fault('policy/invalid-regex', message, offset, help)
  }

  /** What other engines have and this one does not. */
  refuseUnsupported(what: string, offset: number, help: string): never {
    throw this.#fault('policy/unsupported-regex', `${what} not supported`, offset, help)
  }

  refuseTooLarge(message: string, offset: number, help: string): never {
    throw this.#fault('policy/regex-too-large', message, offset, help)
  }

  warn(message: string, place: PatternPlace, help: string): void {
    const { offset, length } = place
    this.warnings.push({
      severity: 'warning',
      code: 'policy/suspicious-regex',
      message,
      offset,
      length,
      help,
    })
  }

  #fault(code: string, message: string, offset: number, help: string): PatternFault {
    return new PatternFault({ severity: 'error', code, message, ...this.placeFrom(offset), help })
  }
}
