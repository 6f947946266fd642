import { isKeelsonError } from 'keelson/core'
import { packBinaryForm, unpackBinaryForm } from 'keelson/hash'
import { compilePolicy } from 'keelson/policy'
import { loadBundle, type PolicyRequest } from 'keelson/policy/runtime'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const FORM = { magic: 'KSPB', version: 1, code: 'policy/invalid-bundle' } as const

/** Every kind of statement, and most of expressions, in few bytes. */
const TEXT = `mode gate
input a: json
let limit = a.limit ?? 3
fn first(s: string): string = split(s, "/")[0]
policy p(names: [string] = ["x", "y"]) on t.{run,walk}, k.* {
  for item, i in a.list ?? [] where first(item.name) in names && item.name matches r"[a-z/]+" {
    when item["n"] % 2 == 1 && not (i >= limit) deny "{i}: {item.name}" at item.n fix set item.n = 2
    else require approvals 1 from group("g") including group("h") distinct from a.by within 2h
  }
  unless (any x in a.list: x.name like "x*") { require "x" { l: [a.b] } verdict review }
}
policy q on * { when a.kind == "agent" && a.risk > 3 deny "no" }`

const bytes = compilePolicy(TEXT).bundle!.toBytes()
const payload = unpackBinaryForm(FORM, bytes)
const FLIPS: readonly number[] = [0x01, 0x80, 0xff]

const requests: readonly PolicyRequest[] = [
  {
    target: 't.run',
    a: {
      by: 'eve',
      kind: 'agent',
      risk: 9,
      list: [
        { name: 'x', n: 3 },
        { name: 'y/z', n: 2 },
      ],
    },
  },
  { target: 'k.x.y', a: { list: 5 } },
]

function flipped(whole: Uint8Array, at: number, flip: number): Uint8Array {
  const changed = whole.slice()
  changed[at]! ^= flip
  return changed
}

describe('the bytes of a bundle', () => {
  test('are refused where any byte is flipped in any of several ways', () => {
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of FLIPS)
        expectCode('policy/invalid-bundle', () => loadBundle(flipped(bytes, at, flip)))
    }
  })

  test('are refused where they are cut anywhere, or go on', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      expectCode('policy/invalid-bundle', () => loadBundle(bytes.subarray(0, length)))
    }
    expectCode('policy/invalid-bundle', () => loadBundle(new Uint8Array([...bytes, 0])))
    expectCode('policy/invalid-bundle', () => loadBundle(new Uint8Array([...bytes, ...bytes])))
  })

  test.each(FLIPS.map((flip) => [flip]))(
    'are refused with a code, or decide, where each byte is flipped by %i and the digest made anew',
    (flip) => {
      const seen = { refused: 0, decided: 0 }
      for (let at = 0; at < payload.length; at += 1) {
        try {
          const bundle = loadBundle(packBinaryForm(FORM, flipped(payload, at, flip)))
          for (const request of requests) {
            expect(['allow', 'pending', 'deny']).toContain(bundle.decide(request, { now: 0 }).effect)
          }
          expect(bundle.policyDigest).toMatch(/^ks1:sha256:/)
          seen.decided += 1
        } catch (error) {
          if (!isKeelsonError(error)) expect.fail(`byte ${at}: ${String(error)}`)
          expect(['policy/invalid-bundle', 'policy/language-version', 'hash/lone-surrogate']).toContain(
            error.code,
          )
          seen.refused += 1
        }
      }
      expect(seen.refused).toBeGreaterThan(100)
      expect(seen.decided).toBeGreaterThan(100)
    },
  )
})

/** Denies unless `a.kind` is there and is "human"; allows only then. */
const guards = [
  'mode guard\ninput a: json\npolicy p on t.run { when a.kind == "human" allow }',
  'mode gate\ninput a: json\npolicy p on t.run { unless a.kind == "human" deny }',
  'mode gate\ninput a: json\npolicy p on t.run { for c in a.list when c.kind != "human" deny }',
  'mode guard\ninput a: json\npolicy p on t.run { when all c in a.list: c.kind == "human" allow }',
].map((text) => compilePolicy(text).bundle!)

