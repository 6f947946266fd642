import type { JsonObject, JsonValue } from '../../core/index.js'
import type { Program } from '../runtime/program.js'

/** Without the functions, constants, patterns and spans that nothing refers to any more. */
export function compactProgram(program: Program): Program {
  const used = new Set<string>()
  note(program.policies, used)
  // Each stands after those that it reads, so going backwards meets every reader first.
  const constants = [...program.constants].reverse().filter(({ name, value }) => {
    const isUsed = used.has(`constant ${name}`)
    if (isUsed) note(value, used)
    return isUsed
  })
  const functions = [...program.functions].reverse().filter(({ name, body }) => {
    const isUsed = used.has(`apply ${name}`)
    if (isUsed) note(body, used)
    return isUsed
  })
  const numbers = new Numbers()
  const renumbered = numbers.rewrite({
    functions: functions.reverse(),
    constants: constants.reverse(),
    policies: program.policies,
  } as unknown as JsonValue) as unknown as Pick<Program, 'functions' | 'constants' | 'policies'>
  return {
    ...program,
    ...renumbered,
    spans: numbers.listed('at', program.spans),
    patterns: numbers.listed('pattern', program.patterns),
  }
}

/** Names of constants and functions that a part refers to. */
function note(part: unknown, used: Set<string>): void {
  const pending: unknown[] = [part]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue
    const { op, name } = node as { readonly op?: unknown; readonly name?: unknown }
    if (op === 'constant' || op === 'apply') used.add(`${op} ${String(name)}`)
    for (const member of Object.values(node)) if (typeof member === 'object') pending.push(member)
  }
}

/** Numbers spans and patterns anew, in the order in which they come up. The keys of a program are never a user's. */
class Numbers {
  readonly #numbers = { at: new Map<number, number>(), pattern: new Map<number, number>() }

  // Recursion is bounded by the height of programs.
  rewrite(value: JsonValue): JsonValue {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => this.rewrite(item))
    const copy: Record<string, JsonValue> = {}
    for (const [key, member] of Object.entries(value as JsonObject)) {
      copy[key] =
        key === 'at' || key === 'pattern' ? this.#number(key, member as number) : this.rewrite(member)
    }
    return copy
  }

  /** Those of a table that came up, in their new order. */
  listed<Entry>(key: 'at' | 'pattern', table: readonly Entry[]): Entry[] {
    return Array.from(this.#numbers[key].keys(), (number) => table[number]!)
  }

  #number(key: 'at' | 'pattern', old: number): number {
    const numbers = this.#numbers[key]
    const known = numbers.get(old)
    if (known !== undefined) return known
    numbers.set(old, numbers.size)
    return numbers.size - 1
  }
}
