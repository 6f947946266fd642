import {
  appendPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  valueAtPointer,
} from '../../core/index.js'
import { invalidProgram } from './compiled.js'
import type { ProgramResidual } from './program.js'

/**
 * What a residual program takes for granted. INVARIANT: a request that says otherwise is never decided, since what was
 * folded away would have decided it.
 */
export class KnownPart {
  readonly #roots: JsonObject
  readonly #target: string
  readonly #open: ReadonlySet<string>
  readonly #absent: readonly string[]

  /** @throws KeelsonError `policy/invalid-bundle` */
  constructor({ target, roots, open, absent }: ProgramResidual) {
    this.#roots = readRoots(roots)
    this.#target = target
    this.#open = new Set(open)
    this.#absent = absent
  }

  /** @throws KeelsonError `policy/contradicts-known` */
  check(request: unknown): void {
    // What is no request at all is refused by `decide`, with a better word for it.
    if (!isJsonObject(request as JsonValue)) return
    const given = request as JsonObject
    const target = ownValue(given, 'target')
    if (typeof target === 'string' && !fits(target, this.#target)) throw contradiction('/target')
    for (const name of Object.keys(this.#roots)) {
      const pointer = this.#difference(this.#roots[name]!, ownValue(given, name), appendPointer('', name))
      if (pointer !== null) throw contradiction(pointer)
    }
    for (const pointer of this.#absent) {
      if (valueAtPointer(given, pointer) !== undefined) throw contradiction(pointer)
    }
  }

  /** The place of the first difference. Bounded by what is known, whatever the request holds. */
  #difference(known: JsonValue, given: JsonValue | undefined, pointer: string): string | null {
    if (typeof known !== 'object' || known === null) return known === given ? null : pointer
    if (Array.isArray(known)) {
      if (!Array.isArray(given) || given.length !== known.length) return pointer
      for (let index = 0; index < known.length; index += 1) {
        const item = this.#difference(known[index], given[index], `${pointer}/${index}`)
        if (item !== null) return item
      }
      return null
    }
    if (!isJsonObject(given)) return pointer
    const object = known as JsonObject
    const names = Object.keys(object)
    if (names.length !== Object.keys(given).length && !this.#open.has(pointer)) return pointer
    for (const name of names) {
      const member = this.#difference(object[name]!, ownValue(given, name), appendPointer(pointer, name))
      if (member !== null) return member
    }
    return null
  }
}

/** Whether a target is the known one, or among those of a known pattern. */
function fits(target: string, known: string): boolean {
  if (known === '*' || target === known) return true
  return known.endsWith('.*') && target.startsWith(known.slice(0, -1))
}

function readRoots(text: string): JsonObject {
  let roots: JsonValue
  try {
    roots = JSON.parse(text) as JsonValue
  } catch {
    throw invalidProgram('what it takes for granted is not JSON')
  }
  if (!isJsonObject(roots)) throw invalidProgram('what it takes for granted is not an object')
  return roots
}

function contradiction(pointer: string): KeelsonError {
  return new KeelsonError(
    'policy/contradicts-known',
    'the request contradicts what the bundle was specialised for',
    { path: pointer, help: 'decide it with the bundle that the residual was made from' },
  )
}
