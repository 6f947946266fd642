import type { JsonValue } from '../../core/index.js'
import type { Expression } from '../runtime/program.js'
import { Unknown } from '../runtime/unknown.js'
import { type Binding, type Bindings, rebound } from './binding.js'
import type { KnownParts } from './known-parts.js'
import { isSmall, literalOf } from './literal-of.js'
import { mentionsLocal } from './mentions.js'
import type { ResidualFunctions } from './residual-functions.js'

/** What is left of an expression: its value, or an expression that gives the same in every completion. */
export type Residue = { readonly value: JsonValue } | { readonly node: Expression }

/** An operator over a chain of operands. */
type Junction = Expression & { readonly op: 'and' | 'or' | 'coalesce' }
type Quantifier = Expression & { readonly op: 'quantifier' }

/** Most items of a known list that a quantifier is written out for. */
const MOST_UNROLLED = 16

/**
 * Folds what is known in expressions. INVARIANT: what is left gives the same value, and where there is none the same
 * code, message, place and pointer; so
 * - what is unknown by what is known is left as it is written, since its message names what is written;
 * - a path is left as it is, since it is a place besides a value, and messages show its steps;
 * - each node that is left keeps its span, since messages about its operands blame it.
 */
export class ResidualExpressions {
  readonly #parts: KnownParts
  readonly #functions: ResidualFunctions

  constructor(parts: KnownParts, functions: ResidualFunctions) {
    this.#parts = parts
    this.#functions = functions
  }

