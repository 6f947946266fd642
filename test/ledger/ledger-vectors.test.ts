import { readFileSync } from 'node:fs'
import { sha256 } from 'keelson/hash'
import { createLedger, hashEntry, type LedgerEntry, openLedger } from 'keelson/ledger'
import { describe, expect, test } from 'vitest'
import { leafText } from '../../src/ledger/record-entry.js'

interface Vectors {
  readonly emptyRoot: string
  readonly appends: readonly {
    readonly entry: LedgerEntry
    readonly leafText: string
    readonly leafHash: string
    readonly root: string
  }[]
  readonly bytesSha256: string
  readonly byteLength: number
}

// Read as text: a bundler's JSON import would turn the member `__proto__` into a prototype.
const vectors = JSON.parse(readFileSync(new URL('./ledger.vectors.json', import.meta.url), 'utf8')) as Vectors

const documentation = readFileSync(new URL('../../docs/ledger.md', import.meta.url), 'utf8')

describe('the byte forms of docs/ledger.md, against vectors from another implementation', () => {
  const ledger = createLedger()

  test('the empty ledger has the root of no entry', () => {
    expect(ledger.root()).toBe(vectors.emptyRoot)
  })

  for (const [index, vector] of vectors.appends.entries()) {
    test(`entry ${index} has the leaf, the leaf hash and the root of the vector`, () => {
      const receipt = ledger.append(vector.entry)
      expect(receipt).toEqual({ index, leafHash: vector.leafHash, root: vector.root, size: index + 1 })
      expect(leafText(ledger.entry(index))).toBe(vector.leafText)
      expect(hashEntry(ledger.entry(index))).toBe(vector.leafHash)
    })
  }

  test('toBytes() gives the bytes of the vector, and they open again', () => {
    const bytes = ledger.toBytes()
    expect(bytes.length).toBe(vectors.byteLength)
    expect(Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(
      vectors.bytesSha256,
    )
    expect(openLedger(bytes).root()).toBe(vectors.appends.at(-1)?.root)
  })

  test('the documentation quotes the leaf and the hashes as they are', () => {
    const quoted = vectors.appends[1]!
    expect(documentation).toContain(`\n${quoted.leafText}\n`)
    expect(documentation).toContain(`of ${new TextEncoder().encode(quoted.leafText).length} bytes`)
    expect(documentation).toContain(`\`${quoted.leafHash}\``)
    expect(documentation).toContain(`\`${vectors.emptyRoot}\``)
  })
})
