import { escapePointerSegment, type JsonValue } from '../../core/index.js'
import { compileApply } from './compile-apply.js'
import { compileCall } from './compile-call.js'
import { compileCompare } from './compile-compare.js'
import { compileComprehension, compileConcat } from './compile-lists.js'
import { compileMatches } from './compile-matches.js'
import {
  type CompiledPath,
  type CompiledStep,
  checkedRead,
  missing,
  placeOfPath,
  pointerOfPath,
  probePath,
  readPath,
} from './compile-path.js'
import { compileQuantifier } from './compile-quantifier.js'
import { compileRead, compileRequired } from './compile-read.js'
import {
  type ClosureScope,
  type Compiled,
  type Evaluate,
  invalidProgram,
  type Places,
  type PointerOf,
  type PointerOfItem,
  placesOf,
  pointerOfItem,
} from './compiled.js'
import { builtTextFuel, type Context } from './context.js'
import type { ArithmeticOperator, Expression, PathStep, RootType } from './program.js'
import { showValue } from './show-value.js'
import { asCondition, evaluateAll, folded, sumOfCosts } from './strict-operands.js'
import { graver, Unknown, type Value, wrongType } from './unknown.js'

/** Turns an expression into closures. What reads nothing of a request is computed here, once. */
export function compileExpression(node: Expression, scope: ClosureScope): Compiled {
  scope.countClosure()
  const compiled = compileNode(node, scope)
  return scope.probe === null ? compiled : scope.probe.expression(node, compiled)
}

function compileNode(node: Expression, scope: ClosureScope): Compiled {
  switch (node.op) {
    case 'literal':
      return { run: () => node.value, constant: node.value, cost: 1 }
    case 'root':
      return compileRoot(node.name, node.type, node.at)
    case 'now':
      return { run: (context) => context.now, cost: 1 }
    case 'target':
      return { run: (context) => context.target, cost: 1, pointer: () => '/target', place: '/target' }
    case 'constant': {
      const constant = scope.constants.get(node.name)
      if (constant === undefined) throw invalidProgram(`there is no constant ${node.name}`)
      return constant
    }
    case 'local': {
      const local = scope.local(node.name)
      return { run: local.run, cost: 1, ...placesOf(local) }
    }
    case 'path':
    case 'has':
      return compilePath(node, scope)
    case 'and':
    case 'or':
      return compileLogic(node.op === 'or', compileAll(node.items, scope), node.items)
    case 'not': {
      const operand = compileExpression(node.operand, scope)
      const run: Evaluate = (context) => {
        const value = asCondition(operand.run(context), node.operand.at)
        return value instanceof Unknown ? value : !value
      }
      return { run, cost: 1 + operand.cost }
    }
    case 'coalesce':
      return compileCoalesce(compileAll(node.items, scope))
    case 'negate': {
      const operand = compileExpression(node.operand, scope)
      const run: Evaluate = (context) => {
        const value = operand.run(context)
        if (typeof value === 'number') return -value
        return value instanceof Unknown ? value : wrongType('a number', value, node.operand.at)
      }
      return folded([operand], run)
    }
    case 'arithmetic':
      return compileArithmetic(node, scope)
    case 'compare':
      return compileCompare(node, compileExpression(node.left, scope), compileExpression(node.right, scope))
    case 'if':
      return compileConditional(node, scope)
    case 'quantifier':
      return compileQuantifier(node, scope, compileExpression)
    case 'list': {
      const items = compileAll(node.items, scope)
      return folded(items, (context) => evaluateAll(items, context) as Value)
    }
    case 'object':
      return compileObject(node.keys, compileAll(node.items, scope))
    case 'template': {
      const parts = compileAll(node.items, scope)
      return folded(parts, (context) => joinParts(parts, context))
    }
    case 'call':
      return compileCall(node, compileAll(node.items, scope))
    case 'apply':
      return compileApply(node, scope, compileExpression)
    case 'concat':
      return compileConcat(node, scope, compileExpression)
    case 'comprehension':
      return compileComprehension(node, scope, compileExpression)
    case 'matches':
      return compileMatches(node, compileExpression(node.text, scope), scope.pattern(node.pattern))
    case 'read':
      return compileRead(node, compileExpression(node.value, scope))
    case 'required':
      return compileRequired(node, compileExpression(node.value, scope))
    default:
      throw invalidProgram(`it holds an unknown operation`)
  }
}

function compileAll(nodes: readonly Expression[], scope: ClosureScope): Compiled[] {
  return nodes.map((node) => compileExpression(node, scope))
}

function compileRoot(name: string, type: RootType, at: number): Compiled {
  const pointer = `/${escapePointerSegment(name)}`
  const wanted = type === 'bool' ? 'boolean' : type
  const run: Evaluate = (context) => {
    const value = Object.hasOwn(context.request, name) ? checkedRead(context.request[name], at) : undefined
    if (value === undefined) return missing(name, at, pointer)
    if (type === 'json' || value instanceof Unknown || typeof value === wanted) return value
    return wrongType(`${name} to be a ${wanted}`, value, at)
  }
  return { run, cost: 1, pointer: () => pointer, place: pointer }
}

function compilePath(node: Expression & { readonly op: 'path' | 'has' }, scope: ClosureScope): Compiled {
  const target = node.op === 'has' ? node.path : node
  const steps = target.op === 'path' ? target.steps : []
  const baseNode = target.op === 'path' ? target.base : target
  const base = compileExpression(baseNode, scope)
  const path: CompiledPath = {
    base,
    baseText: nameOf(baseNode),
    reader: scope.reader(target),
    steps: steps.map((step) => compileStep(step, scope)),
    lastOptional: steps.map(({ op }) => op).lastIndexOf('optional'),
    at: node.at,
  }
  const cost = path.steps.reduce(
    (sum, step) => sum + (step.kind === 'index' ? step.key.cost : 1),
    1 + base.cost,
  )
  if (node.op === 'has') return { run: probePath(path), cost }
  const place = placeOfPath(path)
  if (place !== undefined) return { run: readPath(path), cost, pointer: () => place, place }
  const pointer = pointerOfPath(path)
  return { run: readPath(path), cost, ...(pointer === undefined ? {} : { pointer }) }
}

