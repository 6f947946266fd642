import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { JsonValue } from 'keelson/core'
import { encodeBase64Url, type SealEntry, type SealProof, seal, sealTree, verifySeal } from 'keelson/hash'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

interface SealVector {
  readonly name: string
  readonly json: string
  readonly id?: string
  readonly profile?: string
  readonly seal: string
}

interface TreeVector {
  readonly name: string
  readonly entries: readonly { readonly id: string; readonly json: string; readonly profile?: string }[]
  readonly context?: string
  readonly root: string
  readonly proofs: readonly SealProof[]
}

const { seals, trees } = JSON.parse(readFileSync(new URL('seal.vectors.json', import.meta.url), 'utf8')) as {
  readonly seals: readonly SealVector[]
  readonly trees: readonly TreeVector[]
}
const parse = (json: string): JsonValue => JSON.parse(json) as JsonValue

describe('the published vectors', () => {
  test('are at least 40', () => {
    expect(seals.length + trees.length).toBeGreaterThanOrEqual(40)
  })

  test.each(seals)('seal: $name', ({ json, id, profile, seal: expected }) => {
    const options = { ...(id === undefined ? {} : { id }), ...(profile === undefined ? {} : { profile }) }
    expect(seal(parse(json), options)).toBe(expected)
  })

  test.each(trees)('tree: $name', ({ entries, context, root, proofs }) => {
    const sealed = entries.map(({ json, ...entry }): SealEntry => ({ ...entry, value: parse(json) }))
    const tree = sealTree(sealed, context === undefined ? null : parse(context))
    expect(tree.root).toBe(root)
    expect(tree.size).toBe(entries.length)
    for (const [at, { id, value }] of sealed.entries()) {
      expect(tree.prove(id)).toEqual(proofs[at])
      expect(verifySeal(root, id, value, proofs[at]!)).toBe(true)
    }
  })
})

describe('seal', () => {
  test('is SHA-256 over the bytes that docs/fingerprint.md lists', () => {
    const bytes = Buffer.concat([
      Buffer.from('00', 'hex'),
      Buffer.from('keelson.seal.v1\0'),
      Buffer.from('00000005', 'hex'),
      Buffer.from('web/ü'.slice(0, 4)),
      Buffer.from('00000001', 'hex'),
      Buffer.from('p'),
      Buffer.from('000000000000000d', 'hex'),
      Buffer.from('{"a":1,"b":2}'),
    ])
    bytes.writeUInt32BE(4, 17)
    const digest = createHash('sha256').update(bytes).digest('base64url')
    expect(seal({ b: 2, a: 1 }, { id: 'web/', profile: 'p' })).toBe(`ks1:sha256:${digest}`)
  })

  test('the empty id is no id, the empty profile no profile', () => {
    expect(seal(1, { id: '', profile: '' })).toBe(seal(1))
  })

  test('id and profile cannot be divided otherwise', () => {
    expect(seal(1, { id: 'ab' })).not.toBe(seal(1, { id: 'a', profile: 'b' }))
    expect(seal(1, { id: 'ab' })).not.toBe(seal(1, { profile: 'ab' }))
  })

  test('a seal is never the root of a tree of one', () => {
    expect(sealTree([{ id: 'a', value: 1 }]).root).not.toBe(seal(1, { id: 'a' }))
  })

  test.each([null, true, 0, -1.5, '', 'text', [], {}])('takes the root %j', (value) => {
    expect(seal(value)).toMatch(/^ks1:sha256:[A-Za-z0-9_-]{43}$/)
  })

  test('refuses what it cannot seal', () => {
    expectCode('hash/lone-surrogate', () => seal({ a: '\ud800' }))
    expectCode('core/not-json', () => seal(Number.NaN))
    expectCode('hash/invalid-id', () => seal(1, { id: '\ud800' }))
    expectCode('hash/invalid-id', () => seal(1, { id: 7 as unknown as string }))
    expectCode('hash/invalid-id', () => seal(1, { profile: '\udc00x' }))
  })
})

