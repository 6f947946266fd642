import { type Span, suggestName } from '../../core/index.js'
import { builtIn, builtInNames, SHOW_DURATION, SHOW_TIME } from '../runtime/built-ins.js'
import {
  type Expression as Lowered,
  type PathStep as LoweredStep,
  MAX_TREE_HEIGHT,
} from '../runtime/program.js'
import type { Expression, Name, PathStep } from '../syntax/ast.js'
import type { Binding, NameScope, ValueFacts } from './name-scope.js'
import type { SpanTable } from './span-table.js'
import {
  calculatedType,
  canBe,
  canBeEqual,
  canBeOrdered,
  commonType,
  nameOfType,
  type StaticType,
} from './static-type.js'

/** A lowered expression and what is known of it. */
export interface LoweredExpression extends ValueFacts {
  readonly node: Lowered
}

type Of<Kind extends Expression['kind']> = Expression & { readonly kind: Kind }

/** Turns expressions of the text into those of the program; resolves names, and reports types that can never agree. */
export class ExpressionLowering {
  readonly #spans: SpanTable

  constructor(spans: SpanTable) {
    this.#spans = spans
  }

  lower(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.#anyKind(node, scope)
    if (lowered.height <= MAX_TREE_HEIGHT) return lowered
    const message = `the expression is more than ${MAX_TREE_HEIGHT} levels high, with what it reads`
    scope.sink.error('policy/nesting-limit', message, node.span, 'make it flatter')
    return this.#faulty(node.span)
  }

  /** As {@link lower}, for a condition. */
  condition(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.lower(node, scope)
    if (!canBe(lowered.type, 'bool'))
      clash(scope, `a condition is a boolean, this is ${nameOfType(lowered.type)}`, node.span)
    return lowered
  }

  /** As {@link lower}, for what a loop goes through. */
  collection(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.lower(node, scope)
    if (!canBe(lowered.type, 'container of items')) {
      clash(scope, `a list or an object is needed, this is ${nameOfType(lowered.type)}`, node.span)
    }
    return lowered
  }

  /** The parts of a message: texts and values, each shown by itself. */
  messageParts(node: Expression, scope: NameScope): readonly Lowered[] {
    if (node.kind !== 'template') return [this.lower(node, scope).node]
    return this.#templateParts(node, scope).map(({ node: part }) => part)
  }

  /** Loop variables: the item, which stands for a place where the list does, and its index or name. */
  loopScope(names: readonly Name[], list: LoweredExpression, scope: NameScope): NameScope {
    const inner = scope.inner()
    const facts: ValueFacts = { type: 'json', onRequest: list.onRequest, readsRequest: true, height: 1 }
    const key: ValueFacts = { ...facts, type: list.type === 'list' ? 'number' : 'json', onRequest: false }
    names.forEach((name, index) => {
      inner.declare(name, { kind: 'local', facts: index === 0 ? facts : key, span: name.span })
    })
    return inner
  }

  at(span: Span): number {
    return this.#spans.add(span)
  }

