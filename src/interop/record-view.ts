import { appendPointer, type JsonObject, type JsonValue, KeelsonError, ownValue } from '../core/index.js'

/** An object of a record, with the pointer to it: whatever is wrong in it is told with its place. */
export class RecordView {
  readonly members: JsonObject
  readonly path: string
  /** What the record is, for messages: `'a Kubernetes audit event'`. */
  readonly what: string

  /** @throws KeelsonError `interop/not-a-record` */
  constructor(value: unknown, path: string, what: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new KeelsonError('interop/not-a-record', `${what} is an object`, {
        path,
        help: 'parse the JSON of the log first, and hand in a record or a list of them',
      })
    }
    this.members = value as JsonObject
    this.path = path
    this.what = what
  }

  pointer(name: string): string {
    return appendPointer(this.path, name)
  }

  /** An own member; `null` counts as absent, as the logs have it. */
  value(name: string): JsonValue | undefined {
    return ownValue(this.members, name) ?? undefined
  }

  has(name: string): boolean {
    return this.value(name) !== undefined
  }

  /** A text; an empty one counts as absent. */
  text(name: string): string | undefined {
    const value = this.value(name)
    if (value === undefined || value === '') return undefined
    if (typeof value !== 'string') throw this.invalid(name, 'a text')
    return value
  }

  /** The text of the first of these members that has one. */
  firstText(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const text = this.text(name)
      if (text !== undefined) return text
    }
    return undefined
  }

  /** @throws KeelsonError `interop/missing-member` */
  requiredText(name: string, why: string): string {
    const text = this.text(name)
    if (text === undefined) throw this.missing(name, why)
    return text
  }

  number(name: string): number | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.invalid(name, 'a number')
    return value
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name)
    if (value === undefined || typeof value === 'boolean') return value
    throw this.invalid(name, 'true or false')
  }

  /** A member that is an object; an empty view where it is absent. */
  view(name: string): RecordView {
    const value = this.value(name)
    if (value === undefined) return new RecordView({}, this.pointer(name), this.what)
    if (typeof value !== 'object' || Array.isArray(value)) throw this.invalid(name, 'an object')
    return new RecordView(value, this.pointer(name), this.what)
  }

  list(name: string): readonly JsonValue[] {
    const value = this.value(name)
    if (value === undefined) return []
    if (!Array.isArray(value)) throw this.invalid(name, 'a list')
    return value as readonly JsonValue[]
  }

  views(name: string): RecordView[] {
    const path = this.pointer(name)
    return this.list(name).map((item, index) => new RecordView(item, appendPointer(path, index), this.what))
  }

  missing(name: string, why: string): KeelsonError {
    return new KeelsonError('interop/missing-member', `${this.what} without ${name}`, {
      path: this.pointer(name),
      help: why,
    })
  }

  invalid(name: string, expected: string): KeelsonError {
    return new KeelsonError('interop/invalid-member', `${name} of ${this.what} is not ${expected}`, {
      path: this.pointer(name),
      help: 'hand the record in as the source wrote it',
    })
  }

  unknownVersion(name: string, known: string): KeelsonError {
    return new KeelsonError('interop/unknown-version', `${this.what} of another version`, {
      path: this.pointer(name),
      help: `what is read here is ${known}`,
    })
  }
}

/**
 * The records of what was handed in: one, a list, or an object with a list under the name that the source gives it.
 *
 * @throws KeelsonError `interop/not-a-record`
 */
export function recordsOf(input: unknown, container: string, what: string): RecordView[] {
  if (Array.isArray(input)) {
    return input.map((item: unknown, index) => new RecordView(item, appendPointer('', index), what))
  }
  const single = new RecordView(input, '', what)
  return Array.isArray(single.value(container)) ? single.views(container) : [single]
}
