import ts from 'typescript'
import { expect, test } from 'vitest'
import { placeOf, readFiles, walkSource } from '../support/source-files.js'

/** The linter cannot tell types from values: an import of behaviour's code would bring its 20 KB along. */
test('interop imports other rooms than core and hash as types only', () => {
  const offences: string[] = []
  let imports = 0
  for (const file of readFiles('src/interop', ['.ts'])) {
    walkSource(file, (node, source) => {
      if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return
      const from = node.moduleSpecifier
      if (from === undefined || !ts.isStringLiteral(from) || !from.text.startsWith('../')) return
      imports += 1
      const isType = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly
      if (!isType && !/^\.\.\/(?:core|hash)\//.test(from.text)) offences.push(placeOf(node, source))
    })
  }
  expect(imports).toBeGreaterThan(5)
  expect(offences).toEqual([])
})
