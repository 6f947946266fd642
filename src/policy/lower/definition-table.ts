import type { Expression as LoweredNode, ProgramConstant, ProgramFunction } from '../runtime/program.js'

interface Definition {
  readonly function: ProgramFunction | null
  readonly constant: ProgramConstant | null
  /** Keys of the constants it reads and the functions it calls. */
  readonly uses: ReadonlySet<string>
  /** How many stand before it. */
  readonly position: number
}

interface Definitions {
  readonly functions: readonly ProgramFunction[]
  readonly constants: readonly ProgramConstant[]
}

export function constantKey(programName: string): string {
  return `let ${programName}`
}

export function functionKey(programName: string): string {
  return `fn ${programName}`
}

/**
 * The constants and functions of all modules. INVARIANT: they come in the order of their dependence, so that what a
 * program keeps of them is in that order too.
 */
export class DefinitionTable {
  readonly #definitions = new Map<string, Definition>()
  readonly #used = new Set<string>()

  addConstant(name: string, value: LoweredNode, uses: ReadonlySet<string>): void {
    const position = this.#definitions.size
    this.#definitions.set(constantKey(name), { function: null, constant: { name, value }, uses, position })
  }

  addFunction(lowered: ProgramFunction, uses: ReadonlySet<string>): void {
    const position = this.#definitions.size
    this.#definitions.set(functionKey(lowered.name), { function: lowered, constant: null, uses, position })
  }

  /** Notes that a policy uses these, and all that they use. */
  use(keys: Iterable<string>): void {
    this.#collect(keys, this.#used)
  }

  /** What policies use, by themselves or through others. */
  used(): Definitions {
    return this.#only(this.#used)
  }

  /** What these are, and all that they use. */
  behind(keys: Iterable<string>): Definitions {
    const wanted = new Set<string>()
    this.#collect(keys, wanted)
    return this.#only(wanted)
  }

  #collect(keys: Iterable<string>, into: Set<string>): void {
    const pending = [...keys]
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      if (into.has(key)) continue
      into.add(key)
      for (const used of this.#definitions.get(key)?.uses ?? []) pending.push(used)
    }
  }

  /** In their order. Takes time by what is wanted, not by all that there is: tests ask for each of their values. */
  #only(wanted: ReadonlySet<string>): Definitions {
    const found = [...wanted]
      .map((key) => this.#definitions.get(key))
      .filter((definition) => definition !== undefined)
      .sort((one, other) => one.position - other.position)
    return {
      functions: found.map((definition) => definition.function).filter((one) => one !== null),
      constants: found.map((definition) => definition.constant).filter((one) => one !== null),
    }
  }
}
