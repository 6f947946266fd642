import type { JsonObject, JsonValue } from 'keelson/core'
import {
  compilePolicy,
  type KnownRequest,
  loadBundle,
  type PolicyBundle,
  type SpecializeOptions,
} from 'keelson/policy'
import * as runtime from 'keelson/policy/runtime'
import { describe, expect, test } from 'vitest'
import { ProgramBundle } from '../../src/policy/runtime/bundle.js'
import type { Program } from '../../src/policy/runtime/program.js'
import { expectCode } from '../support/expect-code.js'

const HEADER = 'mode gate\ninput principal: json\ninput resource: json\ninput change: json\n'

function bundleOf(rules: string, targets = 'tool.*'): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(`${HEADER}policy p on ${targets} {\n${rules}\n}`)
  expect(bundle, JSON.stringify(diagnostics)).toBeDefined()
  return bundle!
}

function programOf(bundle: PolicyBundle): Program {
  return ProgramBundle.programOf(bundle)
}

/** The statements that are left, without spans. */
function left(bundle: PolicyBundle): JsonValue[] {
  const text = JSON.stringify(programOf(bundle).policies.map(({ body }) => body))
  return (
    JSON.parse(text, (key, value: unknown) => (key === 'at' ? undefined : value)) as JsonValue[][]
  ).flat()
}

const agent = { id: 'bot', kind: 'agent', groups: ['ops', 'dev'], roles: [{ name: 'a' }, { name: 'b' }] }

