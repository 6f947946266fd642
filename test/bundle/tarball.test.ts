import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundlerTests } from '../engines/packed/bundlers.js'
import { twoCopiesTests } from '../engines/packed/two-copies.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const consumer = join(root, 'test/bundle/consumer')
const directory = mkdtempSync(join(tmpdir(), 'keelson-tarball-'))
let tarball = ''

function run(command: string, parameters: string[], cwd: string): string {
  try {
    return execFileSync(command, parameters, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${parameters.join(' ')}\n${stdout}\n${stderr}`)
  }
}

const COMPILERS = { '5.9': 'typescript-5.9', '6.0': 'typescript' }
const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
}

beforeAll(() => {
  run('npm', ['pack', '--silent', '--pack-destination', directory], root)
  tarball = join(directory, readdirSync(directory).find((name) => name.endsWith('.tgz'))!)
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** An empty project with nothing but the tarball; its program is the same TypeScript in both module formats. */
function createProject(type: 'module' | 'commonjs'): string {
  const project = join(directory, type)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type }))
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', tarball], project)
  cpSync(consumer, join(project, 'source'), { recursive: true })
  return project
}

function compile(
  project: string,
  compiler: string,
  resolution: keyof typeof RESOLUTIONS,
  outDir?: string,
): void {
  const compilerOptions = {
    ...RESOLUTIONS[resolution],
    target: 'es2022',
    lib: ['es2023'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    // The declarations of the package are checked too, without Node's or the DOM's types beside them.
    skipLibCheck: false,
    ...(outDir === undefined ? { noEmit: true } : { outDir, rootDir: 'source' }),
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['source'] }))
  run(process.execPath, [join(root, 'node_modules', compiler, 'bin/tsc'), '-p', '.'], project)
}

describe('the packed tarball in an empty project', () => {
  const outputs: string[] = []

  for (const type of ['module', 'commonjs'] as const) {
    describe(type, () => {
      let project = ''
      beforeAll(() => {
        project = createProject(type)
      })

      for (const [version, compiler] of Object.entries(COMPILERS)) {
        for (const resolution of ['node16', 'bundler'] as const) {
          test(`type-checks with TypeScript ${version} and moduleResolution ${resolution}`, () => {
            compile(project, compiler, resolution)
          })
        }
      }

      test('runs', () => {
        compile(project, COMPILERS['6.0'], 'node16', 'built')
        const output = run(process.execPath, ['built/main.js'], project)
        expect(output.split('\n').length).toBeGreaterThan(10)
        outputs.push(output)
      })

      test('gives the same bytes in a second process', () => {
        expect(run(process.execPath, ['built/main.js'], project)).toBe(outputs.at(-1))
      })

      test('has the command', () => {
        const help = run(join(project, 'node_modules/.bin/keelson'), ['--help'], project)
        expect(help).toContain('keelson assess')
      })
    })
  }

  test('gives the same bytes as ESM and as CommonJS', () => {
    expect(outputs[1]).toBe(outputs[0])
  })

  test('an error of one module format is known to the other', () => {
    const project = join(directory, 'module')
    const program = `
      import { createRequire } from 'node:module'
      import { KeelsonError } from 'keelson/core'
      const other = createRequire(import.meta.url)('keelson/core')
      if (other.KeelsonError === KeelsonError) throw new Error('one copy only: nothing is shown')
      console.log(new KeelsonError('a/b', 'c') instanceof other.KeelsonError, new other.KeelsonError('a/b', 'c') instanceof KeelsonError)`
    writeFileSync(join(project, 'brand.mjs'), program)
    expect(run(process.execPath, ['brand.mjs'], project).trim()).toBe('true true')
  })

  test('runs where code generation from strings is forbidden', () => {
    const project = join(directory, 'module')
    expect(run(process.execPath, ['--disallow-code-generation-from-strings', 'built/main.js'], project)).toBe(
      outputs[0],
    )
  })

  // Here and not in files of their own: packing builds, and two builds at a time would take each other's files away.
  describe('the corpus of every engine', () => {
    bundlerTests(() => join(directory, 'module'), process.env.KEELSON_BROWSER ?? '')
  })

  describe('two copies in one process', () => {
    twoCopiesTests(() => join(directory, 'module'))
  })
})
