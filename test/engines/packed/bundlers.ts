import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import * as vite from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'
import webpack from 'webpack'
import { bundleCorpus, withRequest } from '../../../scripts/engines/bundle-corpus.js'
import { runProgram } from '../../../scripts/engines/run-program.js'
import { runInPage } from '../../../scripts/run-in-page.js'
import type { HostReport } from '../corpus/main.js'

const REQUEST = {
  cases: 70,
  rooms: ['hash', 'diff', 'statistics', 'drift', 'behaviour', 'policy', 'ledger', 'interop', 'engine'],
}

/** From a program of a project to one script for a page. */
type Bundler = (project: string, program: string) => Promise<string>

const BUNDLERS: Readonly<Record<string, Bundler>> = {
  esbuild: async (project, program) => {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: project,
      entryPoints: [program],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      logLevel: 'error',
    })
    return outputFiles[0]!.text
  },
  Vite: async (project, program) => {
    const output = join(project, 'vite')
    await vite.build({
      root: project,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: output,
        target: 'es2022',
        rolldownOptions: {
          input: program,
          output: { entryFileNames: 'page.js', codeSplitting: false },
        },
      },
    })
    return readFileSync(join(output, 'page.js'), 'utf8')
  },
  'webpack 5': async (project, program) => {
    const output = join(project, 'webpack')
    const compiler = webpack({
      context: project,
      entry: program,
      mode: 'production',
      target: ['web', 'es2022'],
      output: { path: output, filename: 'page.js' },
      module: { parser: { javascript: { dynamicImportMode: 'eager' } } },
      performance: false,
    })!
    await new Promise<void>((resolve, reject) => {
      compiler.run((error, stats) => {
        if (error != null || stats?.hasErrors() === true)
          reject(error ?? new Error(stats?.toString('errors-only')))
        else resolve()
      })
    })
    return readFileSync(join(output, 'page.js'), 'utf8')
  },
}

/** Content security policies of pages, and whether the kernel runs under them. */
const POLICIES: readonly (readonly [policy: string, wasm: boolean])[] = [
  ["default-src 'self'", false],
  ["default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", true],
]

/** What a bundle for a page must not hold: an import of Node's, or what bundlers put in its place. */
const NODE =
  /(?:from|import|require\()\s*["'](?:node:)?(?:fs|path|crypto|buffer|util|module|process|os)["']|vite-browser-external/

/**
 * The corpus over the installed package: in Node in both module formats, and through three bundlers in a page.
 *
 * @param project where the package is installed, known once the tests run
 */
export function bundlerTests(project: () => string, browser: string): void {
  let reference: HostReport
  let program = ''

  async function runInNode(format: 'esm' | 'cjs'): Promise<HostReport> {
    const file = join(project(), format === 'esm' ? 'corpus.mjs' : 'corpus.cjs')
    writeFileSync(file, withRequest(await bundleCorpus({ format, isForPackage: true }), REQUEST))
    return JSON.parse(
      await runProgram({ command: process.execPath, parameters: [file], timeoutMs: 120_000 }),
    ) as HostReport
  }

  beforeAll(async () => {
    reference = await runInNode('esm')
    program = join(project(), 'page/main.mjs')
    mkdirSync(join(project(), 'page'))
    writeFileSync(program, await bundleCorpus({ format: 'esm', isForPackage: true }))
  })

  test('runs in Node, with the kernel', () => {
    expect(reference.error).toBeUndefined()
    expect(reference.wasm).toBe(true)
  })

  test('gives the same digests from its CommonJS files', async () => {
    expect((await runInNode('cjs')).report).toEqual(reference.report)
  })

  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    describe(`through ${name}`, () => {
      let script = ''
      beforeAll(async () => {
        script = await bundle(project(), program)
      })

      test('has nothing of Node in it', () => {
        expect(script.length).toBeGreaterThan(100_000)
        expect(NODE.exec(script)?.[0]).toBeUndefined()
      })

      for (const [policy, wasm] of POLICIES) {
        test.skipIf(browser === '')(`in a page and its worker under ${policy}`, async () => {
          const text = await runInPage({
            browser: 'chromium',
            command: browser,
            script: withRequest(script, REQUEST),
            scriptType: 'module',
            policy,
            timeoutMs: 110_000,
          })
          for (const found of JSON.parse(text) as HostReport[]) {
            expect(found.error).toBeUndefined()
            expect(found.report).toEqual(reference.report)
            expect(found.wasm).toBe(wasm)
          }
        })
      }
    })
  }
}
