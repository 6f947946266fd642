import { readFileSync } from 'node:fs'
import { formatDiagnostic } from 'keelson/core'
import { compilePolicy } from 'keelson/policy'
import { describe, expect, test } from 'vitest'

interface CheckCase {
  /** The check that it is about. */
  readonly code: string
  readonly name: string
  readonly text: readonly string[]
  /** All that is told, as a terminal shows it; nothing for a near miss. */
  readonly told: readonly (readonly string[])[]
}

const cases = JSON.parse(
  readFileSync(new URL('./checks.json', import.meta.url), 'utf8'),
) as readonly CheckCase[]

describe.each([...new Set(cases.map(({ code }) => code))])('%s', (code) => {
  const own = cases.filter((candidate) => candidate.code === code)

  test.each(own.filter(({ told }) => told.length > 0))('is told of $name', ({ text, told }) => {
    const { bundle, diagnostics } = compile(text)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code)
    expect(rendered(text)).toEqual(told)
    // Warnings and hints keep nothing from running.
    expect(bundle).toBeDefined()
  })

  test.each(own.filter(({ told }) => told.length === 0))('is not told of $name', ({ text }) => {
    expect(rendered(text)).toEqual([])
  })

  test('has a case that triggers it and a near miss', () => {
    expect(new Set(own.map(({ told }) => told.length > 0)).size).toBe(2)
  })
})

function compile(text: readonly string[]): ReturnType<typeof compilePolicy> {
  return compilePolicy([{ path: 'p.keel', text: text.join('\n') }])
}

function rendered(text: readonly string[]): string[][] {
  const { diagnostics } = compile(text)
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, text.join('\n')).split('\n'))
}

describe('the checker', () => {
  test('says nothing of a program with errors, whose faults may be what the errors made', () => {
    const { diagnostics } = compile(['input x: json', 'policy p on a.b { when true && y deny }'])
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy/unknown-name'])
  })

  test('names the file of what it compares with, where that is another one', () => {
    const file = (name: string): { path: string; text: string } => ({
      path: `${name}.keel`,
      text: `input x: json\npolicy ${name} on a.b { when x.bad deny }`,
    })
    expect(compilePolicy([file('q'), file('p')]).diagnostics.map(({ message }) => message)).toEqual([
      'q does the same as p (p.keel, line 2), for the same targets',
    ])
  })

  test('keeps more warnings than a person reads to itself, and the bundle is whole', () => {
    const text = [
      'input x: json',
      'policy p on a.b {',
      ...Array.from({ length: 300 }, (_, index) => `when x.k == 1 && x.k == 2 warn "${index}"`),
      '}',
    ]
    const { bundle, diagnostics } = compile(text)
    expect(bundle).toBeDefined()
    expect(diagnostics.length).toBe(201)
    expect(diagnostics.at(-1)).toMatchObject({ severity: 'warning', code: 'policy/too-many-warnings' })
  })

  test('counts warnings apart from errors', () => {
    const unused = Array.from({ length: 300 }, (_, index) => `let unread${index} = 1`)
    const { bundle } = compile(['input x: json', ...unused, 'policy p on a.b { when x.bad deny }'])
    expect(bundle).toBeDefined()
  })
})

describe('what grows is gone through once', () => {
  const many = (count: number, line: (index: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => line(index))
  const policy = (body: readonly string[]): string[] => ['input x: json', 'policy p on a.b {', ...body, '}']

  test.each([
    [
      'conditions of one chain',
      policy([`when ${many(20_000, (index) => `x.k != ${index}`).join(' && ')} deny`]),
    ],
    ['alternatives', policy([`when ${many(20_000, (index) => `x.k == ${index}`).join(' || ')} deny`])],
    [
      'comparisons of values with one another',
      policy([`when ${many(15_000, (index) => `x.a${index} < x.b`).join(' && ')} deny`]),
    ],
    ['rules that do the same', policy(many(10_000, (index) => `when x.a${index} deny`))],
    [
      'rules under many conditions',
      policy([
        ...many(120, (index) => `when x.g${index} {`),
        ...many(5_000, () => 'deny'),
        ...many(120, () => '}'),
      ]),
    ],
    ['fixes of one block', policy(['deny', ...many(10_000, (index) => `fix set x.a${index} = ${index}`)])],
    ['steps of a fixed place', policy([`deny fix set x${'.a'.repeat(200)} = 1`, `fix set x.b = 1`])],
    [
      'names that stand for names',
      policy([
        ...many(
          90,
          (index) => `let n${index} = ${index === 0 ? 'x.k == 1' : `n${index - 1} && n${index - 1}`}`,
        ),
        'when n89 deny',
      ]),
    ],
    [
      'policies',
      ['input x: json', ...many(5_000, (index) => `policy p${index} on a.b { when x.k == ${index} deny }`)],
    ],
  ])('%s', (_name, text) => {
    expect(compile(text).bundle).toBeDefined()
  })
})