function compileStep(step: PathStep, scope: ClosureScope): CompiledStep {
  if (step.op !== 'index') return { kind: step.op, name: step.name, text: `.${step.name}` }
  const key = compileExpression(step.key, scope)
  const text = key.constant === undefined ? '[…]' : `[${JSON.stringify(key.constant)}]`
  return { kind: 'index', key, at: step.key.at, text }
}

function nameOf(node: Expression): string {
  switch (node.op) {
    case 'root':
      return node.name
    case 'target':
      return 'target'
    case 'local':
    case 'constant':
      // The name in the text: constants of modules, parameters and variables of functions have longer ones here.
      return node.name.slice(Math.max(node.name.lastIndexOf('.'), node.name.lastIndexOf('/')) + 1)
    default:
      return '(…)'
  }
}

function compileLogic(
  absorbing: boolean,
  items: readonly Compiled[],
  nodes: readonly Expression[],
): Compiled {
  const runs = items.map((item) => item.run)
  const run: Evaluate = (context) => {
    let unknown: Unknown | null = null
    for (let index = 0; index < runs.length; index += 1) {
      const found = runs[index]!(context)
      if (found === absorbing) return absorbing
      if (found === !absorbing) continue
      unknown = graver(unknown, asCondition(found, nodes[index]!.at) as Unknown)
    }
    return unknown ?? !absorbing
  }
  return { run, cost: sumOfCosts(items) }
}

function compileCoalesce(items: readonly Compiled[]): Compiled {
  const last = items.length - 1
  const isAbsent = (value: Value): boolean => value === null || (value instanceof Unknown && value.isAbsence)
  const run: Evaluate = (context) => {
    for (let index = 0; index < last; index += 1) {
      const value = items[index]!.run(context)
      if (!isAbsent(value)) return value
    }
    return items[last]!.run(context)
  }
  const taken = (context: Context): Compiled =>
    items.find((item, index) => index === last || !isAbsent(item.run(context)))!
  return { run, cost: sumOfCosts(items), ...placesOfEither(items, taken) }
}

function compileConditional(node: Expression & { readonly op: 'if' }, scope: ClosureScope): Compiled {
  const condition = compileExpression(node.condition, scope)
  const chosen = compileExpression(node.chosen, scope)
  const otherwise = compileExpression(node.otherwise, scope)
  const run: Evaluate = (context) => {
    const value = asCondition(condition.run(context), node.condition.at)
    if (value instanceof Unknown) return value
    return value ? chosen.run(context) : otherwise.run(context)
  }
  const taken = (context: Context): Places | undefined => {
    const value = condition.run(context)
    return typeof value === 'boolean' ? (value ? chosen : otherwise) : undefined
  }
  return {
    run,
    cost: sumOfCosts([condition, chosen, otherwise]),
    ...placesOfEither([chosen, otherwise], taken),
  }
}

/** What an expression stands for that gives the value of one of its parts: what the part that is taken stands for. */
function placesOfEither(parts: readonly Compiled[], taken: (context: Context) => Places | undefined): Places {
  const pointer: PointerOf = (context) => taken(context)?.pointer?.(context) ?? null
  const itemPointer: PointerOfItem = (context, position) => {
    const part = taken(context)
    return (part && pointerOfItem(part)?.(context, position)) ?? null
  }
  return {
    ...(parts.some((part) => part.pointer !== undefined) && { pointer }),
    ...(parts.some((part) => part.itemPointer !== undefined) && { itemPointer }),
  }
}

function compileArithmetic(node: Expression & { readonly op: 'arithmetic' }, scope: ClosureScope): Compiled {
  const operands = [node.first, ...node.rest.map((term) => term.operand)]
  const compiled = compileAll(operands, scope)
  return folded(compiled, (context) => {
    const values = evaluateAll(compiled, context)
    if (values instanceof Unknown) return values
    const odd = values.findIndex((value) => typeof value !== 'number')
    if (odd !== -1) return wrongType('a number', values[odd]!, operands[odd]!.at)
    const [first, ...rest] = values as number[]
    const total = rest.reduce(
      (sum, value, index) => calculate(node.rest[index]!.operator, sum, value),
      first!,
    )
    if (Number.isFinite(total)) return total
    return new Unknown('policy/arithmetic', 'the result of the calculation is not a finite number', node.at)
  })
}

// Infinity and NaN survive every further step but a division, which would turn Infinity into 0: so they are kept.
function calculate(operator: ArithmeticOperator, left: number, right: number): number {
  if (!Number.isFinite(left)) return Number.NaN
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}

function compileObject(keys: readonly string[], items: readonly Compiled[]): Compiled {
  return folded(items, (context) => {
    const values = evaluateAll(items, context)
    if (values instanceof Unknown) return values
    const object: Record<string, JsonValue> = {}
    keys.forEach((key, index) => {
      // An assignment to `__proto__` would set the prototype.
      Object.defineProperty(object, key, {
        value: values[index],
        enumerable: true,
        writable: true,
        configurable: true,
      })
    })
    return object
  })
}

function joinParts(parts: readonly Compiled[], context: Context): Value {
  const values = evaluateAll(parts, context)
  if (values instanceof Unknown) return values
  const text = values.map((value) => showValue(value, context)).join('')
  context.spend(builtTextFuel(text.length))
  return text
}
