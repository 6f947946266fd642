import type { Span } from '../../core/index.js'
import type { RegexMode } from '../regex/types.js'
import { SHOW_DURATION, SHOW_TIME } from '../runtime/built-ins.js'
import { type Expression as LoweredNode, MAX_TREE_HEIGHT } from '../runtime/program.js'
import type { Expression, Name } from '../syntax/ast.js'
import { canBe, commonType } from '../typing/relations.js'
import {
  BOOL_TYPE,
  DURATION_TYPE,
  JSON_TYPE,
  listOf,
  NULL_TYPE,
  NUMBER_TYPE,
  phraseOf,
  presentType,
  QUANTITY_TYPE,
  STRING_TYPE,
  type Type,
  wordType,
} from '../typing/type.js'
import { lowerCall } from './lower-call.js'
import { lowerArithmetic, lowerChain, lowerCompare, lowerUnary } from './lower-operators.js'
import { lowerName, lowerPath, reportAbsent } from './lower-path.js'
import {
  build,
  clash,
  itemType,
  type LoweredExpression,
  type Lowering,
  leaf,
  nodesOf,
  type Of,
  typesOf,
} from './lowering.js'
import type { NameScope, ValueFacts } from './name-scope.js'
import type { PatternTable } from './pattern-table.js'
import type { SpanTable } from './span-table.js'

/** What one expression may become at run time, with the bodies of the functions that it calls, in nodes. */
const MAX_EXPANDED_SIZE = 100_000

/** What all calls of a program may become. */
const MAX_EXPANSIONS = 2_000_000

/** Turns expressions of the text into those of the program; resolves names, and reports types that can never agree. */
export class ExpressionLowering implements Lowering {
  readonly #spans: SpanTable
  readonly #patterns: PatternTable
  /** Of values that are declared to be one of some words. */
  readonly words: Map<LoweredNode, ReadonlySet<string>> = new Map()
  #uses = new Set<string>()
  #expansions = 0

  constructor(spans: SpanTable, patterns: PatternTable) {
    this.#spans = spans
    this.#patterns = patterns
  }

  /** Runs a part of the lowering; gives what it made, and the keys of the definitions that it uses. */
  collectUses<Result>(run: () => Result): { readonly result: Result; readonly uses: ReadonlySet<string> } {
    const before = this.#uses
    const uses = new Set<string>()
    this.#uses = uses
    const result = run()
    this.#uses = before
    return { result, uses }
  }

