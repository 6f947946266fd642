/**
 * `npm run check:long`: the laws at many more cases, under a fresh seed that is printed, so that a red run can be
 * repeated with `KEELSON_SEED=… KEELSON_RUNS=… npm test`. Run by hand; what was found is logged in CHANGELOG or notes.
 */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'

const seed = process.env.KEELSON_SEED ?? String(randomInt(1, 2 ** 31))
const runs = process.env.KEELSON_RUNS ?? '50000'
console.log(`seed ${seed}, ${runs} cases a law`)
const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'property', '--testTimeout=7200000'],
  { stdio: 'inherit', env: { ...process.env, KEELSON_SEED: seed, KEELSON_RUNS: runs } },
)
console.log(`seed ${seed}, ${runs} cases a law: ${run.status === 0 ? 'all hold' : 'a law is broken'}`)
process.exit(run.status ?? 1)
