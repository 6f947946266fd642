import { appendPointer, isJsonObject, type JsonValue, ownValue } from '../../core/index.js'
import type { Expression, PathStep, Program } from '../runtime/program.js'
import { Unknown, type Value } from '../runtime/unknown.js'
import { type Binding, type Bindings, NO_BINDINGS, rebound } from './binding.js'
import type { Knowledge } from './knowledge.js'
import type { KnownEvaluator } from './known-evaluator.js'

/**
 * What reading a place comes to: a value, with its pointer where parts of it may be open; an end within what is known
 * (the place is absent, or not of a type that has members); or something open.
 */
type Reading = { readonly pointer: string | null; readonly value: JsonValue } | 'ends' | 'open'

/** Tells which expressions read nothing but what is known. Recursion is bounded by the height of expressions. */
export class KnownParts {
  readonly #knowledge: Knowledge
  readonly #evaluator: KnownEvaluator
  readonly #constants = new Map<string, Binding | null>()
  /** Functions whose bodies are known where their arguments are. */
  readonly #functions = new Set<string>()

  constructor(program: Program, knowledge: Knowledge, evaluator: KnownEvaluator) {
    this.#knowledge = knowledge
    this.#evaluator = evaluator
    for (const { name, parameters, body } of program.functions) {
      const bound = parameters.map((parameter) => [parameter, { kind: 'inner' }] as const)
      if (this.isKnown(body, rebound(NO_BINDINGS, bound))) this.#functions.add(name)
    }
    // A constant stands after those that it reads.
    for (const { name, value } of program.constants) {
      const binding = this.bindingOf(value, NO_BINDINGS)
      this.#constants.set(name, binding)
      if (binding !== null && binding.kind !== 'inner') evaluator.define(name, binding.value)
    }
  }

  /** What a name that stands for this expression is bound to; `null` where nothing is known of it. */
  bindingOf(node: Expression, bindings: Bindings): Binding | null {
    if (this.isKnown(node, bindings)) {
      const value = this.#evaluator.evaluate(node, bindings)
      return value === undefined ? null : { kind: 'value', value }
    }
    const reading = this.#read(node, bindings)
    if (typeof reading !== 'object' || reading.pointer === null) return null
    return { kind: 'place', pointer: reading.pointer, value: reading.value }
  }

  /** The value of an expression that is wholly known, or why it is unknown. */
  valueOf(node: Expression, bindings: Bindings): Value | undefined {
    return this.isKnown(node, bindings) ? this.#evaluator.evaluate(node, bindings) : undefined
  }

  /** What is known of an item of a list, or member of an object, that stands for a place. */
  bindingAt(node: Expression, key: string | number, bindings: Bindings): Binding | null {
    const step: PathStep = { op: 'index', key: { op: 'literal', value: key, at: node.at } }
    return this.bindingOf({ op: 'path', base: node, steps: [step], at: node.at }, bindings)
  }

  isKnown(node: Expression, bindings: Bindings): boolean {
    const known = (part: Expression): boolean => this.isKnown(part, bindings)
    switch (node.op) {
      case 'literal':
        return true
      case 'now':
        return false
      case 'target':
        return this.#knowledge.target.kind === 'exact'
      case 'root':
      case 'local':
      case 'constant':
      case 'path':
        return this.#isKnownPlace(node, bindings)
      case 'has':
        // Whether something is there is known also of what is open inside.
        return this.#read(node.path, bindings) !== 'open'
      case 'matches':
        return known(node.text)
      case 'read':
      case 'required':
        return known(node.value)
      case 'not':
      case 'negate':
        return known(node.operand)
      case 'compare':
        return known(node.left) && known(node.right)
      case 'arithmetic':
        return known(node.first) && node.rest.every(({ operand }) => known(operand))
      case 'if':
        return known(node.condition) && known(node.chosen) && known(node.otherwise)
      case 'quantifier':
        return known(node.list) && this.isKnown(node.body, inside(node.names, bindings))
      case 'comprehension': {
        const inner = inside(node.names, bindings)
        return known(node.list) && [...node.where, node.item].every((part) => this.isKnown(part, inner))
      }
      case 'apply':
        return this.#functions.has(node.name) && node.items.every(known)
      default:
        return node.items.every(known)
    }
  }

  #isKnownPlace(node: Expression, bindings: Bindings): boolean {
    const reading = this.#read(node, bindings)
    if (typeof reading === 'object')
      return reading.pointer === null || this.#knowledge.isWhole(reading.pointer)
    return reading === 'ends'
  }

  #read(node: Expression, bindings: Bindings): Reading {
    switch (node.op) {
      case 'root': {
        const value = ownValue(this.#knowledge.roots, node.name)
        if (value === undefined) return this.#knowledge.mayHold('', node.name) ? 'open' : 'ends'
        return { pointer: appendPointer('', node.name), value }
      }
      case 'local':
        return readBinding(bindings.get(node.name))
      case 'constant':
        return readBinding(this.#constants.get(node.name))
      case 'path': {
        const base = this.#read(node.base, bindings)
        if (typeof base === 'object') return this.#walk(base, node.steps, bindings)
        // A base that ends in null still has the keys of its steps computed.
        const keys = node.steps.map((step) => (step.op === 'index' ? this.valueOf(step.key, bindings) : ''))
        return base === 'ends' && keys.every((key) => key !== undefined) ? 'ends' : 'open'
      }
      default:
        return readBinding(this.isKnown(node, bindings) ? this.bindingOf(node, bindings) : null)
    }
  }

  #walk(base: Reading & object, steps: readonly PathStep[], bindings: Bindings): Reading {
    let { pointer, value } = base
    for (const step of steps) {
      const key = step.op === 'index' ? this.valueOf(step.key, bindings) : step.name
      if (key === undefined) return 'open'
      let found: JsonValue | undefined
      if (isJsonObject(value) && typeof key === 'string') {
        found = ownValue(value, key)
        const isOpen = pointer !== null && this.#knowledge.mayHold(pointer, key)
        if (found === undefined && isOpen) return 'open'
      } else if (Array.isArray(value) && typeof key === 'number' && step.op === 'index') {
        found = (value as readonly JsonValue[])[key]
      }
      if (found === undefined) return 'ends'
      pointer = pointer === null ? null : appendPointer(pointer, key as string | number)
      value = found
    }
    return { pointer, value }
  }
}

function readBinding(binding: Binding | null | undefined): Reading {
  if (binding === null || binding === undefined) return 'open'
  if (binding.kind === 'place') return binding
  // Inside an expression that is known as a whole there is nothing to find out.
  if (binding.kind === 'inner' || binding.value instanceof Unknown) return 'ends'
  return { pointer: null, value: binding.value }
}

function inside(names: readonly string[], bindings: Bindings): Bindings {
  return rebound(
    bindings,
    names.map((name) => [name, { kind: 'inner' }] as const),
  )
}
