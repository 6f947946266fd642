import { suggestName } from '../../core/index.js'
import { checkUnits } from '../check/check-units.js'
import type { Expression as LoweredNode } from '../runtime/program.js'
import { calculatedType, canBe, canBeEqual, canBeOrdered, commonType, isText } from '../typing/relations.js'
import {
  BOOL_TYPE,
  JSON_TYPE,
  listOf,
  NUMBER_TYPE,
  phraseOf,
  presentType,
  QUANTITY_TYPE,
  type Type,
} from '../typing/type.js'
import { reportAbsent } from './lower-path.js'
import {
  build,
  clash,
  itemType,
  type LoweredExpression,
  type Lowering,
  nodesOf,
  type Of,
  typesOf,
} from './lowering.js'
import type { NameScope } from './name-scope.js'

/** `&&`, `||`, `??` and `++`. */
export function lowerChain(lowering: Lowering, node: Of<'chain'>, scope: NameScope): LoweredExpression {
  const at = lowering.at(node.span)
  switch (node.operator) {
    case '??':
      return lowerCoalesce(lowering, node, scope)
    case '++': {
      const items = node.items.map((item) => lowering.present(item, scope))
      items.forEach(({ type }, index) => {
        if (!canBe(type, 'list'))
          clash(scope, `++ joins lists, not ${phraseOf(type)}`, node.items[index]!.span)
      })
      const type = listOf(commonType(typesOf(items).map(itemType)))
      const joined = build({ op: 'concat', items: nodesOf(items), at }, type, items)
      return { ...joined, onRequest: items.some((item) => item.onRequest) }
    }
    default: {
      const outcome = node.operator === '&&'
      const known = scope.knownPlaces(outcome)
      const inner = scope.within(known)
      const items = node.items.map((item) => {
        const lowered = lowering.condition(item, inner)
        // An operand counts only where those before it did not decide.
        known.add(item)
        return lowered
      })
      return build({ op: outcome ? 'and' : 'or', items: nodesOf(items), at }, BOOL_TYPE, items)
    }
  }
}

function lowerCoalesce(lowering: Lowering, node: Of<'chain'>, scope: NameScope): LoweredExpression {
  const items = node.items.map((item) => lowering.lower(item, scope))
  const last = items.length - 1
  const types = items.map(({ type }, index) => (index === last ? type : presentType(type)))
  // An empty list or object as the default says nothing of what would be in it.
  const telling = types.filter((_, index) => !isEmptyContainer(items[index]!.node))
  const type = telling.length > 0 && sameShape(telling, types) ? commonType(telling) : commonType(types)
  const chosen = build({ op: 'coalesce', items: nodesOf(items), at: lowering.at(node.span) }, type, items)
  return { ...chosen, onRequest: items.some((item) => item.onRequest), absent: items[last]!.absent }
}

function isEmptyContainer(node: LoweredNode): boolean {
  return (node.op === 'list' || node.op === 'object') && node.items.length === 0
}

function sameShape(telling: readonly Type[], all: readonly Type[]): boolean {
  const family = telling[0]!.kind === 'map' ? 'object' : telling[0]!.kind
  return all.every(({ kind }) => (kind === 'map' ? 'object' : kind) === family)
}

export function lowerUnary(lowering: Lowering, node: Of<'unary'>, scope: NameScope): LoweredExpression {
  const at = lowering.at(node.span)
  if (node.operator === 'not') {
    const operand = lowering.condition(node.operand, scope)
    return build({ op: 'not', operand: operand.node, at }, BOOL_TYPE, [operand])
  }
  const operand = lowering.present(node.operand, scope)
  if (!canBe(operand.type, 'number'))
    clash(scope, `- takes a number, not ${phraseOf(operand.type)}`, node.span)
  const kept = ['json', 'duration', 'quantity'].includes(operand.type.kind)
  return build({ op: 'negate', operand: operand.node, at }, kept ? operand.type : NUMBER_TYPE, [operand])
}

export function lowerCompare(lowering: Lowering, node: Of<'compare'>, scope: NameScope): LoweredExpression {
  const { operator } = node
  if (operator === 'matches') return lowerMatches(lowering, node, scope)
  const equality = operator === '==' || operator === '!='
  // Null is a value like any other to == and in; what is missing never is.
  const side = (operand: Of<'compare'>['left'], takesNull: boolean): LoweredExpression => {
    if (!takesNull) return lowering.present(operand, scope)
    const found = lowering.lower(operand, scope)
    reportAbsent({ type: presentType(found.type), absent: found.absent }, operand, scope)
    return found
  }
  let left = side(node.left, equality || operator === 'in')
  let right = side(node.right, equality)
  if (operator !== 'in') {
    left = asQuantityBeside(right.type, left)
    right = asQuantityBeside(left.type, right)
  }
  checkOperands(node, operator, left.type, right.type, scope)
  checkUnits(node, left.type, right.type, scope.sink)
  const at = lowering.at(node.span)
  return build({ op: 'compare', operator, left: left.node, right: right.node, at }, BOOL_TYPE, [left, right])
}

