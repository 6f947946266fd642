import { readFileSync } from 'node:fs'
import type { Diagnostic } from 'keelson/core'
import { formatDiagnostic } from 'keelson/core'
import { compilePolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'

interface DiagnosticCase {
  readonly name: string
  readonly text: string | null
  readonly files?: Readonly<Record<string, string>>
  /** All of them, in order; `at` is line:column. */
  readonly diagnostics: readonly {
    readonly at: string
    readonly length: number
    readonly code: string
    readonly message: string
    readonly help?: string
  }[]
}

const cases = JSON.parse(
  readFileSync(new URL('./conformance/diagnostics.json', import.meta.url), 'utf8'),
) as readonly DiagnosticCase[]

function shortly({ span, code, message, help }: Diagnostic): DiagnosticCase['diagnostics'][number] {
  const at = `${span.line}:${span.column}`
  return { at, length: span.length, code, message, ...(help === undefined ? {} : { help }) }
}

test.each(cases)('$name', ({ text, files, diagnostics: expected }) => {
  const sources = Object.entries(files ?? {}).map(([path, content]) => ({ path, text: content }))
  const { bundle, diagnostics } = compilePolicy(text ?? sources)
  expect(diagnostics.map(shortly)).toEqual(expected)
  expect(bundle === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
})

/** Every code that the compiler answers with. */
const CODES: readonly string[] = [
  'policy/unexpected-token',
  'policy/unexpected-character',
  'policy/unterminated-string',
  'policy/invalid-escape',
  'policy/invalid-number',
  'policy/unclosed-bracket',
  'policy/nesting-limit',
  'policy/size-limit',
  'policy/too-many-errors',
  'policy/misplaced-condition',
  'policy/misplaced-header',
  'policy/language-version',
  'policy/duplicate-mode',
  'policy/conflicting-modes',
  'policy/unknown-target',
  'policy/unknown-name',
  'policy/duplicate-name',
  'policy/reserved-name',
  'policy/circular-name',
  'policy/unused-name',
  'policy/type-clash',
  'policy/wrong-arguments',
  'policy/at-outside-request',
  'policy/invalid-annotation',
  'policy/missing-parameter',
  'policy/invalid-parameter',
  'policy/unknown-parameter',
  'policy/unknown-member',
  'policy/missing-not-handled',
  'policy/not-exported',
  'policy/circular-import',
  'policy/unknown-module',
  'policy/unsupported-regex',
  'policy/incomplete-test',
  'policy/test-place',
  'policy/test-value',
  'policy/unmatched-target',
]

test('every code of the compiler has a case', () => {
  const elsewhere = [
    'policy/nesting-limit',
    'policy/size-limit',
    'policy/too-many-errors',
    'policy/unknown-parameter',
  ]
  const raised = new Set(cases.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))
  expect(CODES.filter((code) => !raised.has(code) && !elsewhere.includes(code))).toEqual([])
  expect([...raised].filter((code) => !CODES.includes(code))).toEqual([])
})

describe('one file tells all its errors', () => {
  const text = `mode gaurd
input principal json
input resource: jsn
let limit = 5 +
enum Risk { routine, , high }

policy a on deploy.apply {
  when principal.kind = "agent" deny "a"
  unless resource.env in ["prod", deny "b"
  for c in resource.containers where deny "c"
  deny "d" at
  require approvals from group("sre")
  verdict maybe
  when (count c in resource.list c.bad) > 1 deny
  allow allow
}

policy b on deploy.*.x {
  when principal.name like deny
}

policy c {
  warn "e {resource.}"
}
`

  test('each broken statement and declaration is reported at its own place', () => {
    const { diagnostics } = compilePolicy([{ path: 'a.keel', text }])
    const lines = new Set(diagnostics.map(({ span }) => span.line))
    expect([...lines].sort((one, other) => one - other)).toEqual([
      1, 2, 3, 4, 5, 8, 9, 10, 12, 13, 14, 18, 19, 22, 23,
    ])
  })

  test('the last of them are as good as the first', () => {
    const { diagnostics } = compilePolicy([{ path: 'a.keel', text }])
    expect(formatDiagnostic(diagnostics.at(-1)!, text)).toBe(
      'a.keel:23:21: error policy/unexpected-token: expected a name, found the rest of a string\n' +
        '  23 |   warn "e {resource.}"\n' +
        '     |                     ^^',
    )
  })

  test('what a broken declaration would have declared is not reported as unknown', () => {
    const { diagnostics } = compilePolicy('input a: jsn\nlet b = \npolicy p on x.y { when a.c == b deny }')
    expect(diagnostics.map(({ span }) => span.line)).toEqual([1, 2])
  })
})

test('random bytes answer with a bounded number of diagnostics', () => {
  const { diagnostics } = compilePolicy('§ '.repeat(10_000))
  expect(diagnostics.length).toBe(201)
  expect(diagnostics.map(({ code }) => code)).toContain('policy/too-many-errors')
})
