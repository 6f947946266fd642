import type { HostReport } from '../../test/engines/corpus/main.js'
import type { CorpusRequest } from '../../test/engines/corpus/run-corpus.js'

type EngineName = 'node' | 'chromium' | 'firefox' | 'javascriptcore' | 'spidermonkey' | 'deno' | 'bun'

/** One way to run the corpus: an engine, and how. */
export interface Engine {
  readonly name: EngineName
  readonly version: string
  /** What is special about this run, such as `wasm off`; empty for the plain one. */
  readonly how: string
  /** Whether the kernel of WebAssembly must have been used (true), must not (false), or may (null). */
  readonly wasm: boolean | null
  /** Whether a page and the worker that it starts run at the same time. */
  readonly paired: boolean
  run(request: CorpusRequest): Promise<HostReport>
}

export interface SkippedEngine {
  readonly name: EngineName
  readonly reason: string
}

export function labelOf({ name, version, how }: Pick<Engine, 'name' | 'version' | 'how'>): string {
  return how === '' ? `${name} ${version}` : `${name} ${version} (${how})`
}