  expand(size: number, span: Span, scope: NameScope): void {
    const before = this.#expansions
    this.#expansions += size
    if (before > MAX_EXPANSIONS || this.#expansions <= MAX_EXPANSIONS) return
    const message = `the calls of the program have more than ${MAX_EXPANSIONS} parts, with the functions that they call`
    scope.sink.error('policy/size-limit', message, span, 'call fewer functions that call functions')
  }

  noteUse(key: string): void {
    this.#uses.add(key)
  }

  lower(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.#anyKind(node, scope)
    if (lowered.type.kind === 'words' && lowered.type.words.size > 1) {
      this.words.set(lowered.node, lowered.type.words)
    }
    if (lowered.height > MAX_TREE_HEIGHT) {
      const message = `the expression is more than ${MAX_TREE_HEIGHT} levels high, with what it reads`
      scope.sink.error('policy/nesting-limit', message, node.span, 'make it flatter')
      return this.faulty(node.span)
    }
    if (lowered.size > MAX_EXPANDED_SIZE) {
      const message = `the expression has more than ${MAX_EXPANDED_SIZE} parts, with the functions that it calls`
      scope.sink.error('policy/size-limit', message, node.span, 'call fewer functions that call functions')
      return this.faulty(node.span)
    }
    return lowered
  }

  present(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.lower(node, scope)
    if (!lowered.absent && lowered.type.kind !== 'optional') return lowered
    reportAbsent(lowered, node, scope)
    return { ...lowered, absent: false, type: presentType(lowered.type) }
  }

  condition(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.present(node, scope)
    if (!canBe(lowered.type, 'bool')) {
      clash(scope, `a condition is a boolean, this is ${phraseOf(lowered.type)}`, node.span)
    }
    return lowered
  }

  collection(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.present(node, scope)
    if (!canBe(lowered.type, 'items')) {
      clash(scope, `a list or an object is needed, this is ${phraseOf(lowered.type)}`, node.span)
    }
    return lowered
  }

  /** The parts of a message: texts and values, each shown by itself. What is missing is shown as such. */
  messageParts(node: Expression, scope: NameScope): readonly LoweredNode[] {
    const lenient = scope.lenient()
    if (node.kind !== 'template') return [this.lower(node, lenient).node]
    return this.#templateParts(node, (part) => this.lower(part, lenient)).map((part) => part.node)
  }

  loopScope(names: readonly Name[], list: LoweredExpression, scope: NameScope): NameScope {
    const inner = scope.inner()
    const item = itemType(list.type)
    const facts: ValueFacts = {
      type: item,
      absent: false,
      onRequest: list.onRequest,
      readsRequest: true,
      height: 1,
    }
    const key: ValueFacts = { ...facts, type: keyType(list.type), onRequest: false }
    names.forEach((name, index) => {
      const programName = scope.programNameOf(name.text)
      inner.declare(name, { kind: 'local', programName, facts: index === 0 ? facts : key, span: name.span })
    })
    return inner
  }

  /** Variables of a loop that nothing in it reads. */
  reportUnread(names: readonly Name[], inner: NameScope): void {
    for (const { text, span } of names) {
      if (text.startsWith('_') || inner.isUsed(text) || inner.find(text)?.span !== span) continue
      const help = `name it _${text} if that is meant`
      inner.sink.warning('policy/unused-name', `the variable \`${text}\` is never read`, span, help)
    }
  }

  at(span: Span): number {
    return this.#spans.add(span)
  }

  pattern(node: Of<'pattern'>, mode: RegexMode, scope: NameScope): number | null {
    return this.#patterns.add(node.source, mode, node.span, scope.sink)
  }

  faulty(span: Span): LoweredExpression {
    const node: LoweredNode = { op: 'literal', value: null, at: this.at(span) }
    return { ...leaf(node, JSON_TYPE, false), onRequest: true }
  }

  #anyKind(node: Expression, scope: NameScope): LoweredExpression {
    const at = this.at(node.span)
    switch (node.kind) {
      case 'literal':
        return leaf({ op: 'literal', value: node.value, at }, literalType(node), false)
      case 'pattern': {
        const help = 'write text matches r"…", or contains(text, r"…")'
        clash(scope, 'a regular expression is no value', node.span, help)
        return this.faulty(node.span)
      }
      case 'broken':
        return this.faulty(node.span)
      case 'name':
        return lowerName(this, node, scope)
      case 'path':
        return lowerPath(this, node, scope)
      case 'call':
        return lowerCall(this, node, scope)
      case 'list': {
        const items = node.items.map((item) => this.#withNull(item, scope))
        const type = listOf(commonType(typesOf(items)))
        return build({ op: 'list', items: nodesOf(items), at }, type, items)
      }
      case 'object':
        return this.#object(node, scope)
      case 'comprehension':
        return this.#comprehension(node, scope)
      case 'template': {
        const items = this.#templateParts(node, (part) => this.#withNull(part, scope))
        return build({ op: 'template', items: nodesOf(items), at }, STRING_TYPE, items)
      }
      case 'chain':
        return lowerChain(this, node, scope)
      case 'unary':
        return lowerUnary(this, node, scope)
      case 'compare':
        return lowerCompare(this, node, scope)
      case 'arithmetic':
        return lowerArithmetic(this, node, scope)
      case 'conditional':
        return this.#conditional(node, scope)
      case 'quantifier':
        return this.#quantifier(node, scope)
    }
  }

  /** A value that may be null but has to be there. */
  #withNull(node: Expression, scope: NameScope): LoweredExpression {
    const lowered = this.lower(node, scope)
    if (lowered.absent) reportAbsent({ ...lowered, type: presentType(lowered.type) }, node, scope)
    return { ...lowered, absent: false }
  }

