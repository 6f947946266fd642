import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import type { PolicyRequest } from 'keelson/policy'
import { objectOf } from '../../support/arbitraries.js'

const TARGETS: readonly string[] = ['a.x', 'a.y', 'b.x', 'b.c.z']
const PATTERNS: readonly string[] = ['a.x', 'a.{x,y}', 'a.*', '*', 'b.*, a.y', 'b.c.*', '"a.x", a.*']
const INPUTS: readonly string[] = ['m', 'n']
const FIELDS: readonly string[] = ['p', 'q', 'r', 'list', 'name']
const LITERALS: readonly string[] = ['null', 'true', 'false', '0', '1', '2', '"x"', '"xy"', '""']

/** A generated program, in parts that can be arranged in any order. */
export interface ProgramParts {
  readonly mode: 'guard' | 'gate'
  readonly policies: readonly {
    readonly name: string
    readonly targets: string
    readonly rules: readonly string[]
  }[]
}

/** What a generated program may use. */
export interface Dialect {
  /**
   * Also operators that settle an absence (`??`, `?.`, `has`), those that look at whole values (`==` of objects, `in`,
   * `size`), and loops over anything, so also over the members of objects.
   */
  readonly settling: boolean
}

/** Programs of random rules over two inputs of type json, so that all of them compile. */
export function anyProgram(dialect: Dialect = { settling: true }): fc.Arbitrary<ProgramParts> {
  const rules = fc.array(anyRule(dialect), { minLength: 1, maxLength: 3 })
  return fc.record({
    mode: fc.constantFrom('guard' as const, 'gate' as const),
    policies: fc
      .array(fc.tuple(fc.constantFrom(...PATTERNS), rules), { minLength: 1, maxLength: 4 })
      .map((found) => found.map(([targets, body], index) => ({ name: `p${index}`, targets, rules: body }))),
  })
}

export function programText({ mode, policies }: ProgramParts): string {
  return [headerText(mode), ...policies.map(policyText)].join('\n')
}

export function headerText(mode: string): string {
  return [`mode ${mode}`, ...INPUTS.map((name) => `input ${name}: json`)].join('\n')
}

export function policyText({ name, targets, rules }: ProgramParts['policies'][number]): string {
  return `policy ${name} on ${targets} {\n${rules.join('\n')}\n}`
}

/** Requests whose members are often those that programs read, and often of another type. */
export function anyRequest(): fc.Arbitrary<PolicyRequest> {
  const approval = fc.record({
    by: fc.constantFrom('ada', 'bob'),
    groups: fc.array(fc.constantFrom('g', 'h'), { maxLength: 2 }),
    at: fc.integer({ min: -10, max: 10 }),
    subject: fc.constantFrom('ks1:sha256:one', 'two'),
  })
  return fc
    .record({
      target: fc.constantFrom(...TARGETS),
      approvals: fc.array(approval, { maxLength: 3 }),
      m: fc.option(anyInput(), { nil: undefined }),
      n: fc.option(anyInput(), { nil: undefined }),
    })
    .map(({ target, approvals, m, n }) => ({
      target,
      approvals,
      ...(m === undefined ? {} : { m }),
      ...(n === undefined ? {} : { n }),
    }))
}

export function anyInput(): fc.Arbitrary<JsonObject> {
  const names = fc.constantFrom('p', 'q', 'r', 'name', '__proto__', 'constructor')
  // Mostly of the type that conditions expect, so that not every decision ends in an error.
  const usual = fc.record({
    p: fc.boolean(),
    q: fc.integer({ min: 0, max: 2 }),
    r: fc.constantFrom('x', 'xy', ''),
  })
  const scalar = fc.constantFrom<JsonValue>(null, true, false, 0, 1, 2, 'x', 'xy', '')
  return fc.letrec<{ value: JsonValue; object: JsonObject; list: readonly JsonValue[] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 3, arbitrary: scalar },
      { weight: 3, arbitrary: tie('object') },
      { weight: 1, arbitrary: tie('list') },
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc
      .array(
        fc.oneof(
          { weight: 4, arbitrary: fc.tuple(names, tie('value')) },
          // Never an object, whose members would be items of a loop.
          { weight: 1, arbitrary: fc.tuple(fc.constant('list'), fc.oneof(scalar, tie('list'))) },
        ),
        { maxLength: 5 },
      )
      .chain((odd) =>
        fc.tuple(usual, fc.boolean()).map(([even, last]) => combine(even, objectOf(odd), last)),
      ),
  })).object
}

/** Members of both; of those with one name the first object's counts only if it comes last. */
function combine(one: JsonObject, other: JsonObject, oneLast: boolean): JsonObject {
  const entries = [Object.entries(one), Object.entries(other)]
  return objectOf(oneLast ? [...entries[1]!, ...entries[0]!] : [...entries[0]!, ...entries[1]!])
}

/** A piece of a program, given the variables that are in view; so that no name hides another. */
type Piece = (variables: readonly string[]) => string

const joined = (template: TemplateStringsArray, ...pieces: readonly (Piece | string)[]): Piece => {
  return (variables) =>
    template.reduce((text, part, index) => {
      const piece = pieces[index - 1]!
      return text + (typeof piece === 'string' ? piece : piece(variables)) + part
    })
}