describe('a residual program', () => {
  // What is known is the agent above; each pair of rules must leave the same statements.
  const cases: readonly (readonly [what: string, rules: string, residue: string])[] = [
    ['drops what a false condition guards', 'when principal.kind == "human" deny "no"', ''],
    ['keeps what a true one guards', 'when principal.kind == "agent" deny "no"', 'deny "no"'],
    ['takes the other branch', 'when principal.kind == "human" deny "no" else warn "maybe"', 'warn "maybe"'],
    [
      'leaves the open part of a condition',
      'when principal.kind == "agent" && resource.environment == "prod" deny "no"',
      'when resource.environment == "prod" deny "no"',
    ],
    [
      'settles a condition whatever its open part is',
      'when resource.environment == "prod" && principal.kind == "human" deny "no"',
      '',
    ],
    ['settles an or', 'when resource.a || principal.kind == "agent" deny "no"', 'deny "no"'],
    [
      'keeps a condition with nothing left to guard, since it may be missing',
      'when resource.a == 1 { when principal.kind == "human" deny "no" }',
      'when resource.a == 1 {}',
    ],
    [
      'folds lets',
      'let isAgent = principal.kind == "agent"\nlet isProd = resource.environment == "prod"\nwhen isAgent && isProd deny "no"',
      'let isProd = resource.environment == "prod"\nwhen isProd deny "no"',
    ],
    [
      'folds messages',
      'when resource.a == 1 deny "not {principal.id}"',
      'when resource.a == 1 deny "not bot"',
    ],
    [
      'writes out short lists',
      'when resource.team in principal.groups deny "no"',
      'when resource.team in ["ops", "dev"] deny "no"',
    ],
    [
      'writes out quantifiers over known lists',
      'when any g in principal.groups: g == resource.team deny "no"',
      'when "ops" == resource.team || "dev" == resource.team deny "no"',
    ],
    [
      'leaves of a loop over a known list the turns that can do something',
      'for r in principal.roles { when r.name == "b" && resource.a == 1 deny "no" }',
      'when resource.a == 1 deny "no"',
    ],
    [
      'drops a loop of which no turn can',
      'for r in (principal.roles ?? []) ++ principal.roles { when r.name == "c" && resource.a == 1 deny "no" }',
      '',
    ],
    [
      'settles absences that are known',
      'when (principal.team ?? "none") == resource.team deny "no"',
      'when "none" == resource.team deny "no"',
    ],
    [
      'leaves an error that no default settles',
      'when (principal.kind.name ?? resource.a) == 1 deny "no"',
      'when (principal.kind.name ?? resource.a) == 1 deny "no"',
    ],
    [
      'leaves a quantifier whose known item gives no boolean',
      'when any g in principal.groups: (if g == "ops" then g else resource.a) deny "no"',
      'when any g in principal.groups: (if g == "ops" then g else resource.a) deny "no"',
    ],
    [
      'leaves what is unknown by what is known, to be reported',
      'when principal.team == "x" && resource.a == 1 deny "no"',
      'when principal.team == "x" && resource.a == 1 deny "no"',
    ],
  ]
  for (const [what, rules, residue] of cases) {
    test(what, () => {
      const residual = bundleOf(rules).specialize({ principal: agent })
      const wanted = residue === '' ? [] : left(bundleOf(residue))
      expect(left(residual)).toEqual(wanted)
    })
  }

  test('makes functions for what is known of their arguments', () => {
    const { bundle } = compilePolicy(`${HEADER}
      fn inProd(who: json, what: json): bool = who.kind == "agent" && what.environment == "prod"
      policy p on tool.* { when inProd(principal, resource) deny "no" }`)
    const [made, ...others] = programOf(bundle!.specialize({ principal: agent })).functions
    expect(others).toEqual([])
    expect(made).toMatchObject({ name: 'inProd~1', body: { op: 'and', items: [{ op: 'compare' }] } })
    expect(programOf(bundle!.specialize({ principal: { kind: 'human' } })).policies).toEqual([])
  })

  test('keeps only the policies of a known target, and narrows their patterns', () => {
    const { bundle } = compilePolicy(`${HEADER}
      policy a on tool.write { deny "a" }
      policy b on tool.*, k8s.Pod.create { deny "b" }
      policy c on k8s.* { deny "c" }
      policy d on * { deny "d" }`)
    const kept = (target: string): unknown => {
      const { policies } = programOf(bundle!.specialize({ target }))
      return policies.map(({ name, targets }) => [
        name,
        ...targets.map(({ kind, name }) => `${kind} ${name}`),
      ])
    }
    expect(kept('tool.write')).toEqual([
      ['a', 'exact tool.write'],
      ['b', 'exact tool.write'],
      ['d', 'exact tool.write'],
    ])
    expect(kept('tool.*')).toEqual([
      ['a', 'exact tool.write'],
      ['b', 'prefix tool'],
      ['d', 'every '],
    ])
    expect(kept('k8s.Pod.*')).toEqual([
      ['b', 'exact k8s.Pod.create'],
      ['c', 'prefix k8s'],
      ['d', 'every '],
    ])
  })

  test('keeps the mode of a target of which no policy is left', () => {
    const { bundle } = compilePolicy([
      {
        path: 'a.keel',
        text: `module a\nmode gate\ninput principal: json\npolicy p on x.* { when principal.a deny }`,
      },
      {
        path: 'b.keel',
        text: `module b\nmode guard\ninput principal: json\npolicy p on y.* { when principal.a allow }`,
      },
    ])
    const known = { principal: { a: false } }
    for (const target of ['x.run', 'y.run', 'z.run']) {
      const request = { target, ...known }
      const { effect } = bundle!.decide(request, { now: 0 })
      expect(effect).toBe(target === 'x.run' ? 'allow' : 'deny')
      for (const more of [{}, { target }, { target: `${target.slice(0, 1)}.*` }]) {
        expect(bundle!.specialize({ ...known, ...more }).decide(request, { now: 0 }).effect).toBe(effect)
      }
    }
  })

  test('denies by an error of a policy whose deny is gone', () => {
    const bundle = bundleOf('when resource.n > 1 { when principal.kind == "human" deny "no" }')
    const residual = bundle.specialize({ principal: agent })
    const request = { target: 'tool.run', principal: agent, resource: { n: 'x' } }
    expect(residual.decide(request, { now: 0 })).toMatchObject({
      effect: 'deny',
      reasons: [{ effect: 'deny' }],
    })
    expect(runtime.loadBundle(residual.toBytes()).decide(request, { now: 0 }).effect).toBe('deny')
  })

  test('keeps spans and pointers of what is left, and no others', () => {
    const bundle = bundleOf(
      'warn "a"\nfor r in principal.roles { when resource.a == r.name deny "no" at r.name }',
    )
    const residual = bundle.specialize({ principal: agent })
    const request = { target: 'tool.run', principal: agent, resource: { a: 'b' } }
    expect(residual.decide(request, { now: 0 }).reasons).toEqual(bundle.decide(request, { now: 0 }).reasons)
    expect(residual.decide(request, { now: 0 }).reasons[0]).toMatchObject({
      pointer: '/principal/roles/1/name',
    })
    const smaller = programOf(bundle.specialize({ principal: { roles: [] } }))
    expect(smaller.spans.length).toBeLessThan(programOf(bundle).spans.length)
  })
})

