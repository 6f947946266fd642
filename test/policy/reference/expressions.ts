import { compareCodePoints, isJsonObject, type JsonValue, ownValue } from 'keelson/core'
import { RE2JS } from 're2js'
import type { Expression, PathStep } from '../../../src/policy/syntax/ast.js'
import { callFunction, isEqual } from './functions.js'
import { isOptional, type Module, type Modules, typeWithin, wordOf } from './model.js'
import {
  type Amount,
  failed,
  firstUnknown,
  type Known,
  kleene,
  known,
  missing,
  type Outcome,
  type Place,
  type Unknown,
  wrongType,
} from './outcome.js'
import { isLike, readAmount, showDuration, showTime, showValue } from './text.js'

/** What a name stands for: a value, and a place in the request where there is one. */
export interface Binding {
  readonly read: () => Outcome
  readonly place: () => Place | undefined
}

export interface Scope {
  readonly modules: Modules
  readonly module: Module
  readonly request: { readonly [root: string]: JsonValue }
  readonly now: number
  readonly bindings: ReadonlyMap<string, Binding>
}

export function bind(scope: Scope, entries: readonly (readonly [string, Binding])[]): Scope {
  return { ...scope, bindings: new Map([...scope.bindings, ...entries]) }
}

export function bindExpression(scope: Scope, expression: Expression): Binding {
  return { read: () => evaluateUnread(expression, scope), place: () => placeOf(expression, scope) }
}

const bindOutcome = (outcome: Outcome): Binding => ({
  read: () => outcome,
  place: () => (outcome.kind === 'value' ? outcome.place : undefined),
})

/** What an expression gives (docs/keel.md §5), by walking it. */
export function evaluate(expression: Expression, scope: Scope): Outcome {
  return readByType(evaluateUnread(expression, scope), scope)
}

/** §4.2: what JSON has no form for is read by its declared type. */
function readByType(outcome: Outcome, scope: Scope): Outcome {
  if (outcome.kind !== 'value' || outcome.type === undefined || outcome.written !== undefined) return outcome
  const word = wordOf(scope.modules, outcome.type)
  if (word !== 'time' && word !== 'duration' && word !== 'quantity' && word !== 'int') return outcome
  if (outcome.value === null && isOptional(scope.modules, outcome.type)) return outcome
  if (word === 'int') return Number.isSafeInteger(outcome.value) ? outcome : wrongType()
  return readAs(outcome, word)
}

export function readAs(outcome: Known, amount: Amount): Outcome {
  const { value } = outcome
  if (typeof value === 'number') return { ...outcome, amount, written: value }
  if (typeof value !== 'string') return wrongType()
  const number = readAmount(amount, value)
  return number === undefined
    ? failed('policy/invalid-argument')
    : { ...outcome, value: number, amount, written: value }
}

