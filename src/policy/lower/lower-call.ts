import { suggestName } from '../../core/index.js'
import { type BuiltIn, builtIn, builtInNames } from '../runtime/built-ins.js'
import type { Expression as LoweredNode } from '../runtime/program.js'
import { canBe, commonType, isAssignable } from '../typing/relations.js'
import {
  BOOL_TYPE,
  JSON_TYPE,
  listOf,
  phraseOf,
  presentType,
  QUANTITY_TYPE,
  STRING_TYPE,
  TYPES_BY_WORD,
  type Type,
  writeType,
} from '../typing/type.js'
import { functionKey } from './definition-table.js'
import { factsOfFunction } from './describe-names.js'
import type { FunctionFacts } from './function-table.js'
import { reportNotExported } from './lower-path.js'
import {
  build,
  clash,
  itemType,
  type LoweredExpression,
  type Lowering,
  nodesOf,
  type Of,
} from './lowering.js'
import type { NameScope } from './name-scope.js'

/** Functions whose meaning is in the language itself. */
const FORMS: Readonly<
  Record<string, (lowering: Lowering, node: Of<'call'>, scope: NameScope) => LoweredExpression>
> = {
  has: lowerHas,
  required: lowerRequired,
  quantity: lowerQuantity,
}

/** A call of a function of the language, of the module, or of one that it imports. */
export function lowerCall(lowering: Lowering, node: Of<'call'>, scope: NameScope): LoweredExpression {
  const declared = declaredFunction(node, scope)
  if (declared === 'reported') return lowering.faulty(node.span)
  if (declared !== null) {
    scope.sink.observer?.saw(node.name.span, factsOfFunction(node.name.text, declared))
    return lowerDeclared(lowering, node, declared, scope)
  }
  const form = Object.hasOwn(FORMS, node.name.text) ? FORMS[node.name.text] : undefined
  if (form !== undefined) return form(lowering, node, scope)
  const called = builtIn(node.name.text)
  if (called !== undefined && !called.hidden) return lowerBuiltIn(lowering, node, called, scope)
  const known = [...Object.keys(FORMS), ...builtInNames(), ...scope.functionNames()]
  const meant = suggestName(node.name.text, known)
  const help = meant === undefined ? `functions are ${known.join(', ')}` : `did you mean ${meant}?`
  scope.sink.error('policy/unknown-name', `there is no function ${node.name.text}`, node.name.span, help)
  return lowering.faulty(node.span)
}

function declaredFunction(node: Of<'call'>, scope: NameScope): FunctionFacts | null | 'reported' {
  if (node.module === null) return scope.findFunction(node.name.text) ?? null
  const binding = scope.use(node.module.text, node.module.span)
  if (binding === undefined) return 'reported'
  if (binding.kind !== 'module') {
    if (binding.kind !== 'broken') {
      const help = `write ${node.name.text}(${node.module.text}, …)`
      clash(scope, 'values have no methods', node.name.span, help)
    }
    return 'reported'
  }
  const { exports } = binding
  const member = exports.functions.get(node.name.text)
  if (member?.exported === true) return member.what
  const exists = member !== undefined
  reportNotExported(exports.module, node.name.text, node.name.span, exists, exports.functions, scope)
  return 'reported'
}

function lowerDeclared(
  lowering: Lowering,
  node: Of<'call'>,
  called: FunctionFacts,
  scope: NameScope,
): LoweredExpression {
  const { parameters } = called
  const items = node.items.map((item, index) => {
    const wanted = parameters[index]?.type ?? JSON_TYPE
    const takesNull = wanted.kind === 'optional' || wanted.kind === 'json'
    const found = takesNull ? lowering.lower(item, scope) : lowering.present(item, scope)
    if (isAssignable(found.type, wanted)) return found
    const message = `${node.name.text} takes ${writeType(wanted)} as ${parameters[index]!.name}, not ${phraseOf(found.type)}`
    clash(scope, message, item.span)
    return found
  })
  if (items.length !== parameters.length) {
    const message = `${node.name.text} takes ${countOf(parameters.length)}, not ${items.length}`
    const help = `it is declared ${node.name.text}(${parameters.map(({ name }) => name).join(', ')})`
    scope.sink.error('policy/wrong-arguments', message, node.span, help)
    return lowering.faulty(node.span)
  }
  lowering.noteUse(functionKey(called.programName))
  lowering.expand(called.size, node.span, scope)
  const at = lowering.at(node.span)
  const lowered: LoweredNode = { op: 'apply', name: called.programName, items: nodesOf(items), at }
  const call = build(lowered, called.result, items)
  return {
    ...call,
    absent: called.absent,
    onRequest: called.onRequest && (items.length === 0 || items.some((item) => item.onRequest)),
    readsRequest: call.readsRequest || called.readsRequest,
    // The body reads its parameters, and these are computed when they are read.
    height: call.height + called.height,
    size: call.size + called.size,
  }
}

