import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import { seal } from 'keelson/hash'
import type { Approval, PolicyRequest } from 'keelson/policy'
import { anyInput } from './keel-arbitraries.js'

/**
 * Programs that use all of the language: every statement and operator, functions, constants, enums and types of two
 * modules, amounts that are read, regular expressions, approvals, obligations and fixes. A few do not compile.
 */
export interface RichProgram {
  readonly mode: 'guard' | 'gate'
  readonly policies: readonly {
    readonly head: string
    readonly rules: readonly string[]
  }[]
}

export interface RichCase {
  readonly program: RichProgram
  readonly request: PolicyRequest & { readonly [root: string]: JsonValue }
}

/** What tests hand in as `now`; times of requests lie around it. */
export const NOW = 1_767_225_600_000

/** What a generated policy takes as parameters. */
export const PARAMETERS: JsonObject = { quorum: 2, patience: '1h' }

export const LIBRARY: string = [
  'module lib',
  'export enum Kind { x, xy }',
  'export type Item = { name: string, size?: quantity, ... }',
  'export let limit = 2',
  'export fn same(one: json): json = one',
  'export fn first(list: json, other: json): json = list[0] ?? other',
  'export fn isKind(one: json): bool = one == Kind.x || one == Kind.xy',
  'fn inner(one: json): json = one.list',
  'export fn items(one: json, other: json): json = inner(one) ?? inner(other)',
].join('\n')

export const HEADER: string = [
  'import lib as lib',
  'type Typed = { at: time, ttl: duration, cpu: quantity, n: int, maybe?: time?, kind: lib.Kind, items: [lib.Item], open: json }',
  'input m: json',
  'input n: json',
  'input typed: Typed',
  'input flag: bool',
  'let top = m.list',
  'let twice = lib.limit * 2',
  'let deep = m?.p ?? n',
  'let soon = now + 15m',
  'fn second(list: json): json = list[1]',
  'fn sum(one: json, other: json): number = one + other',
  'fn both(one: json, other: json): [json] = (one ?? []) ++ (other ?? [])',
].join('\n')

/** The sources, with policies and rules in the order that they have. */
export function sourcesOf({
  mode,
  policies,
}: RichProgram): { readonly path: string; readonly text: string }[] {
  const body = policies.map(({ head, rules }) => `${head} {\n${rules.join('\n')}\n}`)
  return [
    { path: 'lib.keel', text: LIBRARY },
    { path: 'main.keel', text: [`mode ${mode}`, HEADER, ...body].join('\n') },
  ]
}

function anyRichProgram(): fc.Arbitrary<RichProgram> {
  const head = fc.record({
    documentation: fc.constantFrom('', '', '/// What it is for.\n'),
    severity: fc.constantFrom('', '', '@severity("high") ', '@severity("low") '),
    control: fc.constantFrom('', '', '@control("B", "A") @control("A") '),
    targets: fc.constantFrom('a.x', 'a.{x,y}', 'a.*', '*', 'b.*, a.y', '"a.x", a.*'),
  })
  // Fixes by themselves meet each other only where nothing stands around them.
  const fixes = fc
    .array(anyFix(anyPath('places'), anyExpressions().value), { minLength: 1, maxLength: 3 })
    .map((all) => all.map((fix) => fix({ values: [], conditions: [], places: [] })).join('\n'))
  const rule = fc.oneof({ weight: 6, arbitrary: anyRule() }, { weight: 1, arbitrary: fixes })
  // A fix that follows an effect belongs to it: in a block of its own it may stand anywhere.
  const alone = rule.map((text) => (text.startsWith('fix') ? `when true {\n${text}\n}` : text))
  const rules = fc.array(alone, { minLength: 1, maxLength: 3 })
  const policies = fc.array(fc.tuple(head, rules), { minLength: 1, maxLength: 3 })
  return fc.record({
    mode: fc.constantFrom('guard' as const, 'gate' as const),
    policies: policies.map((all) =>
      all.map(([{ documentation, severity, control, targets }, found], index) => ({
        head: `${documentation}${severity}${control}policy p${index}(quorum: number = 1, patience: duration = 10m) on ${targets}`,
        rules: found,
      })),
    ),
  })
}

