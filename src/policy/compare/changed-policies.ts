import { compareCodePoints, type JsonObject, type JsonValue } from '../../core/index.js'
import { canonicalize, seal } from '../../hash/index.js'
import type { Program, ProgramPolicy } from '../runtime/program.js'

/** Policies of one name that are not the same on both sides; one of them may be none. */
export interface ChangedUnit {
  readonly before: readonly ProgramPolicy[]
  readonly after: readonly ProgramPolicy[]
}

/**
 * The policies that can decide differently, side by side by name. Left out is what both sides have: policies of one
 * meaning, whatever they are called and however they word it.
 */
export function changedUnits(before: Program, after: Program): ChangedUnit[] {
  const left = meanings(before)
  const right = meanings(after)
  const units = new Map<string, { before: ProgramPolicy[]; after: ProgramPolicy[] }>()
  const unitOf = (name: string): { before: ProgramPolicy[]; after: ProgramPolicy[] } => {
    const known = units.get(name) ?? { before: [], after: [] }
    units.set(name, known)
    return known
  }
  for (const [meaning, policies] of left) {
    const same = right.get(meaning)?.length ?? 0
    for (const policy of policies.slice(same)) unitOf(policy.name).before.push(policy)
  }
  for (const [meaning, policies] of right) {
    const same = left.get(meaning)?.length ?? 0
    for (const policy of policies.slice(same)) unitOf(policy.name).after.push(policy)
  }
  return [...units].sort(([one], [other]) => compareCodePoints(one, other)).map(([, unit]) => unit)
}

function meanings(program: Program): Map<string, ProgramPolicy[]> {
  const byMeaning = new Map<string, ProgramPolicy[]>()
  const writer = new MeaningWriter(program)
  for (const policy of program.policies) {
    const meaning = writer.of(policy)
    const same = byMeaning.get(meaning)
    if (same === undefined) byMeaning.set(meaning, [policy])
    else same.push(policy)
  }
  return byMeaning
}

/** What changes no effect, verdict, obligation or patch: where it stands, how it is called, and what it says. */
const WORDING: ReadonlySet<string> = new Set([
  'at',
  'message',
  'pointer',
  'severity',
  'controls',
  'documentation',
])

/** Writes policies as texts that those of one meaning have in common, with what they refer to. */
class MeaningWriter {
  readonly #program: Program
  /** Seals of constants and functions with all that they refer to, so that no text doubles another. */
  readonly #definitions = new Map<string, string>()

  constructor(program: Program) {
    this.#program = program
    // Each stands after those that it reads.
    for (const { name, parameters, body } of program.functions) {
      this.#definitions.set(`apply ${name}`, seal(this.#text({ parameters, body } as unknown as JsonValue)))
    }
    for (const { name, value } of program.constants) {
      this.#definitions.set(`constant ${name}`, seal(this.#text(value as unknown as JsonValue)))
    }
  }

  of({ name: _name, ...policy }: ProgramPolicy): string {
    return this.#text(policy as unknown as JsonValue)
  }

  #text(part: JsonValue): string {
    const used = new Set<string>()
    const text = canonicalize(this.#meaning(part, used))
    return [text, ...[...used].sort(compareCodePoints)].join('\n')
  }

  // The keys of a program are never a user's; recursion is bounded by its height.
  #meaning(value: JsonValue, used: Set<string>): JsonValue {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => this.#meaning(item, used))
    const { op, name, ...rest } = value as JsonObject
    const meaning: Record<string, JsonValue> = {}
    for (const [key, member] of Object.entries(rest)) {
      if (WORDING.has(key)) continue
      meaning[key] = key === 'pattern' ? this.#pattern(member as number) : this.#meaning(member, used)
    }
    if (op !== undefined) meaning.op = op
    if (name !== undefined) meaning.name = name
    if (op === 'constant' || op === 'apply') {
      const definition = this.#definitions.get(`${op} ${String(name)}`)
      if (definition !== undefined) used.add(`${op} ${String(name)} = ${definition}`)
    }
    return meaning
  }

  #pattern(number: number): JsonValue {
    const { text, regex } = this.#program.patterns[number]!
    return { text, anywhere: regex.anywhere }
  }
}
