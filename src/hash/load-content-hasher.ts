import type { XXHash, XXHashAPI } from 'xxhash-wasm'
import { KeelsonError } from '../core/index.js'
import { assertBytes } from './assert-bytes.js'
import type { ContentHasher, ContentStream } from './types.js'

// With the stream's state, 88 bytes, a piece fits into the one page of memory that the module starts with. wasm memory
// never shrinks, so hashing a gigabyte in one piece would keep a gigabyte for good.
const PIECE_BYTES = 0xff00

/**
 * Loads a hasher for raw content: files, images, artefacts. It gives XXH64 with seed 0, the 16 digits that `xxhsum`
 * prints for the same bytes, and takes bytes only. For speed and not for evidence: collisions can be made at will.
 *
 * The hasher is a wasm module of its own (`xxhash-wasm`), fetched and compiled at the call: load it once and keep it.
 * Whatever is hashed, its memory stays at 64 KiB.
 *
 * @throws KeelsonError `hash/wasm-unavailable`, as a rejection
 *
 * @example
 * ```ts
 * import { loadContentHasher } from 'keelson/hash'
 * const hasher = await loadContentHasher()
 * const bytes = (text) => new TextEncoder().encode(text)
 * hasher.hash(bytes('abc')) // => '44bc2cf5ad770999'
 * hasher.create().update(bytes('a')).update(bytes('bc')).digest() // => '44bc2cf5ad770999'
 * ```
 */
export async function loadContentHasher(): Promise<ContentHasher> {
  return new Xxh64Hasher(await loadXxhash())
}

async function loadXxhash(): Promise<XXHashAPI> {
  try {
    // Here and not at the top: who does not call this function neither fetches nor bundles the module.
    const module: { readonly default: unknown } = await import('xxhash-wasm')
    return await factoryIn(module)()
  } catch (cause) {
    throw new KeelsonError(
      'hash/wasm-unavailable',
      'the content hasher needs WebAssembly, and could not be loaded',
      {
        cause,
        help: "allow 'wasm-unsafe-eval' in script-src of the content security policy; fingerprints need no wasm",
      },
    )
  }
}

// A bundler that turns `import()` of the CommonJS form into a namespace puts the function one `default` deeper.
function factoryIn(module: { readonly default: unknown }): () => Promise<XXHashAPI> {
  const factory = module.default
  return (
    typeof factory === 'function' ? factory : (factory as typeof module).default
  ) as () => Promise<XXHashAPI>
}

class Xxh64Hasher implements ContentHasher {
  readonly #xxhash: XXHashAPI

  constructor(xxhash: XXHashAPI) {
    this.#xxhash = xxhash
  }

  hash(bytes: Uint8Array): string {
    assertBytes(bytes)
    if (bytes.length > PIECE_BYTES) return this.create().update(bytes).digest()
    return formatHash(this.#xxhash.h64Raw(bytes))
  }

  create(): ContentStream {
    return new Xxh64Stream(this.#xxhash.create64())
  }
}

class Xxh64Stream implements ContentStream {
  readonly #state: XXHash<bigint>

  constructor(state: XXHash<bigint>) {
    this.#state = state
  }

  update(bytes: Uint8Array): this {
    assertBytes(bytes)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      this.#state.update(bytes.subarray(at, at + PIECE_BYTES))
    }
    return this
  }

  digest(): string {
    return formatHash(this.#state.digest())
  }
}

function formatHash(hash: bigint): string {
  return hash.toString(16).padStart(16, '0')
}
