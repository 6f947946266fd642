import { KERNEL_WASM } from './kernel-wasm.js'

/** The compiled kernel with its memory. It hashes faster what src/hash/kf1-string.ts hashes as well. */
export interface Kernel {
  /** The four lanes, in the kernel's memory. */
  readonly lanes: Int32Array
  /** Where the bytes to hash are put. */
  readonly buffer: Uint8Array
  /**
   * Absorbs the first `length` bytes of the buffer; with `last` all of them, padded with zeros to a whole block.
   * Otherwise the last `length % 16` bytes move to the front of the buffer.
   *
   * @returns how many bytes are left at the front
   */
  absorbBytes(length: number, last: boolean): number
}

// The part of WebAssembly that is used here; it is not in every host, nor in TypeScript's library without the DOM.
interface WasmHost {
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object
    readonly Instance: new (module: object) => { readonly exports: KernelExports }
  }
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  capacity(): number
  absorbBytes(length: number, last: number): number
}

const LANE_BYTES = 16

/**
 * Instantiates the kernel, synchronously: 312 bytes take less than a millisecond, and browsers allow that on the main
 * thread (measured in Chromium and Firefox).
 *
 * @returns `null` where the host has no WebAssembly or no SIMD, where its content security policy forbids
 * compilation, and where the environment says `KEELSON_WASM=off`
 */
export function loadKernel(): Kernel | null {
  const host = globalThis as WasmHost
  if (host.WebAssembly === undefined || host.process?.env?.KEELSON_WASM === 'off') return null
  try {
    const module = new host.WebAssembly.Module(decodeBase64(KERNEL_WASM))
    const { memory, capacity, absorbBytes } = new host.WebAssembly.Instance(module).exports
    return {
      lanes: new Int32Array(memory.buffer, 0, 4),
      buffer: new Uint8Array(memory.buffer, LANE_BYTES, capacity()),
      absorbBytes: (length, last) => absorbBytes(length, last ? 1 : 0),
    }
  } catch {
    // Whatever the host objects to, TypeScript gives the same fingerprints.
    return null
  }
}

// INVARIANT: set once, and only which of two equal implementations runs depends on it.
const loaded: { kernel?: Kernel | null } = {}

/** The kernel, instantiated at the first call, or `null` where there is none. */
export function sharedKernel(): Kernel | null {
  if (loaded.kernel === undefined) loaded.kernel = loadKernel()
  return loaded.kernel
}

function decodeBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}
