import {
  assertJson,
  isJsonObject,
  type JsonValue,
  KeelsonError,
  parsePointer,
  valueAtPath,
} from '../core/index.js'
import { refuseUnknownNames } from './check-options.js'
import { diff } from './diff.js'
import type { DeclaredDifference, FleetSideName } from './fleet-types.js'
import { nameIgnoreRule } from './profile.js'
import type { IgnoreRule } from './types.js'

const MEMBERS = ['resources', 'pointer', 'only', 'desired', 'live', 'reason'] as const

/** The rules that hold for one resource, and what each is counted as. */
export interface ActiveRules {
  readonly ignore: readonly IgnoreRule[]
  /** Number of each rule, by the name that the differ calls it. */
  readonly numbers: ReadonlyMap<string, number>
}

interface Declared {
  readonly declaration: DeclaredDifference
  /** Of a place. */
  readonly rule: IgnoreRule | null
  /** Of a place that is bound to values. */
  readonly path: readonly string[] | null
}

/**
 * The rules of one fleet comparison: those that hold for every resource, then the declared ones, each for the
 * resources and values that it names. Keeps count of which are used.
 */
export class FleetRules {
  readonly #ignore: readonly IgnoreRule[]
  readonly #declared: readonly Declared[]
  readonly #say: (text: string) => string
  readonly #active = new Map<string, ActiveRules>()
  readonly #used = new Set<number>()

  /**
   * @param say what of the words of a rule may go out
   * @throws KeelsonError `diff/invalid-rule`, `diff/unknown-option`, `core/invalid-pointer`, `core/not-json`
   */
  constructor(
    ignore: readonly IgnoreRule[],
    declared: readonly DeclaredDifference[],
    say: (text: string) => string,
  ) {
    this.#ignore = ignore
    this.#say = say
    if (!Array.isArray(declared)) throw invalidDeclaration('/declared', 'declared must be a list')
    this.#declared = declared.map(checkDeclaration)
  }

  /** Those that hold for a resource in these states. */
  rulesFor(id: string, desired: JsonValue, live: JsonValue): ActiveRules {
    const holding: number[] = []
    for (const [index, declared] of this.#declared.entries()) {
      if (declared.rule !== null && this.#holds(declared, id, desired, live)) holding.push(index)
    }
    const name = holding.join()
    let active = this.#active.get(name)
    if (active === undefined) {
      active = this.#activate(holding)
      this.#active.set(name, active)
    }
    return active
  }

  /** Notes that of the rules of a resource all were used but those of these names, which stand as they may go out. */
  use(rules: ActiveRules, unused: readonly string[] = []): void {
    for (const [name, number] of rules.numbers) {
      if (!unused.includes(name) && !unused.includes(this.#say(name))) this.#used.add(number)
    }
  }

  /** The name of the declaration that a resource is on one side only, where there is one. */
  useForAbsence(id: string, only: FleetSideName): string | undefined {
    for (const [index, { declaration }] of this.#declared.entries()) {
      if (declaration.only !== only || !matchesId(declaration.resources, id)) continue
      this.#used.add(this.#ignore.length + index)
      return this.#say(nameDeclaration(declaration))
    }
    return undefined
  }

  /** The names of all that were never used, in their order. */
  unused(): string[] {
    const names = [
      ...this.#ignore.map(nameIgnoreRule),
      ...this.#declared.map(({ declaration }) => nameDeclaration(declaration)),
    ]
    return names.filter((_, number) => !this.#used.has(number)).map(this.#say)
  }

  #holds({ declaration, path }: Declared, id: string, desired: JsonValue, live: JsonValue): boolean {
    if (!matchesId(declaration.resources, id)) return false
    if (path === null) return true
    return isAt(desired, path, declaration.desired) && isAt(live, path, declaration.live)
  }

  #activate(holding: readonly number[]): ActiveRules {
    const ignore = [...this.#ignore, ...holding.map((index) => this.#declared[index]!.rule!)]
    const numbers = new Map<string, number>()
    for (const [at, rule] of ignore.entries()) {
      const number = at < this.#ignore.length ? at : this.#ignore.length + holding[at - this.#ignore.length]!
      // Of two rules with one name the first covers, so it is the one that is used.
      if (!numbers.has(nameIgnoreRule(rule))) numbers.set(nameIgnoreRule(rule), number)
    }
    return { ignore, numbers }
  }
}

/** Whether the id is of the pattern, in which `*` is any run of characters. At worst the product of their lengths. */
function matchesId(pattern: string | undefined, id: string): boolean {
  if (pattern === undefined) return true
  let patternAt = 0
  let idAt = 0
  // Where the last `*` stands, and up to where it has taken the id so far.
  let star = -1
  let taken = 0
  while (idAt < id.length) {
    if (pattern[patternAt] === '*') {
      star = patternAt
      taken = idAt
      patternAt += 1
    } else if (pattern[patternAt] === id[idAt]) {
      patternAt += 1
      idAt += 1
    } else if (star !== -1) {
      taken += 1
      idAt = taken
      patternAt = star + 1
    } else return false
  }
  while (pattern[patternAt] === '*') patternAt += 1
  return patternAt === pattern.length
}

function isAt(document: JsonValue, path: readonly string[], value: JsonValue | undefined): boolean {
  if (value === undefined) return true
  const found = valueAtPath(document, path)
  return found !== undefined && diff(found, value).equal
}

function nameDeclaration(declaration: DeclaredDifference): string {
  const { resources = '*', pointer, only, reason } = declaration
  return `${resources} ${pointer ?? `only in ${only}`} (${reason})`
}

function checkDeclaration(declaration: DeclaredDifference, index: number): Declared {
  const place = `/declared/${index}`
  if (!isJsonObject(declaration)) throw invalidDeclaration(place, 'a declaration is an object')
  const { resources, pointer, only, reason, desired, live } = declaration
  refuseUnknownNames(declaration, MEMBERS, place)
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw invalidDeclaration(`${place}/reason`, 'a declaration needs a reason')
  }
  if (resources !== undefined && typeof resources !== 'string') {
    throw invalidDeclaration(`${place}/resources`, 'resources is a pattern of ids')
  }
  if ((pointer === undefined) === (only === undefined)) {
    throw invalidDeclaration(place, 'a declaration has either a pointer or `only`')
  }
  const isBound = desired !== undefined || live !== undefined
  if (pointer === undefined) {
    if (only !== 'desired' && only !== 'live') {
      throw invalidDeclaration(`${place}/only`, "only is 'desired' or 'live'")
    }
    if (isBound) throw invalidDeclaration(place, 'only a declaration with a pointer names values')
    return { declaration, rule: null, path: null }
  }
  for (const value of [desired, live]) if (value !== undefined) assertJson(value)
  const path = isBound ? parsePointer(pointer) : null
  if (path?.includes('*') || path?.includes('**')) {
    throw invalidDeclaration(`${place}/pointer`, 'a declaration that names values names one place')
  }
  const rule = { pointer, reason }
  // The differ alone knows what a pointer of a rule may hold.
  diff(null, null, { ignore: [rule] })
  return { declaration, rule, path }
}

function invalidDeclaration(path: string, message: string): KeelsonError {
  return new KeelsonError('diff/invalid-rule', message, {
    path,
    help: "write { resources: 'stage/*', pointer: '/spec/replicas', reason: '…' } or { only: 'live', reason: '…' }",
  })
}
