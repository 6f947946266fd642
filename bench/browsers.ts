/**
 * `npm run bench:browsers`: the hash suite in a page of Chromium and of Firefox, once each; writes
 * `bench/results/<version>/hash-<browser>.json`. Browsers that are missing are installed where that is allowed, and
 * named where not.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { type BrowserName, ensureEngine } from '../scripts/ensure-engine.js'
import { runInPage } from '../scripts/run-in-page.js'

const { outputFiles } = await build({
  entryPoints: ['bench/browser/page.ts'],
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  write: false,
  logLevel: 'error',
})
const script = outputFiles[0]!.text
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const directory = `bench/results/${version}`
mkdirSync(directory, { recursive: true })

const browsers: readonly BrowserName[] = ['chromium', 'firefox']
for (const browser of browsers) {
  const command = ensureEngine(true, browser)
  if (command === null) {
    console.log(`${browser}: skipped, it is not here and could not be installed`)
    continue
  }
  const report = await runInPage({ browser, command, script, scriptType: 'classic', timeoutMs: 600_000 })
  const { rows } = JSON.parse(report) as {
    rows: { name: string; timesFaster: number; milliseconds: number }[]
  }
  const agent = execFileSync(command, ['--version'], { encoding: 'utf8' }).trim()
  console.log(agent)
  const results = rows.map(({ name, timesFaster, milliseconds }) => ({
    name,
    timesFasterThanJsonParse: Number(timesFaster.toPrecision(3)),
    milliseconds: Number(milliseconds.toPrecision(3)),
  }))
  for (const row of results) console.log(`  ${row.name.padEnd(52)} ${row.timesFasterThanJsonParse} x`)
  writeFileSync(
    `${directory}/hash-${browser}.json`,
    `${JSON.stringify({ suite: 'hash', agent, results }, null, 2)}\n`,
  )
}
