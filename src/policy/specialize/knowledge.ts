import {
  appendPointer,
  assertJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  KeelsonError,
  ownValue,
  parsePointer,
  suggestName,
  valueAtPath,
} from '../../core/index.js'
import { canonicalize } from '../../hash/index.js'
import { KnownPart } from '../runtime/known-part.js'
import type { ProgramResidual, Target } from '../runtime/program.js'
import type { KnownRequest, SpecializeOptions } from './types.js'

/** As deep as parameters may be, and well within the height that a program may have. */
const MAX_KNOWN_DEPTH = 64

/** Set afresh for each decision, or computed by it. */
const NEVER_KNOWN: readonly string[] = ['approvals', 'now']

const OPTIONS: readonly string[] = ['open', 'absent']

/** What is known of every request to come. */
export class Knowledge {
  readonly target: Target
  /** A copy: what the caller does to the original later is not seen. */
  readonly roots: JsonObject
  readonly #open: ReadonlySet<string>
  readonly #absent: ReadonlySet<string>
  /** Places that are open or hold something that is. */
  readonly #partial: ReadonlySet<string>

  constructor(target: string, roots: JsonObject, open: readonly string[], absent: readonly string[]) {
    this.target = readTarget(target)
    this.roots = roots
    this.#open = new Set(open)
    this.#absent = new Set(absent)
    this.#partial = new Set(open.flatMap(placesOnTheWay))
  }

  /** Nothing in the place is open. */
  isWhole(pointer: string): boolean {
    return !this.#partial.has(pointer)
  }

  /** Whether an object that does not hold a member may hold it in a request to come. */
  mayHold(object: string, name: string): boolean {
    return (object === '' || this.#open.has(object)) && !this.#absent.has(appendPointer(object, name))
  }

  /** As a residual program carries it. */
  toResidual(of: string): ProgramResidual {
    const { kind, name } = this.target
    return {
      of,
      target: kind === 'every' ? '*' : kind === 'prefix' ? `${name}.*` : name,
      roots: canonicalize(this.roots),
      open: [...this.#open],
      absent: [...this.#absent],
    }
  }
}

/**
 * Checks what a caller says is known, and adds it to what a residual program knows already.
 *
 * @throws KeelsonError `policy/invalid-known`, `policy/contradicts-known`; what `assertJson` and `canonicalize` throw
 */
export function readKnowledge(
  known: KnownRequest,
  options: SpecializeOptions,
  earlier: ProgramResidual | undefined,
): Knowledge {
  if (!isJsonObject(known as JsonValue)) {
    throw invalid('', 'what is known is not an object', 'hand in { target, …roots }, as in a request')
  }
  const { target = '*', ...given } = known as JsonObject & { readonly target?: JsonValue }
  if (typeof target !== 'string' || target === '') {
    throw invalid('/target', 'the known target is not a text', 'hand in a target, or a prefix such as tool.*')
  }
  for (const name of NEVER_KNOWN) {
    if (Object.hasOwn(given, name)) throw invalid(`/${name}`, `${name} is never known`, 'leave it to decide')
  }
  assertJson(given, { maxDepth: MAX_KNOWN_DEPTH })
  // A copy, and a refusal of half surrogate pairs, which could not be sealed with the program.
  const roots = JSON.parse(canonicalize(given)) as JsonObject
  const { open, absent } = checkOptions(options, roots)
  return earlier === undefined
    ? new Knowledge(target, roots, open, absent)
    : addTo(earlier, target, roots, open, absent)
}

/** A root that was known already is known as it is given now, which may say more of it and nothing else. */
function addTo(
  earlier: ProgramResidual,
  target: string,
  roots: JsonObject,
  open: readonly string[],
  absent: readonly string[],
): Knowledge {
  const before = JSON.parse(earlier.roots) as JsonObject
  const inside = (pointers: readonly string[], isOurs: boolean): readonly string[] =>
    pointers.filter((pointer) => Object.hasOwn(roots, parsePointer(pointer)[0] ?? '') === isOurs)
  const all: JsonObject = Object.fromEntries([...Object.entries(before), ...Object.entries(roots)])
  const request = Object.fromEntries([...Object.entries(all), ['target', narrower(earlier.target, target)]])
  new KnownPart(earlier).check(request)
  return new Knowledge(
    narrower(earlier.target, target),
    all,
    [...inside(earlier.open, false), ...open],
    [...new Set([...earlier.absent, ...absent])],
  )
}

/** Of a known target and one that is added the narrower; what does not fit is found by the check that follows. */
function narrower(earlier: string, added: string): string {
  return added === '*' || (added.endsWith('.*') && earlier.startsWith(added.slice(0, -1))) ? earlier : added
}

function checkOptions(options: SpecializeOptions, roots: JsonObject): Required<SpecializeOptions> {
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('', 'the options are not an object', 'hand in { open, absent }')
  }
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue
    const meant = suggestName(name, OPTIONS)
    throw invalidOption(`/${name}`, `there is no option ${name}`, meant === undefined ? '' : `use ${meant}`)
  }
  const open = pointersOf(options.open, 'open')
  const absent = pointersOf(options.absent, 'absent')
  open.forEach((pointer, index) => {
    if (pointer !== '' && isJsonObject(valueAtPath(roots, parsePointer(pointer)))) return
    throw invalidOption(`/open/${index}`, `${pointer} is no object in what is known`, 'name a known object')
  })
  absent.forEach((pointer, index) => {
    const path = parsePointer(pointer)
    const holder = valueAtPath(roots, path.slice(0, -1))
    if (path.length > 0 && isJsonObject(holder) && ownValue(holder, path.at(-1)!) === undefined) return
    throw invalidOption(`/absent/${index}`, `${pointer} is no place for a member`, 'name a root or a member')
  })
  return { open, absent }
}

function pointersOf(pointers: unknown, option: string): readonly string[] {
  if (pointers === undefined) return []
  if (Array.isArray(pointers) && pointers.every((pointer) => typeof pointer === 'string')) {
    return [...(pointers as readonly string[])]
  }
  throw invalidOption(`/${option}`, `${option} is not a list of JSON Pointers`, "hand in ['/resource']")
}

function readTarget(target: string): Target {
  if (target === '*') return { kind: 'every', name: '' }
  return target.endsWith('.*')
    ? { kind: 'prefix', name: target.slice(0, -2) }
    : { kind: 'exact', name: target }
}

function placesOnTheWay(pointer: string): string[] {
  const places: string[] = []
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    places.push(pointer.slice(0, end))
  }
  return places
}

function invalid(path: string, message: string, help: string): KeelsonError {
  return new KeelsonError('policy/invalid-known', message, { path, help })
}

function invalidOption(path: string, message: string, help: string): KeelsonError {
  return new KeelsonError('policy/invalid-options', message, { path, ...(help === '' ? {} : { help }) })
}
