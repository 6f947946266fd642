import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HostReport, HostRequest } from '../../test/engines/corpus/main.js'
import type { CorpusRequest } from '../../test/engines/corpus/run-corpus.js'
import { type BrowserName, ensureEngine, type ShellName } from '../ensure-engine.js'
import { runInPage } from '../run-in-page.js'
import { bundleCorpus, withRequest } from './bundle-corpus.js'
import type { Engine, SkippedEngine } from './engine.js'
import { runProgram } from './run-program.js'

/** For so many cases an engine has a minute of its own; the slowest known takes a sixth of that. */
const CASES_A_MINUTE = 2000
const LEAST_MS = 300_000

function timeoutOf({ cases }: CorpusRequest): number {
  return LEAST_MS + (cases / CASES_A_MINUTE) * 60_000
}

export interface FindOptions {
  readonly mayInstall: boolean
  /** A directory of its own for the programs. */
  readonly directory: string
  /**
   * Also Node without wasm, from CommonJS and without a compiler, and Deno and Bun where they are found; and in browsers
   * every room both in a page and in a worker.
   */
  readonly all: boolean
  /** Of the checkout that is tested; this one where absent. */
  readonly root?: string
}

export interface FoundEngines {
  readonly engines: readonly Engine[]
  readonly skipped: readonly SkippedEngine[]
}

interface Programs {
  readonly esm: string
  readonly cjs: string
  readonly directory: string
}

/** Every way of running the corpus on this machine, the reference (Node, as it comes) first. */
export async function findEngines(options: FindOptions): Promise<FoundEngines> {
  const root = options.root === undefined ? {} : { root: options.root }
  const programs: Programs = {
    esm: await bundleCorpus({ format: 'esm', ...root }),
    cjs: await bundleCorpus({ format: 'cjs', ...root }),
    directory: options.directory,
  }
  const engines = nodeRuns(programs).slice(0, options.all ? undefined : 1)
  const skipped: SkippedEngine[] = []
  for (const name of ['chromium', 'firefox'] as const) {
    const command = ensureEngine(options.mayInstall, name)
    if (command === null) skipped.push(missing(name, options.mayInstall))
    else engines.push(...pageRuns(name, command, programs, options.all))
  }
  for (const name of ['javascriptcore', 'spidermonkey'] as const) {
    const command = ensureEngine(options.mayInstall, name)
    if (command === null) skipped.push(missing(name, options.mayInstall))
    else engines.push(shellRun(name, command, programs))
  }
  for (const name of options.all ? (['deno', 'bun'] as const) : []) {
    const version = versionOf(name)
    if (version === null)
      skipped.push({ name, reason: `no ${name} on the search path (npm install --global ${name})` })
    else engines.push(otherRun(name, version, programs))
  }
  return { engines, skipped }
}

function missing(name: BrowserName | ShellName, mayInstall: boolean): SkippedEngine {
  const reason = mayInstall
    ? 'it is not here, and apt-get could not install it'
    : 'it is not here, and only root may install it'
  return { name, reason }
}

function nodeRuns({ esm, cjs, directory }: Programs): Engine[] {
  const version = process.versions.node
  const node = (
    how: string,
    extension: 'mjs' | 'cjs',
    special: { readonly flags?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly wasm: boolean },
  ): Engine => ({
    name: 'node',
    version,
    how,
    wasm: special.wasm,
    paired: false,
    run: (request) => {
      const file = writeProgram(directory, extension, extension === 'mjs' ? esm : cjs, request)
      const parameters = [...(special.flags ?? []), '--stack-size=900', file]
      return readReport({ command: process.execPath, parameters, env: special.env ?? {} }, request)
    },
  })
  return [
    node('ESM, wasm', 'mjs', { wasm: true }),
    node('CommonJS, wasm', 'cjs', { wasm: true }),
    node('wasm off', 'mjs', { wasm: false, env: { KEELSON_WASM: 'off' } }),
    node('jitless', 'mjs', { wasm: false, flags: ['--jitless'] }),
  ]
}

