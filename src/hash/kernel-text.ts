import { type Kernel, kernelForText, releaseLargeKernel } from './kernel.js'
import { LANES } from './kf1-lanes.js'
import { hasLoneSurrogate } from './lone-surrogate.js'

/** Longer texts, in bytes, are left to TypeScript: with what it needs beside them, their memory would not be bounded. */
const LONGEST_TEXT = 0x10000000

/**
 * Leaves the lanes of a JSON text in `LANES`, read by the kernel.
 *
 * @returns false, and nothing done, where the kernel is not there or refuses the text; `fingerprint` of its value then
 * says why, or takes it after all
 */
export function hashTextInKernel(json: string | Uint8Array): boolean {
  return readInKernel(json, false, () => true) ?? false
}

/** As {@link hashTextInKernel}, and returns the node table, with its offsets in bytes; `null` for false. */
export function nodesInKernel(json: string | Uint8Array): Uint32Array | null {
  return readInKernel(json, true, (kernel) => kernel.nodes())
}

function readInKernel<Result>(
  json: string | Uint8Array,
  withNodes: boolean,
  result: (kernel: Kernel) => Result,
): Result | null {
  const kernel = json.length > LONGEST_TEXT ? null : kernelForText(json.length)
  if (kernel === null) return null
  try {
    if (!scanText(kernel, json, withNodes)) return null
    LANES.set(kernel.lanes)
    return result(kernel)
  } finally {
    releaseLargeKernel()
  }
}

/**
 * Reads a JSON text of any length by the kernel, and leaves the lanes of its value in the kernel.
 *
 * @returns false for every text that TypeScript refuses, and for a few that it takes: a member named twice, half of a
 * surrogate pair as it stands, a document beyond memory
 */
export function scanText(kernel: Kernel, json: string | Uint8Array, withNodes: boolean): boolean {
  const length = putText(kernel, json)
  if (length === null) return false
  const scan = kernel.scan(length, withNodes)
  // The encoder writes U+FFFD for half of a pair.
  return scan === 'taken' || (scan === 'replaced' && (typeof json !== 'string' || !hasLoneSurrogate(json)))
}

/** Puts the bytes of a text where the kernel reads them; returns their number, or `null` without memory for them. */
function putText(kernel: Kernel, json: string | Uint8Array): number | null {
  if (!kernel.reserve(json.length)) return null
  if (typeof json !== 'string') {
    kernel.input.set(json)
    return json.length
  }
  // Nearly all texts are ASCII: room for three bytes a unit would make the memory three times as large for nothing.
  const { read, written } = kernel.encoder.encodeInto(json, kernel.input)
  if (read === json.length) return written
  const rest = json.slice(read)
  if (written + 3 * rest.length > LONGEST_TEXT || !kernel.reserve(written + 3 * rest.length)) return null
  return written + kernel.encoder.encodeInto(rest, kernel.input.subarray(written)).written
}
