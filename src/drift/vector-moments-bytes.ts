import type { ByteReader, ByteWriter } from '../core/index.js'
import { readDouble } from './feature-norm-bytes.js'
import { type MomentCells, type MomentSums, momentFields, type VectorScale } from './vector-moments.js'

/** Appends what vectors are measured by. */
export function writeScale(writer: ByteWriter, { centers, spreads }: VectorScale): void {
  for (const center of centers) writer.f64(center)
  for (const spread of spreads) writer.f64(spread)
}

/** Reads what {@link writeScale} wrote. */
export function readScale(reader: ByteReader, lanes: number): VectorScale {
  const centers = Float64Array.from({ length: lanes }, () => readDouble(reader))
  const spreads = Float64Array.from({ length: lanes }, () => readDouble(reader))
  if (spreads.some((spread) => !(spread > 0))) throw reader.fail('a spread is not positive')
  return { centers, spreads }
}

/** Appends moments. */
export function writeMoments(writer: ByteWriter, sums: MomentSums): void {
  for (const sum of sums) writer.signedVarint(sum)
}

/** Reads what {@link writeMoments} wrote. */
export function readMoments(reader: ByteReader, lanes: number): MomentSums {
  const sums = Float64Array.from({ length: momentFields(lanes) }, () => reader.signedVarint())
  if (sums[0]! < 1) throw reader.fail('moments are of no vectors')
  return sums
}

/** Appends moments by cell, in order of time. */
export function writeMomentCells(writer: ByteWriter, cells: MomentCells): void {
  writer.varint(cells.size)
  for (const [cell, sums] of [...cells].sort(([left], [right]) => left - right)) {
    writeMoments(writer.signedVarint(cell), sums)
  }
}

/** Reads what {@link writeMomentCells} wrote. */
export function readMomentCells(reader: ByteReader, lanes: number): MomentCells {
  const cells: MomentCells = new Map()
  for (let left = reader.varint(); left > 0; left -= 1) {
    const cell = reader.signedVarint()
    cells.set(cell, readMoments(reader, lanes))
  }
  return cells
}
