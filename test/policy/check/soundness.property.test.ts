import fc from 'fast-check'
import type { JsonObject, JsonValue } from 'keelson/core'
import { compilePolicy } from 'keelson/policy'
import { expect, test } from 'vitest'
import { law } from '../../support/law.js'

const PATHS = ['x.a', 'x?.a', 'x.b', 'y', 'short', 'kept', 'size(x.l)', '(count c in x.l: c == 1)'] as const
const LITERALS = ['0', '1', '2', '1.5', '"a"', '"ab"', '"b"', 'null', 'true', 'one', '-1', '2 - 1'] as const
const LISTS = ['["a", "b"]', '[0, 1]', '["ab"]', '[null, 1]', 'few'] as const
const HEAD = `mode gate
input x: json
input y: json
let one = 1
let few = ["a", 1]
let short = x.a
let isOne = x.a == 1
policy p(limit: number = 1) on t.{run,walk} {
  let kept = x.b
  let isA = kept == "a" || x.a == "a"
`

const OUTER_LINE = HEAD.trimEnd().split('\n').length + 2

/** Conditions on few values, so that many of them exclude one another. */
function anyCondition(): fc.Arbitrary<string> {
  const path = fc.constantFrom(...PATHS)
  const literal = fc.constantFrom(...LITERALS)
  const atom = fc.oneof(
    fc
      .tuple(path, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), literal)
      .map((parts) => parts.join(' ')),
    fc.tuple(literal, fc.constantFrom('==', '<', '>='), path).map((parts) => parts.join(' ')),
    fc.tuple(path, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), path).map((parts) => parts.join(' ')),
    fc.tuple(path, fc.constantFrom(...LISTS)).map(([one, list]) => `${one} in ${list}`),
    fc
      .tuple(
        path,
        fc.constantFrom('startsWith "a"', 'endsWith "b"', 'like "a*"', 'like "ab"', 'startsWith "b"'),
      )
      .map((parts) => parts.join(' ')),
    fc.constantFrom('has(x.a)', 'has(x.b)', 'has(x.l)', 'x.a', 'x.b', 'isOne', 'isA', 'y', 'limit > 0'),
    fc.constantFrom('x.a > limit', 'x.a < limit', 'target == "t.run"', 'target startsWith "t"', 'true'),
    fc
      .constantFrom('any c in x.l: c == 1', 'none c in x.l: c == 1', 'all c in x.l: c == 1')
      .map((text) => `(${text})`),
  )
  return fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 4, arbitrary: atom },
      { weight: 3, arbitrary: pairOf(tie('condition'), '&&') },
      { weight: 2, arbitrary: pairOf(tie('condition'), '||') },
      { weight: 1, arbitrary: tie('condition').map((one) => `not (${one})`) },
    ),
  })).condition
}

function pairOf(condition: fc.Arbitrary<string>, operator: string): fc.Arbitrary<string> {
  return fc.tuple(condition, condition).map(([one, other]) => `(${one}) ${operator} (${other})`)
}

function anyRequest(): fc.Arbitrary<JsonObject & { readonly target: string }> {
  const value = fc.constantFrom<JsonValue>(null, true, false, 0, 1, 1.5, 2, -1, 'a', 'ab', 'b', '', 'aab')
  const list = fc.array(fc.constantFrom<JsonValue>(0, 1, 'a'), { maxLength: 2 })
  return fc
    .tuple(
      fc.dictionary(fc.constantFrom('a', 'b'), value, { maxKeys: 2 }),
      fc.option(list, { nil: undefined }),
      fc.option(value, { nil: undefined }),
      fc.constantFrom('t.run', 't.walk'),
    )
    .map(([x, l, y, target]) => ({
      target,
      x: { ...x, ...(l === undefined ? {} : { l }) },
      ...(y === undefined ? {} : { y }),
    }))
}