function countOf(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`
}

function lowerBuiltIn(
  lowering: Lowering,
  node: Of<'call'>,
  called: BuiltIn,
  scope: NameScope,
): LoweredExpression {
  const search = node.items[1]
  if (node.name.text === 'contains' && search?.kind === 'pattern' && node.items.length === 2) {
    return lowerSearch(lowering, node, scope)
  }
  const items = node.items.map((item) => lowering.present(item, scope))
  const least = called.parameters.length
  if (items.length < least || (items.length > least && !called.variadic)) {
    const message = `${node.name.text} takes ${least}${called.variadic ? ' or more' : ''} arguments, not ${items.length}`
    scope.sink.error('policy/wrong-arguments', message, node.span)
    return lowering.faulty(node.span)
  }
  items.forEach((item, index) => {
    const wanted = called.parameters[Math.min(index, least - 1)]!
    if (canBe(item.type, wanted)) return
    clash(scope, `${node.name.text} cannot take ${phraseOf(item.type)}`, node.items[index]!.span)
  })
  const at = lowering.at(node.span)
  const lowered: LoweredNode = { op: 'call', name: node.name.text, items: nodesOf(items), at }
  return build(lowered, resultType(node.name.text, called, items), items)
}

/** What a function gives, where its arguments say more than its declaration. */
function resultType(name: string, called: BuiltIn, items: readonly LoweredExpression[]): Type {
  const types = items.map((item) => item.type)
  switch (name) {
    case 'min':
    case 'max':
      return commonType(types)
    case 'abs':
      return types[0]!
    case 'set':
    case 'union':
    case 'intersection':
    case 'difference':
      return { kind: 'set', item: commonType(types.map(itemType)) }
    case 'split':
    case 'keys':
      return listOf(STRING_TYPE)
    default:
      return called.result === 'list' ? listOf(JSON_TYPE) : (TYPES_BY_WORD.get(called.result) ?? JSON_TYPE)
  }
}

/** `contains(text, r"…")`: the pattern occurs somewhere in the text. */
function lowerSearch(lowering: Lowering, node: Of<'call'>, scope: NameScope): LoweredExpression {
  const text = lowering.present(node.items[0]!, scope)
  const search = node.items[1] as Of<'pattern'>
  if (!canBe(text.type, 'string'))
    clash(scope, `contains cannot look for a pattern in ${phraseOf(text.type)}`, node.items[0]!.span)
  const pattern = lowering.pattern(search, 'anywhere', scope)
  if (pattern === null) return lowering.faulty(node.span)
  const at = lowering.at(node.span)
  return build({ op: 'matches', text: text.node, pattern, at }, BOOL_TYPE, [text])
}

function lowerHas(lowering: Lowering, node: Of<'call'>, scope: NameScope): LoweredExpression {
  const [place] = node.items
  if (place === undefined || node.items.length > 1 || (place.kind !== 'path' && place.kind !== 'name')) {
    scope.sink.error('policy/wrong-arguments', 'has takes one path', node.span, 'write has(resource.owner)')
    return lowering.faulty(node.span)
  }
  // What leads to the place may be missing: that is what is asked.
  const path = lowering.lower(place, scope.lenient())
  return build({ op: 'has', path: path.raw, at: lowering.at(node.span) }, BOOL_TYPE, [path])
}

/** `required(path)`: the value, which is known to fail closed where it is missing. */
function lowerRequired(lowering: Lowering, node: Of<'call'>, scope: NameScope): LoweredExpression {
  const [place] = node.items
  if (place === undefined || node.items.length > 1) {
    scope.sink.error(
      'policy/wrong-arguments',
      'required takes one value',
      node.span,
      'write required(resource.owner)',
    )
    return lowering.faulty(node.span)
  }
  const value = lowering.lower(place, scope)
  const at = lowering.at(node.span)
  const lowered: LoweredNode = { op: 'required', value: value.node, at }
  const type = presentType(value.type)
  return {
    ...value,
    node: lowered,
    raw: lowered,
    type,
    absent: false,
    height: value.height + 1,
    size: value.size + 1,
  }
}

/** `quantity(value)`: a text such as `500m`, or a number, as a quantity. */
function lowerQuantity(lowering: Lowering, node: Of<'call'>, scope: NameScope): LoweredExpression {
  const [amount] = node.items
  if (amount === undefined || node.items.length > 1) {
    const help = 'write quantity(container.resources.limits.memory)'
    scope.sink.error('policy/wrong-arguments', 'quantity takes one value', node.span, help)
    return lowering.faulty(node.span)
  }
  const value = lowering.present(amount, scope)
  if (value.type.kind === 'quantity') return value
  if (!canBe(value.type, 'string') && !canBe(value.type, 'number')) {
    clash(scope, `quantity cannot take ${phraseOf(value.type)}`, amount.span)
  }
  const at = lowering.at(node.span)
  const lowered: LoweredNode = { op: 'read', as: 'quantity', nullable: false, value: value.node, at }
  return { ...build(lowered, QUANTITY_TYPE, [value]), raw: value.raw, onRequest: value.onRequest }
}
