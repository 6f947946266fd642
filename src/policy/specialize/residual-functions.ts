import type { Expression, Program, ProgramFunction } from '../runtime/program.js'
import { type Binding, type Bindings, NO_BINDINGS, rebound } from './binding.js'
import type { KnownParts } from './known-parts.js'
import { literalOf } from './literal-of.js'
import { mentionsLocal } from './mentions.js'
import { ResidualExpressions, type Residue } from './residual-expression.js'

type Apply = Expression & { readonly op: 'apply' }

/** Most functions that are made; further calls keep the original. */
const MOST_FUNCTIONS = 1000

/** Functions with bodies of their own for what is known of their arguments. */
export class ResidualFunctions {
  readonly expressions: ResidualExpressions
  readonly #parts: KnownParts
  readonly #originals: ReadonlyMap<string, ProgramFunction>
  /** Each stands after those that it calls. */
  readonly #made: ProgramFunction[] = []
  readonly #residues = new Map<string, { readonly name: string; readonly residue: Residue }>()

  constructor(program: Program, parts: KnownParts) {
    this.#parts = parts
    this.#originals = new Map(program.functions.map((declared) => [declared.name, declared]))
    this.expressions = new ResidualExpressions(parts, this)
  }

  /** The originals, and after them those that were made. */
  all(): ProgramFunction[] {
    return [...this.#originals.values(), ...this.#made]
  }

  /** What is left of a call. Its arguments stay as they are: what the function gives stands for their places. */
  call(node: Apply, bindings: Bindings): Residue {
    const original = this.#originals.get(node.name)
    if (original === undefined || original.parameters.length !== node.items.length) return { node }
    const bound = node.items.map((item) => this.#parts.bindingOf(item, bindings))
    const { name, residue } = this.#residueOf(original, bound)
    if ('value' in residue) return residue
    const items = node.items.map((item, index) =>
      mentionsLocal(residue.node, [original.parameters[index]!]) ? item : literalOf(null, item.at),
    )
    return { node: name === original.name ? node : { ...node, name, items } }
  }

  #residueOf(
    original: ProgramFunction,
    bound: readonly (Binding | null)[],
  ): { readonly name: string; readonly residue: Residue } {
    const key = JSON.stringify([original.name, bound])
    const known = this.#residues.get(key)
    if (known !== undefined) return known
    if (this.#residues.size >= MOST_FUNCTIONS) {
      return { name: original.name, residue: { node: original.body } }
    }
    const names = original.parameters.map((parameter, index) => [parameter, bound[index]!] as const)
    const bindings = rebound(NO_BINDINGS, names)
    const value = this.expressions.value(original.body, bindings)
    const residue = 'value' in value ? value : { node: this.expressions.place(original.body, bindings) }
    const made = { name: this.#nameFor(original.name), residue }
    this.#residues.set(key, made)
    if ('node' in residue) this.#made.push({ ...original, name: made.name, body: residue.node })
    return made
  }

  /** No name of a program's text holds a tilde. */
  #nameFor(name: string): string {
    for (let number = this.#made.length + 1; ; number += 1) {
      const candidate = `${name}~${number}`
      if (!this.#originals.has(candidate)) return candidate
    }
  }
}
