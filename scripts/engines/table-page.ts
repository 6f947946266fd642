import { readFileSync, writeFileSync } from 'node:fs'
import { type EngineTable, formatTable, mergeTables, parseTable } from './engine-table.js'

const PAGE = 'docs/engines.md'
const START = '<!-- written by npm run engines -- --full -->'
const END = '<!-- end -->'

/** Puts what was found into the table of docs/engines.md, beside what still holds of it. */
export function mergeIntoPage(found: EngineTable): void {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(START)
  const [table, after] = rest?.split(END) ?? []
  if (before === undefined || table === undefined || after === undefined)
    throw new Error(`${PAGE} has lost the marks of its table`)
  const merged = mergeTables(parseTable(table), found)
  writeFileSync(PAGE, `${before}${START}\n\n${formatTable(merged)}\n${END}${after}`)
}
