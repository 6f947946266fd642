import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { compileKernel, kernelModule } from '../../scripts/build-wasm.js'
import { loadKernel } from '../../src/hash/kernel.js'
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
  test('is what wasm/kf1-bytes.ts compiles to, and smaller than 10 KB', async () => {
    const wasm = await compileKernel()
    const committed = readFileSync(new URL('../../src/hash/kernel-wasm.ts', import.meta.url), 'utf8')
    expect(kernelModule(wasm)).toBe(committed)
    expect(wasm.length).toBeLessThan(10_240)
  })
})

describe('loadKernel', () => {
  test('gives a kernel here, whose buffer and lanes do not overlap', () => {
    const kernel = loadKernel()!
    expect(kernel.lanes.length).toBe(4)
    expect(kernel.buffer.byteOffset).toBe(16)
    expect(kernel.buffer.byteOffset + kernel.buffer.length + 16).toBeLessThanOrEqual(
      kernel.buffer.buffer.byteLength,
    )
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

describe('with and without the kernel', () => {
  test('the fingerprint is the same', async () => {
    const withKernel = await freshFingerprint()
    vi.stubEnv('KEELSON_WASM', 'off')
    expect(await freshFingerprint()).toBe(withKernel)
    vi.unstubAllEnvs()
    vi.stubGlobal('WebAssembly', undefined)
    expect(await freshFingerprint()).toBe(withKernel)
  })
})
