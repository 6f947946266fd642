import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import {
  decodeBase64Url,
  encodeBase64Url,
  hmacSha256,
  leafHash,
  packBinaryForm,
  sha256,
  unpackBinaryForm,
} from 'keelson/hash'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

// FIPS 180-4 examples, and a million letters a.
const DIGESTS: readonly (readonly [text: string, digest: string])[] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
]

const RFC_4231_CASE_2 = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'

describe('sha256', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  test.each(DIGESTS)('of FIPS 180-4 (%#)', (text, digest) => {
    const bytes = sha256(ascii(text))
    expect(hex(bytes)).toBe(digest)
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype)
  })

  test('is the same without node:crypto', async () => {
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined })
    vi.resetModules()
    const portable = await import('keelson/hash')
    for (const [text, digest] of DIGESTS) expect(hex(portable.sha256(ascii(text)))).toBe(digest)
    expect(portable.seal({ a: 1 })).toBe('ks1:sha256:l7kDpEBnAokEm5tpEZdNVm78vwE__Z2hY965LbSK9lM')
    expect(hex(portable.hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?')))).toBe(
      RFC_4231_CASE_2,
    )
  })

  test('hashes a view, not the buffer behind it', () => {
    expect(hex(sha256(ascii('xabcx').subarray(1, 4)))).toBe(DIGESTS[1]![1])
  })

  test('refuses what is no bytes, in every host alike', () => {
    for (const bad of ['abc', [1, 2], null, new ArrayBuffer(2)] as unknown as Uint8Array[]) {
      expectCode('hash/not-bytes', () => sha256(bad))
      expectCode('hash/not-bytes', () => leafHash(bad))
      expectCode('hash/not-bytes', () => hmacSha256(bad, new Uint8Array(1)))
      expectCode('hash/not-bytes', () => hmacSha256(new Uint8Array(1), bad))
    }
  })
})

describe('hmacSha256', () => {
  test('of RFC 4231, test case 2', () => {
    const code = hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?'))
    expect(hex(code)).toBe(RFC_4231_CASE_2)
    expect(Object.getPrototypeOf(code)).toBe(Uint8Array.prototype)
  })

  law(
    'is the HMAC of node:crypto',
    fc.tuple(fc.uint8Array({ maxLength: 100 }), fc.uint8Array()),
    ([key, bytes]) => {
      expect(hex(hmacSha256(key, bytes))).toBe(createHmac('sha256', key).update(bytes).digest('hex'))
    },
  )
})

describe('base64url', () => {
  law('comes back, and is what Node writes', fc.uint8Array({ maxLength: 70 }), (bytes) => {
    const text = encodeBase64Url(bytes)
    expect(text).toBe(Buffer.from(bytes).toString('base64url'))
    expect(decodeBase64Url(text)).toEqual(bytes)
  })

  test.each(['=', 'AA==', 'A', 'AAAAA', 'AB', 'AAB', 'A+', 'A/', 'A A', 'A\n', 'ä', '😀'])(
    'refuses %j',
    (text) => {
      expectCode('hash/invalid-base64url', () => decodeBase64Url(text))
    },
  )

  law(
    'has one spelling for every byte string',
    fc.string({ unit: fc.constantFrom(...'ABQgw-_8'), maxLength: 6 }),
    (text) => {
      let bytes: Uint8Array
      try {
        bytes = decodeBase64Url(text)
      } catch {
        return
      }
      expect(encodeBase64Url(bytes)).toBe(text)
    },
  )
})

describe('binary forms', () => {
  const form = { magic: 'KTST', version: 1, code: 'hash/test-form' }

  law('come back', fc.uint8Array(), (payload) => {
    expect(unpackBinaryForm(form, packBinaryForm(form, payload))).toEqual(payload)
  })

  law(
    'refuse every change of a byte and every cut',
    fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.integer({ min: 1, max: 255 })),
    ([payload, place, change]) => {
      const bytes = packBinaryForm(form, payload)
      const at = place % bytes.length
      expectCode('hash/test-form', () => unpackBinaryForm(form, bytes.subarray(0, at)))
      expectCode('hash/test-form', () => unpackBinaryForm(form, Uint8Array.of(...bytes, change)))
      bytes[at]! ^= change
      expectCode('hash/test-form', () => unpackBinaryForm(form, bytes))
    },
  )

  test('refuse another version, another magic and what is no bytes', () => {
    const bytes = packBinaryForm(form, ascii('payload'))
    expectCode('hash/test-form', () => unpackBinaryForm({ ...form, version: 2 }, bytes))
    expectCode('hash/test-form', () => unpackBinaryForm({ ...form, magic: 'KOTH' }, bytes))
    expectCode('hash/test-form', () => unpackBinaryForm(form, 'KTST' as unknown as Uint8Array))
  })
})