/** A program and a request, some of whose approvals are given for it. */
export function anyRichCase(): fc.Arbitrary<RichCase> {
  return fc.record({ program: anyRichProgram(), request: anyRichRequest() })
}

const TEXTS = ['500m', '0.5', '15m', '1h', '2026-01-01T00:00:00Z', '2027-01-01T01:00:00.5+01:00', 'x', 'zz']

function anyRichRequest(): fc.Arbitrary<RichCase['request']> {
  const amount = fc.constantFrom<JsonValue>(...TEXTS, 0, 0.5, 900_000, NOW + 1)
  const usually = (usual: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> =>
    fc.oneof(
      { weight: 5, arbitrary: usual },
      { weight: 1, arbitrary: amount },
      { weight: 1, arbitrary: fc.constant(null) },
    )
  const typed = fc.record(
    {
      at: usually(fc.constantFrom<JsonValue>('2026-01-01T00:00:00Z', '2027-01-01T01:00:00.5+01:00', NOW)),
      ttl: usually(fc.constantFrom<JsonValue>('15m', '1h', 900_000)),
      cpu: usually(fc.constantFrom<JsonValue>('500m', '0.5', 2, '1Ki')),
      n: usually(fc.integer({ min: 0, max: 3 })),
      maybe: usually(fc.constantFrom<JsonValue>(null, '2027-01-01T00:00:00Z')),
      kind: fc.constantFrom('x', 'xy', 'zz'),
      items: fc.array(
        fc.record(
          {
            name: fc.constantFrom<JsonValue>('x', 'xy', 1),
            size: usually(fc.constantFrom<JsonValue>('500m', '1Ki')),
          },
          { requiredKeys: ['name'] },
        ),
        { maxLength: 3 },
      ),
      open: anyInput(),
    },
    { requiredKeys: ['at', 'ttl', 'n'] },
  )
  const approval = fc.record({
    by: fc.constantFrom('ada', 'bob', 'cyd', 'eve'),
    groups: fc.array(fc.constantFrom('g', 'h', 'x'), { maxLength: 3 }),
    at: fc.constantFrom(NOW, NOW - 5, NOW - 700_000, NOW - 90_000_000, NOW + 1),
    isOther: fc.boolean(),
    chance: fc.nat({ max: 3 }),
  })
  return fc
    .record({
      target: fc.constantFrom('a.x', 'a.x', 'a.y', 'b.c.z'),
      roots: fc.record(
        {
          m: anyRichInput(),
          n: anyRichInput(),
          typed,
          flag: fc.oneof({ weight: 5, arbitrary: fc.boolean() }, { weight: 1, arbitrary: amount }),
        },
        { requiredKeys: ['m'] },
      ),
      approvals: fc.option(fc.array(approval, { maxLength: 5 }), { nil: undefined }),
    })
    .map(({ target, roots, approvals }) => {
      const request = { target, ...roots } as RichCase['request']
      if (approvals === undefined) return request
      const subject = seal(request)
      const given = approvals.map(({ by, groups, at, isOther, chance }): Approval => {
        return { by, groups, at, subject: isOther && chance === 0 ? 'other' : subject }
      })
      return { ...request, approvals: given } as unknown as RichCase['request']
    })
}

/** As other inputs, with texts that may be read as amounts and names of groups. */
function anyRichInput(): fc.Arbitrary<JsonObject> {
  const text = fc.constantFrom<JsonValue>(...TEXTS, 'g', ['g', 'h'], ['x', 'xy', 'x'], 'eve')
  const item = fc.record({
    p: fc.boolean(),
    q: fc.integer({ min: 0, max: 2 }),
    r: fc.constantFrom('x', 'xy', 'g'),
  })
  const regular = fc.record({
    p: fc.boolean(),
    q: fc.integer({ min: 0, max: 2 }),
    list: fc.array(item, { maxLength: 3 }),
  })
  // Mostly what rules expect, so that not every decision ends in an error.
  const usual = fc.oneof({ weight: 2, arbitrary: regular }, { weight: 1, arbitrary: fc.constant({}) })
  return fc.tuple(anyInput(), usual, fc.option(text), fc.option(text)).map(([input, members, r, name]) => ({
    ...input,
    ...members,
    ...(r === null ? {} : { r }),
    ...(name === null ? {} : { name }),
  }))
}

/** The names in view: of any value, of a condition. */
interface View {
  readonly values: readonly string[]
  readonly conditions: readonly string[]
  /** Those of the values that stand for places in the request. */
  readonly places: readonly string[]
}

type Piece = (view: View) => string

const joined = (template: TemplateStringsArray, ...pieces: readonly (Piece | string)[]): Piece => {
  return (view) =>
    template.reduce((text, part, index) => {
      const piece = pieces[index - 1]!
      return text + (typeof piece === 'string' ? piece : piece(view)) + part
    })
}

const plain =
  (text: string): Piece =>
  () =>
    text

const freshName = ({ values, conditions }: View): string => `v${values.length + conditions.length}`

/** What loops go through; its items may stand for places. */
interface Collection {
  readonly list: Piece
  readonly isPlace: boolean
}

function withValue(view: View, name: string, isPlace: boolean): View {
  const places = isPlace ? [...view.places, name] : view.places
  return { ...view, values: [...view.values, name], places }
}

const FIELDS = ['p', 'q', 'r', 'list', 'name'] as const
const ROOTS = ['m', 'n', 'm', 'n', 'top', 'deep', 'typed.open']

function anyPath(among: 'values' | 'places' = 'values'): fc.Arbitrary<Piece> {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...FIELDS).map((name) => `.${name}`) },
    { weight: 2, arbitrary: fc.constantFrom(...FIELDS).map((name) => `?.${name}`) },
    { weight: 1, arbitrary: fc.constantFrom('[0]', '[1]', '["p"]', '[m.q]', '[n.r]', '[-1]', '[0.5]') },
  )
  const steps = fc.oneof(
    { weight: 4, arbitrary: fc.array(step, { maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(step, { maxLength: 3 }) },
  )
  return fc.tuple(fc.nat(), steps).map(([root, taken]) => (view) => {
    const own = view[among]
    const roots = [...ROOTS, ...own, ...own, ...own]
    return roots[root % roots.length]! + taken.join('')
  })
}

interface Expressions {
  /** Values of type json, which agree with everything. */
  readonly json: fc.Arbitrary<Piece>
  readonly value: fc.Arbitrary<Piece>
  readonly condition: fc.Arbitrary<Piece>
  readonly collection: fc.Arbitrary<Collection>
}

const LITERALS = ['null', 'true', 'false', '0', '1', '2', '"x"', '"xy"', '""', 'lib.Kind.x']
const PATTERNS = ['r"x+y?"', 'r"[a-z]*"', 'r"^.$"', 'r"(?i)X|zz"', 'r"\\d+m"']
const LIKE = ['"x*"', '"*"', '"*y"', '"\\\\*x"', '"?"']

/** Conditions over amounts, whose types do not agree with everything. */
const AMOUNTS = [
  '(typed.at > now)',
  '(typed.at + 1d > soon)',
  '(typed.ttl < 30m)',
  '(typed.ttl == 15m)',
  '(soon - typed.at >= patience)',
  '(typed.cpu >= q"0.5")',
  '(typed.cpu * 2 == q"1")',
  '(typed.cpu + q"500m" > q"0.7")',
  '(m.r == q"500m")',
  '(n.r < q"1Ki")',
  '(quantity(m.r) > typed.cpu)',
  '(duration(m.r) <= 15m)',
  '(time(n.r) > now)',
  '(time(n.r) - 1h < soon)',
  '(typed.n == 1)',
  '(typed.n > lib.limit)',
  '(typed.maybe? == null)',
  '(has(typed.maybe) && typed.maybe > now)',
  '(typed.kind == lib.Kind.x)',
  '(typed.kind in [lib.Kind.x, lib.Kind.xy])',
  '(all i in typed.items: i.name == "x")',
  '(any i in typed.items: has(i.size) && i.size > q"1")',
  '(count i in typed.items: i.name startsWith "x") > 1',
  '(max(duration("5m"), typed.ttl) > 10m)',
  'flag',
  '(flag || m.p)',
].map((text) => text.replace('typed.maybe? ==', 'typed?.maybe =='))

function anyExpressions(): Expressions {
  const path = anyPath()
  const pair = fc.tuple(path, path)
  const placePair = fc.tuple(anyPath('places'), anyPath('places'))
  const placed = fc.oneof(
    { weight: 2, arbitrary: anyPath('places') },
    { weight: 5, arbitrary: anyPath('places').map((one) => joined`${one}.list`) },
    anyPath('places').map((one) => joined`(${one}?.list ?? [])`),
    placePair.map(([one, other]) => joined`(${one}.list ++ ${other}.list)`),
    placePair.map(([one, other]) => joined`both(${one}?.list, ${other}?.list)`),
    placePair.map(([one, other]) => joined`lib.items(${one}, ${other})`),
    fc.constant(plain('top')),
  )
  const ordering = fc.constantFrom('<', '<=', '>', '>=', 'startsWith', 'endsWith', 'like')
  const calculation = fc.constantFrom('+', '-', '*', '/', '%')
  return fc.letrec<{
    json: Piece
    value: Piece
    condition: Piece
    collection: Collection
  }>((tie) => {
    const json = tie('json')
    const value = tie('value')
    const condition = tie('condition')
    const collection = tie('collection')
    const quantified = (kind: string): fc.Arbitrary<Piece> =>
      fc.tuple(collection, condition, fc.boolean()).map(([list, body, isIndexed]) => (view: View): string => {
        const name = freshName(view)
        const names = isIndexed ? `${name}, i${name}` : name
        return `(${kind} ${names} in ${list.list(view)}: ${body(withValue(view, name, false))})`
      })
    return {
      json: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { weight: 8, arbitrary: path },
        fc.tuple(json, json).map(([one, other]) => joined`(${one} ?? ${other})`),
        json.map((one) => joined`lib.same(${one})`),
        fc.tuple(path, json).map(([one, other]) => joined`lib.first(${one}, ${other})`),
        path.map((one) => joined`second(${one})`),
        path.map((one) => joined`required(${one})`),
        fc.tuple(condition, json, json).map(([c, one, other]) => joined`(if ${c} then ${one} else ${other})`),
      ),
      value: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { weight: 6, arbitrary: json },
        {
          weight: 3,
          arbitrary: fc
            .constantFrom(...LITERALS, 'target', 'now', 'twice', 'typed.at', 'typed.ttl')
            .map(plain),
        },
        fc.tuple(path, calculation, path).map(([one, sign, other]) => joined`(${one} ${sign} ${other})`),
        pair.map(([one, other]) => joined`(${one} - ${other} * -${one})`),
        pair.map(([one, other]) => joined`sum(${one}, ${other})`),
        fc.tuple(value, value).map(([one, other]) => joined`[${one}, ${other}]`),
        value.map((one) => joined`{ p: ${one}, "list": [] }`),
        fc.tuple(value, value).map(([one, other]) => joined`"a{${one}}b{${other}}"`),
        fc
          .tuple(fc.constantFrom('size', 'lower', 'upper', 'trim', 'keys', 'values', 'abs', 'floor'), path)
          .map(([name, one]) => joined`${name}(${one})`),
        fc
          .tuple(fc.constantFrom('min', 'max', 'split', 'join'), path, path)
          .map(([name, one, other]) => joined`${name}(${one}, ${other})`),
        quantified('count'),
        fc
          .tuple(collection, value, fc.option(condition))
          .map(([list, item, where]) => (view: View): string => {
            const name = freshName(view)
            const inner = withValue(view, name, false)
            return `[${item(inner)} for ${name} in ${list.list(view)}${where === null ? '' : ` where ${where(inner)}`}]`
          }),
      ),
      collection: fc.oneof(
        { weight: 9, arbitrary: placed.map((list) => ({ list, isPlace: true })) },
        fc.constant({ list: plain('set(top)'), isPlace: false }),
        path.map((one) => ({ list: joined`[${one}, m]`, isPlace: false })),
      ),
      condition: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        { weight: 4, arbitrary: path.map((one) => joined`${one}.p`) },
        {
          weight: 2,
          arbitrary: fc
            .tuple(path, ordering, path)
            .map(([one, sign, other]) => joined`(${one}.q ${sign} ${other}.q)`),
        },
        fc.tuple(path, ordering, path).map(([one, sign, other]) => joined`(${one} ${sign} ${other})`),
        {
          weight: 4,
          arbitrary: fc
            .tuple(path, fc.constantFrom('==', '!='), fc.constantFrom(...LITERALS))
            .map(([one, sign, other]) => joined`(${one} ${sign} ${other})`),
        },
        fc
          .tuple(path, fc.constantFrom('==', '!='), value)
          .map(([one, sign, other]) => joined`(${one} ${sign} ${other})`),
        { weight: 3, arbitrary: fc.constantFrom(...AMOUNTS).map(plain) },
        fc.tuple(path, fc.constantFrom(...LIKE)).map(([one, pattern]) => joined`(${one}.r like ${pattern})`),
        fc
          .tuple(path, fc.constantFrom(...PATTERNS))
          .map(([one, pattern]) => joined`(${one}.r matches ${pattern})`),
        fc
          .tuple(path, fc.constantFrom(...PATTERNS))
          .map(([one, pattern]) => joined`contains(${one}.r, ${pattern})`),
        fc
          .tuple(fc.constantFrom('contains', 'startsWith', 'subset'), path, path)
          .map(([name, one, other]) => joined`${name}(${one}, ${other})`),
        fc
          .tuple(fc.constantFrom('union', 'intersection', 'difference'), path, path)
          .map(([name, one, other]) => joined`(${name}(${one}, ${other}) == set(${other}))`),
        fc.tuple(value, path).map(([one, other]) => joined`(${one} in ${other})`),
        path.map((one) => joined`has(${one})`),
        path.map((one) => joined`lib.isKind(${one})`),
        fc.tuple(condition, condition).map(([one, other]) => joined`(${one} && ${other})`),
        fc.tuple(condition, condition, condition).map((all) => joined`(${all[0]} || ${all[1]} || ${all[2]})`),
        fc.tuple(condition, condition).map(([one, other]) => joined`(${one} || ${other})`),
        condition.map((one) => joined`(not ${one})`),
        fc.nat().map(
          (pick): Piece =>
            ({ conditions }) =>
              conditions.length === 0 ? 'flag' : conditions[pick % conditions.length]!,
        ),
        fc
          .tuple(condition, condition, condition)
          .map(([c, one, other]) => joined`(if ${c} then ${one} else ${other})`),
        { weight: 3, arbitrary: fc.constantFrom('all', 'any', 'none').chain(quantified) },
      ),
    }
  })
}

