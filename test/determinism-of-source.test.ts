import { describe, expect, test } from 'vitest'
import { bannedConstructs } from './support/banned-constructs.js'
import { readFiles } from './support/source-files.js'

describe('src/ holds nothing whose answer depends on the engine, the locale, the time or chance', () => {
  const files = readFiles('src', ['.ts'])

  test('there are sources', () => {
    expect(files.length).toBeGreaterThan(20)
  })

  for (const file of files) {
    test(file.path, () => {
      expect(bannedConstructs(file)).toEqual([])
    })
  }
})

describe('the scan itself', () => {
  const found = (text: string, path = 'src/core/planted.ts'): string[] => bannedConstructs({ path, text })

  const planted: readonly [code: string, what: string][] = [
    ['Math.log(2)', 'Math.log'],
    ['Math.log2(2)', 'Math.log2'],
    ['Math.pow(2, 3)', 'Math.pow'],
    ['Math.random()', 'Math.random'],
    ['Math.PI', 'Math.PI'],
    ['Math.ceil(1)', 'Math.ceil'],
    ["Math['exp'](1)", 'Math (name the function)'],
    ['const { exp } = Math', 'Math (name the function)'],
    ['globalThis.Math.exp(1)', 'Math (name the function)'],
    ['Date.now()', 'Date (times are passed in)'],
    ['new Date()', 'Date (times are passed in)'],
    ['new Date(0)', 'Date (times are passed in)'],
    ['globalThis.Date', 'Date (times are passed in)'],
    ['const clock = { Date }', 'Date (times are passed in)'],
    ['performance.now()', 'performance (times are passed in)'],
    ["'a'.localeCompare('b')", '.localeCompare'],
    ["names.sort((a, b) => a['localeCompare'](b))", '.localeCompare'],
    ['(1).toLocaleString()', '.toLocaleString'],
    ["'a'.toLocaleLowerCase()", '.toLocaleLowerCase'],
    ["new Intl.Collator('de')", 'Intl'],
    ["'A'.toLowerCase()", '.toLowerCase'],
    ["'a'?.toUpperCase()", '.toUpperCase'],
    ['names.map((name) => name.toUpperCase)', '.toUpperCase'],
    ["'é'.normalize('NFC')", '.normalize'],
    ['crypto.randomUUID()', '.randomUUID'],
    ['const letter = /\\p{L}/u', '\\p{…} (depends on the Unicode version of the engine)'],
    ['const other = /[^\\P{L}]/u', '\\p{…} (depends on the Unicode version of the engine)'],
    ["new RegExp('\\\\p{L}', 'u')", '\\p{…} (depends on the Unicode version of the engine)'],
    ["RegExp('\\\\p{L}', 'u')", '\\p{…} (depends on the Unicode version of the engine)'],
    ['2 ** 8', '** (inexact; multiply)'],
    ['let x = 2; x **= 8', '**= (inexact; multiply)'],
    ["eval('1')", 'eval'],
    ["(0, eval)('1')", 'eval'],
    ["new Function('return 1')", 'Function(…)'],
    ["Function('return 1')()", 'Function(…)'],
    ['names.sort()', '.sort() without a comparator'],
    ["['b', 'a'].toSorted(compareCodePoints)", '.toSorted (newer than ES2022)'],
    ['items.findLastIndex(isOptional)', '.findLastIndex (newer than ES2022)'],
    ['const copy = (values: number[]) => values.slice().sort()', '.sort() without a comparator'],
    ["import { readFileSync } from 'node:fs'", 'import of node:fs'],
    ["import fs from 'fs'", 'import of fs'],
    ["export * from 'node:path'", 'import of node:path'],
    ["await import('node:os')", 'import of node:os'],
    ["require('crypto')", 'import of crypto'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a template is what is planted
    ['`a ${Date.now()} b`', 'Date (times are passed in)'],
  ]
  for (const [code, what] of planted) {
    test(`finds ${code}`, () => {
      expect(found(`const before = 1;\n${code}\n`)).toEqual([`src/core/planted.ts:2: ${what}`])
    })
  }

  const harmless = [
    '// Math.log, Date.now(), 2 ** 8 and names.sort() in a comment',
    '/* eval(text) */',
    "const text = 'Date.now() Math.random() \\\\p{L} 2 ** 8 .sort()'",
    'const text = `new Function and eval( in a template`',
    'const pattern = /Date\\.now\\(\\)|\\*\\*/',
    'Math.floor(1) + Math.imul(2, 3)',
    'names.sort(compareCodePoints)',
    'new Float64Array(2).sort()',
    'const median = (values: Uint32Array) => values.slice().sort()[0]',
    'function read(at: Date): Intl.Locale | undefined { return undefined }',
    'const row = { Date: 1, eval: 2 }; row.Date',
    'const { Date: day } = row',
    'Function.prototype.call',
    "import { sort } from './sort.js'",
    "import { encode } from '@msgpack/msgpack'",
    'normalize(text)',
    'class Clock { performance: number = 0 }',
  ]
  for (const code of harmless) {
    test(`passes over ${code}`, () => {
      expect(found(code)).toEqual([])
    })
  }

  test('lets the command line read the clock and use Node, and the file ledger use Node', () => {
    const node = "import { readFileSync } from 'node:fs'\n"
    expect(found(`${node}Date.now()`, 'src/cli/main.ts')).toEqual([])
    expect(found(node, 'src/ledger/file.ts')).toEqual([])
    expect(found(node, 'src/ledger/file/index.ts')).toEqual([])
    expect(found(node, 'src/ledger/file-name.ts')).toHaveLength(1)
    expect(found(`${node}Date.now()`, 'src/ledger/file/index.ts')).toHaveLength(1)
    expect(found('Math.random()', 'src/cli/main.ts')).toHaveLength(1)
  })
})
