import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { compileKernel, kernelModule } from '../../scripts/build-wasm.js'
import { loadKernel, releaseLargeKernel, sharedKernel } from '../../src/hash/kernel.js'
import { STRING } from '../../src/hash/kf1-lanes.js'
import { hashStringInKernel } from '../../src/hash/kf1-string.js'

const LONG = `${'a long text, '.repeat(40)}€`

async function freshFingerprint(): Promise<string> {
  vi.resetModules()
  const hash = await import('keelson/hash')
  return hash.fingerprint({ [LONG]: LONG })
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.resetModules()
})

describe('the committed kernel', () => {
  test('is what the sources in wasm/ compile to, and no larger than 10 KB', async () => {
    const wasm = await compileKernel()
    const committed = readFileSync(new URL('../../src/hash/kernel-wasm.ts', import.meta.url), 'utf8')
    expect(kernelModule(wasm)).toBe(committed)
    expect(wasm.length).toBeLessThanOrEqual(10_240)
  })
})

describe('loadKernel', () => {
  test('gives a kernel here, whose lanes lie before all that is put into it', () => {
    const kernel = loadKernel()!
    expect(kernel.lanes.length).toBe(4)
    expect(kernel.buffer.byteOffset).toBeGreaterThanOrEqual(16)
    expect(kernel.input.byteOffset).toBe(kernel.buffer.byteOffset)
    expect(kernel.buffer.length).toBeLessThan(kernel.input.length)
  })

  test('gives one that grows with its input, and its views with it', () => {
    const kernel = loadKernel()!
    kernel.input[0] = 0x5b
    expect(kernel.reserve(10_000_000)).toBe(true)
    expect(kernel.input.length).toBeGreaterThanOrEqual(10_000_000)
    expect(kernel.buffer.buffer).toBe(kernel.lanes.buffer)
    expect(kernel.input[0]).toBe(0x5b)
    expect(kernel.reserve(5_000_000_000)).toBe(false)
    expect(kernel.input[0]).toBe(0x5b)
  })

  test('gives none where the environment says so', () => {
    vi.stubEnv('KEELSON_WASM', 'off')
    expect(loadKernel()).toBeNull()
  })

  test('gives none where the host has no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined)
    expect(loadKernel()).toBeNull()
  })

  test('gives none where the host forbids compilation', () => {
    vi.stubGlobal('WebAssembly', {
      Module: class {
        constructor() {
          throw new Error("Refused by 'wasm-unsafe-eval'")
        }
      },
    })
    expect(loadKernel()).toBeNull()
  })

  test('a process without an environment is no obstacle', () => {
    vi.stubGlobal('process', undefined)
    expect(loadKernel()).not.toBeNull()
  })

  test('nothing stays in it from one text to the next', () => {
    const kernel = loadKernel()!
    hashStringInKernel(kernel, LONG, STRING)
    const first = [...kernel.lanes]
    hashStringInKernel(kernel, 'x'.repeat(70_001), STRING)
    hashStringInKernel(kernel, LONG, STRING)
    expect([...kernel.lanes]).toEqual(first)
  })
})

describe('the shared kernel', () => {
  test('is made for a long text, or when many short ones went by, and then takes them all', async () => {
    vi.resetModules()
    const { kernelForText } = await import('../../src/hash/kernel.js')
    for (let length = 0; length + 1000 < 65_536; length += 1000) expect(kernelForText(1000)).toBeNull()
    expect(kernelForText(1000)).not.toBeNull()
    expect(kernelForText(7)).not.toBeNull()
    vi.resetModules()
    const fresh = await import('../../src/hash/kernel.js')
    expect(fresh.kernelForText(70_000)).not.toBeNull()
  })

  test('gives back memory that is too large to keep', () => {
    const kernel = sharedKernel()!
    releaseLargeKernel()
    expect(sharedKernel()).toBe(kernel)
    kernel.reserve(40_000_000)
    releaseLargeKernel()
    expect(sharedKernel()).not.toBe(kernel)
    expect(sharedKernel()!.input.buffer.byteLength).toBeLessThan(1_000_000)
  })
})

describe('with and without the kernel', () => {
  const LONG_TEXT = `{"a":${JSON.stringify(LONG)},"b":[${'1.5,{"c":null},'.repeat(5000)}0]}`

  test('the fingerprint is the same', async () => {
    const withKernel = await freshFingerprint()
    vi.stubEnv('KEELSON_WASM', 'off')
    expect(await freshFingerprint()).toBe(withKernel)
    vi.unstubAllEnvs()
    vi.stubGlobal('WebAssembly', undefined)
    expect(await freshFingerprint()).toBe(withKernel)
  })

  test.each([
    ['no WebAssembly', undefined],
    ['a policy that forbids compilation, or no SIMD', { Module: refuse, Instance: refuse }],
    ['an instance that cannot be made', { Module: Object, Instance: refuse }],
  ])('texts are read alike with %s', async (_what, host) => {
    const withKernel = await freshTextResults(LONG_TEXT)
    vi.stubGlobal('WebAssembly', host)
    expect(await freshTextResults(LONG_TEXT)).toEqual(withKernel)
  })
})

function refuse(): never {
  throw new Error("Refused by 'wasm-unsafe-eval'")
}

async function freshTextResults(text: string): Promise<unknown> {
  vi.resetModules()
  const hash = await import('keelson/hash')
  const bytes = new TextEncoder().encode(text)
  return [text, bytes].map((json) => {
    const nodes = hash.fingerprintNodes(json)
    return [hash.fingerprintText(json), nodes.root, [...nodes]]
  })
}