/** Messages of the rules that fired in a known state. */
function firedBy(text: string, request: JsonObject & { readonly target: string }): ReadonlySet<string> {
  const { bundle, diagnostics } = compilePolicy(text)
  if (bundle === undefined) expect.fail(`${diagnostics[0]!.message}\n${text}`)
  const { reasons, warnings } = bundle.decide(request, { now: 0 })
  return new Set([...reasons, ...warnings].map(({ message }) => message))
}

const requests = fc.array(anyRequest(), { minLength: 20, maxLength: 20 })
// Types that can never agree are errors, which the programs here are not about.
const compiles = (text: string): boolean => compilePolicy(text).bundle !== undefined

/** Conditions on lines of their own. */
function nestedProgram(outer: string, inner: string, word: 'when' | 'unless'): string {
  return [
    HEAD.trimEnd(),
    `  ${word}`,
    outer,
    '  {',
    '    warn "outer"',
    '    when',
    inner,
    '    warn "true" else warn "false"',
    '  } else warn "not outer"',
    '}',
  ].join('\n')
}

let claims = 0

law(
  'a condition that is said never to be true is true of no request, and one never to be false of none',
  fc
    .record({
      outer: anyCondition(),
      inner: anyCondition(),
      word: fc.constantFrom('when' as const, 'unless' as const),
    })
    .filter(({ outer, inner, word }) => compiles(nestedProgram(outer, inner, word)))
    .chain((parts) => requests.map((made) => ({ ...parts, made }))),
  ({ outer, inner, word, made }) => {
    const text = nestedProgram(outer, inner, word)
    const impossible = new Set<string>()
    for (const { message, span } of compilePolicy(text).diagnostics) {
      const never = /^this condition can never be (true|false)/.exec(message)?.[1]
      // Claims about parts of a condition are not about which rule fires.
      const condition = text.slice(span.offset, span.offset + span.length)
      if (never === undefined || span.column > 1) continue
      if (condition === inner && span.line > OUTER_LINE) impossible.add(never)
      else if (condition === outer)
        impossible.add((never === 'true') === (word === 'when') ? 'outer' : 'not outer')
    }
    claims += impossible.size
    if (impossible.size === 0) return
    for (const request of made) {
      const fired = firedBy(text, request)
      expect([...impossible].filter((message) => fired.has(message))).toEqual([])
    }
  },
)

let removed = 0

law(
  'without the rules that are said to change nothing, everything that can be known is decided alike',
  fc
    .tuple(anyCondition(), anyCondition(), fc.constantFrom('allow', 'deny', 'deny "m"'))
    .chain(([one, other, effect]) => {
      // Rules of few conditions and effects, so that some do what others do.
      const condition = fc.constantFrom('', `when ${one}`, `unless ${other}`)
      const rule = fc
        .tuple(condition, condition, fc.constantFrom(effect, 'deny'))
        .map((lines) => lines.join('\n'))
      return fc.array(rule, { minLength: 2, maxLength: 4 })
    })
    .filter((rules) => compiles(programOf(rules)))
    .chain((rules) => requests.map((made) => ({ rules, made }))),
  ({ rules, made }) => {
    const text = programOf(rules)
    const lines = compilePolicy(text)
      .diagnostics.filter(({ code }) => code === 'policy/shadowed-rule')
      .map(({ span }) => span.line)
    removed += lines.length
    if (lines.length === 0) return
    // Each rule has three lines, and its effect is on the last.
    const first = HEAD.trimEnd().split('\n').length + 3
    const left = rules.filter((_, index) => !lines.includes(first + index * 3))
    const [whole, less] = [compilePolicy(text), compilePolicy(programOf(left))]
    for (const request of made) {
      const one = whole.bundle!.decide(request, { now: 0 })
      const other = less.bundle!.decide(request, { now: 0 })
      if (one.errors.length === 0 && other.errors.length === 0) expect(other.effect).toBe(one.effect)
    }
  },
)

function programOf(rules: readonly string[]): string {
  return [HEAD.replace('mode gate', 'mode guard').trimEnd(), ...rules, '}'].join('\n')
}

test('the checker had something to say', () => {
  expect(claims).toBeGreaterThan(0)
  expect(removed).toBeGreaterThan(0)
})
