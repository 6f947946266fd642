import { ByteWriter, isKeelsonError } from 'keelson/core'
import { packBinaryForm, unpackBinaryForm } from 'keelson/hash'
import { createLedger, type Ledger, openLedger } from 'keelson/ledger'
import { describe, expect, test } from 'vitest'
import { LEDGER_FORM } from '../../src/ledger/memory-ledger.js'
import { expectCode } from '../support/expect-code.js'

function threeEntries(): Ledger {
  const ledger = createLedger()
  ledger.append({ at: 1, actor: 'ana', kind: 'change', resource: 'a', after: { v: 1 } })
  ledger.append({ at: 2, actor: 'ben', kind: 'change', resource: 'b', after: { v: 2 } })
  ledger.append({ at: 2, actor: 'ana', kind: 'approval', resource: 'a', note: 'ok' })
  return ledger
}

/** Bytes with a good digest over whatever leaves: what an attacker would write. */
function forge(leaves: readonly (string | Uint8Array)[], count: number = leaves.length): Uint8Array {
  const writer = new ByteWriter().varint(count)
  for (const leaf of leaves) {
    if (typeof leaf === 'string') writer.string(leaf)
    else writer.varint(leaf.length).raw(leaf)
  }
  return packBinaryForm(LEDGER_FORM, writer.finish())
}

const first = '{"actor":"ana","at":1,"index":0,"kind":"change","resource":"a"}'
const second = '{"actor":"ben","at":2,"index":1,"kind":"change","resource":"b"}'

describe('openLedger', () => {
  test('gives back the same ledger', () => {
    const ledger = threeEntries()
    const opened = openLedger(ledger.toBytes())
    expect(opened.root()).toBe(ledger.root())
    expect(opened.query()).toEqual(ledger.query())
    expect(opened.stateAt('a', 2)).toEqual({ v: 1 })
    expect(opened.toBytes()).toEqual(ledger.toBytes())
  })

  test('goes on from there as the first one would', () => {
    const ledger = threeEntries()
    const opened = openLedger(ledger.toBytes())
    const next = { at: 3, actor: 'ana', kind: 'change', resource: 'a' }
    expect(opened.append(next)).toEqual(ledger.append(next))
    expectCode('ledger/time-backwards', () => opened.append({ ...next, at: 2 }))
  })

  test('opens the empty ledger', () => {
    expect(openLedger(createLedger().toBytes()).size).toBe(0)
  })

  test('opens bytes that lie inside a larger buffer', () => {
    const bytes = threeEntries().toBytes()
    const larger = new Uint8Array(bytes.length + 20).fill(9)
    larger.set(bytes, 7)
    expect(openLedger(larger.subarray(7, 7 + bytes.length)).size).toBe(3)
  })

  test('does not look at the bytes again', () => {
    const bytes = threeEntries().toBytes()
    const opened = openLedger(bytes)
    bytes.fill(0)
    expect(opened.toBytes()).toEqual(threeEntries().toBytes())
  })

  test('obeys limits: ledger/size-limit', () => {
    const bytes = threeEntries().toBytes()
    expectCode('ledger/size-limit', () => openLedger(bytes, { limits: { maxEntries: 2 } }))
    expectCode('ledger/size-limit', () => openLedger(bytes, { limits: { maxEntryBytes: 20 } }))
  })
})

describe('openLedger refuses bytes that toBytes() does not write', () => {
  const cases: readonly [name: string, bytes: unknown, path: string | undefined][] = [
    ['no bytes', undefined, undefined],
    ['a string', 'KLGR', undefined],
    ['nothing', new Uint8Array(0), undefined],
    ['another form', packBinaryForm({ ...LEDGER_FORM, magic: 'KDRF' }, new Uint8Array(1)), undefined],
    ['another version', packBinaryForm({ ...LEDGER_FORM, version: 2 }, new Uint8Array(1)), undefined],
    ['an empty payload', packBinaryForm(LEDGER_FORM, new Uint8Array(0)), undefined],
    ['more entries than there are', forge([first], 2), undefined],
    ['fewer entries than there are', forge([first, second], 1), undefined],
    ['2^53 - 1 entries', forge([], Number.MAX_SAFE_INTEGER), undefined],
    ['a leaf that is not UTF-8', forge([new Uint8Array([0x22, 0xff, 0x22])]), undefined],
    ['a leaf that is not JSON', forge([`${first}}`]), '/0'],
    ['a leaf that is no object', forge(['[]']), '/0/index'],
    ['a leaf that is null', forge(['null']), '/0/index'],
    ['a leaf without an index', forge([first.replace('"index":0,', '')]), '/0/index'],
    ['a leaf with an index that is not its place', forge([first, second.replace('1,', '2,')]), '/1'],
    ['a leaf without an actor', forge([first.replace('"actor":"ana",', '')]), '/0/actor'],
    ['a leaf with a member too many', forge([first.replace('}', ',"z":1}')]), '/0/z'],
    ['white space in a leaf', forge([first.replace(',', ', ')]), '/0'],
    ['members in another order', forge([first.replace(/^{("actor":"ana"),(.*)}$/, '{$2,$1}')]), '/0'],
    ['a member twice', forge([first.replace('}', ',"resource":"a"}')]), '/0'],
    ['another spelling of a number', forge([first.replace('"at":1', '"at":1e0')]), '/0'],
    ['another spelling of a string', forge([first.replace('"ana"', '"\\u0061na"')]), '/0'],
    ['a lone surrogate in a leaf', forge([first.replace('ana', '\\ud800')]), '/0/actor'],
    ['times that go backwards', forge([first, second.replace('"at":2', '"at":0')]), '/1/at'],
    ['the same leaf twice', forge([first, first]), '/1'],
    ['leaves in another order', forge([second, first]), '/0'],
  ]
  for (const [name, bytes, path] of cases) {
    test(`${name}: ledger/invalid-bytes`, () => {
      expect(expectCode('ledger/invalid-bytes', () => openLedger(bytes as Uint8Array)).path).toBe(path)
    })
  }

  test('a length that is spelt longer than it needs: ledger/invalid-bytes', () => {
    const payload = new Uint8Array([0x80, 0x00])
    expectCode('ledger/invalid-bytes', () => openLedger(packBinaryForm(LEDGER_FORM, payload)))
  })

  test('the error names the entry and keeps its own fault as the cause', () => {
    const error = expectCode('ledger/invalid-bytes', () => openLedger(forge([first, '{'])))
    expect(error.message).toContain('entry 1')
    expect((error.cause as { code?: string }).code).toBe('core/invalid-json')
  })
})

