import fc from 'fast-check'
import { ByteReader, ByteWriter } from 'keelson/core'
import { expect } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { law } from '../support/law.js'

const CODE = 'test/cut-short'
const MAX = Number.MAX_SAFE_INTEGER

type Write =
  | { readonly kind: 'u8' | 'u32' | 'f64' | 'varint' | 'signedVarint'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'raw'; readonly value: Uint8Array }

const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ kind: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
  fc.record({
    kind: fc.constant('f64' as const),
    value: fc.double().map((value) => (value === 0 ? 0 : value)),
  }),
  fc.record({ kind: fc.constant('varint' as const), value: anyVarint() }),
  fc.record({
    kind: fc.constant('signedVarint' as const),
    value: fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 })),
  }),
  fc.record({ kind: fc.constant('string' as const), value: fc.string({ unit: 'binary' }) }),
  fc.record({ kind: fc.constant('raw' as const), value: fc.uint8Array() }),
)

function anyVarint(): fc.Arbitrary<number> {
  const borders = [
    0,
    127,
    128,
    16_383,
    16_384,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    2 ** 35,
    2 ** 49 - 1,
    2 ** 49,
    MAX,
  ]
  return fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(...borders))
}

function writeAll(writes: readonly Write[]): Uint8Array {
  const writer = new ByteWriter()
  for (const write of writes) {
    if (write.kind === 'string') writer.string(write.value)
    else if (write.kind === 'raw') writer.varint(write.value.length).raw(write.value)
    else writer[write.kind](write.value)
  }
  return writer.finish()
}

function readAll(bytes: Uint8Array, writes: readonly Write[]): Write['value'][] {
  const reader = new ByteReader(bytes, CODE)
  const values = writes.map(({ kind }) => (kind === 'raw' ? reader.raw(reader.varint()) : reader[kind]()))
  reader.end()
  return values
}

law('what was written is read back', fc.array(anyWrite, { maxLength: 12 }), (writes) => {
  const values = readAll(writeAll(writes), writes)
  expect(values).toEqual(writes.map((write) => write.value))
})

law(
  'bytes cut off anywhere, or with one more, are a coded error and never anything else',
  fc.array(anyWrite, { minLength: 1, maxLength: 4 }),
  (writes) => {
    const bytes = writeAll(writes)
    for (let length = 0; length < bytes.length; length += 1) {
      expectCode(CODE, () => readAll(bytes.subarray(0, length), writes))
    }
    expectCode(CODE, () => readAll(new Uint8Array([...bytes, 0]), writes))
  },
  { runs: 300 },
)

law(
  'bytes that are read without error are those that the values are written as',
  fc.uint8Array({ maxLength: 12 }),
  (bytes) => {
    for (const kind of ['u8', 'u32', 'f64', 'varint', 'signedVarint', 'string'] as const) {
      const reader = new ByteReader(bytes, CODE)
      let value: number | string
      try {
        value = reader[kind]()
      } catch {
        continue
      }
      const writer = new ByteWriter()
      const written = typeof value === 'string' ? writer.string(value) : writer[kind as 'u8'](value)
      expect(written.finish()).toEqual(bytes.slice(0, bytes.length - reader.remaining))
    }
  },
)
