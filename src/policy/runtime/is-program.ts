import { isRegexProgram } from './is-regex-program.js'
import { type Expression, MAX_TREE_HEIGHT, type PathStep, type Program, type Statement } from './program.js'

/**
 * Whether a value that was read from bytes is a program: each part of the one form that the compiler writes, no deeper
 * than it writes. What passes can be turned into closures and run; whether its names fit together is seen then.
 */
export function isProgram(value: unknown): value is Program {
  const head = value as Partial<Program> | null
  if (typeof head !== 'object' || head === null) return false
  if (!Array.isArray(head.spans) || !Array.isArray(head.files) || !Array.isArray(head.patterns)) return false
  const { tests, ...rest } = value as Record<string, unknown>
  // What tests hold is looked at when they are run; here they only have to be JSON that can be written again.
  if (Object.hasOwn(head, 'tests') && !plain(tests, MAX_TEST_DEPTH)) return false
  return programForm(head.spans.length, head.files.length, head.patterns.length)(rest, MAX_TREE_HEIGHT)
}

/** Cases in one another, each in a list of its block, with what the innermost holds. */
const MAX_TEST_DEPTH = 300

/** `levels`: how many more levels of the tree there may be. */
type Form = (value: unknown, levels: number) => boolean

const text: Form = (value) => typeof value === 'string'
const texts = listOf(text)
const flag: Form = (value) => typeof value === 'boolean'
const scalar: Form = (value) =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
const plain: Form = (value, levels) =>
  scalar(value, 0) ||
  (levels > 0 &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) &&
    Object.values(value as object).every((member) => plain(member, levels - 1)))

function programForm(spans: number, files: number, patterns: number): Form {
  const at = wholeBelow(spans)
  const expression = (value: unknown, levels: number): boolean =>
    levels > 0 && hasForm(expressions, value, levels - 1)
  const statement = (value: unknown, levels: number): boolean =>
    levels > 0 && hasForm(statements, value, levels - 1)
  // A statement's expressions have a height of their own.
  const whole: Form = (value) => expression(value, MAX_TREE_HEIGHT)
  const items = listOf(expression)
  const body = listOf(statement)

  const steps: FormsOf<PathStep> = {
    member: { name: text },
    optional: { name: text },
    index: { key: expression },
  }
  const step: Form = (value, levels) => hasForm(steps, value, levels)
  const term = record({ operator: oneOf('+', '-', '*', '/', '%'), operand: expression })
  const expressions: FormsOf<Expression> = {
    literal: { value: scalar, at },
    list: { items, at },
    object: { keys: texts, items, at },
    template: { items, at },
    root: { name: text, type: oneOf('json', 'string', 'number', 'bool'), at },
    now: { at },
    target: { at },
    constant: { name: text, at },
    local: { name: text, at },
    path: { base: expression, steps: listOf(step), at },
    has: { path: expression, at },
    and: { items: filled(items), at },
    or: { items: filled(items), at },
    coalesce: { items: filled(items), at },
    concat: { items: filled(items), at },
    comprehension: {
      names: atMost(2, filled(texts)),
      list: expression,
      where: atMost(1, items),
      item: expression,
      at,
    },
    matches: { text: expression, pattern: wholeBelow(patterns), at },
    read: { as: oneOf('time', 'duration', 'quantity', 'int'), nullable: flag, value: expression, at },
    required: { value: expression, at },
    apply: { name: text, items, at },
    not: { operand: expression, at },
    negate: { operand: expression, at },
    compare: {
      operator: oneOf('==', '!=', '<', '<=', '>', '>=', 'in', 'like', 'startsWith', 'endsWith'),
      left: expression,
      right: expression,
      at,
    },
    arithmetic: { first: expression, rest: listOf(term), at },
    if: { condition: expression, chosen: expression, otherwise: expression, at },
    quantifier: {
      kind: oneOf('all', 'any', 'none', 'count'),
      names: atMost(2, filled(texts)),
      list: expression,
      body: expression,
      at,
    },
    call: { name: text, items, at },
  }
  const message = listOf(whole)
  const fixes = listOf(
    record({
      operation: oneOf('set', 'add', 'replace', 'remove'),
      computed: flag,
      place: whole,
      value: atMost(1, listOf(whole)),
      at,
    }),
  )
  const statements: FormsOf<Statement> = {
    let: { name: text, value: whole },
    when: { condition: whole, body, otherwise: body },
    for: {
      names: atMost(2, filled(texts)),
      list: whole,
      where: atMost(1, listOf(whole)),
      body,
    },
    effect: {
      effect: oneOf('allow', 'deny', 'warn', 'review', 'revert', 'accept'),
      message,
      pointer: atMost(1, listOf(whole)),
      fixes,
      at,
    },
    fix: { fixes, at },
    approvals: {
      quota: whole,
      from: listOf(whole),
      including: listOf(listOf(whole)),
      distinctFrom: listOf(whole),
      within: whole,
      escalation: atMost(1, listOf(record({ to: listOf(whole), after: whole, since: whole }))),
      message,
      at,
    },
    obligation: { name: text, data: whole, message, at },
  }
  const target = record({ kind: oneOf('exact', 'prefix', 'every'), name: text })
  const policyFields = {
    name: text,
    mode: oneOf('guard', 'gate'),
    targets: listOf(target),
    severity: oneOf('critical', 'high', 'medium', 'low', 'info'),
    controls: texts,
    documentation: text,
    body,
  }
  const granted: Form = (value) => value === true
  const policy = record(policyFields, { decides: granted, judges: granted })
  const residual = record({ of: text, target: text, roots: text, open: texts, absent: texts })
  const fields = {
    language: Number.isSafeInteger,
    files: texts,
    spans: listOf(spanForm(files)),
    fallback: oneOf('allow', 'deny'),
    patterns: listOf(record({ text, regex: isRegexProgram })),
    functions: listOf(record({ name: text, parameters: texts, body: whole })),
    constants: listOf(record({ name: text, value: whole })),
    policies: listOf(policy),
  }
  return record(fields, { residual })
}