  #anyKind(node: Expression, scope: NameScope): LoweredExpression {
    const at = this.at(node.span)
    switch (node.kind) {
      case 'literal':
        return leafOf({ op: 'literal', value: node.value, at }, node.type, false)
      case 'broken':
        return this.#faulty(node.span)
      case 'name':
        return this.#name(node, scope)
      case 'path':
        return this.#path(node, scope)
      case 'call':
        return this.#call(node, scope)
      case 'list': {
        const items = this.#all(node.items, scope)
        return build({ op: 'list', items: nodesOf(items), at }, 'list', items)
      }
      case 'object':
        return this.#object(node, scope)
      case 'template': {
        const items = this.#templateParts(node, scope)
        return build({ op: 'template', items: nodesOf(items), at }, 'string', items)
      }
      case 'chain':
        return this.#chain(node, scope)
      case 'unary':
        return this.#unary(node, scope)
      case 'compare':
        return this.#compare(node, scope)
      case 'arithmetic':
        return this.#arithmetic(node, scope)
      case 'conditional': {
        const condition = this.condition(node.condition, scope)
        const chosen = this.lower(node.chosen, scope)
        const otherwise = this.lower(node.otherwise, scope)
        const parts = [condition, chosen, otherwise]
        const type = commonType([chosen.type, otherwise.type])
        return build(
          { op: 'if', condition: condition.node, chosen: chosen.node, otherwise: otherwise.node, at },
          type,
          parts,
        )
      }
      case 'quantifier': {
        const list = this.collection(node.list, scope)
        const body = this.condition(node.body, this.loopScope(node.names, list, scope))
        const names = node.names.map((name) => name.text)
        const type = node.quantifier === 'count' ? 'number' : 'bool'
        return build(
          { op: 'quantifier', kind: node.quantifier, names, list: list.node, body: body.node, at },
          type,
          [list, body],
        )
      }
    }
  }

  #name(node: Of<'name'>, scope: NameScope): LoweredExpression {
    const at = this.at(node.span)
    if (node.name === 'now') return leafOf({ op: 'now', at }, 'time', true)
    if (node.name === 'target') return { ...leafOf({ op: 'target', at }, 'string', true), onRequest: true }
    if (node.name === 'approvals') {
      const help = 'write require approvals … from group(…): it checks subject, age, group and person'
      scope.sink.error('policy/reserved-name', '`approvals` cannot be read', node.span, help)
      return this.#faulty(node.span)
    }
    const binding = scope.use(node.name, node.span)
    return binding === undefined ? this.#faulty(node.span) : this.#bound(node, binding, scope)
  }

  #bound(node: Of<'name'>, binding: Binding, scope: NameScope): LoweredExpression {
    const at = this.at(node.span)
    switch (binding.kind) {
      case 'input': {
        const root: Lowered = { op: 'root', name: node.name, type: binding.rootType, at }
        return { ...leafOf(root, binding.type, true), onRequest: true }
      }
      case 'constant':
        return {
          ...binding.facts,
          node: { op: 'constant', name: binding.programName, at },
          height: binding.facts.height + 1,
        }
      case 'local':
        return {
          ...binding.facts,
          node: { op: 'local', name: node.name, at },
          height: binding.facts.height + 1,
        }
      case 'enum': {
        const help = `name a member: ${node.name}.${[...binding.members][0] ?? 'member'}`
        clash(scope, `\`${node.name}\` is an enum, not a value`, node.span, help)
        return this.#faulty(node.span)
      }
      case 'broken':
        return this.#faulty(node.span)
    }
  }

  #path(node: Of<'path'>, scope: NameScope): LoweredExpression {
    if (node.base.kind === 'name') {
      const binding = scope.find(node.base.name)
      if (binding?.kind === 'enum') return this.#enumMember(node, node.base, binding, scope)
    }
    const base = this.lower(node.base, scope)
    const steps = node.steps.map((step) => this.#step(step, scope))
    const first = node.steps[0]!
    const wanted = first.kind === 'index' ? 'container of items' : 'object'
    if (base.type !== 'null' && !canBe(base.type, wanted)) {
      clash(
        scope,
        `${nameOfType(base.type)} has no ${first.kind === 'index' ? 'items' : 'members'}`,
        first.span,
      )
    }
    const lowered: Lowered = {
      op: 'path',
      base: base.node,
      steps: steps.map(({ step }) => step),
      at: this.at(node.span),
    }
    const keys = steps.flatMap(({ key }) => (key === null ? [] : [key]))
    return { ...build(lowered, 'json', [base, ...keys]), onRequest: base.onRequest }
  }

  #step(
    step: PathStep,
    scope: NameScope,
  ): { readonly step: LoweredStep; readonly key: LoweredExpression | null } {
    if (step.kind !== 'index') return { step: { op: step.kind, name: step.name }, key: null }
    const key = this.lower(step.key, scope)
    if (!canBe(key.type, 'string') && !canBe(key.type, 'number')) {
      clash(scope, `an index is a number or a string, this is ${nameOfType(key.type)}`, step.span)
    }
    return { step: { op: 'index', key: key.node }, key }
  }

  #enumMember(
    node: Of<'path'>,
    base: Of<'name'>,
    binding: Binding & { readonly kind: 'enum' },
    scope: NameScope,
  ): LoweredExpression {
    scope.use(base.name, base.span)
    const step = node.steps[0]!
    if (node.steps.length > 1 || step.kind !== 'member') {
      clash(scope, `a member of an enum is written ${base.name}.name`, node.span)
      return this.#faulty(node.span)
    }
    if (!binding.members.has(step.name)) {
      const meant = suggestName(step.name, binding.members)
      const help =
        meant === undefined ? `its members are ${[...binding.members].join(', ')}` : `did you mean ${meant}?`
      scope.sink.error(
        'policy/unknown-name',
        `the enum ${base.name} has no member ${step.name}`,
        step.span,
        help,
      )
      return this.#faulty(node.span)
    }
    return leafOf({ op: 'literal', value: step.name, at: this.at(node.span) }, 'string', false)
  }

  #call(node: Of<'call'>, scope: NameScope): LoweredExpression {
    const items = this.#all(node.items, scope)
    if (node.name.text === 'has') return this.#has(node, items, scope)
    const called = builtIn(node.name.text)
    if (called === undefined) {
      const meant = suggestName(node.name.text, ['has', ...builtInNames()])
      const help =
        meant === undefined ? `functions are has, ${builtInNames().join(', ')}` : `did you mean ${meant}?`
      scope.sink.error('policy/unknown-name', `there is no function ${node.name.text}`, node.name.span, help)
      return this.#faulty(node.span)
    }
    const least = called.parameters.length
    if (items.length < least || (items.length > least && !called.variadic)) {
      const message = `${node.name.text} takes ${least}${called.variadic ? ' or more' : ''} arguments, not ${items.length}`
      scope.sink.error('policy/wrong-arguments', message, node.span)
      return this.#faulty(node.span)
    }
    items.forEach((item, index) => {
      const wanted = called.parameters[Math.min(index, least - 1)]!
      if (canBe(item.type, wanted)) return
      clash(scope, `${node.name.text} cannot take ${nameOfType(item.type)}`, node.items[index]!.span)
    })
    const lowered: Lowered = {
      op: 'call',
      name: node.name.text,
      items: nodesOf(items),
      at: this.at(node.span),
    }
    return build(lowered, called.result, items)
  }

  #has(node: Of<'call'>, items: readonly LoweredExpression[], scope: NameScope): LoweredExpression {
    const [path] = items
    const kind = node.items[0]?.kind
    if (path === undefined || items.length > 1 || (kind !== 'path' && kind !== 'name')) {
      scope.sink.error('policy/wrong-arguments', 'has takes one path', node.span, 'write has(resource.owner)')
      return this.#faulty(node.span)
    }
    return build({ op: 'has', path: path.node, at: this.at(node.span) }, 'bool', [path])
  }

  #object(node: Of<'object'>, scope: NameScope): LoweredExpression {
    const seen = new Set<string>()
    for (const { key } of node.members) {
      if (seen.has(key.text)) {
        scope.sink.error('policy/duplicate-name', `the object has two members ${key.text}`, key.span)
      }
      seen.add(key.text)
    }
    const items = this.#all(
      node.members.map(({ value }) => value),
      scope,
    )
    const keys = node.members.map(({ key }) => key.text)
    return build({ op: 'object', keys, items: nodesOf(items), at: this.at(node.span) }, 'object', items)
  }

  #templateParts(node: Of<'template'>, scope: NameScope): LoweredExpression[] {
    return node.parts.map((part) => {
      if (typeof part === 'string') {
        return leafOf({ op: 'literal', value: part, at: this.at(node.span) }, 'string', false)
      }
      const value = this.lower(part, scope)
      if (value.type !== 'time' && value.type !== 'duration') return value
      const name = value.type === 'time' ? SHOW_TIME : SHOW_DURATION
      return build({ op: 'call', name, items: [value.node], at: this.at(part.span) }, 'string', [value])
    })
  }

  #chain(node: Of<'chain'>, scope: NameScope): LoweredExpression {
    const at = this.at(node.span)
    if (node.operator === '??') {
      const items = this.#all(node.items, scope)
      const lowered = build({ op: 'coalesce', items: nodesOf(items), at }, commonType(typesOf(items)), items)
      return { ...lowered, onRequest: items.some((item) => item.onRequest) }
    }
    const items = node.items.map((item) => this.condition(item, scope))
    return build({ op: node.operator === '&&' ? 'and' : 'or', items: nodesOf(items), at }, 'bool', items)
  }

  #unary(node: Of<'unary'>, scope: NameScope): LoweredExpression {
    const at = this.at(node.span)
    if (node.operator === 'not') {
      const operand = this.condition(node.operand, scope)
      return build({ op: 'not', operand: operand.node, at }, 'bool', [operand])
    }
    const operand = this.lower(node.operand, scope)
    if (!canBe(operand.type, 'number'))
      clash(scope, `- takes a number, not ${nameOfType(operand.type)}`, node.span)
    const type = operand.type === 'json' || operand.type === 'duration' ? operand.type : 'number'
    return build({ op: 'negate', operand: operand.node, at }, type, [operand])
  }

  #compare(node: Of<'compare'>, scope: NameScope): LoweredExpression {
    const left = this.lower(node.left, scope)
    const right = this.lower(node.right, scope)
    const { operator } = node
    const both = `${nameOfType(left.type)} with ${nameOfType(right.type)}`
    switch (operator) {
      case '==':
      case '!=':
        if (!canBeEqual(left.type, right.type))
          clash(scope, `${operator} compares ${both}: they never are equal`, node.span)
        break
      case 'in':
        if (!canBe(right.type, 'container of items')) {
          const help = right.type === 'string' ? 'write contains(text, part)' : undefined
          clash(scope, `in takes a list or an object, not ${nameOfType(right.type)}`, node.right.span, help)
        }
        break
      case 'startsWith':
      case 'endsWith':
      case 'like':
        for (const [side, place] of [
          [left, node.left],
          [right, node.right],
        ] as const) {
          if (canBe(side.type, 'string')) continue
          clash(scope, `${operator} takes strings, not ${nameOfType(side.type)}`, place.span)
        }
        break
      default:
        if (!canBeOrdered(left.type, right.type))
          clash(scope, `${operator} cannot compare ${both}`, node.span)
    }
    const at = this.at(node.span)
    return build({ op: 'compare', operator, left: left.node, right: right.node, at }, 'bool', [left, right])
  }

  #arithmetic(node: Of<'arithmetic'>, scope: NameScope): LoweredExpression {
    const first = this.lower(node.first, scope)
    const parts = [first]
    const rest: { operator: (typeof node.rest)[number]['operator']; operand: Lowered }[] = []
    let type: StaticType = first.type
    for (const { operator, operand } of node.rest) {
      const right = this.lower(operand, scope)
      const result = calculatedType(operator, type, right.type)
      if (result === null) {
        const strings = type === 'string' || right.type === 'string'
        const message = `${operator} cannot take ${nameOfType(type)} and ${nameOfType(right.type)}`
        clash(scope, message, node.span, strings ? 'join texts with "{a}{b}"' : undefined)
      }
      type = result ?? 'json'
      parts.push(right)
      rest.push({ operator, operand: right.node })
    }
    return build({ op: 'arithmetic', first: first.node, rest, at: this.at(node.span) }, type, parts)
  }

  #all(nodes: readonly Expression[], scope: NameScope): LoweredExpression[] {
    return nodes.map((node) => this.lower(node, scope))
  }

  #faulty(span: Span): LoweredExpression {
    // Of any type and on the request, so that nothing is reported because of it.
    const node: Lowered = { op: 'literal', value: null, at: this.at(span) }
    return { node, type: 'json', onRequest: true, readsRequest: false, height: 1 }
  }
}

function leafOf(node: Lowered, type: StaticType, readsRequest: boolean): LoweredExpression {
  return { node, type, onRequest: false, readsRequest, height: 1 }
}

function build(node: Lowered, type: StaticType, parts: readonly LoweredExpression[]): LoweredExpression {
  return {
    node,
    type,
    onRequest: false,
    readsRequest: parts.some((part) => part.readsRequest),
    height: parts.reduce((most, part) => Math.max(most, part.height), 0) + 1,
  }
}

function nodesOf(parts: readonly LoweredExpression[]): Lowered[] {
  return parts.map((part) => part.node)
}

function typesOf(parts: readonly LoweredExpression[]): StaticType[] {
  return parts.map((part) => part.type)
}

function clash(scope: NameScope, message: string, span: Span, help?: string): void {
  scope.sink.error('policy/type-clash', message, span, help)
}
