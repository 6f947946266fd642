import { suggestName } from 'keelson/core'
import { describe, expect, test } from 'vitest'

const KNOWN = ['replicas', 'revision', 'region', 'image', 'at', 'to']

describe('suggestName', () => {
  const cases: readonly [misspelt: string, known: readonly string[], meant: string | undefined][] = [
    ['replcias', KNOWN, 'replicas'],
    ['replica', KNOWN, 'replicas'],
    ['Replicas', KNOWN, 'replicas'],
    ['imgae', KNOWN, 'image'],
    ['revison', KNOWN, 'revision'],
    ['ta', KNOWN, 'at'],
    ['zebra', KNOWN, undefined],
    ['replicas', KNOWN, 'replicas'],
    ['', KNOWN, undefined],
    ['x', KNOWN, undefined],
    ['xy', ['ab'], undefined],
    ['a', ['ab'], 'ab'],
    ['anything', [], undefined],
    ['abd', ['abe', 'abc'], 'abc'],
    ['abd', ['abc', 'abe'], 'abc'],
    ['ca', ['abc'], undefined],
    ['behavior', ['behaviour', 'before'], 'behaviour'],
    ['a'.repeat(100), ['a'.repeat(99)], 'a'.repeat(99)],
    ['a'.repeat(101), ['a'.repeat(100)], undefined],
  ]
  for (const [misspelt, known, meant] of cases) {
    test(`${JSON.stringify(misspelt.slice(0, 20))} among ${known.length}: ${meant?.slice(0, 20)}`, () => {
      expect(suggestName(misspelt, known)).toBe(meant)
    })
  }

  test('does not spend time on names of a megabyte', () => {
    const long = 'a'.repeat(1_000_000)
    expect(suggestName(long, [long, `${long}b`])).toBeUndefined()
    expect(suggestName('aaa', [long])).toBeUndefined()
  })
})