type Fields = Readonly<Record<string, Form>>
/** The forms of a union by its `op`, with a form for each member of each: a field that is added is not forgotten. */
type FormsOf<Node extends { readonly op: string }> = {
  readonly [Op in Node['op']]: { readonly [Field in Exclude<keyof Extract<Node, { op: Op }>, 'op'>]: Form }
}

function hasForm(forms: Readonly<Record<string, Fields>>, value: unknown, levels: number): boolean {
  const op = (value as { readonly op?: unknown } | null)?.op
  if (typeof op !== 'string' || !Object.hasOwn(forms, op)) return false
  const { op: _op, ...rest } = value as Record<string, unknown>
  return record(forms[op]!)(rest, levels)
}

/** An object with these members, all of them and no others but those that it may have. */
function record(fields: Fields, optional: Fields = {}): Form {
  const names = Object.keys(fields)
  const optionalNames = Object.keys(optional)
  return (value, levels) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const object = value as Readonly<Record<string, unknown>>
    const more = optionalNames.filter((name) => Object.hasOwn(object, name))
    if (Object.keys(value).length !== names.length + more.length) return false
    return (
      names.every((name) => Object.hasOwn(object, name) && fields[name]!(object[name], levels)) &&
      more.every((name) => optional[name]!(object[name], levels))
    )
  }
}

function listOf(form: Form): Form {
  return (value, levels) => Array.isArray(value) && value.every((item) => form(item, levels))
}

function filled(list: Form): Form {
  return (value, levels) => list(value, levels) && (value as readonly unknown[]).length > 0
}

function atMost(length: number, list: Form): Form {
  return (value, levels) => list(value, levels) && (value as readonly unknown[]).length <= length
}

function oneOf(...words: readonly string[]): Form {
  return (value) => typeof value === 'string' && words.includes(value)
}

function wholeBelow(limit: number): Form {
  return (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < limit
}

function spanForm(files: number): Form {
  const whole = wholeBelow(Number.MAX_SAFE_INTEGER)
  const file = wholeBelow(files)
  return (value, levels) =>
    Array.isArray(value) &&
    value.length === 5 &&
    value.every((part, index) => (index === 4 ? file : whole)(part, levels))
}
