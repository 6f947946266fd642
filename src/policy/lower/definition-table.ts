import type { Expression as LoweredNode, ProgramConstant, ProgramFunction } from '../runtime/program.js'

interface Definition {
  readonly function: ProgramFunction | null
  readonly constant: ProgramConstant | null
  /** Keys of the constants it reads and the functions it calls. */
  readonly uses: ReadonlySet<string>
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
    const pending = [...keys]
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      if (this.#used.has(key)) continue
      this.#used.add(key)
      for (const used of this.#definitions.get(key)?.uses ?? []) pending.push(used)
    }
  }

  /** What policies use, by themselves or through others. */
  used(): { readonly functions: readonly ProgramFunction[]; readonly constants: readonly ProgramConstant[] } {
    const functions: ProgramFunction[] = []
    const constants: ProgramConstant[] = []
    for (const [key, definition] of this.#definitions) {
      if (!this.#used.has(key)) continue
      if (definition.function !== null) functions.push(definition.function)
      if (definition.constant !== null) constants.push(definition.constant)
    }
    return { functions, constants }
  }
}