class Kind {
  get kind(): string {
    return 'human'
  }
}

const cyclic: Record<string, unknown> = { kind: 'agent' }
cyclic.self = cyclic
cyclic.list = [cyclic]

/** Answers "human" when it is asked a second time. */
function wavering(): object {
  let asked = 0
  return {
    list: [{ kind: 'agent' }],
    get kind() {
      asked += 1
      return asked > 1 ? 'human' : 'agent'
    },
  }
}

const HOSTILE: readonly (readonly [name: string, a: () => unknown])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a function', () => () => 'human'],
  ['a bigint', () => 10n],
  ['a symbol', () => Symbol('human')],
  ['a date', () => new Date(0)],
  ['a map', () => new Map([['kind', 'human']])],
  ['a list', () => ['human']],
  ['a text', () => 'human'],
  ['inherited members', () => Object.create({ kind: 'human', list: [] })],
  ['members of a class', () => new Kind()],
  ['a member named __proto__', () => JSON.parse('{"__proto__":{"kind":"human","list":[]}}')],
  ['a prototype that was set', () => Object.setPrototypeOf({}, { kind: 'human', list: [] })],
  ['a boxed text', () => ({ kind: new String('human'), list: [{ kind: new String('human') }] })],
  ['a list with holes', () => ({ kind: [], list: new Array(3) })],
  ['what contains itself', () => cyclic],
  ['an accessor that wavers', wavering],
  [
    'an accessor that throws',
    () => ({
      get kind(): never {
        throw new Error('no')
      },
      get list(): never {
        throw new Error('no')
      },
    }),
  ],
  [
    'a proxy that throws',
    () =>
      new Proxy(
        {},
        {
          getOwnPropertyDescriptor: () => {
            throw new Error('no')
          },
        },
      ),
  ],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    },
  ],
  [
    '100,000 members and items',
    () => ({
      ...Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index])),
      kind: 'agent',
      list: Array.from({ length: 100_000 }, () => ({ kind: 'agent' })),
    }),
  ],
]

describe('a request with', () => {
  test.each(HOSTILE)('%s is denied or refused with a code, and never allowed', (_name, a) => {
    for (const bundle of guards) {
      for (const digest of [false, true]) {
        try {
          const decision = bundle.decide({ target: 't.run', a: a() }, { now: 0, digest })
          expect(decision.effect).toBe('deny')
          expect(structuredClone(decision)).toEqual(decision)
        } catch (error) {
          if (!isKeelsonError(error)) throw error
          expect(error.code).toMatch(/^(policy|core|hash)\/[a-z-]+$/)
        }
      }
    }
  })

  test.each([
    ['polluted by name', 'kind'],
    ['polluted by root', 'a'],
    ['polluted by approvals', 'approvals'],
  ])('an object prototype that is %s sees nothing of it', (_name, member) => {
    const clean = guards.map((bundle) => bundle.decide({ target: 't.run', a: { list: [{}] } }, { now: 0 }))
    Object.defineProperty(Object.prototype, member, {
      value: member === 'a' ? { kind: 'human', list: [] } : 'human',
      configurable: true,
      enumerable: true,
      writable: true,
    })
    try {
      const polluted = guards.map((bundle) =>
        bundle.decide({ target: 't.run', a: { list: [{}] } }, { now: 0 }),
      )
      expect(JSON.stringify(polluted)).toBe(JSON.stringify(clean))
      expect(guards.map((bundle) => bundle.decide({ target: 't.run' }, { now: 0 }).effect)).toEqual(
        guards.map(() => 'deny'),
      )
    } finally {
      Reflect.deleteProperty(Object.prototype, member)
    }
  })
})
