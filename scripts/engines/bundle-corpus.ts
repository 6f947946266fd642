import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DEMO = join(ROOT, 'docs/examples/immutable-change')
const DEMO_HOST = join(ROOT, 'test/engines/demo-host')

/** How the corpus is to be written. */
export interface CorpusFormat {
  readonly format: 'esm' | 'cjs' | 'iife'
  /** Of the checkout that is tested; this one where absent. */
  readonly root?: string
  /** Leaves the imports of `keelson` as they are, for an installed package, and the demo out, which is none of it. */
  readonly isForPackage?: boolean
}

/**
 * The corpus, the library from its sources and the files of the demo, as one program that needs nothing but ECMAScript.
 * `keelsonRequest` on the global object says what it runs (see {@link withRequest}).
 */
export async function bundleCorpus({
  format,
  root = ROOT,
  isForPackage = false,
}: CorpusFormat): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/engines/corpus/main.ts')],
    ...(isForPackage ? { tsconfigRaw: {} } : { tsconfig: join(root, 'tsconfig.json') }),
    bundle: true,
    write: false,
    format,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    inject: [join(root, 'scripts/inject-text-codecs.ts')],
    // Never asked for: the content hasher is asynchronous and has no answer without wasm.
    external: ['xxhash-wasm', ...(isForPackage ? ['keelson', 'keelson/*'] : [])],
    plugins: [isForPackage ? withoutDemo() : demoHost()],
    logLevel: 'error',
  })
  return outputFiles[0]!.text
}

/** The program with its request in front. */
export function withRequest(program: string, request: unknown): string {
  return `globalThis.keelsonRequest = ${JSON.stringify(request)};\n${program}`
}

/** Puts the demo's files, and functions that read them, in the place of Node's. */
function demoHost(): Plugin {
  return {
    name: 'demo host',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:(fs|path)$/ }, ({ path }) => ({
        path: join(DEMO_HOST, `${path.replace(':', '-')}.ts`),
      }))
      onResolve({ filter: /^keelson-demo-files$/ }, ({ path }) => ({ path, namespace: 'demo' }))
      onLoad({ filter: /.*/, namespace: 'demo' }, () => ({
        contents: JSON.stringify(demoFiles()),
        loader: 'json',
      }))
    },
  }
}

function withoutDemo(): Plugin {
  return {
    name: 'without demo',
    setup({ onLoad }) {
      onLoad({ filter: /engines\/corpus\/demo\.ts$/ }, () => ({ contents: WITHOUT_DEMO, loader: 'js' }))
    },
  }
}

const WITHOUT_DEMO = `export const demoRoom = { name: 'demo', scenarioLength: 1, isFixed: true, scenario: () => [] }`

function demoFiles(): Record<string, string> {
  const paths = readdirSync(DEMO, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:yaml|keel|json|jsonl)$/.test(entry.name))
    .map((entry) => relative(DEMO, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(DEMO, path), 'latin1')]))
}
