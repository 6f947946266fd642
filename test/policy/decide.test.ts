import { compilePolicy, type Decision, type PolicyBundle } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

function bundleOf(text: string): PolicyBundle {
  const { bundle, diagnostics } = compilePolicy(text)
  expect(diagnostics).toEqual([])
  return bundle!
}

const simple = bundleOf('mode gate\ninput a: json\npolicy p on t.run { when a.x == 1 deny }')

describe('what decide refuses', () => {
  test('a decision without the time', () => {
    expectCode('policy/missing-now', () => simple.decide({ target: 't.run' }, {} as never))
    expectCode('policy/missing-now', () => simple.decide({ target: 't.run' }, undefined as never))
  })

  test.each([
    [{ now: '0' }, '/now'],
    [{ now: Number.NaN }, '/now'],
    [{ now: 0.5 }, '/now'],
    [{ now: 0, fuel: 0 }, '/fuel'],
    [{ now: 0, fuel: Number.POSITIVE_INFINITY }, '/fuel'],
    [{ now: 0, digest: 'yes' }, '/digest'],
    [{ now: 0, feul: 5 }, '/feul'],
  ])('the options %j', (options, path) => {
    const error = expectCode('policy/invalid-options', () =>
      simple.decide({ target: 't.run' }, options as never),
    )
    expect(error.path).toBe(path)
  })

  test.each([[{}], [{ target: '' }], [{ target: 5 }], [Object.create({ target: 't.run' })]])(
    'the request %j, which has no target',
    (request) => {
      expectCode('policy/missing-target', () => simple.decide(request as never, { now: 0 }))
    },
  )

  test.each([[null], [[]], ['t.run'], [5]])('the request %j', (request) => {
    expectCode('policy/invalid-request', () => simple.decide(request as never, { now: 0 }))
  })

  test.each([
    [5, ''],
    [[null], '/0'],
    [[{ groups: [], at: 0, subject: '' }], '/0/by'],
    [[{ by: 'a', groups: 'sre', at: 0, subject: '' }], '/0/groups'],
    [[{ by: 'a', groups: [5], at: 0, subject: '' }], '/0/groups'],
    [[{ by: 'a', groups: [], at: '0', subject: '' }], '/0/at'],
    [[{ by: 'a', groups: [], at: 0 }], '/0/subject'],
  ])('the approvals %j', (approvals, path) => {
    const request = { target: 't.run', approvals } as never
    const error = expectCode('policy/invalid-approvals', () => simple.decide(request, { now: 0 }))
    expect(error.path).toBe(`/approvals${path}`)
  })

  test('a request whose accessor throws', () => {
    const request = {
      target: 't.run',
      get a(): never {
        throw new Error('not data')
      },
    }
    expectCode('policy/invalid-request', () => simple.decide(request, { now: 0 }))
  })

  test('a digest of a request that is no JSON', () => {
    expectCode('core/not-json', () =>
      simple.decide({ target: 't.run', b: undefined }, { now: 0, digest: true }),
    )
  })
})