  /** Where only the value counts, and not the place that it was read from. */
  value(node: Expression, bindings: Bindings): Residue {
    if (node.op === 'literal') return { value: node.value }
    if (this.#parts.isKnown(node, bindings)) {
      const value = this.#parts.valueOf(node, bindings)
      return value === undefined || value instanceof Unknown ? { node } : { value }
    }
    switch (node.op) {
      case 'and':
      case 'or':
        return this.#junction(node, bindings)
      case 'not': {
        const operand = this.condition(node.operand, bindings)
        if ('value' in operand)
          return typeof operand.value === 'boolean' ? { value: !operand.value } : { node }
        return { node: { ...node, operand: operand.node } }
      }
      case 'negate':
        return this.#evaluated({ ...node, operand: this.inline(node.operand, bindings) })
      case 'arithmetic':
        return this.#evaluated({
          ...node,
          first: this.inline(node.first, bindings),
          rest: node.rest.map((term) => ({ ...term, operand: this.inline(term.operand, bindings) })),
        })
      case 'compare':
        return this.#evaluated({
          ...node,
          left: this.inline(node.left, bindings),
          right: this.inline(node.right, bindings),
        })
      case 'matches':
        return this.#evaluated({ ...node, text: this.inline(node.text, bindings) })
      case 'list':
      case 'object':
      case 'template':
      case 'call':
        return this.#evaluated({ ...node, items: node.items.map((item) => this.inline(item, bindings)) })
      case 'coalesce':
        return this.#coalesce(node, bindings)
      case 'if':
        return this.#conditional(node, bindings)
      case 'quantifier':
        return this.#quantifier(node, bindings)
      case 'comprehension': {
        const inner = without(node.names, bindings)
        const where = node.where.map((test) => this.inlineCondition(test, inner))
        return { node: { ...node, where, item: this.inline(node.item, inner) } }
      }
      case 'apply':
        return this.#functions.call(node, bindings)
      default:
        return { node }
    }
  }

  /** What stands where an expression stood whose value alone counts. */
  inline(node: Expression, bindings: Bindings): Expression {
    return written(this.value(node, bindings), node)
  }

  /** Where a boolean is asked for: an `&&` or `||` of one operand is that operand. */
  condition(node: Expression, bindings: Bindings): Residue {
    const residue = this.value(node, bindings)
    if ('value' in residue) return residue
    const left = residue.node
    return (left.op === 'and' || left.op === 'or') && left.items.length === 1
      ? { node: left.items[0]! }
      : residue
  }

  inlineCondition(node: Expression, bindings: Bindings): Expression {
    return written(this.condition(node, bindings), node)
  }

  /** What stands where an expression stood that may stand for a place: only what never does is folded. */
  place(node: Expression, bindings: Bindings): Expression {
    switch (node.op) {
      case 'root':
      case 'local':
      case 'constant':
      case 'target':
      case 'path':
      case 'read':
      case 'required':
      case 'coalesce':
      case 'concat':
        return node
      case 'apply': {
        const residue = this.value(node, bindings)
        return 'node' in residue ? residue.node : node
      }
      default:
        return this.inline(node, bindings)
    }
  }

  /** A node whose operands are folded: its value, where they are all written out and it has one. */
  #evaluated(node: Expression): Residue {
    const value = this.#parts.valueOf(node, NOTHING)
    return value === undefined || value instanceof Unknown ? { node } : { value }
  }

  #junction(node: Junction, bindings: Bindings): Residue {
    const absorbing = node.op === 'or'
    const items: Expression[] = []
    for (const item of node.items) {
      const residue = this.condition(item, bindings)
      if (!('value' in residue)) items.push(residue.node)
      else if (residue.value === absorbing) return { value: absorbing }
      else if (residue.value !== !absorbing) items.push(item)
    }
    return items.length === 0 ? { value: !absorbing } : { node: { ...node, items } }
  }

  #coalesce(node: Junction, bindings: Bindings): Residue {
    const items: Expression[] = []
    for (const [index, item] of node.items.entries()) {
      const residue = this.value(item, bindings)
      const isLast = index === node.items.length - 1
      if ('value' in residue) {
        if (residue.value === null && !isLast) continue
        if (items.length === 0) return residue
        items.push(written(residue, item))
        break
      }
      const value = this.#parts.valueOf(item, bindings)
      if (!isLast && value instanceof Unknown && value.isAbsence) continue
      items.push(residue.node)
    }
    return { node: { ...node, items } }
  }

  #conditional(node: Expression & { readonly op: 'if' }, bindings: Bindings): Residue {
    const condition = this.condition(node.condition, bindings)
    if (!('value' in condition)) {
      const chosen = this.inline(node.chosen, bindings)
      return {
        node: {
          ...node,
          condition: condition.node,
          chosen,
          otherwise: this.inline(node.otherwise, bindings),
        },
      }
    }
    if (typeof condition.value !== 'boolean') return { node }
    const taken = this.value(condition.value ? node.chosen : node.otherwise, bindings)
    if ('value' in taken) return taken
    const nothing = literalOf(null, node.at)
    const [chosen, otherwise] = condition.value ? [taken.node, nothing] : [nothing, taken.node]
    return { node: { ...node, condition: literalOf(condition.value, node.condition.at), chosen, otherwise } }
  }

  #quantifier(node: Quantifier, bindings: Bindings): Residue {
    const unrolled = this.#unrolled(node, bindings)
    if (unrolled !== null) return unrolled
    const body = this.inlineCondition(node.body, without(node.names, bindings))
    return { node: { ...node, body } }
  }

  /** `any` over a known list as `||`, `all` as `&&`; `null` where an item would still have to be named. */
  #unrolled(node: Quantifier, bindings: Bindings): Residue | null {
    const list = this.#parts.valueOf(node.list, bindings)
    const isJunction = node.kind === 'any' || node.kind === 'all'
    if (!isJunction || !Array.isArray(list) || list.length > MOST_UNROLLED) return null
    const absorbing = node.kind === 'any'
    const items: Expression[] = []
    for (const [index, item] of (list as readonly JsonValue[]).entries()) {
      const residue = this.condition(node.body, rebound(bindings, itemBindings(node.names, item, index)))
      if ('value' in residue) {
        if (residue.value === absorbing) return { value: absorbing }
        if (residue.value !== !absorbing) return null
      } else if (mentionsLocal(residue.node, node.names)) return null
      else items.push(residue.node)
    }
    if (items.length === 0) return { value: !absorbing }
    return { node: { op: absorbing ? 'or' : 'and', items, at: node.at } }
  }
}

const NOTHING: Bindings = new Map()

function written(residue: Residue, original: Expression): Expression {
  if ('node' in residue) return residue.node
  // A large value is read where it stands.
  return isSmall(residue.value) ? literalOf(residue.value, original.at) : original
}

function without(names: readonly string[], bindings: Bindings): Bindings {
  return rebound(
    bindings,
    names.map((name) => [name, null] as const),
  )
}

function itemBindings(
  names: readonly string[],
  item: JsonValue,
  position: number | string,
): (readonly [string, Binding])[] {
  return names.map((name, index) => [name, { kind: 'value', value: index === 0 ? item : position }])
}