function evaluateUnread(expression: Expression, scope: Scope): Outcome {
  switch (expression.kind) {
    case 'literal': {
      const { type } = expression
      const isAmount = type === 'duration' || type === 'quantity'
      return known(expression.value, isAmount ? { amount: type } : {})
    }
    case 'pattern':
    case 'broken':
      throw new Error(`a ${expression.kind} is no value`)
    case 'template': {
      const parts = expression.parts.map((part) =>
        typeof part === 'string' ? known(part) : evaluateUnread(part, scope),
      )
      return firstUnknown(parts) ?? known(parts.map(shown).join(''))
    }
    case 'name':
      return readName(expression.name, scope)
    case 'path':
      return readPath(expression, scope)
    case 'call':
      return call(expression, scope)
    case 'list': {
      const items = expression.items.map((item) => evaluate(item, scope))
      return firstUnknown(items) ?? known(items.map((item) => (item as Known).value))
    }
    case 'object': {
      const values = expression.members.map(({ value }) => evaluate(value, scope))
      const object: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
      for (const [index, { key }] of expression.members.entries()) {
        object[key.text] = (values[index] as Known).value
      }
      return firstUnknown(values) ?? known(object)
    }
    case 'comprehension': {
      const gone = through(expression.list, expression.names, scope)
      if (!Array.isArray(gone)) return gone as Unknown
      const outcomes: Outcome[] = []
      for (const inner of gone as Scope[]) {
        const kept = expression.where === null ? known(true) : asCondition(evaluate(expression.where, inner))
        if (kept.kind === 'value' && kept.value === false) continue
        // An item that may not be kept at all says nothing beside what its `where` lacks.
        outcomes.push(kept.kind === 'value' ? evaluate(expression.item, inner) : kept)
      }
      return firstUnknown(outcomes) ?? known(outcomes.map((outcome) => (outcome as Known).value))
    }
    case 'chain':
      return chain(expression, scope)
    case 'unary': {
      const operand = evaluate(expression.operand, scope)
      if (operand.kind !== 'value') return operand
      if (expression.operator === 'not')
        return typeof operand.value === 'boolean' ? known(!operand.value) : wrongType()
      if (typeof operand.value !== 'number') return wrongType()
      return known(-operand.value, operand.amount === undefined ? {} : { amount: operand.amount })
    }
    case 'compare':
      return compare(expression, scope)
    case 'arithmetic': {
      const operands = [expression.first, ...expression.rest.map(({ operand }) => operand)]
      const values = operands.map((operand) => evaluate(operand, scope))
      const unknown = firstUnknown(values)
      if (unknown !== undefined) return unknown
      const [first, ...rest] = values as Known[]
      const odd = [first!, ...rest].some(
        ({ value }) => typeof value !== 'number' && typeof value !== 'string',
      )
      if (odd) return wrongType()
      return rest.reduce<Outcome>(
        (sum, value, index) => calculate(expression.rest[index]!.operator, sum, value),
        first!,
      )
    }
    case 'conditional': {
      const condition = asCondition(evaluate(expression.condition, scope))
      if (condition.kind !== 'value') return condition
      return evaluate(condition.value === true ? expression.chosen : expression.otherwise, scope)
    }
    case 'quantifier': {
      const gone = through(expression.list, expression.names, scope)
      if (!Array.isArray(gone)) return gone as Unknown
      const bodies = (gone as Scope[]).map((inner) => asCondition(evaluate(expression.body, inner)))
      if (expression.quantifier === 'all') return kleene(bodies, false)
      if (expression.quantifier === 'any') return kleene(bodies, true)
      if (expression.quantifier === 'count')
        return firstUnknown(bodies) ?? known(bodies.filter((body) => (body as Known).value === true).length)
      const any = kleene(bodies, true)
      return any.kind === 'value' ? known(any.value !== true) : any
    }
  }
}

/** As {@link evaluate}, for a template, which shows what the request holds. */
export { evaluateUnread as evaluateShown }

export function asCondition(outcome: Outcome): Outcome {
  return outcome.kind === 'value' && typeof outcome.value !== 'boolean' ? wrongType() : outcome
}

function readName(name: string, scope: Scope): Outcome {
  const { module, modules, request } = scope
  const bound = scope.bindings.get(name)
  if (bound !== undefined) return bound.read()
  if (name === 'target') return known(request.target!, { place: ['target'] })
  if (name === 'now') return known(scope.now, { amount: 'time' })
  const type = module.inputs.get(name)
  if (type === undefined) return evaluateUnread(module.constants.get(name)!, outer(scope))
  const value = ownValue(request, name)
  if (value === undefined) return missing([name])
  const word = wordOf(modules, { module: module.name, type })
  const held = { string: 'string', number: 'number', bool: 'boolean' }[word ?? '']
  if (held !== undefined && type.kind === 'name' && typeof value !== held) return wrongType()
  return known(value, { place: [name], type: { module: module.name, type } })
}

/** The scope of a module's constants. */
const outer = (scope: Scope): Scope => ({ ...scope, bindings: new Map() })

/** The member of an import or an enum that a path begins with, and how many steps that takes. */
function declaredMember(
  base: Expression,
  steps: readonly PathStep[],
  scope: Scope,
): [Outcome, number] | undefined {
  if (base.kind !== 'name' || scope.bindings.has(base.name)) return undefined
  const [first, second] = steps.map((step) => (step.kind === 'index' ? '' : step.name))
  if (scope.module.enums.has(base.name)) return [known(first!), 1]
  const imported = scope.module.imports.get(base.name)
  if (imported === undefined) return undefined
  const module = scope.modules.get(imported)!
  if (module.enums.has(first!)) return [known(second!), 2]
  return [readName(first!, { ...outer(scope), module }), 1]
}