describe('requests that are hostile', () => {
  test.each([
    ['a function', () => 1],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['a symbol', Symbol('x')],
  ])('%s where a policy reads denies', (_name, value) => {
    const decision = simple.decide({ target: 't.run', a: { x: value } }, { now: 0 })
    expect([decision.effect, decision.errors[0]!.code]).toEqual(['deny', 'policy/not-json'])
  })

  test('a member that is undefined is missing', () => {
    const decision = simple.decide({ target: 't.run', a: { x: undefined } }, { now: 0 })
    expect([decision.effect, decision.errors[0]!.code]).toEqual(['deny', 'policy/missing-value'])
  })

  test('inherited members are missing', () => {
    const inherits = Object.create({ a: { x: 2 } }) as object
    const decision = simple.decide(Object.assign(inherits, { target: 't.run' }), { now: 0 })
    expect([decision.effect, decision.errors[0]!.code]).toEqual(['deny', 'policy/missing-value'])
  })

  test('names of the prototype are names where a request holds them', () => {
    const bundle = bundleOf(
      'mode gate\ninput a: json\npolicy p on t.run { when a.__proto__ == 1 && a.constructor == 2 deny }',
    )
    const a = JSON.parse('{"__proto__":1,"constructor":2}') as object
    expect(bundle.decide({ target: 't.run', a }, { now: 0 }).reasons[0]!.message).toBe('denied by p')
  })

  test('a target with a name of the prototype matches nothing', () => {
    for (const target of ['constructor', '__proto__', 'toString', 'hasOwnProperty.x', '...', '.']) {
      expect(simple.decide({ target }, { now: 0 }).reasons).toEqual([])
    }
  })

  test('values that contain themselves end with the fuel', () => {
    const bundle = bundleOf('mode gate\ninput a: json\ninput b: json\npolicy p on t.run { when a == b deny }')
    const loop = (): unknown[] => {
      const list: unknown[] = []
      list.push(list)
      return list
    }
    const decision = bundle.decide({ target: 't.run', a: loop(), b: loop() }, { now: 0, fuel: 1000 })
    expect(decision.errors[0]!.code).toBe('policy/fuel-exhausted')
    expect([decision.effect, decision.cost]).toEqual(['deny', 1000])
  })

  test('values nested very deep are compared, shown and handed on without a crash', () => {
    const bundle = bundleOf(
      'mode gate\ninput a: json\ninput b: json\npolicy p on t.run { when a == b deny "{a}" require "x" { deep: a } }',
    )
    const deep = (): unknown => {
      let value: unknown = 1
      for (let level = 0; level < 100_000; level += 1) value = [value]
      return value
    }
    const decision = bundle.decide({ target: 't.run', a: deep(), b: deep() }, { now: 0 })
    expect(decision.reasons.map(({ message }) => message)).toContain('[[[…]]]')
    expect(decision.errors[0]!.code).toBe('policy/not-json')
  })

  test('a request that cannot be sealed cannot be approved, and says so', () => {
    const bundle = bundleOf('mode gate\npolicy p on t.run { require approvals 1 from group("g") }')
    const decision = bundle.decide({ target: 't.run', x: '\ud800' }, { now: 0 })
    expect(decision.effect).toBe('deny')
    expect(decision.reasons[0]!.message).toMatch(
      /^approvals are required by p \(the request cannot be sealed: /,
    )
    expect(decision.subject).toBeUndefined()
  })

  test('texts that double one another take fuel, not memory', () => {
    const lets = Array.from({ length: 60 }, (_, index) => `let k${index + 1} = "{k${index}}{k${index}}"`)
    const text = `mode gate\ninput a: json\nlet k0 = "{a.x}"\n${lets.join('\n')}\npolicy p on t.run { when k60 == "x" deny }`
    const decision = bundleOf(text).decide({ target: 't.run', a: { x: 'x' } }, { now: 0 })
    expect(decision.errors[0]!.code).toBe('policy/fuel-exhausted')
    const constant = bundleOf(text.replace('"{a.x}"', '"xxxxxxxx{a?.y}"'))
    expect(constant.decide({ target: 't.run', a: {} }, { now: 0 }).effect).toBe('deny')
  })

  test('patterns that make naive search slow do not', () => {
    const bundle = bundleOf(
      'mode gate\ninput a: json\npolicy p on t.run { when contains(a.text, a.part) || a.text like a.pattern deny }',
    )
    const text = 'a'.repeat(200_000)
    const part = `${'a'.repeat(100_000)}b`
    const decision = bundle.decide({ target: 't.run', a: { text, part, pattern: `*${part}*` } }, { now: 0 })
    expect([decision.effect, decision.errors]).toEqual(['allow', []])
  })
})

describe('fuel and digests', () => {
  test('a verdict that could not be reached is review', () => {
    const bundle = bundleOf('mode gate\ninput a: json\npolicy p on t.run { for _x in a.list verdict accept }')
    const decision = bundle.decide(
      { target: 't.run', a: { list: new Array(500).fill(0) } },
      { now: 0, fuel: 100 },
    )
    expect([decision.effect, decision.verdict, decision.reasons]).toEqual(['deny', 'review', []])
  })

  test('what a rule does not read costs nothing', () => {
    const bundle = bundleOf(
      'mode gate\ninput a: json\nlet big = (count i in a.list: i > 1) > 2\npolicy p on t.run { when a.on { when big deny } }',
    )
    const list = new Array(1000).fill(0)
    const off = bundle.decide({ target: 't.run', a: { on: false, list } }, { now: 0 })
    const on = bundle.decide({ target: 't.run', a: { on: true, list } }, { now: 0 })
    expect(off.cost).toBeLessThan(20)
    expect(on.cost).toBeGreaterThan(1000)
  })

  test('a constant is computed once a decision, however many policies read it', () => {
    const policies = (count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `policy p${index} on t.run { when big deny "${index}" }`,
      ).join('\n')
    const head = 'mode gate\ninput a: json\nlet big = (count i in a.list: i > 1) > 2\n'
    const request = { target: 't.run', a: { list: new Array(1000).fill(0) } }
    const one = bundleOf(head + policies(1)).decide(request, { now: 0 }).cost
    const many = bundleOf(head + policies(50)).decide(request, { now: 0 }).cost
    expect(many - one).toBeLessThan(1000)
  })

  test('the input digest is taken only when asked for, and is that of the whole request', () => {
    const request = { target: 't.run', a: { x: 2 } }
    expect(simple.decide(request, { now: 0 }).inputDigest).toBeNull()
    const digest = simple.decide(request, { now: 0, digest: true }).inputDigest
    expect(digest).toMatch(/^ks1:sha256:[\w-]{43}$/)
    expect(simple.decide({ ...request, drift: 1 }, { now: 0, digest: true }).inputDigest).not.toBe(digest)
  })

  test('the policy digest survives layout, comments and order, and nothing else', () => {
    const digestOf = (text: string): string => bundleOf(text).policyDigest
    const one = digestOf(
      'mode gate\ninput a: json\npolicy p on t.run { when a.x deny "m" warn "w" }\npolicy q on t.run { deny }',
    )
    const other = digestOf(
      '// c\nmode gate input a: json\n\npolicy q on t.run { deny }\npolicy p on t.run { warn "w"\n when (a.x) { deny "m" } }',
    )
    expect(other).toBe(one)
    expect(
      digestOf(
        'mode gate\ninput a: json\npolicy p on t.run { when a.y deny "m" warn "w" }\npolicy q on t.run { deny }',
      ),
    ).not.toBe(one)
    expect(
      digestOf(
        'mode gate\ninput a: json\npolicy p on t.run { when a.x deny "n" warn "w" }\npolicy q on t.run { deny }',
      ),
    ).not.toBe(one)
  })

  test('a caller that changes a decision does not change the next', () => {
    const bundle = bundleOf(
      'mode gate\ninput a: json\npolicy p on t.run { require "x" { list: [1] } deny "{a.x}" deny "same" }',
    )
    const decide = (): Decision => bundle.decide({ target: 't.run', a: { x: 1 } }, { now: 0 })
    const first = decide()
    const copy = structuredClone(first)
    const [obligation] = first.obligations
    if (obligation?.kind === 'named') (obligation.data as { list: number[] }).list.push(2)
    Object.assign(first.reasons[0]!.span, { line: 7 })
    expect(decide()).toEqual(copy)
  })

  test('what is the same in every decision is shared, and frozen', () => {
    const bundle = bundleOf('mode gate\npolicy p on t.run { deny "same" }')
    const { reasons, warnings } = bundle.decide({ target: 't.run' }, { now: 0 })
    expect(bundle.decide({ target: 't.run' }, { now: 1 }).reasons[0]).toBe(reasons[0])
    for (const shared of [reasons[0]!, reasons[0]!.span, reasons[0]!.controls, warnings]) {
      expect(Object.isFrozen(shared)).toBe(true)
    }
  })
})

test('an interface of the caller is a request', () => {
  interface Deploy {
    readonly target: 't.run'
    readonly a: { readonly x: number }
  }
  const request: Deploy = { target: 't.run', a: { x: 1 } }
  expect(simple.decide(request, { now: 0 }).effect).toBe('deny')
})

test('null is a value in the data of an obligation and in a fix', () => {
  const bundle = bundleOf(
    'mode gate\ninput a: json\npolicy p on t.run { require "x" { b: a.b } fix set a.c = a.b }',
  )
  const { effect, obligations, patches, errors } = bundle.decide(
    { target: 't.run', a: { b: null } },
    { now: 0 },
  )
  expect({ effect, errors }).toEqual({ effect: 'pending', errors: [] })
  expect(obligations).toMatchObject([{ name: 'x', data: { b: null } }])
  expect(patches).toEqual([{ op: 'add', path: '/a/c', value: null }])
})
