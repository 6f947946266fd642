import type { JsonValue } from '../../core/index.js'

/** Why a value is not there. */
export type UnknownCode =
  | 'policy/missing-value'
  | 'policy/wrong-type'
  | 'policy/arithmetic'
  | 'policy/invalid-argument'
  | 'policy/not-json'

/** What an expression gives when it has no value: something was missing, or could not be computed. */
export class Unknown {
  readonly code: UnknownCode
  readonly message: string
  /** Number of the span to blame. */
  readonly at: number
  /** Where in the request, if that is known. */
  readonly pointer: string | null
  /** Something is missing that `??`, `?.` and `has` can settle. */
  readonly isAbsence: boolean

  constructor(
    code: UnknownCode,
    message: string,
    at: number,
    pointer: string | null = null,
    isAbsence: boolean = code === 'policy/missing-value',
  ) {
    this.code = code
    this.message = message
    this.at = at
    this.pointer = pointer
    this.isAbsence = isAbsence
  }

  /** Missing values deny only where a rule says so, errors always. */
  get isMissing(): boolean {
    return this.code === 'policy/missing-value'
  }

  /**
   * What stands for each item of this list. INVARIANT: it is no absence. An item that nobody has seen may hold
   * anything, so a default for what it lacks must not decide about it.
   */
  unseenItem(): Unknown {
    return new Unknown(this.code, this.message, this.at, this.pointer, false)
  }
}

/** What an expression evaluates to. */
export type Value = JsonValue | Unknown

/** The one that is reported of two: errors before what is missing, then the left one. */
export function graver(left: Unknown | null, right: Unknown): Unknown {
  if (left === null) return right
  return left.isMissing && !right.isMissing ? right : left
}

export function wrongType(expected: string, found: JsonValue, at: number): Unknown {
  return new Unknown('policy/wrong-type', `expected ${expected}, found ${describeType(found)}`, at)
}

/** `a string`, `null`, `a list`; of what is no JSON value, `something that is not JSON`. */
export function describeType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'a string'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'a boolean'
    case 'object':
      return 'an object'
    default:
      return 'something that is not JSON'
  }
}