function anyFix(path: fc.Arbitrary<Piece>, value: fc.Arbitrary<Piece>): fc.Arbitrary<Piece> {
  const place = fc.oneof(
    { weight: 4, arbitrary: path.map((one) => joined`${one}.p`) },
    path.map((one) => joined`${one}.list[0]`),
    path.map((one) => joined`${one}.list[size(m.list)]`),
    path.map((one) => joined`${one}.q.r`),
    fc.constantFrom('pointer("/m/p")', 'pointer(m.r)', 'm.q', 'm').map(plain),
  )
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('set', 'add', 'replace'), place, value)
        .map(([word, one, other]) => joined`fix ${word} ${one} = ${other}`),
    },
    place.map((one) => joined`fix remove ${one}`),
  )
}

function anyEffect({ value, json }: Expressions): fc.Arbitrary<Piece> {
  const path = anyPath('places')
  const message = fc.oneof(
    { weight: 2, arbitrary: fc.constant(plain('')) },
    fc.constantFrom(' "plain"', ' raw"{raw}"').map(plain),
    value.map((one) => joined` "shows {${one}}"`),
  )
  const at = fc.oneof(
    { weight: 2, arbitrary: fc.constant(plain('')) },
    path.map((one) => joined` at ${one}`),
  )
  const fix = anyFix(path, value)
  const fixes = fc.oneof(
    { weight: 4, arbitrary: fc.constant(plain('')) },
    fix.map((one) => joined` ${one}`),
  )
  const words = fc.constantFrom(
    'allow',
    'allow',
    'deny',
    'deny',
    'warn',
    'verdict review',
    'verdict revert',
    'verdict accept',
  )
  const group = fc.oneof(fc.constantFrom('"g"', '"h"', '["g", "h"]', '"g", "x"').map(plain), json)
  const within = fc.constantFrom(
    '',
    '',
    ' within 10m',
    ' within patience',
    ' within 1d12h',
    ' within typed.ttl',
    ' within m.q',
  )
  const distinct = fc.oneof(
    fc.constantFrom('', '', ' distinct from "eve"', ' distinct from ["eve", "ada"]').map(plain),
    path.map((one) => joined` distinct from ${one}`),
  )
  const including = fc.array(group, { maxLength: 2 }).map(
    (groups): Piece =>
      (view) =>
        groups.map((one) => ` including group(${one(view)})`).join(''),
  )
  const quota = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('1', '2', 'quorum', 'quorum + 1').map(plain) },
    path.map((one) => joined`${one}.q`),
  )
  const since = fc.oneof(
    fc.constantFrom('typed.at', 'now', 'time("2026-01-01T00:00:00Z")').map(plain),
    path.map((one) => joined`${one}.at`),
  )
  const wait = fc.constantFrom('1ms', '10m', 'patience', 'typed.ttl', 'm.q').map(plain)
  const escalation = fc.oneof(
    { weight: 2, arbitrary: fc.constant(plain('')) },
    fc
      .tuple(group, wait, since)
      .map(([to, after, from]) => joined` escalate to group(${to}) after ${after} since ${from}`),
  )
  const approvals = fc
    .tuple(quota, group, including, distinct, within, escalation, message)
    .map(
      ([n, from, more, others, age, wider, text]) =>
        joined`require approvals ${n} from group(${from})${more}${others}${age}${wider}${text}`,
    )
  const named = fc
    .tuple(fc.constantFrom('ticket', 'review'), value, message)
    .map(([name, one, text]) => joined`require "${name}" { id: ${one} }${text}`)
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(words, message, at, fixes)
        .map(([word, text, place, more]) => joined`${word}${text}${place}${more}`),
    },
    { weight: 3, arbitrary: approvals },
    { weight: 2, arbitrary: named },
    fc.constant(plain('require "bare"')),
    { weight: 2, arbitrary: fix },
  )
}

