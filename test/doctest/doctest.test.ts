import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { collectSnippets, instrument } from './snippets.js'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
// Inside the checkout, so that the snippets resolve `keelson` as the tests do.
const cache = `${root}/.cache/doctest`
rmSync(cache, { recursive: true, force: true })
mkdirSync(cache, { recursive: true })

const scope = globalThis as { __check?: (index: number, actual: unknown, expected: unknown) => void }

describe('every TypeScript example of the documentation runs and gives what it says', () => {
  const snippets = collectSnippets(root)

  test('there are examples', () => {
    expect(snippets.length).toBeGreaterThan(10)
  })

  snippets.forEach((snippet, index) => {
    test(snippet.place, async () => {
      const { code, checks } = instrument(snippet)
      const file = `${cache}/snippet-${index}.ts`
      writeFileSync(file, code)
      const seen = new Set<number>()
      scope.__check = (check, actual, expected) => {
        expect(actual).toEqual(expected)
        seen.add(check)
      }
      await import(/* @vite-ignore */ file)
      // A check in a branch that never ran has shown nothing.
      expect(seen.size).toBe(checks)
    })
  })
})

afterAll(() => {
  delete scope.__check
})
