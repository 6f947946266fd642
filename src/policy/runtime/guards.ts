import { escapePointerSegment, type JsonValue } from '../../core/index.js'
import { compileExpression } from './compile-expression.js'
import type { ClosureScope, Evaluate } from './compiled.js'
import type { Expression, Statement } from './program.js'
import { constantOf, isScalar, type Scalar, scalarsOf } from './static-value.js'
import { splitPattern } from './text-search.js'

/** What an index looks up: a place in the request, with what stands for it where it is absent. */
export interface GuardKey {
  /** Equal for equal keys. */
  readonly text: string
  readonly pointer: string
  readonly read: Evaluate
}

/**
 * What the value of a key must be for a policy to do anything: one of the values, or a text with one of the prefixes.
 * INVARIANT: where the value is known, of a type that can be compared, and neither, every rule of the policy stands
 * under a condition that is false, and finding that out costs the same whatever else the request holds.
 */
export interface Guard {
  readonly key: GuardKey
  readonly values: readonly Scalar[]
  /** None of them begins with another, and no value begins with one: so a text meets a policy once. */
  readonly prefixes: readonly string[]
}

/** Why a policy cannot be ruled out without running it. */
export type Unguarded =
  /** A rule stands under no condition, or under the `else` of one. */
  | 'not-conditional'
  /** No condition compares a place in the request with constants, before what costs more or less by the request. */
  | 'no-comparison'
  /** Its conditions compare different places. */
  | 'different-places'

/** The guards of a policy by the text of their key: each alone rules it out. */
export function guardsOf(
  body: readonly Statement[],
  scope: ClosureScope,
): ReadonlyMap<string, Guard> | Unguarded {
  const reader = new GuardReader(scope)
  const all: Guards[] = []
  for (const statement of body) {
    if (statement.op === 'let') continue
    if (statement.op !== 'when' || statement.otherwise.length > 0) return 'not-conditional'
    const found = reader.guards(statement.condition)
    if (found.size === 0) return 'no-comparison'
    all.push(found)
  }
  if (all.length === 0) return 'not-conditional'
  const guards = joined(all)
  return guards.size === 0 ? 'different-places' : guards
}

type Guards = ReadonlyMap<string, Guard>

const NONE: Guards = new Map()

class GuardReader {
  readonly #scope: ClosureScope

  constructor(scope: ClosureScope) {
    this.#scope = scope
  }

  /** What the value of each key must be for a condition not to be false. */
  guards(node: Expression): Guards {
    if (node.op === 'compare') return this.#compared(node)
    if (node.op === 'or') return joined(node.items.map((item) => this.guards(item)))
    if (node.op !== 'and') return NONE
    const found = new Map<string, Guard>()
    for (const item of node.items) {
      for (const [text, guard] of this.guards(item)) if (!found.has(text)) found.set(text, guard)
      // What stands behind this costs something or nothing, by what this gives.
      if (!this.#hasFixedFuel(item)) break
    }
    return found
  }

  #compared(node: Expression & { readonly op: 'compare' }): Guards {
    const { operator, left, right } = node
    const value = this.#constant(right)
    switch (operator) {
      case '==':
        return value === undefined
          ? this.#guard(right, asScalars(this.#constant(left)))
          : this.#guard(left, asScalars(value))
      case 'in':
        return this.#guard(left, scalarsOf(value))
      case 'startsWith':
        return typeof value === 'string' ? this.#guard(left, [], [value]) : NONE
      case 'like': {
        if (typeof value !== 'string') return NONE
        const [first, ...rest] = splitPattern(value)
        // A text that is no text is an error here, and only unequal to a value.
        return rest.length === 0 ? NONE : this.#guard(left, [], [first!])
      }
      default:
        return NONE
    }
  }