  #conditional(node: Of<'conditional'>, scope: NameScope): LoweredExpression {
    const condition = this.condition(node.condition, scope)
    const chosen = this.lower(node.chosen, scope.knowing(node.condition, true))
    const otherwise = this.lower(node.otherwise, scope.knowing(node.condition, false))
    const lowered: LoweredNode = {
      op: 'if',
      condition: condition.node,
      chosen: chosen.node,
      otherwise: otherwise.node,
      at: this.at(node.span),
    }
    const type = commonType([chosen.type, otherwise.type])
    const whole = build(lowered, type, [condition, chosen, otherwise])
    return {
      ...whole,
      absent: chosen.absent || otherwise.absent,
      onRequest: chosen.onRequest || otherwise.onRequest,
    }
  }

  #quantifier(node: Of<'quantifier'>, scope: NameScope): LoweredExpression {
    const list = this.collection(node.list, scope)
    const inner = this.loopScope(node.names, list, scope)
    const body = this.condition(node.body, inner)
    this.reportUnread(node.names, inner)
    const lowered: LoweredNode = {
      op: 'quantifier',
      kind: node.quantifier,
      names: node.names.map((name) => scope.programNameOf(name.text)),
      list: list.node,
      body: body.node,
      at: this.at(node.span),
    }
    return build(lowered, node.quantifier === 'count' ? NUMBER_TYPE : BOOL_TYPE, [list, body])
  }

  #comprehension(node: Of<'comprehension'>, scope: NameScope): LoweredExpression {
    const list = this.collection(node.list, scope)
    const inner = this.loopScope(node.names, list, scope)
    const where = node.where === null ? [] : [this.condition(node.where, inner)]
    const known = node.where === null ? inner : inner.knowing(node.where, true)
    const item = this.#withNull(node.item, known)
    this.reportUnread(node.names, inner)
    const lowered: LoweredNode = {
      op: 'comprehension',
      names: node.names.map((name) => scope.programNameOf(name.text)),
      list: list.node,
      where: nodesOf(where),
      item: item.node,
      at: this.at(node.span),
    }
    return build(lowered, listOf(item.type), [list, ...where, item])
  }

  #object(node: Of<'object'>, scope: NameScope): LoweredExpression {
    const members = new Map<string, { readonly type: Type; readonly optional: boolean }>()
    const items = node.members.map(({ key, value }) => {
      const item = this.#withNull(value, scope)
      if (members.has(key.text)) {
        scope.sink.error('policy/duplicate-name', `the object has two members ${key.text}`, key.span)
      }
      members.set(key.text, { type: item.type, optional: false })
      return item
    })
    const keys = node.members.map(({ key }) => key.text)
    const type: Type = { kind: 'object', name: null, members, open: false }
    return build({ op: 'object', keys, items: nodesOf(items), at: this.at(node.span) }, type, items)
  }

  #templateParts(node: Of<'template'>, lower: (part: Expression) => LoweredExpression): LoweredExpression[] {
    return node.parts.map((part) => {
      if (typeof part === 'string') {
        return leaf({ op: 'literal', value: part, at: this.at(node.span) }, STRING_TYPE, false)
      }
      const value = lower(part)
      const { kind } = presentType(value.type)
      // Messages show what the request holds; a parameter or constant is shown like any value of its type.
      if (value.raw !== value.node && value.onRequest) return { ...value, node: value.raw }
      if (kind !== 'time' && kind !== 'duration') return value
      const name = kind === 'time' ? SHOW_TIME : SHOW_DURATION
      const at = this.at(part.span)
      return build({ op: 'call', name, items: [value.node], at }, STRING_TYPE, [value])
    })
  }
}

function literalType(node: Of<'literal'>): Type {
  switch (node.type) {
    case 'null':
      return NULL_TYPE
    case 'bool':
      return BOOL_TYPE
    case 'duration':
      return DURATION_TYPE
    case 'quantity':
      return QUANTITY_TYPE
    case 'number':
      return NUMBER_TYPE
    case 'string':
      return wordType(String(node.value))
  }
}

function keyType(list: Type): Type {
  if (list.kind === 'json') return JSON_TYPE
  return list.kind === 'list' || list.kind === 'set' ? NUMBER_TYPE : STRING_TYPE
}