describe('sealTree', () => {
  const entries: readonly SealEntry[] = [
    { id: 'web', value: { replicas: 3 } },
    { id: 'api', value: { replicas: 2 }, profile: 'kubernetes' },
    { id: 'db', value: null },
  ]

  test('takes entries in any order, from any iterable', () => {
    function* backwards(): Generator<SealEntry> {
      yield* [...entries].reverse()
    }
    expect(sealTree(backwards()).root).toBe(sealTree(entries).root)
    expect(sealTree(new Set(entries)).root).toBe(sealTree(entries).root)
  })

  test('binds its context', () => {
    const roots = [null, {}, '', { at: 1 }, { at: 2 }].map((context) => sealTree(entries, context).root)
    expect(new Set(roots).size).toBe(5)
    expect(sealTree(entries).root).toBe(roots[0])
  })

  test('refuses two entries of one id', () => {
    expectCode('hash/duplicate-id', () => sealTree([...entries, { id: 'web', value: 4 }]))
  })

  test('refuses what are no entries', () => {
    for (const bad of [undefined, null, 'web', 1, {}, [null], ['web']]) {
      expectCode('hash/invalid-entries', () => sealTree(bad as unknown as SealEntry[]))
    }
    expectCode('hash/invalid-id', () => sealTree([{ value: 1 }] as unknown as SealEntry[]))
    expectCode('core/not-json', () => sealTree([{ id: 'a' }] as unknown as SealEntry[]))
    expectCode('core/not-json', () => sealTree(entries, Number.NaN))
  })

  test('has no proof for what it does not hold', () => {
    expectCode('hash/unknown-id', () => sealTree(entries).prove('toString'))
    expectCode('hash/unknown-id', () => sealTree([]).prove(''))
  })

  test('gives proofs that survive JSON and structuredClone', () => {
    const tree = sealTree(entries)
    const proof = tree.prove('api')
    expect(JSON.parse(JSON.stringify(proof))).toEqual(proof)
    expect(structuredClone(proof)).toEqual(proof)
    expect(proof).toMatchObject({ size: 3, index: 0, profile: 'kubernetes' })
  })

  test('keeps nothing of the values: what the caller changes later changes no proof', () => {
    const value = { replicas: 3 }
    const tree = sealTree([{ id: 'web', value }])
    value.replicas = 4
    expect(verifySeal(tree.root, 'web', { replicas: 3 }, tree.prove('web'))).toBe(true)
  })
})

describe('verifySeal', () => {
  const tree = sealTree(
    [
      { id: 'a', value: 1 },
      { id: 'b', value: [2], profile: 'p' },
      { id: 'c', value: 3 },
    ],
    { policy: 'v1' },
  )
  const proof = tree.prove('b')

  test('insists on the context and the profile that it is given', () => {
    expect(verifySeal(tree.root, 'b', [2], proof)).toBe(true)
    expect(verifySeal(tree.root, 'b', [2], proof, { context: { policy: 'v1' }, profile: 'p' })).toBe(true)
    expect(verifySeal(tree.root, 'b', [2], proof, { context: { policy: 'v2' } })).toBe(false)
    expect(verifySeal(tree.root, 'b', [2], proof, { profile: '' })).toBe(false)
  })

  const otherHash = encodeBase64Url(new Uint8Array(32))
  test.each<[string, unknown]>([
    ['no proof', undefined],
    ['null', null],
    ['a text', 'proof'],
    ['another size', { ...proof, size: 4 }],
    ['a smaller size', { ...proof, size: 2 }],
    ['another index', { ...proof, index: 0 }],
    ['a negative index', { ...proof, index: -1 }],
    ['a fraction', { ...proof, index: 1.5 }],
    ['another profile', { ...proof, profile: '' }],
    ['no profile', { ...proof, profile: undefined }],
    ['another context', { ...proof, contextDigest: otherHash }],
    ['a context that is no hash', { ...proof, contextDigest: 'policy v1' }],
    ['no path', { ...proof, path: undefined }],
    ['an empty path', { ...proof, path: [] }],
    ['a longer path', { ...proof, path: [...proof.path, otherHash] }],
    ['a path turned round', { ...proof, path: [...proof.path].reverse() }],
    ['a path with another hash', { ...proof, path: [otherHash, ...proof.path.slice(1)] }],
    ['a path with no hash', { ...proof, path: [7, ...proof.path.slice(1)] }],
    ['a path with padding', { ...proof, path: proof.path.map((text) => `${text}=`) }],
  ])('does not take %s', (_what, bad) => {
    expect(verifySeal(tree.root, 'b', [2], bad as SealProof)).toBe(false)
  })

  test.each<[string, unknown]>([
    ['no root', undefined],
    ['the seal of the value', seal([2], { id: 'b', profile: 'p' })],
    ['the root of another tree', sealTree([]).root],
    ['another algorithm', tree.root.replace('sha256', 'sha512')],
    ['a root cut short', tree.root.slice(0, -1)],
    ['a root in capitals', tree.root.toUpperCase()],
  ])('does not take %s', (_what, root) => {
    expect(verifySeal(root as string, 'b', [2], proof)).toBe(false)
  })

  test('does not take another id or value, nor what can never have been sealed', () => {
    expect(verifySeal(tree.root, 'a', [2], proof)).toBe(false)
    expect(verifySeal(tree.root, 'b', [2, null], proof)).toBe(false)
    expect(verifySeal(tree.root, '\ud800', [2], proof)).toBe(false)
    expect(verifySeal(tree.root, 'b', '\ud800', proof)).toBe(false)
    expect(verifySeal(tree.root, 'b', undefined as unknown as JsonValue, proof)).toBe(false)
    expect(verifySeal(tree.root, 'b', [2], proof, { context: Number.NaN })).toBe(false)
  })
})
