import { describe, expect, test } from 'vitest'
import {
  type EngineTable,
  formatTable,
  mergeTables,
  parseTable,
  type TableRow,
} from '../../scripts/engines/engine-table.js'

const A = 'aaaaaaaaaaaaaaaa'
const B = 'bbbbbbbbbbbbbbbb'

function row(name: string, digests: { readonly [room: string]: string }, version = '1.0'): TableRow {
  const cells = Object.entries(digests).map(([room, digest]) => [room, { digest, seconds: 3 }])
  return { name, version, how: 'shell', cells: Object.fromEntries(cells) }
}

const BOTH: EngineTable = {
  cases: { hash: 100_000, diff: 100_000 },
  rows: [row('node', { hash: A, diff: B }), row('firefox', { hash: A, diff: B })],
}

test('a table that was written is read as it was, also where an engine did not run a room', () => {
  const table = {
    cases: { hash: 1_000_000, demo: 345 },
    rows: [row('node', { hash: A, demo: B }), row('bun', { demo: B })],
  }
  expect(parseTable(formatTable(table))).toEqual(table)
  expect(formatTable(table).split('\n')).toEqual([
    '| engine | version | how | hash | demo | seconds |',
    '| --- | --- | --- | --- | --- | --- |',
    '|  |  | cases | 1,000,000 | 345 |  |',
    `| node | 1.0 | shell | \`${A}\` 3 s | \`${B}\` 3 s | 6 |`,
    `| bun | 1.0 | shell | - | \`${B}\` 3 s | 3 |`,
  ])
})

describe('what was found later', () => {
  test('of one room leaves the other rooms', () => {
    const later = { cases: { diff: 100_000 }, rows: [row('node', { diff: A }), row('firefox', { diff: A })] }
    expect(mergeTables(BOTH, later)).toEqual({
      cases: BOTH.cases,
      rows: [row('node', { hash: A, diff: A }), row('firefox', { hash: A, diff: A })],
    })
  })

  test('of one more engine stands beside the others where the digest is theirs', () => {
    const later = { cases: { hash: 100_000 }, rows: [row('bun', { hash: A })] }
    expect(mergeTables(BOTH, later)).toEqual({
      cases: BOTH.cases,
      rows: [...BOTH.rows, row('bun', { hash: A })],
    })
  })

  test('of one engine with another digest takes the room from those that were not run again', () => {
    const later = { cases: { hash: 100_000 }, rows: [row('node', { hash: B })] }
    expect(mergeTables(BOTH, later)).toEqual({
      cases: BOTH.cases,
      rows: [row('node', { hash: B, diff: B }), row('firefox', { diff: B })],
    })
  })

  test('of fewer cases does not stand under a count that is not theirs', () => {
    const later = { cases: { hash: 500 }, rows: [row('node', { hash: A })] }
    expect(mergeTables(BOTH, later)).toEqual({
      cases: { hash: 500, diff: 100_000 },
      rows: [row('node', { hash: A, diff: B }), row('firefox', { diff: B })],
    })
  })

  test('of another version takes the place of what the older found, room by room', () => {
    const later = { cases: { hash: 100_000 }, rows: [row('node', { hash: A }, '2.0')] }
    expect(mergeTables(BOTH, later).rows).toEqual([
      row('node', { diff: B }),
      row('firefox', { hash: A, diff: B }),
      row('node', { hash: A }, '2.0'),
    ])
    const all = { cases: BOTH.cases, rows: [row('node', { hash: A, diff: B }, '2.0')] }
    expect(mergeTables(BOTH, all).rows).toEqual([row('firefox', { hash: A, diff: B }), all.rows[0]])
  })
})