/** Beside a quantity, a value of which nothing is known is read as one: `500m` in the request is a text. */
function asQuantityBeside(beside: Type, value: LoweredExpression): LoweredExpression {
  if (presentType(beside).kind !== 'quantity' || value.type.kind !== 'json') return value
  const node: LoweredNode = {
    op: 'read',
    as: 'quantity',
    nullable: true,
    value: value.node,
    at: value.node.at,
  }
  return { ...value, node, type: QUANTITY_TYPE, height: value.height + 1, size: value.size + 1 }
}

function checkOperands(
  node: Of<'compare'>,
  operator: Exclude<Of<'compare'>['operator'], 'matches'>,
  left: Type,
  right: Type,
  scope: NameScope,
): void {
  switch (operator) {
    case '==':
    case '!=':
      if (!canBeEqual(left, right)) {
        clash(
          scope,
          `${operator} compares ${phraseOf(left)} with ${phraseOf(right)}: they never are equal`,
          node.span,
          helpForWords(left, right),
        )
      }
      return
    case 'in':
      if (!canBe(right, 'items')) {
        const help = isText(right) ? 'write contains(text, part)' : undefined
        clash(scope, `in takes a list or an object, not ${phraseOf(right)}`, node.right.span, help)
      } else if (right.kind === 'list' || right.kind === 'set') {
        if (canBeEqual(left, right.item)) return
        const help = helpForWords(left, right.item)
        clash(scope, `in looks for ${phraseOf(left)} among items that never are equal to it`, node.span, help)
      }
      return
    case 'startsWith':
    case 'endsWith':
    case 'like':
      for (const [type, place] of [
        [left, node.left],
        [right, node.right],
      ] as const) {
        if (!canBe(type, 'string'))
          clash(scope, `${operator} takes strings, not ${phraseOf(type)}`, place.span)
      }
      return
    default:
      if (canBeOrdered(left, right)) return
      clash(scope, `${operator} cannot compare ${phraseOf(left)} with ${phraseOf(right)}`, node.span)
  }
}

/** Two sets of words that share none: the nearest is most likely what was meant. */
function helpForWords(left: Type, right: Type): string | undefined {
  const [one, other] = [presentType(left), presentType(right)]
  if (one.kind !== 'words' || other.kind !== 'words') return undefined
  const [declared, written] = one.words.size >= other.words.size ? [one, other] : [other, one]
  const meant = suggestName([...written.words][0] ?? '', declared.words)
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`
  return `it is one of ${[...declared.words]
    .slice(0, 12)
    .map((word) => JSON.stringify(word))
    .join(', ')}`
}

function lowerMatches(lowering: Lowering, node: Of<'compare'>, scope: NameScope): LoweredExpression {
  const text = lowering.present(node.left, scope)
  if (!canBe(text.type, 'string'))
    clash(scope, `matches takes a string, not ${phraseOf(text.type)}`, node.left.span)
  if (node.right.kind !== 'pattern') {
    const help = 'write matches r"…"; a pattern is a literal, so that it can be checked before it runs'
    clash(scope, 'matches takes a regular expression', node.right.span, help)
    return lowering.faulty(node.span)
  }
  const pattern = lowering.pattern(node.right, 'whole', scope)
  if (pattern === null) return lowering.faulty(node.span)
  const at = lowering.at(node.span)
  return build({ op: 'matches', text: text.node, pattern, at }, BOOL_TYPE, [text])
}

export function lowerArithmetic(
  lowering: Lowering,
  node: Of<'arithmetic'>,
  scope: NameScope,
): LoweredExpression {
  const first = lowering.present(node.first, scope)
  const parts = [first]
  const rest: { operator: (typeof node.rest)[number]['operator']; operand: LoweredNode }[] = []
  let type = first.type
  for (const { operator, operand } of node.rest) {
    const right = lowering.present(operand, scope)
    const result = calculatedType(operator, type, right.type)
    if (result === null) {
      const message = `${operator} cannot take ${phraseOf(type)} and ${phraseOf(right.type)}`
      const strings = isText(type) || isText(right.type)
      const lists = canBe(type, 'list') && canBe(right.type, 'list')
      clash(
        scope,
        message,
        node.span,
        lists ? 'join lists with ++' : strings ? 'join texts with "{a}{b}"' : undefined,
      )
    }
    type = result ?? JSON_TYPE
    parts.push(right)
    rest.push({ operator, operand: right.node })
  }
  return build({ op: 'arithmetic', first: first.node, rest, at: lowering.at(node.span) }, type, parts)
}