function readPath(path: Extract<Expression, { kind: 'path' }>, scope: Scope): Outcome {
  const { base, steps } = path
  const settled = (): Outcome => {
    const place = placeOf(path, scope)
    return known(null, place === undefined ? {} : { place })
  }
  const [start, taken] = declaredMember(base, steps, scope) ?? [evaluateUnread(base, scope), 0]
  let at: Outcome = start
  for (const step of steps.slice(taken)) {
    if (step.kind === 'index') {
      at = indexed(at, evaluate(step.key, scope), scope)
      continue
    }
    if (step.kind === 'optional') {
      if (at.kind === 'missing' && at.unseen !== true) return settled()
      if (at.kind === 'value' && at.value === null) return settled()
      const found = member(at, step.name, scope)
      if (found.kind === 'missing' && found.unseen !== true) return settled()
      if (found.kind === 'value' && found.value === null) return settled()
      at = found
    } else at = member(at, step.name, scope)
  }
  return at
}

function member(object: Outcome, name: string, scope: Scope): Outcome {
  if (object.kind !== 'value') return object
  const place = object.place === undefined ? undefined : [...object.place, name]
  if (object.value === null) return missing(place)
  if (!isJsonObject(object.value)) return wrongType()
  const value = ownValue(object.value, name)
  return value === undefined ? missing(place) : within(object, value, name, scope)
}

function within(whole: Known, value: JsonValue, segment: string | number, { modules }: Scope): Known {
  const type = typeWithin(modules, whole.type, segment)
  const own = typeof segment === 'number' ? whole.itemPlaces?.[segment] : undefined
  const place = own ?? (whole.place === undefined ? undefined : [...whole.place, segment])
  return known(value, { ...(place === undefined ? {} : { place }), ...(type === undefined ? {} : { type }) })
}

function indexed(whole: Outcome, key: Outcome, scope: Scope): Outcome {
  const unknown = firstUnknown([whole, key])
  if (unknown !== undefined) return unknown
  const at = (key as Known).value
  const { value, place } = whole as Known
  if (value === null) {
    const isStep = typeof at === 'string' || Number.isInteger(at)
    return missing(place === undefined || !isStep ? undefined : [...place, at as string | number])
  }
  if (typeof at === 'string') return member(whole, at, scope)
  if (typeof at !== 'number' || !Number.isInteger(at)) return wrongType()
  if (!Array.isArray(value)) return wrongType()
  const item = (value as readonly JsonValue[])[at]
  if (item === undefined) return missing(place === undefined ? undefined : [...place, at])
  return within(whole as Known, item, at, scope)
}

/** The scopes of a loop's body, one for each item (§5.4); what is unknown of the list instead. */
export function through(
  list: Expression,
  names: readonly { readonly text: string }[],
  scope: Scope,
): readonly Scope[] | Unknown {
  const whole = evaluate(list, scope)
  if (whole.kind !== 'value') return whole
  const { value } = whole
  if (typeof value !== 'object' || value === null) return wrongType()
  const keys = Array.isArray(value)
    ? value.map((_item, index) => index)
    : Object.keys(value).sort(compareCodePoints)
  return keys.map((key) => {
    const item = within(whole, (value as Record<string | number, JsonValue>)[key]!, key, scope)
    const outcomes = [item, known(key)]
    return bind(
      scope,
      names.map(({ text }, index) => [text, bindOutcome(outcomes[index]!)]),
    )
  })
}

/** The scope of the body of a loop over a list that is unknown (§6). */
export function unseen(names: readonly { readonly text: string }[], list: Unknown, scope: Scope): Scope {
  return bind(
    scope,
    names.map(({ text }) => [text, bindOutcome({ ...list, unseen: true })]),
  )
}

