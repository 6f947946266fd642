import { readFileSync, writeFileSync } from 'node:fs'
import type { EngineRun } from './run-engines.js'

const PAGE = 'docs/engines.md'
const START = '<!-- written by npm run engines -- --full -->'
const END = '<!-- end -->'

/** Puts the table of a run into docs/engines.md. */
export function writeTable(runs: readonly EngineRun[]): void {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(START)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost the marks of its table`)
  writeFileSync(PAGE, `${before}${START}\n\n${tableOf(runs)}\n${END}${after}`)
}

/** Rooms across, engines down: digests that are equal stand under each other. */
export function tableOf(runs: readonly EngineRun[]): string {
  const rooms = Object.keys(runs[0]?.report.rooms ?? {})
  const header = ['engine', 'version', 'how', ...rooms, 'seconds']
  const counts = ['', '', 'cases', ...rooms.map((room) => grouped(runs[0]!.report.rooms[room]!.cases)), '']
  const rows = runs.map(({ engine, report, seconds }) => [
    engine.name,
    engine.version,
    engine.how,
    ...rooms.map((room) => `\`${report.rooms[room]?.digest ?? '-'}\``),
    seconds.toFixed(0),
  ])
  return [header, header.map(() => '---'), counts, ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
