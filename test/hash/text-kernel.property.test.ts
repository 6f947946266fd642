import fc from 'fast-check'
import { isKeelsonError } from 'keelson/core'
import { type FingerprintNodes, fingerprint, fingerprintNodes, fingerprintText } from 'keelson/hash'
import { describe, expect } from 'vitest'
import { fingerprintNodesInTypeScript } from '../../src/hash/fingerprint-nodes.js'
import { fingerprintTextInTypeScript } from '../../src/hash/fingerprint-text.js'
import { loadKernel } from '../../src/hash/kernel.js'
import { scanText } from '../../src/hash/kernel-text.js'
import { LANES, lanesToHex } from '../../src/hash/kf1-lanes.js'
import { findTextFault } from '../../src/hash/text-fault.js'
import { law } from '../support/law.js'
import { mutatedBytes, randomText } from './random-texts.js'

const kernel = loadKernel()!

/** 20,000 cases in a usual run; `npm run check:long` makes them 1,000,000. */
const MANY = { runs: 20_000 }
const FEWER = { runs: 2000 }

const anySeed: fc.Arbitrary<number> = fc.integer({ min: 1, max: 0x7fffffff })

/** So long a text that from here on the kernel reads them all. */
fingerprintText(`1${' '.repeat(65_536)}`)

interface Refusal {
  readonly code: string
  readonly span: unknown
}

function outcomeOf<Result>(run: () => Result): Result | Refusal {
  try {
    return run()
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return { code: error.code, span: error.span }
  }
}

/** What the kernel alone makes of a text; `null` where it refuses it. */
function inKernel(json: string | Uint8Array): string | null {
  if (!scanText(kernel, json, false)) return null
  LANES.set(kernel.lanes)
  return `kf1:${lanesToHex()}`
}

/** The kernel takes all that TypeScript takes, but for names that are said twice, and nothing else. */
function expectSame(json: string | Uint8Array): void {
  const expected = outcomeOf(() => fingerprintTextInTypeScript(json))
  const actual = inKernel(json)
  if (actual !== null) expect(actual).toBe(expected)
  else if (typeof expected === 'string') expect(mayBeRefused(json)).toBe(true)
}

function mayBeRefused(json: string | Uint8Array): boolean {
  const text = typeof json === 'string' ? json : new TextDecoder().decode(json)
  return findTextFault(text, false)?.kind === 'duplicate-member' || /[\ud800-\udfff]/u.test(text)
}

function listOf(nodes: FingerprintNodes): unknown {
  return { root: nodes.root, size: nodes.size, nodes: [...nodes] }
}

describe('law 2: wasm is TypeScript', () => {
  law(
    'the kernel gives every text the fingerprint of its value',
    anySeed,
    (seed) => {
      const text = randomText(seed)
      expectSame(text)
      // Again, now that the kernel knows how the names are spelt.
      expectSame(text)
      expectSame(new TextEncoder().encode(text))
    },
    MANY,
  )

  law(
    'the kernel refuses every text that is no JSON, and takes what is',
    anySeed,
    (seed) => expectSame(mutatedBytes(randomText(seed), seed)),
    MANY,
  )

  law(
    'fingerprintText is the same with and without the kernel, and so is where and why it refuses',
    anySeed,
    (seed) => {
      const text = randomText(seed)
      expect(outcomeOf(() => fingerprintText(text))).toEqual(
        outcomeOf(() => fingerprintTextInTypeScript(text)),
      )
      const bytes = mutatedBytes(text, seed)
      expect(outcomeOf(() => fingerprintText(bytes))).toEqual(
        outcomeOf(() => fingerprintTextInTypeScript(bytes)),
      )
      const mutated = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      expect(outcomeOf(() => fingerprintText(mutated))).toEqual(
        outcomeOf(() => fingerprintTextInTypeScript(mutated)),
      )
    },
    FEWER,
  )

  law(
    'what the kernel has read before changes nothing',
    fc.tuple(anySeed, anySeed),
    ([seed, other]) => {
      const text = randomText(seed)
      const fresh = loadKernel()!
      const isTaken = scanText(fresh, text, false)
      expectSame(mutatedBytes(randomText(other), other))
      expect(scanText(kernel, text, false)).toBe(isTaken)
      if (isTaken) expect([...kernel.lanes]).toEqual([...fresh.lanes])
    },
    { runs: 500 },
  )
})

describe('law 2: nodes', () => {
  law(
    'the node table is the same with and without the kernel, for strings and for bytes',
    anySeed,
    (seed) => {
      const text = randomText(seed)
      const bytes = new TextEncoder().encode(text)
      for (const json of [text, bytes, mutatedBytes(text, seed)]) {
        expect(outcomeOf(() => listOf(fingerprintNodes(json)))).toEqual(
          outcomeOf(() => listOf(fingerprintNodesInTypeScript(json))),
        )
      }
    },
    FEWER,
  )

  law(
    'a node has the fingerprint of its part alone, and each container one, in the order of the text',
    anySeed,
    (seed) => {
      const text = randomText(seed)
      const bytes = new TextEncoder().encode(text)
      const nodes = outcomeOf(() => fingerprintNodes(text))
      if (!('root' in nodes)) return
      expect(nodes.root).toBe(fingerprintText(text))
      let last = -1
      for (const node of nodes) {
        expect(node.start).toBeGreaterThan(last)
        last = node.start
        expect(fingerprint(JSON.parse(text.slice(node.start, node.end)))).toBe(node.fingerprint)
      }
      const parts = [...nodes].map(({ start, end }) => text.slice(start, end))
      const partsOfBytes = [...fingerprintNodes(bytes)].map(({ start, end }) =>
        new TextDecoder().decode(bytes.subarray(start, end)),
      )
      if (!/[\ud800-\udfff]/u.test(text)) expect(partsOfBytes).toEqual(parts)
      if (!mayBeRefused(text)) expect(nodes.size).toBe(containersIn(JSON.parse(text)))
    },
    FEWER,
  )
})

function containersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, member) => sum + containersIn(member), 1)
}