function chain(expression: Extract<Expression, { kind: 'chain' }>, scope: Scope): Outcome {
  const { operator, items } = expression
  if (operator === '??') {
    let taken: Outcome = known(null)
    for (const item of items) {
      taken = evaluate(item, scope)
      if (taken.kind === 'error' || (taken.kind === 'missing' && taken.unseen === true)) return taken
      if (taken.kind === 'value' && taken.value !== null) return taken
    }
    return taken
  }
  const operands = items.map((item) => evaluate(item, scope))
  if (operator === '&&' || operator === '||') return kleene(operands, operator === '||')
  return firstUnknown(operands) ?? operands.reduce(joined)
}

function joined(one: Outcome, other: Outcome): Outcome {
  const unknown = firstUnknown([one, other])
  if (unknown !== undefined) return unknown
  const lists = [one, other] as Known[]
  if (!lists.every(({ value }) => Array.isArray(value))) return wrongType()
  const itemPlaces = lists.flatMap(({ value, place, itemPlaces: places }) =>
    (value as readonly JsonValue[]).map((_item, index) =>
      places === undefined ? place && [...place, index] : places[index],
    ),
  )
  return known(
    lists.flatMap(({ value }) => value as JsonValue[]),
    { itemPlaces },
  )
}

/** §4.2: beside a quantity, a value of which nothing is known is read as one. */
function besideQuantity(one: Outcome, other: Outcome): Outcome {
  const isBeside = other.kind === 'value' && other.amount === 'quantity'
  return isBeside && one.kind === 'value' && one.amount === undefined ? readAs(one, 'quantity') : one
}

function compare(expression: Extract<Expression, { kind: 'compare' }>, scope: Scope): Outcome {
  const { operator } = expression
  const one = evaluate(expression.left, scope)
  if (operator === 'matches') return matches(one, expression.right, true)
  const other = evaluate(expression.right, scope)
  const isOrdering =
    operator !== 'in' && operator !== 'like' && operator !== 'startsWith' && operator !== 'endsWith'
  const left = isOrdering ? besideQuantity(one, other) : one
  const right = isOrdering ? besideQuantity(other, one) : other
  const unknown = firstUnknown([left, right])
  if (unknown !== undefined) return unknown
  const [a, b] = [(left as Known).value, (right as Known).value]
  switch (operator) {
    case '==':
      return known(isEqual(a, b))
    case '!=':
      return known(!isEqual(a, b))
    case 'in':
      if (Array.isArray(b)) return known(b.some((item: JsonValue) => isEqual(item, a)))
      if (!isJsonObject(b)) return wrongType()
      return typeof a === 'string' ? known(Object.hasOwn(b, a)) : wrongType()
    case 'startsWith':
    case 'endsWith':
      return callFunction(operator, [a, b])
    case 'like':
      return typeof a === 'string' && typeof b === 'string' ? known(isLike(a, b)) : wrongType()
    default: {
      const isNumbers = typeof a === 'number' && typeof b === 'number'
      if (!isNumbers && !(typeof a === 'string' && typeof b === 'string')) return wrongType()
      const order = isNumbers ? a - b : compareCodePoints(a as string, b as string)
      if (operator === '<') return known(order < 0)
      if (operator === '<=') return known(order <= 0)
      return known(operator === '>' ? order > 0 : order >= 0)
    }
  }
}

function matches(text: Outcome, pattern: Expression, whole: boolean): Outcome {
  if (text.kind !== 'value') return text
  if (typeof text.value !== 'string') return wrongType()
  const matcher = RE2JS.compile((pattern as Extract<Expression, { kind: 'pattern' }>).source).matcher(
    text.value,
  )
  return known(whole ? matcher.matches() : matcher.find())
}

/** Amounts of a sum, difference, product and quotient (§5.2, §5.6). */
const RESULTS: Readonly<Record<string, Amount>> = {
  'time+duration': 'time',
  'duration+time': 'time',
  'duration+duration': 'duration',
  'quantity+quantity': 'quantity',
  'time-time': 'duration',
  'time-duration': 'time',
  'duration-duration': 'duration',
  'quantity-quantity': 'quantity',
  'duration*': 'duration',
  '*duration': 'duration',
  'quantity*': 'quantity',
  '*quantity': 'quantity',
  'duration/': 'duration',
  'quantity/': 'quantity',
}