describe('openLedger with a checkpoint', () => {
  test('takes the checkpoint of any earlier size, a receipt included', () => {
    const ledger = createLedger()
    const empty = { size: 0, root: ledger.root() }
    const receipt = ledger.append({ at: 1, actor: 'ana', kind: 'change', resource: 'a' })
    ledger.append({ at: 2, actor: 'ana', kind: 'change', resource: 'a' })
    for (const checkpoint of [empty, receipt, { size: 2, root: ledger.root() }]) {
      expect(openLedger(ledger.toBytes(), { checkpoint }).size).toBe(2)
    }
  })

  const honest = threeEntries()
  const checkpoint = { size: honest.size, root: honest.root() }
  const leaf = (index: number): string => JSON.stringify(honest.entry(index))
  const rewritten: readonly [name: string, bytes: Uint8Array][] = [
    ['an entry is changed', forge([leaf(0), leaf(1).replace('ben', 'eve'), leaf(2)])],
    ['the last entry is dropped', forge([leaf(0), leaf(1)])],
    ['all entries are dropped', forge([])],
    [
      'an inner entry is dropped and the rest renumbered',
      forge([leaf(0), leaf(2).replace('"index":2', '"index":1')]),
    ],
    [
      'two entries of one time change places, renumbered',
      forge([leaf(0), leaf(2).replace('"index":2', '"index":1'), leaf(1).replace('"index":1', '"index":2')]),
    ],
    [
      'an entry is put in',
      forge([
        leaf(0),
        second,
        leaf(1).replace('"index":1', '"index":2'),
        leaf(2).replace('"index":2', '"index":3'),
      ]),
    ],
  ]
  for (const [name, bytes] of rewritten) {
    test(`${name}, with a good digest: opens alone, and fails its checkpoint`, () => {
      expect(openLedger(bytes)).toBeDefined()
      const error = expectCode('ledger/checkpoint-mismatch', () => openLedger(bytes, { checkpoint }))
      expect(error.path).toBe('/checkpoint')
    })
  }

  test('every single bit of the payload, flipped under a new digest, is found', () => {
    const payload = unpackBinaryForm(LEDGER_FORM, honest.toBytes())
    const missed: string[] = []
    for (let bit = 0; bit < payload.length * 8; bit += 1) {
      const flipped = payload.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      try {
        openLedger(packBinaryForm(LEDGER_FORM, flipped), { checkpoint })
        missed.push(`bit ${bit}`)
      } catch (error) {
        const code = isKeelsonError(error) ? error.code : String(error)
        if (code !== 'ledger/invalid-bytes' && code !== 'ledger/checkpoint-mismatch') missed.push(code)
      }
    }
    expect(missed).toEqual([])
  })

  test('a ledger that was only appended to passes', () => {
    const longer = threeEntries()
    longer.append({ at: 9, actor: 'eve', kind: 'change', resource: 'a' })
    expect(openLedger(longer.toBytes(), { checkpoint }).size).toBe(4)
  })

  const malformed: readonly [name: string, checkpoint: unknown, path: string][] = [
    ['null', null, '/checkpoint'],
    ['a root alone', checkpoint.root, '/checkpoint'],
    ['no size', { root: checkpoint.root }, '/checkpoint/size'],
    ['a size below 0', { size: -1, root: checkpoint.root }, '/checkpoint/size'],
    ['a size that is a string', { size: '3', root: checkpoint.root }, '/checkpoint/size'],
    ['no root', { size: 3 }, '/checkpoint/root'],
    ['a root without its prefix', { size: 3, root: checkpoint.root.slice(7) }, '/checkpoint/root'],
  ]
  for (const [name, value, path] of malformed) {
    test(`${name}: ledger/invalid-checkpoint`, () => {
      const open = (): Ledger => openLedger(honest.toBytes(), { checkpoint: value as never })
      expect(expectCode('ledger/invalid-checkpoint', open).path).toBe(path)
    })
  }

  test('an unknown option: ledger/invalid-options, so that a misspelt checkpoint is not ignored', () => {
    const open = (): Ledger => openLedger(honest.toBytes(), { checkPoint: checkpoint } as object)
    expectCode('ledger/invalid-options', open)
  })
})
