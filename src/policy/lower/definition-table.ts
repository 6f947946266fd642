import type { Expression as LoweredNode, ProgramConstant, ProgramFunction } from '../runtime/program.js'

interface Definition {
  readonly function: ProgramFunction | null
  readonly constant: ProgramConstant | null
  /** Keys of the constants it reads and the functions it calls. */
  readonly uses: ReadonlySet<string>
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
    this.#definitions.set(constantKey(name), { function: null, constant: { name, value }, uses })
  }

  addFunction(lowered: ProgramFunction, uses: ReadonlySet<string>): void {
    this.#definitions.set(functionKey(lowered.name), { function: lowered, constant: null, uses })
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

  #only(wanted: ReadonlySet<string>): Definitions {
    const functions: ProgramFunction[] = []
    const constants: ProgramConstant[] = []
    for (const [key, definition] of this.#definitions) {
      if (!wanted.has(key)) continue
      if (definition.function !== null) functions.push(definition.function)
      if (definition.constant !== null) constants.push(definition.constant)
    }
    return { functions, constants }
  }
}
