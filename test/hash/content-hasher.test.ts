import fc from 'fast-check'
import { isKeelsonError } from 'keelson/core'
import { loadContentHasher } from 'keelson/hash'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

// TypeScript's library without the DOM does not know it.
interface WasmHost {
  readonly Memory: { readonly prototype: { grow(pages: number): number } }
  readonly CompileError: new (message: string) => Error
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmHost }).WebAssembly

const hasher = await loadContentHasher()
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The bytes with which xxHash tests itself: the top byte of 2654435761 × 11400714785074694797^n. */
function sanityBytes(length: number): Uint8Array {
  let word = 2_654_435_761n
  return Uint8Array.from({ length }, () => {
    const byte = Number(word >> 56n)
    word = (word * 11_400_714_785_074_694_797n) & 0xffff_ffff_ffff_ffffn
    return byte
  })
}

describe('the content hasher', () => {
  test.each([
    [0, 'ef46db3751d8e999'],
    [1, 'e934a84adb052768'],
    [4, '9136a0dca57457ee'],
    [14, '8282dcc4994e35c8'],
    [222, 'b641ae8cb691c174'],
  ])('has the hash that xxHash publishes for %i of its test bytes', (length, hash) => {
    expect(hasher.hash(sanityBytes(length))).toBe(hash)
    expect(hasher.create().update(sanityBytes(length)).digest()).toBe(hash)
  })

  // Printed by xxhsum -H64 0.8.1 for bytes `(i * 2654435761) >>> 24`: lengths about a stripe, about a piece, and many.
  test.each([
    [31, '4071dd1310fa5da9'],
    [32, '13ee8a64346f0691'],
    [33, 'f75619499e2e2e99'],
    [65_279, '42e9daa1c94f3193'],
    [65_280, '931e6c929556e430'],
    [65_281, '832f62ba1f5b0bce'],
    [65_536, '5c9b119d98e34a93'],
    [5_000_001, '8f8dd0a88a3965b8'],
  ])('prints for %i bytes what xxhsum prints', (length, hash) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 2_654_435_761) >>> 24)
    expect(hasher.hash(bytes)).toBe(hash)
  })

  test('writes leading zeros', () => {
    let zeros = 0
    for (let at = 0; at < 200; at += 1) {
      const hash = hasher.hash(ascii(String(at)))
      expect(hash).toMatch(/^[0-9a-f]{16}$/)
      if (hash.startsWith('0')) zeros += 1
    }
    expect(zeros).toBeGreaterThan(0)
  })

  law(
    'gives one hash however the bytes are divided, and with other streams open',
    fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }),
    (pieces) => {
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]))
      const [stream, other] = [hasher.create(), hasher.create()]
      for (const piece of pieces) {
        stream.update(piece)
        other.update(piece).update(ascii('x'))
      }
      expect(stream.digest()).toBe(hasher.hash(whole))
      expect(stream.digest()).toBe(hasher.hash(whole))
    },
  )

  test('goes on after a digest', () => {
    const stream = hasher.create().update(ascii('a'))
    expect(stream.digest()).toBe(hasher.hash(ascii('a')))
    expect(stream.update(ascii('bc')).digest()).toBe(hasher.hash(ascii('abc')))
  })

  test('hashes a view, not the buffer behind it', () => {
    expect(hasher.hash(ascii('xabcx').subarray(1, 4))).toBe(hasher.hash(ascii('abc')))
  })

  test('takes bytes only, and a refused update adds nothing', () => {
    const stream = hasher.create().update(ascii('a'))
    for (const bad of ['abc', [1, 2], null, undefined, new ArrayBuffer(2)] as unknown as Uint8Array[]) {
      expectCode('hash/not-bytes', () => hasher.hash(bad))
      expectCode('hash/not-bytes', () => stream.update(bad))
    }
    expect(stream.digest()).toBe(hasher.hash(ascii('a')))
  })

  test('streams 64 MiB, and one piece of 16 MiB, without memory of its own', async () => {
    const grown: number[] = []
    const grow = vi.spyOn(wasm.Memory.prototype, 'grow').mockImplementation((pages) => {
      grown.push(pages)
      return 0
    })
    const fresh = await loadContentHasher()
    const stream = fresh.create()
    const piece = new Uint8Array(1 << 20)
    for (let at = 0; at < 64; at += 1) stream.update(piece)
    expect(stream.digest()).toMatch(/^[0-9a-f]{16}$/)
    expect(fresh.hash(new Uint8Array(1 << 24))).toBe(hasher.hash(new Uint8Array(1 << 24)))
    grow.mockRestore()
    expect(grown).toEqual([])
  })
})

describe('where WebAssembly is missing or forbidden', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  test.each<[string, unknown]>([
    ['missing', undefined],
    [
      'forbidden by a content security policy',
      {
        instantiate: () => Promise.reject(new wasm.CompileError('unsafe-eval')),
      },
    ],
  ])('%s: loading is refused with a typed error', async (_how, host) => {
    vi.stubGlobal('WebAssembly', host)
    const error: unknown = await loadContentHasher().catch((reason: unknown) => reason)
    expect(isKeelsonError(error) && error.code).toBe('hash/wasm-unavailable')
    expect(isKeelsonError(error) && error.help).toContain('wasm-unsafe-eval')
  })
})
