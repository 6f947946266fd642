import { KeelsonError } from './keelson-error.js'

export type ShapeMembers = Readonly<Record<string, unknown>>

/**
 * Tells what a value that came from a file or over a wire is not. One for each shape: its code, its name in messages,
 * and how to mend it.
 */
export class ShapeCheck {
  readonly #code: string
  readonly #what: string
  readonly #help: string

  constructor(code: string, what: string, help: string) {
    this.#code = code
    this.#what = what
    this.#help = help
  }

  /** @throws KeelsonError with the code and `path` where it does not hold */
  need(holds: boolean, path: string, expected: string): void {
    if (holds) return
    throw new KeelsonError(this.#code, `not ${this.#what}: ${path || 'it'} is not ${expected}`, {
      path,
      help: this.#help,
    })
  }

  members(value: unknown, path: string): ShapeMembers {
    this.need(typeof value === 'object' && value !== null, path, 'an object')
    return value as ShapeMembers
  }

  list(value: unknown, path: string): readonly unknown[] {
    this.need(Array.isArray(value), path, 'a list')
    return value as readonly unknown[]
  }

  /** Checks each item of a list of objects. */
  each(value: unknown, path: string, check: (item: ShapeMembers, path: string) => void): void {
    this.list(value, path).forEach((item, index) => {
      check(this.members(item, `${path}/${index}`), `${path}/${index}`)
    })
  }
}

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