function anyPath({ settling }: Dialect): fc.Arbitrary<Piece> {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...FIELDS).map((name) => `.${name}`) },
    { weight: 1, arbitrary: fc.constantFrom('[0]', '[1]', '["p"]') },
    { weight: settling ? 2 : 0, arbitrary: fc.constantFrom(...FIELDS).map((name) => `?.${name}`) },
  )
  return fc
    .tuple(
      fc.nat(),
      fc.oneof({ weight: 4, arbitrary: fc.array(step, { maxLength: 1 }) }, fc.array(step, { maxLength: 3 })),
    )
    .map(([root, steps]) => (variables) => {
      const roots = [...INPUTS, ...variables, ...variables]
      return roots[root % roots.length]! + steps.join('')
    })
}

/** What loops and quantifiers go through. */
function anyCollection(dialect: Dialect): fc.Arbitrary<Piece> {
  const list = anyPath(dialect).map((one) => joined`${one}.list`)
  return dialect.settling ? fc.oneof(anyPath(dialect), list) : list
}

/** Operands stand in parentheses, so that precedence plays no part. */
function anyExpressions(dialect: Dialect): {
  readonly value: fc.Arbitrary<Piece>
  readonly condition: fc.Arbitrary<Piece>
} {
  const path = anyPath(dialect)
  const collection = anyCollection(dialect)
  const literal = fc.constantFrom(...LITERALS)
  const calculation = fc.constantFrom('+', '-', '*', '/', '%')
  const ordering = fc.constantFrom('<', '<=', '>', '>=', 'startsWith', 'endsWith', 'like')
  return fc.letrec<{ value: Piece; condition: Piece }>((tie) => {
    const value = tie('value')
    const condition = tie('condition')
    const quantified = (kind: string): fc.Arbitrary<Piece> =>
      fc.tuple(collection, condition).map(([list, body]) => (variables) => {
        const name = `v${variables.length}`
        return `(${kind} ${name} in ${list(variables)}: ${body([...variables, name])})`
      })
    const wholeValues = [
      fc.tuple(value, value).map(([one, other]) => joined`(${one} ?? ${other})`),
      fc.tuple(value, value).map(([one, other]) => joined`[${one}, ${other}]`),
      value.map((one) => joined`{ p: ${one}, "list": [] }`),
      value.map((one) => joined`"a{${one}}b"`),
      path.map((one) => joined`size(${one})`),
      quantified('count'),
    ]
    const wholeConditions = [
      path.map((one) => joined`has(${one})`),
      fc.tuple(value, path).map(([one, other]) => joined`(${one} in ${other})`),
      fc.tuple(path, value).map(([one, other]) => joined`(${one} == ${other})`),
    ]
    return {
      value: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { weight: 4, arbitrary: path },
        { weight: 2, arbitrary: literal.map((text) => () => text) },
        fc.tuple(path, calculation, path).map(([one, sign, other]) => joined`(${one} ${sign} ${other})`),
        fc
          .tuple(condition, value, value)
          .map(([c, one, other]) => joined`(if ${c} then ${one} else ${other})`),
        ...(dialect.settling ? wholeValues : []),
      ),
      condition: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        { weight: 3, arbitrary: path.map((one) => joined`${one}.p`) },
        {
          weight: 2,
          arbitrary: fc
            .tuple(path, ordering, path)
            .map(([one, sign, other]) => joined`(${one}.q ${sign} ${other}.q)`),
        },
        { weight: 1, arbitrary: path },
        { weight: 4, arbitrary: fc.tuple(path, literal).map(([one, other]) => joined`(${one} == ${other})`) },
        fc.tuple(path, ordering, path).map(([one, sign, other]) => joined`(${one} ${sign} ${other})`),
        fc.tuple(condition, condition).map(([one, other]) => joined`(${one} && ${other})`),
        fc.tuple(condition, condition).map(([one, other]) => joined`(${one} || ${other})`),
        condition.map((one) => joined`(not ${one})`),
        fc.constantFrom('all', 'any', 'none').chain(quantified),
        ...(dialect.settling ? wholeConditions : []),
      ),
    }
  })
}

/** One rule as text. */
function anyRule(dialect: Dialect): fc.Arbitrary<string> {
  const { value, condition } = anyExpressions(dialect)
  const path = anyPath(dialect)
  const plain = fc.constantFrom('allow', 'deny', 'warn', 'verdict review', 'verdict revert', 'verdict accept')
  const effect: fc.Arbitrary<Piece> = fc.oneof(
    { weight: 8, arbitrary: plain.map((text) => () => text) },
    path.map((one) => joined`deny "shows {${one}}" at ${one}`),
    fc.constant(joined`require approvals 1 from group("g") distinct from "eve" within 10ms`),
    path.map((one) => joined`require approvals 1 from group("g", ${one}.r) distinct from ${one}.r`),
    value.map((one) => joined`require "ticket" { id: ${one} }`),
  )
  return fc
    .letrec<{ rule: Piece }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        effect,
        {
          weight: 3,
          arbitrary: fc
            .tuple(fc.constantFrom('when', 'unless'), condition, tie('rule'))
            .map(([word, test, body]) => joined`${word} ${test} {\n${body}\n}`),
        },
        fc
          .tuple(condition, tie('rule'), tie('rule'))
          .map(([test, body, otherwise]) => joined`when ${test} {\n${body}\n} else {\n${otherwise}\n}`),
        fc.tuple(anyCollection(dialect), fc.option(condition), tie('rule')).map(
          ([list, where, body]): Piece =>
            (variables) => {
              const inner = [...variables, `v${variables.length}`]
              const filter = where === null ? '' : ` where ${where(inner)}`
              return `for ${inner.at(-1)} in ${list(variables)}${filter} {\n${body(inner)}\n}`
            },
        ),
      ),
    }))
    .rule.map((piece) => piece([]))
}
