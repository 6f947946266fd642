/**
 * `npm run engines`: the generated corpus in every JavaScript engine that this machine has or can get, and whether all
 * found the same (docs/engines.md).
 *
 * `--cases N` of each room (10,000 where not said); `--rooms A,B`: only these; `--all`: also Node without wasm, from
 * CommonJS and without a compiler, and Deno and Bun where they are; `--table`: writes the table of docs/engines.md anew;
 * `--full`: 100,000 cases, all of them, and the table; `--json`: nothing but the facts on standard output;
 * `--no-install`: only what is here; `--root DIR`: another checkout's library. Exit code 1 where any engine differs or
 * fails.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findEngines } from './engines/find-engines.js'
import { runEngines } from './engines/run-engines.js'
import { tableOf, writeTable } from './engines/write-table.js'

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    full: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    install: { type: 'boolean', default: true },
    root: { type: 'string' },
    rooms: { type: 'string' },
  },
  allowNegative: true,
})
const cases = Number(values.cases ?? (values.full ? 100_000 : 10_000))
const request = { cases, ...(values.rooms === undefined ? {} : { rooms: values.rooms.split(',') }) }
const say = (line: string): void => console.error(line)
const directory = mkdtempSync(join(tmpdir(), 'keelson-engines-'))
try {
  const { engines, skipped } = await findEngines({
    mayInstall: values.install && process.getuid?.() === 0,
    directory,
    all: values.all || values.full,
    ...(values.root === undefined ? {} : { root: resolve(values.root) }),
  })
  for (const { name, reason } of skipped) say(`${name}: skipped, ${reason}`)
  const { runs, faults } = await runEngines(engines, request, Math.min(2, availableParallelism()), say)
  for (const fault of faults) say(fault)
  if (values.json) {
    const facts = runs.map(({ engine, report }) => ({
      name: engine.name,
      version: engine.how === '' ? engine.version : `${engine.version} (${engine.how})`,
      cases,
      digests: Object.fromEntries(Object.entries(report.rooms).map(([room, { digest }]) => [room, digest])),
    }))
    console.log(JSON.stringify({ engines: facts, skipped }))
  } else {
    console.log(tableOf(runs))
    if ((values.table || values.full) && faults.length === 0) writeTable(runs)
  }
  say(faults.length === 0 ? `${runs.length} runs, the same digests` : `${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}