function calculate(operator: string, one: Outcome, other: Outcome): Outcome {
  const isSum = operator === '+' || operator === '-'
  const left = isSum ? besideQuantity(one, other) : one
  const right = isSum ? besideQuantity(other, one) : other
  const unknown = firstUnknown([left, right])
  if (unknown !== undefined) return unknown
  const [a, b] = [(left as Known).value, (right as Known).value]
  if (typeof a !== 'number' || typeof b !== 'number') return wrongType()
  const value =
    operator === '+'
      ? a + b
      : operator === '-'
        ? a - b
        : operator === '*'
          ? a * b
          : operator === '/'
            ? a / b
            : a % b
  if (!Number.isFinite(value)) return failed('policy/arithmetic')
  const amount = RESULTS[`${(left as Known).amount ?? ''}${operator}${(right as Known).amount ?? ''}`]
  return known(value, amount === undefined ? {} : { amount })
}

function call(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Outcome {
  const { name, items } = expression
  const found = declaredFunction(expression, scope)
  if (found !== undefined) return evaluateUnread(found.body, found.scope)
  const [first, second] = items
  if (name.text === 'has') {
    const outcome = evaluateUnread(first!, scope)
    if (outcome.kind === 'error' || (outcome.kind === 'missing' && outcome.unseen === true)) return outcome
    return known(outcome.kind === 'value' && outcome.value !== null)
  }
  if (name.text === 'contains' && second?.kind === 'pattern')
    return matches(evaluate(first!, scope), second, false)
  const values = items.map((item) => evaluate(item, scope))
  const unknown = firstUnknown(values)
  if (unknown !== undefined) return unknown
  if (name.text === 'required') {
    const value = values[0] as Known
    return value.value === null ? missing(value.place) : value
  }
  if (name.text === 'quantity') return readAs(values[0] as Known, 'quantity')
  return callFunction(
    name.text,
    values.map((value) => (value as Known).value),
  )
}

function declaredFunction(
  { module: alias, name, items }: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
): { readonly body: Expression; readonly scope: Scope } | undefined {
  const module = alias === null ? scope.module : scope.modules.get(scope.module.imports.get(alias.text)!)!
  const declared = module.functions.get(name.text)
  if (declared === undefined) return undefined
  const bindings = declared.parameters.map(
    (parameter, index) => [parameter.name.text, bindExpression(scope, items[index]!)] as const,
  )
  return { body: declared.body, scope: bind({ ...outer(scope), module }, bindings) }
}

/** The place in the request that an expression stands for (§7.3), whether there is something or not. */
export function placeOf(expression: Expression, scope: Scope): Place | undefined {
  switch (expression.kind) {
    case 'name': {
      const bound = scope.bindings.get(expression.name)
      if (bound !== undefined) return bound.place()
      if (expression.name === 'target' || scope.module.inputs.has(expression.name)) return [expression.name]
      const constant = scope.module.constants.get(expression.name)
      return constant === undefined ? undefined : placeOf(constant, outer(scope))
    }
    case 'path': {
      const base = placeOf(expression.base, scope)
      const steps = expression.steps.map((step) => {
        if (step.kind !== 'index') return step.name
        const key = evaluate(step.key, scope)
        if (key.kind !== 'value') return undefined
        const { value } = key
        return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))
          ? value
          : undefined
      })
      if (base === undefined || steps.includes(undefined)) return undefined
      return [...base, ...(steps as Place)]
    }
    case 'chain': {
      if (expression.operator !== '??') return undefined
      const { items } = expression
      const taken = items.find((item) => {
        const outcome = evaluate(item, scope)
        return outcome.kind === 'value'
          ? outcome.value !== null
          : outcome.kind === 'error' || outcome.unseen === true
      })
      return placeOf(taken ?? items.at(-1)!, scope)
    }
    case 'call': {
      const found = declaredFunction(expression, scope)
      return found === undefined ? undefined : placeOf(found.body, found.scope)
    }
    default:
      return undefined
  }
}

/** A value in a message (§5.3): never fails. */
export function shown(outcome: Outcome): string {
  if (outcome.kind !== 'value') return `(${outcome.kind})`
  const { value, amount, written } = outcome
  if (written !== undefined) return showValue(written)
  if (typeof value === 'number' && amount === 'time') return showTime(value)
  if (typeof value === 'number' && amount === 'duration') return showDuration(value)
  return showValue(value)
}
