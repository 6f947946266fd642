/**
 * `npm test`: the whole suite in one command. With `CI` set, or `--browsers` asked, it first makes sure of a headless
 * browser through the system's package manager; otherwise it says plainly what will be skipped.
 */
import { spawnSync } from 'node:child_process'
import { ensureEngine } from './ensure-engine.js'

const wanted = process.argv.slice(2)
const asked = wanted.includes('--browsers') || Boolean(process.env.CI)
const browser = ensureEngine(asked, 'chromium')
if (browser === null) {
  console.log(
    asked
      ? 'No headless browser could be installed: the tests in test/browser are skipped.'
      : 'No headless browser found: the tests in test/browser are skipped (npm test -- --browsers installs one).',
  )
}

const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...wanted.filter((argument) => argument !== '--browsers')],
  { stdio: 'inherit', env: { ...process.env, KEELSON_BROWSER: browser ?? '' } },
)
process.exit(run.status ?? 1)