/**
 * A page and its worker, which one start of the browser serves: each of them runs all rooms, or, where time is dear,
 * they share the rooms and are one run.
 */
function pageRuns(name: BrowserName, command: string, { esm }: Programs, all: boolean): Engine[] {
  const version = versionOf(command) ?? 'unknown'
  const runs = new Map<string, Promise<readonly [page: HostReport, worker: HostReport]>>()
  const runOnce = (request: HostRequest): Promise<readonly [page: HostReport, worker: HostReport]> => {
    const key = JSON.stringify(request)
    const known = runs.get(key)
    if (known !== undefined) return known
    const script = withRequest(esm, request)
    const started = runInPage({
      browser: name,
      command,
      script,
      scriptType: 'module',
      timeoutMs: timeoutOf(request),
    })
    const reports = started.then((text) => JSON.parse(text) as [HostReport, HostReport])
    runs.set(key, reports)
    return reports
  }
  const way = (how: string, run: Engine['run']): Engine => ({
    name,
    version,
    how,
    wasm: true,
    paired: true,
    run,
  })
  if (!all)
    return [way('page, worker', async (request) => joined(await runOnce({ ...request, shared: true })))]
  return [
    way('page', async (request) => (await runOnce(request))[0]),
    way('worker', async (request) => (await runOnce(request))[1]),
  ]
}

function joined([page, worker]: readonly [page: HostReport, worker: HostReport]): HostReport {
  const error = page.error ?? worker.error
  return {
    ...(error === undefined
      ? { report: { rooms: { ...page.report?.rooms, ...worker.report?.rooms } } }
      : { error }),
    milliseconds: Math.max(page.milliseconds, worker.milliseconds),
    roomMilliseconds: { ...page.roomMilliseconds, ...worker.roomMilliseconds },
    wasm: page.wasm || worker.wasm,
  }
}

function shellRun(name: ShellName, command: string, { esm, directory }: Programs): Engine {
  return {
    name,
    version: versionOfShell(name, command),
    how: 'shell',
    wasm: null,
    paired: false,
    run: (request) => {
      const file = writeProgram(directory, 'mjs', esm, request)
      return readReport({ command, parameters: ['-m', file] }, request)
    },
  }
}

function otherRun(name: 'deno' | 'bun', version: string, { esm, directory }: Programs): Engine {
  return {
    name,
    version,
    how: '',
    wasm: true,
    paired: false,
    run: (request) => {
      const file = writeProgram(directory, 'mjs', esm, request)
      const parameters = name === 'deno' ? ['run', '--no-config', file] : [file]
      return readReport({ command: name, parameters }, request)
    },
  }
}

async function readReport(
  program: {
    readonly command: string
    readonly parameters: readonly string[]
    readonly env?: NodeJS.ProcessEnv
  },
  request: CorpusRequest,
): Promise<HostReport> {
  return JSON.parse(await runProgram({ ...program, timeoutMs: timeoutOf(request) })) as HostReport
}

let written = 0

function writeProgram(directory: string, extension: string, program: string, request: CorpusRequest): string {
  written += 1
  const file = join(directory, `corpus-${written}.${extension}`)
  writeFileSync(file, withRequest(program, request))
  return file
}

function versionOf(command: string): string | null {
  const run = spawnSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return run.status === 0 ? numberIn(run.stdout) : null
}

/** JavaScriptCore's shell does not tell its own version; the package that it came with does. */
function versionOfShell(name: ShellName, command: string): string {
  if (name === 'spidermonkey') return versionOf(command) ?? 'unknown'
  const owner = spawnSync('dpkg-query', ['--search', command], { encoding: 'utf8' })
  const [packageName] = owner.stdout?.split(':') ?? []
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in
  const version = spawnSync('dpkg-query', ['--show', '--showformat=${Version}', packageName ?? ''], {
    encoding: 'utf8',
  })
  return version.status === 0 ? numberIn(version.stdout) : 'unknown'
}

function numberIn(text: string): string {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? text.trim()
}
