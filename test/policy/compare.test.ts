import {
  type BundleComparison,
  type CompareOptions,
  compareBundles,
  compilePolicy,
  formatComparison,
  type PolicyBundle,
} from 'keelson/policy'
import * as runtime from 'keelson/policy/runtime'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const INPUTS = 'input principal: json\ninput resource: json\ninput change: json\n'

function bundleOf(text: string, mode = 'gate'): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(`mode ${mode}\n${INPUTS}${text}`)
  expect(bundle, JSON.stringify(diagnostics)).toBeDefined()
  return bundle!
}

function compare(before: string, after: string, mode?: string): BundleComparison {
  return compareBundles(bundleOf(before, mode), bundleOf(after, mode))
}

/** A policy of these rules on tools. */
function tools(rules: string): string {
  return `policy p on tool.write {\n${rules}\n}`
}

describe('a comparison', () => {
  test('reads as a reviewer would say it', () => {
    const before =
      'policy agents on tool.write { when principal.kind == "agent" && resource.environment == "staging" allow }'
    const after = 'policy agents on tool.write { when principal.kind == "agent" allow }'
    const comparison = compare(before, after, 'guard')
    expect(formatComparison(comparison).split('\n').slice(0, 4)).toEqual([
      'newly allowed: tool.write when principal.kind is "agent" and resource.environment is any other text',
      '  before: deny',
      '  after: allow',
      '    allow by agents (5:62): allowed by agents',
    ])
    expect(comparison).toMatchObject({
      equal: false,
      exhaustive: true,
      changes: [
        {
          kind: 'loosened',
          request: {
            target: 'tool.write',
            principal: { kind: 'agent' },
            resource: { environment: 'other resource.environment' },
          },
          before: { effect: 'deny' },
          after: { effect: 'allow' },
          because: [{ side: 'after', policy: 'agents', effect: 'allow' }],
        },
      ],
    })
    expect(formatComparison(compare(after, before, 'guard'))).toMatch(/^newly denied: tool\.write when/)
  })

  // The rules before and after, and what the first change says.
  const edits: readonly (readonly [what: string, before: string, after: string, head: string])[] = [
    [
      'a moved limit',
      'when change.size > 3 deny',
      'when change.size >= 3 deny',
      'newly denied: tool.write when change.size is 3',
    ],
    [
      'a limit between two values',
      'when change.size > 1.5 deny',
      'when change.size > 1.75 deny',
      'newly allowed: tool.write when change.size is 1.75',
    ],
    [
      'numbers below every constant',
      'when change.size < -5 deny',
      'when change.size == 0 deny',
      'newly allowed: tool.write when change.size is -6',
    ],
    [
      'a dropped deny',
      'when resource.a == "x" deny\nwhen resource.b deny',
      'when resource.b deny',
      'newly allowed: tool.write when resource.a is "x" and resource.b is false',
    ],
    [
      'a wider list',
      'when resource.a in ["x"] deny',
      'when resource.a in ["x", "y"] deny',
      'newly denied: tool.write when resource.a is "y"',
    ],
    [
      'a prefix',
      'unless resource.a startsWith "dev" deny',
      'unless resource.a startsWith "dev-" deny',
      'newly denied: tool.write when resource.a is "dev"',
    ],
    [
      'a pattern',
      'unless resource.a like "a*b" deny',
      'unless resource.a like "a*" deny',
      'newly allowed: tool.write when resource.a is "a',
    ],
    [
      'a default',
      'when (resource.a ?? 1) > 1 deny',
      'when (resource.a ?? 2) > 1 deny',
      'newly denied: tool.write',
    ],
    [
      'a handled absence',
      'when resource.a == 1 deny',
      'when resource?.a == 1 deny',
      'newly allowed: tool.write',
    ],
    [
      'an error that is handled',
      'when resource.a > 1 deny',
      'when has(resource.a) && resource.a > 1 deny',
      'newly allowed: tool.write',
    ],
    [
      'another quota',
      'require approvals 1 from group("a")',
      'require approvals 2 from group("a")',
      'pending, with other duties: tool.write',
    ],
    [
      'another group',
      'require approvals 1 from group("a")',
      'require approvals 1 from group("a", "b")',
      'pending, with other duties: tool.write',
    ],
    [
      'someone who may not approve',
      'require approvals 1 from group("a")',
      'require approvals 1 from group("a") distinct from principal.id',
      'pending, with other duties: tool.write when principal.id is any other text',
    ],
    [
      'someone who may approve after a while',
      'require approvals 1 from group("a")',
      'require approvals 1 from group("a") escalate to group("b") after 4h since time("2026-01-01T00:00:00Z")',
      'pending, with other duties: tool.write',
    ],
    [
      'someone else who may approve after a while, since a time of the request',
      'require approvals 1 from group("a") escalate to group("b") after 4h since resource.at',
      'require approvals 1 from group("a") escalate to group("c") after 4h since resource.at',
      'pending, with other duties: tool.write when resource.at is "1970-01-01T00:00:00Z"',
    ],
    [
      'approvals that escalate sooner',
      'require approvals 1 from group("a") escalate to group("b") after 4h since resource.at',
      'require approvals 1 from group("a") escalate to group("b") after 1h since resource.at',
      'pending, with other duties: tool.write when resource.at is "1970-01-01T00:00:00Z"',
    ],
    [
      'approval in the place of refusal',
      'deny',
      'require approvals 1 from group("a")',
      'newly open to approval: tool.write',
    ],
    [
      'approval where there was none',
      'warn',
      'require approvals 1 from group("a")',
      'newly in need of approval: tool.write',
    ],
    ['another verdict', 'verdict accept', 'verdict review', 'allow, with another verdict: tool.write'],
    [
      'another fix',
      'warn fix set resource.a = 1',
      'warn fix set resource.a = 2',
      'allow, with other duties: tool.write',
    ],
    [
      'data of an obligation',
      'require "t" { a: principal.id }',
      'require "t" { a: resource.id }',
      'pending, with other duties: tool.write when principal.id is any other text and resource.id is any other text',
    ],
    [
      'an item of a list',
      'for c in resource.list when c.a == 1 deny',
      'for c in resource.list when c.a == 2 deny',
      'newly allowed: tool.write when resource.list.0.a is 1',
    ],
    [
      'a quantifier',
      'when all c in resource.list: c == 1 deny',
      'when any c in resource.list: c == 1 deny',
      'newly allowed: tool.write when resource.list is empty',
    ],
    [
      'a regular expression',
      'unless resource.a matches r"x[0-9]{3}" deny',
      'unless resource.a matches r"x[0-9]{2}" deny',
      'newly allowed: tool.write when resource.a is "x00"',
    ],
    [
      'a time',
      'when now > time("2026-01-31T12:00:00Z") deny',
      'when now >= time("2026-01-31T12:00:00Z") deny',
      'newly denied: tool.write when now is 2026-01-31T12:00:00Z',
    ],
    [
      'two values of the request',
      'when resource.owner != principal.id deny',
      'when resource.owner == principal.id deny',
      'newly allowed: tool.write when',
    ],
    [
      'a function',
      'when size(resource.list) > 1 deny',
      'when size(resource.list) > 2 deny',
      'newly allowed: tool.write when resource.list',
    ],
  ]
  for (const [what, before, after, head] of edits) {
    test(`finds ${what}`, () => {
      const comparison = compare(tools(before), tools(after))
      expect(formatComparison(comparison)).toContain(head)
      expect(comparison.equal).toBe(false)
    })
  }

  test('finds a change that another policy hides almost everywhere', () => {
    const others = `policy q on tool.* { unless principal.kind == "agent" deny unless resource.environment in ["prod"] deny }
      policy r on * { when principal.level < 3 deny when change.risk == "high" deny }`
    const comparison = compare(`${others} ${tools('when resource.locked deny')}`, others)
    expect(comparison.exhaustive).toBe(true)
    expect(comparison.changes.map(({ request }) => request)).toEqual([
      {
        target: 'tool.write',
        principal: { kind: 'agent', level: 3 },
        resource: { environment: 'prod', locked: true },
        change: { risk: 'other change.risk' },
      },
    ])
  })

  test('shows what is hidden everywhere to be no change', () => {
    const others = 'policy q on * { when resource.environment == "prod" deny }'
    const comparison = compare(
      `${others} ${tools('when resource.environment == "prod" && change.a == 1 deny')}`,
      others,
    )
    expect(
      comparison.changes.filter(
        ({ request }) => 'resource' in request && JSON.stringify(request).includes('prod'),
      ),
    ).toEqual([])
  })

  test('does not mind names, wording, severity, order and places', () => {
    const before =
      '@severity("low") policy a on tool.* { when resource.a deny "no" at resource.a }\npolicy b on * { warn }'
    const after =
      '/// Said anew.\npolicy x on * { warn "b" }\npolicy y on tool.* {\n\n when resource.a deny }'
    expect(compare(before, after)).toMatchObject({ equal: true, exhaustive: true, decisions: 0 })
  })

  test('shows a rewritten condition to be the same', () => {
    const before = tools('when resource.a == 1 && principal.kind in ["x", "y"] deny')
    const after = tools(
      'when not (resource.a != 1 || (principal.kind != "x" && not (principal.kind == "y"))) deny',
    )
    const comparison = compare(before, after)
    expect(comparison.changes).toEqual([])
    expect(comparison).toMatchObject({ equal: true, exhaustive: true })
  })

  test('finds another escalation', () => {
    const rule = (groups: string): string =>
      tools(
        `require approvals 1 from group("a") escalate to group(${groups}) after 4h since time("2026-01-31T12:00:00Z")`,
      )
    expect(compare(rule('"b"'), rule('"b", "c"')).changes).toMatchObject([
      {
        kind: 'changed',
        before: { obligations: [{ escalateTo: ['b'] }] },
        after: { obligations: [{ escalateTo: ['b', 'c'] }] },
      },
    ])
    expect(compare(rule('"b"'), rule('"b"')).equal).toBe(true)
  })

  test('knows that merged approvals tell less than approvals would', () => {
    const legal = 'require approvals 2 from group("a") including group("b")'
    const comparison = compare(tools(`${legal}\nrequire approvals 2 from group("a")`), tools(legal))
    expect(comparison.equal).toBe('unknown')
    expect(comparison.limits).toContain('approvals that several rules ask of the same groups')
  })

  // Rules that differ for few texts, each pair with one that does.
  const texts: readonly (readonly [before: string, after: string, text: string])[] = [
    ['V startsWith "o"', 'V startsWith "o" || V == "none"', 'none'],
    ['V startsWith "o" || V startsWith "p"', 'V != "q" && (V startsWith "o" || V startsWith "p")', ''],
    ['not (V startsWith "o")', 'false', 'x'],
    ['not (V startsWith "other")', 'V == 1', 'x'],
    ['V < "m" && V endsWith "z"', 'false', 'az'],
    ['V < "ab" && V startsWith "a" && V != "a"', 'false', 'aa'],
    ['V > "ax" && V startsWith "a" && V endsWith "b"', 'false', 'ayb'],
    ['V startsWith "ab" && V endsWith "ba" && not (V like "ab*ba")', 'false', 'aba'],
    ['V like "a*" && V != "a"', 'V like "a*"', 'a'],
    ['V in ["a", "b"]', 'V in ["a", "b", "c"]', 'c'],
  ]
  for (const [before, after, text] of texts) {
    test(`tells ${before} from ${after}`, () => {
      const rule = (condition: string): string =>
        tools(`when ${condition.replaceAll('V', 'resource.v')} deny`)
      const [one, other] = [bundleOf(rule(before)), bundleOf(rule(after))]
      const asked = { target: 'tool.write', resource: { v: text } }
      const differs = one.decide(asked, { now: 0 }).effect !== other.decide(asked, { now: 0 }).effect
      const comparison = compareBundles(one, other)
      expect(comparison.exhaustive).toBe(true)
      if (differs) expect(comparison.equal).toBe(false)
      // Both sides take every other kind of value alike, or they do not: what is a text must be among the witnesses.
      if (differs) expect(comparison.changes.some(({ request }) => hasText(request))).toBe(true)
    })
  }

  function hasText(request: object): boolean {
    return typeof (request as { resource?: { v?: unknown } }).resource?.v === 'string'
  }

  test('knows that approvals let through what is allowed beneath, and nothing else', () => {
    const rule = tools('require approvals 1 from group("g")')
    const comparison = compareBundles(bundleOf(rule, 'guard'), bundleOf(rule, 'gate'), {
      targets: ['tool.write'],
    })
    expect(comparison).toMatchObject({ equal: 'unknown', exhaustive: false, changes: [] })
    expect(comparison.limits).toContain('what is decided once all approvals are there')
  })

  test('says what it did not look at', () => {
    const { equal, exhaustive, limits } = compare(
      tools('for c in resource.list when c.a == 1 deny'),
      tools('for c in resource.list { when not (c.a != 1) deny }'),
    )
    expect({ equal, exhaustive }).toEqual({ equal: 'unknown', exhaustive: false })
    expect(limits).toContain('resource.list: lists of more than two items are not tried')
    const text = formatComparison({ equal, exhaustive, limits, decisions: 1, changes: [] })
    expect(text.split('\n').slice(0, 2)).toEqual([
      'no change was found',
      'the search was bounded (1 decisions):',
    ])
  })

  test('ends after the decisions that it may take', () => {
    const rules = Array.from(
      { length: 12 },
      (_, index) => `when resource.a${index} == ${index} && resource.b${index} deny`,
    )
    const options = { decisions: 50 }
    const comparison = compareBundles(
      bundleOf(tools(rules.join('\n'))),
      bundleOf(tools(rules.slice(1).join('\n'))),
      options,
    )
    expect(comparison.decisions).toBeLessThanOrEqual(60)
    expect(comparison.limits).toContain('the search ended after 50 decisions')
  })

  test('finds targets that are decided by no policy any more, and another mode', () => {
    expect(compare('policy a on tool.* { warn }', 'policy a on tool.* { warn }', 'gate').equal).toBe(true)
    const gate = bundleOf('policy a on tool.* { warn }', 'gate')
    const guard = bundleOf('policy a on tool.* { warn }', 'guard')
    expect(compareBundles(gate, guard).changes.map(({ kind, request }) => [kind, request.target])).toEqual([
      ['tightened', 'other'],
    ])
    const narrow = compare('policy a on tool.* { deny }', 'policy a on tool.write { deny }')
    expect(narrow.changes.map(({ kind, request }) => [kind, request])).toEqual([
      ['loosened', { target: 'tool.other' }],
    ])
  })

  test('tells what is newly allowed first, and what is newly denied last', () => {
    const comparison = compare(
      'policy a on a.run { deny }\npolicy b on b.run { deny }\npolicy c on c.run { warn }\npolicy d on d.run { warn }',
      'policy b on b.run { require "x" }\npolicy c on c.run { deny }\npolicy d on d.run { require "x" }',
    )
    expect(
      formatComparison(comparison)
        .split('\n')
        .filter((line) => line.startsWith('newly')),
    ).toEqual([
      'newly allowed: a.run',
      'newly open to approval: b.run',
      'newly in need of approval: d.run',
      'newly denied: c.run',
    ])
  })

  test('looks at the targets that are named', () => {
    const [before, after] = ['deny', 'warn'].map((rule) => bundleOf(`policy a on tool.* { ${rule} }`))
    const targets = ['tool.read', 'k8s.Pod.create']
    const { changes } = compareBundles(before!, after!, { targets })
    expect(changes.map(({ request }) => request.target)).toEqual(['tool.read'])
  })

  test('takes bundles of the runtime and from bytes', () => {
    const [before, after] = ['deny', 'warn'].map((rule) => bundleOf(tools(rule)))
    const loaded = runtime.loadBundle(before!.toBytes())
    expect(compareBundles(loaded, after!)).toEqual(compareBundles(before!, after!))
    const foreign = { ...loaded, toBytes: () => before!.toBytes(), decide: loaded.decide.bind(loaded) }
    expect(compareBundles(foreign as never, after!).equal).toBe(false)
  })

  test('refuses what it cannot compare', () => {
    const bundle = bundleOf(tools('deny'))
    const residual = bundle.specialize({ principal: {} })
    for (const wrong of [null, undefined, 'x', {}, { toBytes: 1 }, residual]) {
      expectCode('policy/not-comparable', () => compareBundles(bundle, wrong as PolicyBundle))
      expectCode('policy/not-comparable', () => compareBundles(wrong as PolicyBundle, bundle))
    }
    const options: readonly unknown[] = [
      null,
      { decision: 1 },
      { decisions: 0 },
      { decisions: 1.5 },
      { targets: 'tool.write' },
      { targets: [''] },
    ]
    for (const wrong of options) {
      expectCode('policy/invalid-options', () => compareBundles(bundle, bundle, wrong as CompareOptions))
    }
  })
})