describe('what is known', () => {
  const bundle = bundleOf('when principal.kind == "agent" && resource.owner == principal.id deny "no"')
  const request = (roots: JsonObject): { target: string } => ({ target: 'tool.run', ...roots })

  test('is checked with every decision, so a contradiction is never decided', () => {
    const principal = { id: 'ada', kind: 'human', tags: [{ a: 1 }, 'x'] }
    const residual = bundle.specialize({ target: 'tool.*', principal }, { absent: ['/drift'] })
    expect(residual.decide(request({ principal }), { now: 0 }).effect).toBe('allow')
    const contradicting: readonly (readonly [string, JsonObject & { target?: string }])[] = [
      ['/principal/kind', { principal: { ...principal, kind: 'agent' } }],
      ['/principal/id', { principal: { ...principal, id: null } }],
      ['/principal', { principal: { ...principal, more: 1 } }],
      ['/principal', { principal: { id: 'ada', kind: 'human' } }],
      ['/principal', { principal: 'ada' }],
      ['/principal', {}],
      ['/principal/tags', { principal: { ...principal, tags: [{ a: 1 }] } }],
      ['/principal/tags/0/a', { principal: { ...principal, tags: [{ a: 2 }, 'x'] } }],
      ['/target', { principal, target: 'toolbox.run' }],
      ['/target', { principal, target: 'tool' }],
      ['/drift', { principal, drift: null }],
    ]
    for (const [path, roots] of contradicting) {
      for (const one of [residual, runtime.loadBundle(residual.toBytes())]) {
        const error = expectCode('policy/contradicts-known', () => one.decide(request(roots), { now: 0 }))
        expect(error.path).toBe(path)
      }
    }
    expectCode('policy/missing-target', () => residual.decide({ principal } as never, { now: 0 }))
    expectCode('policy/invalid-request', () => residual.decide(null as never, { now: 0 }))
  })

  test('may be a part of a root, with the rest open', () => {
    const options = { open: ['/principal'], absent: ['/principal/team'] }
    const residual = bundle.specialize({ principal: { kind: 'agent' } }, options)
    const principal = { kind: 'agent', id: 'bot' }
    const decision = residual.decide(request({ principal, resource: { owner: 'bot' } }), { now: 0 })
    expect(decision.effect).toBe('deny')
    const wrong = request({ principal: { kind: 'human', id: 'bot' } })
    expect(expectCode('policy/contradicts-known', () => residual.decide(wrong, { now: 0 })).path).toBe(
      '/principal/kind',
    )
    const more = request({ principal: { ...principal, team: 'x' } })
    expect(expectCode('policy/contradicts-known', () => residual.decide(more, { now: 0 })).path).toBe(
      '/principal/team',
    )
  })

  test('is a copy', () => {
    const principal = { id: 'bot', kind: 'agent' }
    const residual = bundle.specialize({ principal })
    const same = { ...principal }
    principal.kind = 'human'
    expect(residual.decide(request({ principal: same, resource: { owner: 'bot' } }), { now: 0 }).effect).toBe(
      'deny',
    )
  })

  test('may be added to, and says where the first bundle was', () => {
    const first = bundle.specialize(
      { target: 'tool.*', principal: { kind: 'agent' } },
      { open: ['/principal'] },
    )
    const second = first.specialize({ target: 'tool.run', principal: { kind: 'agent', id: 'bot' } })
    expect([first.residualOf, second.residualOf, bundle.residualOf]).toEqual([
      bundle.policyDigest,
      bundle.policyDigest,
      null,
    ])
    expect(new Set([bundle, first, second].map(({ policyDigest }) => policyDigest)).size).toBe(3)
    const principal = { kind: 'agent', id: 'bot' }
    const asked = request({ principal, resource: { owner: 'bot' } })
    expect(second.decide(asked, { now: 0 })).toMatchObject({
      effect: 'deny',
      policyDigest: second.policyDigest,
    })
    expectCode('policy/contradicts-known', () => first.specialize({ principal: { kind: 'human' } }))
    expectCode('policy/contradicts-known', () => first.specialize({ target: 'k8s.*' }))
    expect(first.specialize({ target: 'tool.run' }).targets).toEqual(['tool.run'])
    expect(second.specialize({ target: 'tool.*' }).targets).toEqual(['tool.run'])
  })

  test('is refused where it cannot be known or is no JSON', () => {
    const refused: readonly (readonly [string, unknown, SpecializeOptions?])[] = [
      ['policy/invalid-known', null],
      ['policy/invalid-known', 'tool.run'],
      ['policy/invalid-known', { target: 1 }],
      ['policy/invalid-known', { target: '' }],
      ['policy/invalid-known', { approvals: [] }],
      ['policy/invalid-known', { now: 1 }],
      ['core/not-json', { principal: undefined }],
      ['core/not-json', { principal: { id: Number.NaN } }],
      ['hash/lone-surrogate', { principal: { id: '\ud800' } }],
      ['policy/invalid-options', {}, { opne: [] } as never],
      ['policy/invalid-options', {}, null as never],
      ['policy/invalid-options', {}, { open: '/principal' } as never],
      ['policy/invalid-options', {}, { open: ['/principal'] }],
      ['policy/invalid-options', { principal: 'ada' }, { open: ['/principal'] }],
      ['policy/invalid-options', { principal: {} }, { open: [''] }],
      ['core/invalid-pointer', { principal: {} }, { open: ['principal'] }],
      ['policy/invalid-options', { principal: {} }, { absent: [''] }],
      ['policy/invalid-options', { principal: { a: 1 } }, { absent: ['/principal/a'] }],
      ['policy/invalid-options', {}, { absent: ['/principal/a'] }],
    ]
    for (const [code, known, options] of refused) {
      expectCode(code, () => bundle.specialize(known as KnownRequest, options))
    }
  })

  test('has names like __proto__ and at, and bytes that keep them', () => {
    const principal = JSON.parse(
      '{"kind":"agent","id":"x","__proto__":{"at":1},"at":2,"pattern":[]}',
    ) as JsonObject
    const residual = bundle.specialize({ principal })
    const loaded = loadBundle(residual.toBytes())
    expect(loaded.toBytes()).toEqual(residual.toBytes())
    const asked = request({ principal, resource: { owner: 'x' } })
    expect(loaded.decide(asked, { now: 0 }).effect).toBe('deny')
    const { __proto__: _, ...other } = principal
    expectCode('policy/contradicts-known', () => loaded.decide(request({ principal: other }), { now: 0 }))
  })
})

test('a residual of a default whose first place is known to be absent decides as its original', () => {
  const bundle = bundleOf('when (resource.kind ?? principal.rank) == 1 deny "no"')
  const residual = bundle.specialize({ principal: agent, resource: {} })
  for (const original of [bundle, residual]) {
    const asked = { target: 'tool.read', principal: agent, resource: {}, change: {} }
    expect(original.decide(asked, { now: 0 }).effect).toBe('deny')
  }
  const open = bundleOf('when (resource.kind ?? change.rank) == 1 deny "no"').specialize({ resource: {} })
  for (const [rank, effect] of [
    [1, 'deny'],
    [2, 'allow'],
  ] as const) {
    const asked = { target: 'tool.read', resource: {}, change: { rank } }
    expect(open.decide(asked, { now: 0 }).effect).toBe(effect)
  }
})

describe('a residual in bytes', () => {
  test('is refused where what it takes for granted is no object', () => {
    const program = programOf(bundleOf('deny').specialize({ principal: agent }))
    for (const roots of ['', '[]', '{', 'null']) {
      const changed: Program = { ...program, residual: { ...program.residual!, roots } }
      expectCode('policy/invalid-bundle', () => new ProgramBundle(changed))
    }
  })
})
