/**
 * `npm run check`: everything that CI runs, in CI's order. Stops at the first step that fails, so that its output is
 * the last thing on the screen.
 */
import { spawnSync } from 'node:child_process'

const STEPS: readonly (readonly [what: string, command: string, ...rest: string[]])[] = [
  ['lint and format', 'npm', 'run', 'lint'],
  ['types', 'npm', 'run', 'types'],
  ['wasm is reproducible', 'npm', 'run', 'build:wasm', '--', '--check'],
  ['the Kubernetes table is what its source gives', 'npm', 'run', 'build:kubernetes', '--', '--check'],
  ['the packs are what their texts say', 'npm', 'run', 'build:packs', '--', '--check'],
  ['build', 'npm', 'run', 'build'],
  ['package: contents and types', 'npm', 'run', 'pack:lint'],
  ['size budgets', 'npm', 'run', 'size'],
  ['unused code and dependencies', 'npm', 'run', 'unused'],
  ['documentation comments', 'npm', 'run', 'docs'],
  ['tests', 'npm', 'test'],
  ['the same digests in every engine', 'npm', 'run', 'engines'],
]

for (const [what, command, ...rest] of STEPS) {
  console.log(`\n=== ${what}: ${command} ${rest.join(' ')}`)
  const run = spawnSync(command, rest, { stdio: 'inherit' })
  if (run.status !== 0) {
    console.log(`\n=== ${what}: failed`)
    process.exit(run.status ?? 1)
  }
}
