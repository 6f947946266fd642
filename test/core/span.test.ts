import { LineIndex } from 'keelson/core'
import { describe, expect, test } from 'vitest'

describe('LineIndex', () => {
  const text = 'ab\r\nc😀d\n\nlast'
  const index = new LineIndex(text)
  const cases: readonly [offset: number, line: number, column: number, what: string][] = [
    [0, 1, 1, 'the start'],
    [2, 1, 3, 'the carriage return belongs to the line it ends'],
    [3, 1, 4, 'and so does the line feed'],
    [4, 2, 1, 'the next line'],
    [7, 2, 4, 'columns count UTF-16 units'],
    [9, 3, 1, 'an empty line'],
    [10, 4, 1, 'the last line'],
    [14, 4, 5, 'the end of the text'],
  ]
  for (const [offset, line, column, what] of cases) {
    test(`offset ${offset} is ${line}:${column}: ${what}`, () => {
      expect(index.span(offset)).toStrictEqual({ offset, length: 0, line, column })
    })
  }

  test('carries the path, where there is one, and the length', () => {
    expect(new LineIndex('x', 'a.keel').span(0, 1)).toStrictEqual({
      path: 'a.keel',
      offset: 0,
      length: 1,
      line: 1,
      column: 1,
    })
  })

  test('a text of nothing has one line', () => {
    expect(new LineIndex('').span(0)).toStrictEqual({ offset: 0, length: 0, line: 1, column: 1 })
  })
})