  #guard(node: Expression, values: readonly Scalar[] | null, prefixes: readonly string[] = []): Guards {
    const key = values === null ? null : this.#key(node)
    if (values === null || key === null || prefixes.includes('')) return NONE
    return new Map([[key.text, { key, values, prefixes }]])
  }

  /** A path of the request, or one with a default that is a constant. */
  #key(node: Expression): GuardKey | null {
    const path = node.op === 'coalesce' ? node.items[0]! : node
    const pointer = pointerOf(path)
    if (pointer === null || !this.#hasFixedFuel(node)) return null
    if (node.op === 'coalesce' && !node.items.slice(1).every((item) => this.#constant(item) !== undefined))
      return null
    return { text: textOf(node), pointer, read: compileExpression(node, this.#scope).run }
  }

  #constant(node: Expression): JsonValue | undefined {
    return constantOf(node, this.#scope)
  }

  /** Whether running it never costs more than its nodes, whatever the request holds. */
  #hasFixedFuel(node: Expression): boolean {
    switch (node.op) {
      case 'literal':
      case 'root':
      case 'now':
      case 'target':
        return true
      case 'constant':
        return this.#constant(node) !== undefined
      case 'path':
        return pointerOf(node) !== null
      case 'has':
        return pointerOf(node.path) !== null
      case 'and':
      case 'or':
      case 'coalesce':
        return node.items.every((item) => this.#hasFixedFuel(item))
      case 'not':
        return this.#hasFixedFuel(node.operand)
      case 'compare':
        return this.#comparesWithFixedFuel(node)
      default:
        return false
    }
  }

  #comparesWithFixedFuel({ operator, left, right }: Expression & { readonly op: 'compare' }): boolean {
    const sides = [this.#constant(left), this.#constant(right)]
    if (!this.#hasFixedFuel(left)) return false
    if (operator === 'in') return scalarsOf(sides[1]) !== null
    if (operator === 'startsWith' || operator === 'endsWith') return typeof sides[1] === 'string'
    if (!this.#hasFixedFuel(right) || operator === 'like') return false
    const wanted = operator === '==' || operator === '!=' ? isScalar : isNumber
    return sides.some((side) => side !== undefined && wanted(side))
  }
}

/** Of keys that all have, what any of them asks for. Takes time linear in all, since an `||` may be as long as a file. */
function joined(all: readonly Guards[]): Guards {
  let texts = [...(all[0]?.keys() ?? [])]
  for (const guards of all) texts = texts.filter((text) => guards.has(text))
  return new Map(
    texts.map((text) => [
      text,
      union(
        all[0]!.get(text)!.key,
        all.map((guards) => guards.get(text)!),
      ),
    ]),
  )
}

function union(key: GuardKey, guards: readonly Guard[]): Guard {
  const prefixes = new Set(guards.flatMap((guard) => guard.prefixes))
  const lengths = [...new Set([...prefixes].map((prefix) => prefix.length))]
  const beginsWithOne = (text: string, limit: number): boolean =>
    lengths.some((length) => length <= limit && prefixes.has(text.slice(0, length)))
  const values = new Set(guards.flatMap((guard) => guard.values))
  return {
    key,
    prefixes: [...prefixes].filter((prefix) => !beginsWithOne(prefix, prefix.length - 1)),
    values: [...values].filter((value) => typeof value !== 'string' || !beginsWithOne(value, value.length)),
  }
}

function asScalars(value: JsonValue | undefined): readonly Scalar[] | null {
  return value !== undefined && isScalar(value) ? [value] : null
}

function isNumber(value: JsonValue): boolean {
  return typeof value === 'number'
}

/** The place that a path of fixed names and indices reads, else `null`. */
function pointerOf(node: Expression): string | null {
  if (node.op === 'root') return `/${escapePointerSegment(node.name)}`
  if (node.op === 'target') return '/target'
  if (node.op !== 'path') return null
  let pointer = pointerOf(node.base)
  for (const step of node.steps) {
    if (pointer === null) break
    if (step.op !== 'index') pointer += `/${escapePointerSegment(step.name)}`
    else if (step.key.op !== 'literal') pointer = null
    else pointer += `/${escapePointerSegment(String(step.key.value))}`
  }
  return pointer
}

/** What an expression says, without the numbers of its spans. */
function textOf(node: Expression): string {
  return JSON.stringify(node, (name, value: unknown) => (name === 'at' ? undefined : value))
}
