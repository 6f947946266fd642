import { readFileSync } from 'node:fs'
import { formatDiagnostic, type JsonValue } from 'keelson/core'
import { compilePolicy } from 'keelson/policy'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { PROJECT_ROOT, readFiles, walkSource } from '../support/source-files.js'

/** A line, or a piece of one that is written so often. */
type Piece = string | { readonly repeat: string; readonly times: number }

interface CodeCase {
  readonly code: string
  readonly name: string
  /** Lines of each file; with pieces that repeat, its text in one. */
  readonly files: Readonly<Record<string, readonly Piece[]>>
  readonly parameters?: { readonly [name: string]: JsonValue }
  /** All that is told, as a terminal shows it; nothing for a near miss. */
  readonly told: readonly (readonly string[])[]
}

function readCases<Case>(path: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as readonly Case[]
}

const cases = readCases<CodeCase>('./conformance/codes.json')
const checks = readCases<Pick<CodeCase, 'code' | 'told'>>('./check/checks.json')

/** Codes whose case is no text that a person would read, and the test that holds them. */
const ELSEWHERE: readonly string[] = [
  // diagnostics.test.ts: random bytes answer with a bounded number of diagnostics
  'policy/too-many-errors',
  // checks.test.ts: keeps more warnings than a person reads to itself
  'policy/too-many-warnings',
]

function textOf(pieces: readonly Piece[]): string {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('\n')
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : piece.repeat.repeat(piece.times)))
    .join('')
}

function told({ files, parameters }: CodeCase): { readonly codes: string[]; readonly lines: string[][] } {
  const texts = new Map(Object.entries(files).map(([path, pieces]) => [path, textOf(pieces)]))
  const sources = [...texts].map(([path, text]) => ({ path, text }))
  const { diagnostics } = compilePolicy(sources, parameters === undefined ? {} : { parameters })
  return {
    codes: diagnostics.map(({ code }) => code),
    lines: diagnostics.map((found) => formatDiagnostic(found, texts.get(found.span.path!)!).split('\n')),
  }
}

describe.each([...new Set(cases.map(({ code }) => code))])('%s', (code) => {
  const own = cases.filter((candidate) => candidate.code === code)

  test.each(own.filter((found) => found.told.length > 0))('is told of $name', (found) => {
    const { codes, lines } = told(found)
    expect(codes).toContain(code)
    expect(lines).toEqual(found.told)
  })

  test.each(own.filter((found) => found.told.length === 0))('is not told of $name', (found) => {
    expect(told(found).lines).toEqual([])
  })
})

/** Codes that the compiler tells of a text: those that its source names and does not throw. */
function toldCodes(): Set<string> {
  const codes = new Set<string>()
  for (const file of readFiles('src/policy', ['.ts'])) {
    if (file.path.startsWith('src/policy/runtime/')) continue
    walkSource(file, (node) => {
      if (!ts.isStringLiteral(node) || !/^policy\/[a-z-]+$/.test(node.text)) return
      const { parent } = node
      const isThrown = ts.isNewExpression(parent) && parent.expression.getText() === 'KeelsonError'
      // What a decision told, looked at again.
      const isCompared =
        ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken
      if (!isThrown && !isCompared) codes.add(node.text)
    })
  }
  return codes
}

function withBothKinds(found: readonly Pick<CodeCase, 'code' | 'told'>[]): Set<string> {
  const hit = new Set(found.filter((one) => one.told.length > 0).map(({ code }) => code))
  const missed = new Set(found.filter((one) => one.told.length === 0).map(({ code }) => code))
  return new Set([...hit].filter((code) => missed.has(code)))
}

describe('a case that triggers it and a near miss, with full text and caret', () => {
  const covered = withBothKinds([...cases, ...checks])

  test('has every code that the compiler tells', () => {
    const codes = toldCodes()
    expect(codes.size).toBeGreaterThan(45)
    expect([...codes].filter((code) => !covered.has(code) && !ELSEWHERE.includes(code))).toEqual([])
    expect([...covered].filter((code) => !codes.has(code))).toEqual([])
  })

  test('has every check of docs/keel.md §8', () => {
    const page = readFileSync(`${PROJECT_ROOT}docs/keel.md`, 'utf8')
    const section = /^## 8\. Checks$([\s\S]*?)^## /m.exec(page)![1]!
    const listed = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => `policy/${name!}`)
    expect(listed.length).toBeGreaterThan(13)
    expect(listed.filter((code) => !covered.has(code))).toEqual([])
    // And the table lists every check that has cases.
    const checked = new Set(checks.map(({ code }) => code))
    expect([...checked].filter((code) => !listed.includes(code))).toEqual([])
  })

  test('stands in docs/errors.md', () => {
    const page = readFileSync(`${PROJECT_ROOT}docs/errors.md`, 'utf8')
    expect([...toldCodes()].filter((code) => !page.includes(`### \`${code}\``))).toEqual([])
  })
})
