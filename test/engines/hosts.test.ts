import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleCorpus, withRequest } from '../../scripts/engines/bundle-corpus.js'
import { runProgram } from '../../scripts/engines/run-program.js'
import type { HostReport } from './corpus/main.js'
import type { CorpusRequest } from './corpus/run-corpus.js'

/** Every room but the demo, whose events take as long as all others together. */
const REQUEST: CorpusRequest = {
  cases: 70,
  rooms: ['hash', 'diff', 'statistics', 'drift', 'behaviour', 'policy', 'ledger', 'interop', 'engine'],
}

const directory = mkdtempSync(join(tmpdir(), 'keelson-hosts-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let corpus = ''
let reference: HostReport

/** Node in which something was done to the globals before the corpus, and Keelson with it, was loaded. */
async function runAfter(prelude: string, flags: readonly string[] = [], env = {}): Promise<HostReport> {
  const file = join(directory, 'host.mjs')
  writeFileSync(file, `${prelude}\n${withRequest(corpus, REQUEST)}`)
  const parameters = [...flags, file]
  return JSON.parse(
    await runProgram({ command: process.execPath, parameters, env, timeoutMs: 120_000 }),
  ) as HostReport
}

beforeAll(async () => {
  corpus = await bundleCorpus({ format: 'esm' })
  reference = await runAfter('')
})

test('in Node as it comes, the kernel is used and no case fails', () => {
  expect(reference.error).toBeUndefined()
  expect(reference.wasm).toBe(true)
  expect(Object.keys(reference.report!.rooms)).toEqual(REQUEST.rooms)
})

interface PoorHost {
  readonly prelude?: string
  readonly flags?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly wasm: boolean
}

/** What is no part of ECMAScript. `console` stays, to report with. */
const NOT_ECMASCRIPT = [
  'TextEncoder',
  'TextDecoder',
  'atob',
  'btoa',
  'process',
  'crypto',
  'WebAssembly',
  'structuredClone',
  'queueMicrotask',
  'setTimeout',
  'setImmediate',
  'Buffer',
  'URL',
  'performance',
  'MessageChannel',
]

const METHODS = [
  'map',
  'filter',
  'reduce',
  'sort',
  'slice',
  'push',
  'indexOf',
  'join',
  'find',
  'some',
  'entries',
]

const POOR_HOSTS: Readonly<Record<string, PoorHost>> = {
  'without WebAssembly': { prelude: 'delete globalThis.WebAssembly', wasm: false },
  'whose policy forbids to compile WebAssembly': {
    prelude:
      'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("the policy forbids it") } }',
    wasm: false,
  },
  'without SIMD (a processor without SSE 4.1)': { flags: ['--no-enable-sse4-1'], wasm: false },
  'where the kernel is switched off': { env: { KEELSON_WASM: 'off' }, wasm: false },
  'without TextDecoder': { prelude: 'delete globalThis.TextDecoder', wasm: false },
  'without TextEncoder': { prelude: 'delete globalThis.TextEncoder', wasm: false },
  'with nothing but ECMAScript': {
    prelude: `for (const name of ${JSON.stringify(NOT_ECMASCRIPT)}) delete globalThis[name]`,
    wasm: false,
  },
  'that forbids to read its environment': {
    prelude: `globalThis.process = { get env() { throw new Error('ask first') } }`,
    wasm: true,
  },
  'with frozen intrinsics': { flags: ['--frozen-intrinsics'], wasm: false },
  'that makes no code from strings': { flags: ['--disallow-code-generation-from-strings'], wasm: true },
  'whose array methods are polyfills, enumerable ones': {
    prelude: `for (const name of ${JSON.stringify(METHODS)}) {
      const native = Array.prototype[name]
      Array.prototype[name] = function (...given) { return Reflect.apply(native, this, given) }
    }`,
    wasm: true,
  },
  'with a hidden member on Object.prototype': {
    prelude: `Object.defineProperty(Object.prototype, 'should', { get() { return this }, configurable: true })`,
    wasm: true,
  },
}

describe('the same digests in a host', () => {
  for (const [name, { prelude = '', flags = [], env = {}, wasm }] of Object.entries(POOR_HOSTS)) {
    test(name, async () => {
      const found = await runAfter(prelude, flags, env)
      expect(found.error).toBeUndefined()
      expect(found.report).toEqual(reference.report)
      // With frozen intrinsics instances cannot be counted.
      if (name !== 'with frozen intrinsics') expect(found.wasm).toBe(wasm)
    })
  }
})

const UNRELIABLE_HOSTS: Readonly<Record<string, string>> = {
  'a polluted Object.prototype': 'Object.prototype.polluted = true',
  'an option on Object.prototype': `Object.prototype.profile = 'mine'`,
  'an accessor word on Object.prototype': 'Object.prototype.get = () => 1',
  'a hidden toJSON of all objects': `Object.defineProperty(Object.prototype, 'toJSON', { value: () => 1 })`,
  'a toJSON of arrays': 'Array.prototype.toJSON = () => 1',
  'a map that forgets': 'Array.prototype.map = () => []',
  'a sort without comparators':
    'const { sort } = Array.prototype; Array.prototype.sort = function () { return sort.call(this) }',
  'a filter from 1':
    'Array.prototype.filter = function (holds) { return this.slice(1).flatMap((value) => (holds(value) ? [value] : [])) }',
  'an iterator that ends early':
    'const { values } = Array.prototype; Array.prototype[Symbol.iterator] = function () { return values.call(this.slice(1)) }',
  'a reduce that throws': `Array.prototype.reduce = () => { throw new Error('no') }`,
}

describe('one clear error in a host with', () => {
  for (const [name, prelude] of Object.entries(UNRELIABLE_HOSTS)) {
    test(name, async () => {
      await expect(runAfter(prelude)).rejects.toThrow('core/unreliable-host')
    })
  }
})

describe('at the edge, in a context without the globals of Node, the same digests', () => {
  const sandbox = fileURLToPath(new URL('run-in-sandbox.mjs', import.meta.url))
  const runAtEdge = async (globals: readonly string[]): Promise<HostReport> => {
    const file = join(directory, 'edge.mjs')
    writeFileSync(file, withRequest(corpus, REQUEST))
    const parameters = ['--experimental-vm-modules', '--no-warnings', sandbox, file, ...globals]
    return JSON.parse(
      await runProgram({ command: process.execPath, parameters, timeoutMs: 120_000 }),
    ) as HostReport
  }

  test('with text codecs, and WebAssembly that may not be compiled', async () => {
    const found = await runAtEdge(['TextEncoder', 'TextDecoder', 'atob'])
    expect(found.error).toBeUndefined()
    expect(found.report).toEqual(reference.report)
    expect(found.wasm).toBe(false)
  })

  test('with text codecs, and WebAssembly of the host', async () => {
    const found = await runAtEdge(['TextEncoder', 'TextDecoder', 'atob', 'WebAssembly'])
    expect(found.error).toBeUndefined()
    expect(found.report).toEqual(reference.report)
    expect(found.wasm).toBe(true)
  })

  test('with nothing', async () => {
    expect((await runAtEdge([])).report).toEqual(reference.report)
  })
})
