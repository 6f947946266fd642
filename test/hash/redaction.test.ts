import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { JsonValue } from 'keelson/core'
import {
  canonicalize,
  listRedactions,
  REDACTED_MEMBER,
  redactionCommitment,
  redactValue,
  seal,
  verifyRedaction,
} from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

interface CommitmentVector {
  readonly name: string
  readonly key: string
  readonly pointer: string
  readonly json: string
  readonly commitment: string
}

interface RedactedVector {
  readonly name: string
  readonly key: string
  readonly json: string
  readonly pointers: readonly string[]
  readonly redacted: string
  readonly seal: string
}

const { commitments, redacted } = JSON.parse(
  readFileSync(new URL('seal.vectors.json', import.meta.url), 'utf8'),
) as { readonly commitments: readonly CommitmentVector[]; readonly redacted: readonly RedactedVector[] }
const parse = (json: string): JsonValue => JSON.parse(json) as JsonValue
const keyOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const KEY = keyOf('00112233445566778899aabbccddeeff')

describe('the published vectors', () => {
  test.each(commitments)('commitment: $name', ({ key, pointer, json, commitment }) => {
    expect(redactionCommitment(keyOf(key), pointer, parse(json))).toBe(commitment)
    expect(verifyRedaction(commitment, keyOf(key), pointer, parse(json))).toBe(true)
  })

  test('differ wherever key, place or value do', () => {
    expect(new Set(commitments.map(({ commitment }) => commitment)).size).toBe(
      new Set(commitments.map(({ key, pointer, json }) => `${key} ${pointer} ${canonicalize(parse(json))}`))
        .size,
    )
  })

  test.each(redacted)('redacted: $name', ({ key, json, pointers, redacted: expected, seal: sealed }) => {
    const shown = redactValue(parse(json), pointers, keyOf(key))
    expect(canonicalize(shown)).toBe(expected)
    expect(seal(shown)).toBe(sealed)
  })
})

describe('redactionCommitment', () => {
  test('is HMAC-SHA-256 over the bytes that docs/fingerprint.md lists', () => {
    const message = Buffer.concat([
      Buffer.from('00000003', 'hex'),
      Buffer.from('/ü'),
      Buffer.from('{"a":1,"b":"é"}'),
    ])
    const digest = createHmac('sha256', KEY).update(message).digest('base64url')
    expect(redactionCommitment(KEY, '/ü', { b: 'é', a: 1 })).toBe(`kr1:hmac-sha256:${digest}`)
  })

  test('cannot be divided otherwise between place and value', () => {
    expect(redactionCommitment(KEY, '/a1', 2)).not.toBe(redactionCommitment(KEY, '/a', 12))
  })

  test('refuses what is no key, place or value', () => {
    expectCode('hash/short-key', () => redactionCommitment(KEY.subarray(1), '', 1))
    expectCode('hash/short-key', () => redactionCommitment(new Uint8Array(0), '', 1))
    expectCode('hash/not-bytes', () =>
      redactionCommitment('0123456789abcdef' as unknown as Uint8Array, '', 1),
    )
    expectCode('core/invalid-pointer', () => redactionCommitment(KEY, 'a', 1))
    expectCode('core/invalid-pointer', () => redactionCommitment(KEY, '/~2', 1))
    expectCode('core/invalid-pointer', () => redactionCommitment(KEY, 7 as unknown as string, 1))
    expectCode('hash/lone-surrogate', () => redactionCommitment(KEY, '/\ud800', 1))
    expectCode('hash/lone-surrogate', () => redactionCommitment(KEY, '/a', '\ud800'))
    expectCode('core/not-json', () => redactionCommitment(KEY, '/a', undefined as unknown as JsonValue))
  })
})

