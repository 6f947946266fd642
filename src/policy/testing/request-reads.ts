import type { Expression, Program } from '../runtime/program.js'

/** Tells what depends on the request from what is the same in every decision. */
export class RequestReads {
  // INVARIANT: definitions stand after those that they use, so what is looked at ends.
  readonly #constants = new Map<string, Expression | boolean>()
  readonly #functions = new Map<string, Expression | boolean>()

  constructor({ constants, functions }: Pick<Program, 'constants' | 'functions'>) {
    for (const { name, value } of constants) this.#constants.set(name, value)
    for (const { name, body } of functions) this.#functions.set(name, body)
  }

  /** Whether an expression reads the request, the target or the time, or a variable, which may stand for a part of it. */
  readsRequest(node: Expression): boolean {
    return this.#reads(node, true)
  }

  #reads(root: Expression, withLocals: boolean): boolean {
    const pending: unknown[] = [root]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (typeof node !== 'object' || node === null) continue
      const { op, name } = node as { readonly op?: unknown; readonly name?: unknown }
      if (op === 'root' || op === 'now' || op === 'target' || (op === 'local' && withLocals)) return true
      if (op === 'constant' && this.#defined(this.#constants, String(name))) return true
      // The variables of a function are its arguments, which stand in the call, or items of what it reads.
      if (op === 'apply' && this.#defined(this.#functions, String(name))) return true
      for (const member of Object.values(node)) if (typeof member === 'object') pending.push(member)
    }
    return false
  }

  #defined(table: Map<string, Expression | boolean>, name: string): boolean {
    const known = table.get(name)
    if (typeof known !== 'object') return known ?? false
    const reads = this.#reads(known, false)
    table.set(name, reads)
    return reads
  }
}