function anyRule(): fc.Arbitrary<string> {
  const expressions = anyExpressions()
  const { json, condition, collection } = expressions
  const effect = anyEffect(expressions)
  return fc
    .letrec<{ rule: Piece }>((tie) => {
      const rule = tie('rule')
      const words = fc.constantFrom('when', 'unless')
      return {
        rule: fc.oneof(
          { maxDepth: 3, depthSize: 'small' },
          { weight: 2, arbitrary: effect },
          {
            weight: 4,
            arbitrary: fc
              .tuple(words, condition, rule)
              .map(([word, test, body]) => joined`${word} ${test} {\n${body}\n}`),
          },
          fc
            .tuple(words, condition, rule, rule)
            .map(
              ([word, test, body, otherwise]) =>
                joined`${word} ${test} {\n${body}\n} else {\n${otherwise}\n}`,
            ),
          {
            weight: 3,
            arbitrary: fc.tuple(collection, fc.option(condition), rule, fc.boolean()).map(
              ([list, where, body, isIndexed]): Piece =>
                (view) => {
                  const name = freshName(view)
                  const inner = withValue(view, name, list.isPlace)
                  const filter = where === null ? '' : ` where ${where(inner)}`
                  return `for ${name}${isIndexed ? `, i${name}` : ''} in ${list.list(view)}${filter} {\n${body(inner)}\n}`
                },
            ),
          },
          fc
            .tuple(
              fc.oneof(
                anyPath('places').map((value) => ({ value, isPlace: true })),
                json.map((value) => ({ value, isPlace: false })),
              ),
              rule,
            )
            .map(
              ([{ value, isPlace }, body]): Piece =>
                (view) => {
                  const name = freshName(view)
                  return `when true { let ${name} = ${value(view)}\n${body(withValue(view, name, isPlace))}\n}`
                },
            ),
          fc.tuple(condition, rule).map(
            ([value, body]): Piece =>
              (view) => {
                const name = freshName(view)
                const inner = { ...view, conditions: [...view.conditions, name] }
                return `when true { let ${name} = ${value(view)}\n${body(inner)}\n}`
              },
          ),
        ),
      }
    })
    .rule.map((piece) => piece({ values: [], conditions: [], places: [] }))
}
