import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { PROJECT_ROOT, placeOf, readFiles, walkSource } from './support/source-files.js'

const CODE =
  /^(?:core|hash|diff|stats|drift|behaviour|policy|ledger|engine|interop|packs|cli)\/[a-z0-9]+(?:-[a-z0-9]+)*$/

/** Every code that src/ uses, with the first place of it. */
function codesInSource(): Map<string, string> {
  const codes = new Map<string, string>()
  for (const file of readFiles('src', ['.ts'])) {
    walkSource(file, (node, source) => {
      if (!ts.isStringLiteralLike(node) || !CODE.test(node.text) || isModuleSpecifier(node)) return
      if (!codes.has(node.text)) codes.set(node.text, placeOf(node, source))
    })
  }
  return codes
}

function isModuleSpecifier(node: ts.StringLiteralLike): boolean {
  const { parent } = node
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)) ||
    (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword)
  )
}

interface Heading {
  readonly code: string
  readonly room: string | undefined
  readonly text: string
}

/** The `### \`code\`` headings of docs/errors.md, with the `## room` they stand under and what they say. */
function documentedCodes(): Heading[] {
  const headings: Heading[] = []
  let room: string | undefined
  for (const section of readFileSync(`${PROJECT_ROOT}docs/errors.md`, 'utf8').split(/^(?=##)/m)) {
    room = /^## (\S+)$/m.exec(section.split('\n')[0]!)?.[1] ?? room
    const code = /^### `([^`]+)`\n/.exec(section)?.[1]
    if (code !== undefined) headings.push({ code, room, text: section.slice(section.indexOf('\n')).trim() })
  }
  return headings
}

describe('docs/errors.md', () => {
  const used = codesInSource()
  const headings = documentedCodes()
  const documented = new Set(headings.map((heading) => heading.code))

  test('has an entry for every code that src/ uses', () => {
    const missing = [...used]
      .filter(([code]) => !documented.has(code))
      .map(([code, place]) => `${code} (${place})`)
    expect(missing).toEqual([])
  })

  test('has no entry for a code that src/ does not use', () => {
    expect([...documented].filter((code) => !used.has(code))).toEqual([])
  })

  test('has one entry a code, under its room, that says something', () => {
    const codes = headings.map((heading) => heading.code)
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
    expect(headings.filter(({ code, room }) => code.split('/')[0] !== room).map(({ code }) => code)).toEqual(
      [],
    )
    expect(headings.filter(({ text }) => text.length < 20).map(({ code }) => code)).toEqual([])
  })

  test('lists codes that are each named in a test', () => {
    const tests = readFiles('test', ['.ts', '.json'])
      .filter(
        (file) =>
          !file.path.includes('/node_modules/') && basename(file.path) !== 'errors-documented.test.ts',
      )
      .map((file) => file.text)
    const named = (code: string): boolean =>
      tests.some(
        (text) => text.includes(`'${code}'`) || text.includes(`"${code}"`) || text.includes(`\`${code}\``),
      )
    expect([...used.keys()].filter((code) => !named(code))).toEqual([])
  })
})
