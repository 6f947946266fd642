import type { EngineRun } from './run-engines.js'

/** What a room gave in one engine. */
interface TableCell {
  readonly digest: string
  readonly seconds: number
}

export interface TableRow {
  readonly name: string
  readonly version: string
  readonly how: string
  /** By room; a room that was not run there has none. */
  readonly cells: { readonly [room: string]: TableCell }
}

/** Digests of runs: rooms across, engines down. */
export interface EngineTable {
  /** How many cases the digests of each room stand for. */
  readonly cases: { readonly [room: string]: number }
  readonly rows: readonly TableRow[]
}

export function tableOfRuns(runs: readonly EngineRun[]): EngineTable {
  const cases: Record<string, number> = {}
  const rows = runs.map(({ engine: { name, version, how }, report, roomMilliseconds }): TableRow => {
    const cells: Record<string, TableCell> = {}
    for (const [room, { cases: count, digest }] of Object.entries(report.rooms)) {
      cases[room] = count
      cells[room] = { digest, seconds: Math.round((roomMilliseconds[room] ?? 0) / 1000) }
    }
    return { name, version, how, cells }
  })
  return { cases, rows }
}

/**
 * Puts what was found later into a table. INVARIANT: one column is one corpus: where as many cases gave another digest,
 * or other cases were run, what engines found before is left out, for it no longer says anything of the room.
 */
export function mergeTables(before: EngineTable, later: EngineTable): EngineTable {
  const stillHolds = (room: string): boolean => {
    const digest = digestOf(later.rows, room)
    return (
      digest === undefined ||
      (before.cases[room] === later.cases[room] && digestOf(before.rows, room) === digest)
    )
  }
  const rows = before.rows.map((row): TableRow => {
    const cells = Object.entries(row.cells).filter(([room]) => {
      const isAgain = later.rows.some((other) => isSameWay(other, row) && other.cells[room] !== undefined)
      return stillHolds(room) && !isAgain
    })
    return { ...row, cells: Object.fromEntries(cells) }
  })
  for (const row of later.rows) {
    const at = rows.findIndex((other) => isSameWay(other, row) && other.version === row.version)
    if (at < 0) rows.push(row)
    else rows[at] = { ...row, cells: { ...rows[at]!.cells, ...row.cells } }
  }
  const left = rows.filter(({ cells }) => Object.keys(cells).length > 0)
  const cases = Object.entries({ ...before.cases, ...later.cases })
  return {
    cases: Object.fromEntries(cases.filter(([room]) => digestOf(left, room) !== undefined)),
    rows: left,
  }
}

/** The same engine run in the same way, of whatever version. */
function isSameWay(one: TableRow, other: TableRow): boolean {
  return one.name === other.name && one.how === other.how
}

function digestOf(rows: readonly TableRow[], room: string): string | undefined {
  return rows.find(({ cells }) => cells[room] !== undefined)?.cells[room]?.digest
}

const COLUMNS_BEFORE_ROOMS = 3

/** As Markdown: digests that are equal stand under each other. */
export function formatTable({ cases, rows }: EngineTable): string {
  const rooms = Object.keys(cases)
  const header = ['engine', 'version', 'how', ...rooms, 'seconds']
  const counts = ['', '', 'cases', ...rooms.map((room) => grouped(cases[room]!)), '']
  const lines = rows.map(({ name, version, how, cells }) => {
    const found = rooms.map((room) => cells[room])
    const total = found.reduce((sum, cell) => sum + (cell?.seconds ?? 0), 0)
    const texts = found.map((cell) => (cell === undefined ? '-' : `\`${cell.digest}\` ${cell.seconds} s`))
    return [name, version, how, ...texts, `${total}`]
  })
  return [header, header.map(() => '---'), counts, ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/** What {@link formatTable} wrote. */
export function parseTable(markdown: string): EngineTable {
  const [header = [], , counts = [], ...lines] = markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
  const rooms = header.slice(COLUMNS_BEFORE_ROOMS, -1)
  const cases = rooms.map((room, at) => [
    room,
    Number(counts[at + COLUMNS_BEFORE_ROOMS]!.replaceAll(',', '')),
  ])
  const rows = lines.map(([name = '', version = '', how = '', ...cells]): TableRow => {
    const found = rooms.flatMap((room, at) => {
      const match = /^`([0-9a-f]{16})` (\d+) s$/.exec(cells[at] ?? '')
      return match === null ? [] : [[room, { digest: match[1]!, seconds: Number(match[2]) }] as const]
    })
    return { name, version, how, cells: Object.fromEntries(found) }
  })
  return { cases: Object.fromEntries(cases), rows }
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
