import { ByteReader, ByteWriter } from '../core/index.js'

const INVALID = 'drift/invalid-bytes'

/** Counts by bin as varints: how many bins hold something, then for each the step from the one before and the count. */
export function packBins(counts: Float64Array): Uint8Array {
  const writer = new ByteWriter()
  let filled = 0
  for (const count of counts) filled += count > 0 ? 1 : 0
  writer.varint(filled)
  let before = -1
  for (let bin = 0; bin < counts.length; bin += 1) {
    if (counts[bin]! === 0) continue
    writer.varint(bin - before - 1).varint(counts[bin]!)
    before = bin
  }
  return writer.finish()
}

/** Adds packed counts, `times` over (−1 takes them away), to a histogram. */
export function addPackedBins(packed: Uint8Array, into: Float64Array, times: number): void {
  const reader = new ByteReader(packed, INVALID)
  readBins(reader, into, times)
  reader.end()
}

/** Reads what {@link packBins} wrote from the middle of other bytes. */
export function readBins(reader: ByteReader, into: Float64Array, times: number): void {
  let bin = -1
  for (let left = reader.varint(); left > 0; left -= 1) {
    bin += reader.varint() + 1
    if (bin >= into.length) throw reader.fail('a bin does not exist')
    into[bin] = into[bin]! + times * reader.varint()
  }
}
