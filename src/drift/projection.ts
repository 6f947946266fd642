/** Most coordinates that a vector may have. */
export const MOST_DIMENSIONS = 4096

const MOST_LANES = 8

/** Coordinates whose signs are the columns of a Hadamard matrix. */
const HADAMARD_COLUMNS = 8

/** So many coordinates of the largest size add up to no more than the largest double. */
const SAFE_SCALE: number = 1 / MOST_DIMENSIONS

/** How many projections stand for a vector: 1, 2, 4, and 8 for five dimensions and more. */
export function lanesOf(dimensions: number): number {
  let lanes = 1
  while (lanes < Math.min(dimensions, MOST_LANES)) lanes *= 2
  return lanes
}

/**
 * The projections of a vector on fixed unit vectors of coordinates ±1/√dimensions. The signs depend on the projection
 * and the coordinate alone, never on any data: up to eight coordinates those of a Sylvester-Hadamard matrix, so that
 * no change of the mean is lost; beyond, pseudo-random ones.
 *
 * INVARIANT: summed from the first coordinate to the last, so that every engine gives the same doubles.
 *
 * Source: Achlioptas, Database-friendly random projections, J. Computer and System Sciences 66 (2003).
 */
export function projectVector(vector: readonly number[]): number[] {
  const lanes = lanesOf(vector.length)
  const sums = new Float64Array(lanes)
  for (let coordinate = 0; coordinate < vector.length; coordinate += 1) {
    const part = vector[coordinate]! * SAFE_SCALE
    const first = coordinate * MOST_LANES
    for (let lane = 0; lane < lanes; lane += 1) {
      sums[lane] = sums[lane]! + part * SIGNS[first + lane]!
    }
  }
  const scale = MOST_DIMENSIONS / Math.sqrt(vector.length)
  return Array.from(sums, (sum) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sum * scale)))
}

/** Of each coordinate the sign in each projection, 1 or −1. */
const SIGNS: Int8Array = /* @__PURE__ */ listSigns()

function listSigns(): Int8Array {
  const signs = new Int8Array(MOST_DIMENSIONS * MOST_LANES)
  for (let coordinate = 0; coordinate < MOST_DIMENSIONS; coordinate += 1) {
    const minuses = coordinate < HADAMARD_COLUMNS ? hadamardColumn(coordinate) : scatter(coordinate)
    for (let lane = 0; lane < MOST_LANES; lane += 1) {
      signs[coordinate * MOST_LANES + lane] = (minuses >>> lane) & 1 ? -1 : 1
    }
  }
  return signs
}

/** A bit for each row r of a Sylvester-Hadamard matrix: 1, a minus, where r & column has an odd number of bits. */
function hadamardColumn(column: number): number {
  let signs = 0
  for (let row = 0; row < MOST_LANES; row += 1) {
    const common = row & column
    signs |= ((common ^ (common >> 1) ^ (common >> 2)) & 1) << row
  }
  return signs
}

/** 32 bits of a coordinate's index: the finish of MurmurHash3 (Appleby 2011, public domain). */
function scatter(coordinate: number): number {
  let mixed = Math.imul(coordinate ^ (coordinate >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