describe('redactValue', () => {
  const secret = { user: 'web', data: { password: 'hunter2', tokens: ['a', 'b'] } }

  test('puts commitments where the pointers lead, and leaves the rest and the original alone', () => {
    const before = structuredClone(secret)
    const shown = redactValue(secret, ['/data/tokens/1', '/data/password'], KEY)
    expect(shown).toEqual({
      user: 'web',
      data: {
        password: { [REDACTED_MEMBER]: redactionCommitment(KEY, '/data/password', 'hunter2') },
        tokens: ['a', { [REDACTED_MEMBER]: redactionCommitment(KEY, '/data/tokens/1', 'b') }],
      },
    })
    expect(secret).toEqual(before)
  })

  test('hides a part inside a hidden part with it, whatever the order', () => {
    const outer = { user: 'web', data: { [REDACTED_MEMBER]: redactionCommitment(KEY, '/data', secret.data) } }
    for (const pointers of [
      ['/data', '/data/tokens/0', '/data/tokens'],
      ['/data/tokens/0', '/data/tokens', '/data', '/data'],
    ]) {
      expect(redactValue(secret, pointers, KEY)).toEqual(outer)
    }
    expect(redactValue(secret, ['/user', ''], KEY)).toEqual({
      [REDACTED_MEMBER]: redactionCommitment(KEY, '', secret),
    })
  })

  test('hides a member named __proto__ and changes no prototype', () => {
    const shown = redactValue(parse('{"__proto__":{"a":1}}'), ['/__proto__/a'], KEY)
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype)
    expect(listRedactions(shown)).toEqual([
      { pointer: '/__proto__/a', commitment: redactionCommitment(KEY, '/__proto__/a', 1) },
    ])
  })

  test('refuses a document that uses the reserved name, also with nothing to hide', () => {
    for (const [json, path] of [
      [`{"${REDACTED_MEMBER}":1}`, `/${REDACTED_MEMBER}`],
      [`{"a":[{"${REDACTED_MEMBER}":"${redactionCommitment(KEY, '/a/0', 1)}"}]}`, `/a/0/${REDACTED_MEMBER}`],
    ] as const) {
      expect(expectCode('hash/reserved-key', () => redactValue(parse(json), [], KEY)).path).toBe(path)
    }
    const once = redactValue(secret, ['/user'], KEY)
    expectCode('hash/reserved-key', () => redactValue(once, ['/data'], KEY))
  })

  test('refuses a pointer that leads nowhere: the secret it was meant for would be shown', () => {
    for (const pointer of ['/data/Password', '/data/tokens/2', '/data/tokens/-', '/user/0', '/toString']) {
      const error = expectCode('hash/nothing-to-redact', () => redactValue(secret, ['/user', pointer], KEY))
      expect(error.path).toBe(pointer)
    }
  })

  test('refuses a short key, what is no pointer, and what JSON cannot hold', () => {
    expectCode('hash/short-key', () => redactValue(secret, [], KEY.subarray(8)))
    expectCode('core/invalid-pointer', () => redactValue(secret, ['user'], KEY))
    expectCode('core/invalid-pointer', () => redactValue(secret, [null as unknown as string], KEY))
    for (const bad of ['/user', undefined, null, new Set(['/user'])]) {
      expectCode('core/invalid-pointer', () => redactValue(secret, bad as unknown as string[], KEY))
    }
    expectCode('core/not-json', () => redactValue(Number.NaN, [], KEY))
  })

  test('takes 1,000 levels', () => {
    const deep = parse('['.repeat(1000) + ']'.repeat(1000))
    expect(listRedactions(redactValue(deep, ['/0'.repeat(999)], KEY))[0]?.pointer).toBe('/0'.repeat(999))
  })
})

describe('listRedactions', () => {
  test('lists in the order of places, not of members', () => {
    const shown = redactValue(parse('{"b":[1,2],"a":{"y":1,"x":2}}'), ['/b/1', '/b/0', '/a/y', '/a/x'], KEY)
    expect(listRedactions(shown).map(({ pointer }) => pointer)).toEqual(['/a/x', '/a/y', '/b/0', '/b/1'])
  })

  const commitment = redactionCommitment(KEY, '/a', 1)
  test.each<[string, JsonValue]>([
    ['no commitment', 'hidden'],
    ['no text', null],
    ['a commitment cut short', commitment.slice(0, -1)],
    ['another algorithm', commitment.replace('sha256', 'sha512')],
    ['a seal', seal(1)],
  ])('refuses the reserved name with %s', (_what, text) => {
    const error = expectCode('hash/reserved-key', () => listRedactions({ a: { [REDACTED_MEMBER]: text } }))
    expect(error.path).toBe('/a')
  })

  test('refuses the reserved name beside another member', () => {
    expectCode('hash/reserved-key', () => listRedactions({ [REDACTED_MEMBER]: commitment, b: 1 }))
  })
})

describe('verifyRedaction', () => {
  const commitment = redactionCommitment(KEY, '/a', 'secret')

  test('is false for every other key, place and value', () => {
    expect(verifyRedaction(commitment, KEY, '/a', 'secret')).toBe(true)
    expect(verifyRedaction(commitment, KEY.slice().reverse(), '/a', 'secret')).toBe(false)
    expect(verifyRedaction(commitment, KEY, '/b', 'secret')).toBe(false)
    expect(verifyRedaction(commitment, KEY, '/a', 'Secret')).toBe(false)
  })

  test('is false for what is malformed or can never have been committed to', () => {
    for (const bad of [
      '',
      'kr1:hmac-sha256:',
      `${commitment}=`,
      commitment.toUpperCase(),
      null,
      seal('secret'),
    ]) {
      expect(verifyRedaction(bad as string, KEY, '/a', 'secret')).toBe(false)
    }
    expect(verifyRedaction(commitment, KEY, 'a', 'secret')).toBe(false)
    expect(verifyRedaction(commitment, KEY, '/a', '\ud800')).toBe(false)
    expect(verifyRedaction(commitment, KEY, '/a', undefined as unknown as JsonValue)).toBe(false)
  })

  test('refuses a key that no commitment is made under', () => {
    expectCode('hash/short-key', () => verifyRedaction(commitment, KEY.subarray(1), '/a', 'secret'))
    expectCode('hash/not-bytes', () =>
      verifyRedaction(commitment, [] as unknown as Uint8Array, '/a', 'secret'),
    )
  })
})
