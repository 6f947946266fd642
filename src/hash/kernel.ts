import { KERNEL_WASM } from './kernel-wasm.js'

/** The compiled kernel with its memory. What it does, TypeScript does as well, and to the same bits. */
export interface Kernel {
  /** Four lanes: what {@link absorbBytes} works on, and the result of {@link scan}. */
  readonly lanes: Int32Array
  /** Where the bytes of a string are put. */
  readonly buffer: Uint8Array
  /** Where a text is put: from the same place on, all the memory there is. */
  readonly input: Uint8Array
  /** Puts texts there. */
  readonly encoder: KernelEncoder
  /**
   * Absorbs the first `length` bytes of the buffer; with `last` all of them, padded with zeros to a whole block.
   * Otherwise the last `length % 16` bytes move to the front of the buffer.
   *
   * @returns how many bytes are left at the front
   */
  absorbBytes(length: number, last: boolean): number
  /**
   * Makes sure that the input takes so many bytes. What was put there stays.
   *
   * @returns false where the host has not that much memory
   */
  reserve(bytes: number): boolean
  /** Reads the first `length` bytes of the input as JSON text, and leaves the lanes of its value in {@link lanes}. */
  scan(length: number, withNodes: boolean): Scan
  /** A copy of the node table of the last scan: `NODE_WORDS` a node, begin and end in bytes. */
  nodes(): Uint32Array
}

/**
 * What came of a scan. `refused` is every text that TypeScript refuses, and a few that it takes: a member named twice, a
 * document beyond memory. `replaced` is a text with U+FFFD in it, which may stand for half of a surrogate pair.
 */
type Scan = 'refused' | 'taken' | 'replaced'

// In the order of the numbers that the kernel returns.
const SCANS: readonly Scan[] = ['refused', 'taken', 'replaced']

interface KernelEncoder {
  encodeInto(text: string, target: Uint8Array): { readonly read: number; readonly written: number }
}

// The part of the host that is used here; it is not in every host, nor in TypeScript's library without the DOM.
interface WasmHost {
  readonly TextEncoder?: new () => KernelEncoder
  readonly TextDecoder?: new () => { decode(bytes: Uint8Array): string }
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object
    readonly Instance: new (module: object, imports: KernelImports) => { readonly exports: KernelExports }
  }
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

interface KernelImports {
  readonly number: { readonly parseNumber: (from: number, to: number) => number }
}

interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  inputStart(): number
  absorbBytes(length: number, last: number): number
  scan(length: number, withNodes: number): number
  nodesStart(): number
  nodeCount(): number
}

const BUFFER_BYTES = 65_488
const PAGE_BYTES = 65_536
/** Of a node table: begin, end, four lanes. */
export const NODE_WORDS = 6
/** Behind a text the kernel writes zeros, and the names of the objects that are open. */
const SLACK_BYTES = PAGE_BYTES

/**
 * From so many bytes of memory on, an instance is not kept for the next text: wasm memory never shrinks. A text of 20 MB
 * is still read without growing anew.
 */
const KEPT_BYTES = 32 * 1024 * 1024

/**
 * The instance is made when texts of so many units have gone by. Making it takes 1.8 ms, and it saves 5 µs a kilobyte,
 * several times as much before TypeScript is compiled; once it is there, it is faster at any length, from 7 bytes on
 * (measured on Node 20, fresh process).
 */
const WORTHWHILE_LENGTH = 65_536

/**
 * Instantiates the kernel, synchronously: 10 KB take a millisecond, and browsers allow that on the main thread
 * (measured in Chromium and Firefox).
 *
 * @returns `null` where the host has no WebAssembly, no SIMD or no text codecs, where its content security policy forbids
 * compilation, and where the environment says `KEELSON_WASM=off`
 */
export function loadKernel(): Kernel | null {
  const host = globalThis as WasmHost
  const { WebAssembly, TextEncoder, TextDecoder } = host
  if (WebAssembly === undefined || TextEncoder === undefined || TextDecoder === undefined) return null
  if (isSwitchedOff(host)) return null
  try {
    loaded.module ??= new WebAssembly.Module(decodeBase64(KERNEL_WASM))
    return new KernelInstance(WebAssembly, loaded.module, new TextEncoder(), new TextDecoder())
  } catch {
    // Whatever the host objects to, TypeScript gives the same fingerprints.
    return null
  }
}

function isSwitchedOff(host: WasmHost): boolean {
  try {
    return host.process?.env?.KEELSON_WASM === 'off'
  } catch {
    // Deno asks its user before it tells of the environment, and throws where the answer is no.
    return false
  }
}

class KernelInstance implements Kernel {
  readonly #exports: KernelExports
  readonly #inputStart: number
  readonly encoder: KernelEncoder
  lanes!: Int32Array
  buffer!: Uint8Array
  input!: Uint8Array

  constructor(
    wasm: NonNullable<WasmHost['WebAssembly']>,
    module: object,
    encoder: KernelEncoder,
    decoder: { decode(bytes: Uint8Array): string },
  ) {
    this.encoder = encoder
    const parseNumber = (from: number, to: number): number =>
      Number(decoder.decode(new Uint8Array(this.#exports.memory.buffer, from, to - from)))
    this.#exports = new wasm.Instance(module, { number: { parseNumber } }).exports
    this.#inputStart = this.#exports.inputStart()
    this.#refresh()
  }

  absorbBytes(length: number, last: boolean): number {
    return this.#exports.absorbBytes(length, last ? 1 : 0)
  }

  reserve(bytes: number): boolean {
    const { memory } = this.#exports
    const missing = this.#inputStart + bytes + SLACK_BYTES - memory.buffer.byteLength
    if (missing > 0) {
      try {
        memory.grow(Math.floor((missing + PAGE_BYTES - 1) / PAGE_BYTES))
      } catch {
        return false
      }
      this.#refresh()
    }
    return true
  }

  scan(length: number, withNodes: boolean): Scan {
    const scan = SCANS[this.#exports.scan(length, withNodes ? 1 : 0)]!
    // It may have grown the memory, which detaches every view of it.
    if (this.lanes.length === 0) this.#refresh()
    return scan
  }

  nodes(): Uint32Array {
    const { memory, nodesStart, nodeCount } = this.#exports
    return new Uint32Array(memory.buffer, nodesStart(), nodeCount() * NODE_WORDS).slice()
  }

  #refresh(): void {
    const { buffer } = this.#exports.memory
    this.lanes = new Int32Array(buffer, 0, 4)
    this.buffer = new Uint8Array(buffer, this.#inputStart, BUFFER_BYTES)
    this.input = new Uint8Array(buffer, this.#inputStart)
  }
}

// INVARIANT: only which of two equal implementations runs, and when, depends on it.
const loaded: { module?: object; kernel?: Kernel | null; length: number } = { length: 0 }

/** The kernel, instantiated at the first call, or `null` where there is none. */
export function sharedKernel(): Kernel | null {
  if (loaded.kernel === undefined) loaded.kernel = loadKernel()
  return loaded.kernel
}

/** The kernel, or `null` where there is none, or none yet and not enough text to make one for. */
export function kernelForText(length: number): Kernel | null {
  if (loaded.kernel === undefined) {
    loaded.length += length
    if (loaded.length < WORTHWHILE_LENGTH) return null
  }
  return sharedKernel()
}

/** To be called after each text: gives memory back that is too large to keep. */
export function releaseLargeKernel(): void {
  const { kernel } = loaded
  if (kernel != null && kernel.input.buffer.byteLength > KEPT_BYTES) delete loaded.kernel
}

function decodeBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}
