/**
 * `npm run engines`: the generated corpus in every JavaScript engine that this machine has or can get, and whether all
 * found the same (docs/engines.md).
 *
 * `--cases N` of each room (10,000 where not said); `--rooms A,B` and `--engines A,B`: only these; `--all`: also Node
 * without wasm, from CommonJS and without a compiler, and Deno and Bun where they are; `--table`: puts what was found into
 * the table of docs/engines.md; `--full`: 100,000 cases, all of them, room by room, each into the table as it ends;
 * `--json`: nothing but the facts on standard output; `--no-install`: only what is here; `--root DIR`: another checkout's
 * library. Exit code 1 where any engine differs or fails.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOMS } from '../test/engines/corpus/run-corpus.js'
import { type EngineTable, formatTable, mergeTables, tableOfRuns } from './engines/engine-table.js'
import { findEngines } from './engines/find-engines.js'
import { runEngines } from './engines/run-engines.js'
import { mergeIntoPage } from './engines/table-page.js'

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
    engines: { type: 'string' },
  },
  allowNegative: true,
})
const cases = Number(values.cases ?? (values.full ? 100_000 : 10_000))
const rooms = namesIn(
  values.rooms,
  ROOMS.map(({ name }) => name),
)
// Whoever stops a full run, or whose machine does, keeps the rooms that have ended.
const parts = values.full ? rooms.map((room) => [room]) : [rooms]
const say = (line: string): void => console.error(line)
const directory = mkdtempSync(join(tmpdir(), 'keelson-engines-'))
try {
  const found = await findEngines({
    mayInstall: values.install && process.getuid?.() === 0,
    directory,
    all: values.all || values.full,
    ...(values.root === undefined ? {} : { root: resolve(values.root) }),
  })
  const { skipped } = found
  const asked = namesIn(values.engines, [...new Set(found.engines.map(({ name }) => name))])
  const engines = found.engines.filter(({ name }) => asked.includes(name))
  for (const { name, reason } of skipped) say(`${name}: skipped, ${reason}`)
  let table: EngineTable = { cases: {}, rows: [] }
  let faultCount = 0
  for (const part of parts) {
    const request = { cases, rooms: part }
    const { runs, faults } = await runEngines(engines, request, Math.min(2, availableParallelism()), say)
    for (const fault of faults) say(fault)
    faultCount += faults.length
    const ofPart = tableOfRuns(runs)
    table = mergeTables(table, ofPart)
    if ((values.table || values.full) && faults.length === 0) mergeIntoPage(ofPart)
  }
  if (values.json) {
    const facts = table.rows.map(({ name, version, how, cells }) => ({
      name,
      version: how === '' ? version : `${version} (${how})`,
      cases,
      digests: Object.fromEntries(Object.entries(cells).map(([room, { digest }]) => [room, digest])),
    }))
    console.log(JSON.stringify({ engines: facts, skipped }))
  } else console.log(formatTable(table))
  say(faultCount === 0 ? `${table.rows.length} runs, the same digests` : `${faultCount} faults`)
  process.exitCode = faultCount === 0 ? 0 : 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/** The names of an option, all where it was not given. */
function namesIn(option: string | undefined, known: readonly string[]): readonly string[] {
  const names = option?.split(',') ?? known
  const stranger = names.find((name) => !known.includes(name))
  if (stranger === undefined) return names
  throw new Error(`there is no ${stranger} here, only ${known.join(', ')}`)
}
