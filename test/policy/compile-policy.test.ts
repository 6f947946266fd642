import { compilePolicy, type Decision } from 'keelson/policy'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const codesOf = (...sources: Parameters<typeof compilePolicy>): string[] =>
  compilePolicy(...sources).diagnostics.map(({ code }) => code)

function decide(text: string, request: Record<string, unknown>, parameters = {}): Decision {
  const { bundle, diagnostics } = compilePolicy(text, { parameters })
  expect(diagnostics).toEqual([])
  return bundle!.decide({ target: 't.run', ...request }, { now: 0 })
}

describe('sources', () => {
  test('a text without a path has spans without one', () => {
    const { diagnostics } = compilePolicy('mode gaurd')
    expect(diagnostics[0]!.span).toEqual({ offset: 5, length: 5, line: 1, column: 6 })
    const [reason] = compilePolicy('policy p on t.run { deny }').bundle!.decide(
      { target: 't.run' },
      { now: 0 },
    ).reasons
    expect(reason!.span).toEqual({ offset: 20, length: 4, line: 1, column: 21 })
  })

  test('files are compiled together, and reasons say which file they come from', () => {
    const { bundle } = compilePolicy([
      { path: 'b.keel', text: 'policy q on t.run { deny }' },
      { path: 'a.keel', text: 'policy p on t.run { deny }' },
    ])
    const { reasons } = bundle!.decide({ target: 't.run' }, { now: 0 })
    expect(reasons.map(({ policy, span }) => [policy, span.path])).toEqual([
      ['p', 'a.keel'],
      ['q', 'b.keel'],
    ])
  })

  test('diagnostics are ordered by file and place, whatever the order of the sources', () => {
    const sources = ['c', 'a', 'b'].map((name) => ({
      path: `${name}.keel`,
      text: 'mode gaurd\ninput x: 5',
    }))
    const places = compilePolicy(sources).diagnostics.map(({ span }) => `${span.path}:${span.line}`)
    expect(places).toEqual(['a.keel:1', 'a.keel:2', 'b.keel:1', 'b.keel:2', 'c.keel:1', 'c.keel:2'])
  })

  test('a byte order mark at the start is not part of the text', () => {
    expect(codesOf('\ufeffmode guard')).toEqual([])
  })

  test('Windows line ends count as one', () => {
    const { diagnostics } = compilePolicy('mode guard\r\n// ok\r\nmode gaurd')
    expect(diagnostics[0]!.span).toMatchObject({ line: 3, column: 6 })
  })

  test.each([
    ['a number', 5, ''],
    ['a source without a path', [{ text: '' }], '/0/path'],
    ['a source without a text', [{ path: 'a' }], '/0/text'],
    ['nothing', [null], '/0/path'],
    [
      'two sources of one path',
      [
        { path: 'a', text: '' },
        { path: 'a', text: '' },
      ],
      '/1/path',
    ],
  ])('%s is refused', (_name, sources, path) => {
    const error = expectCode('policy/invalid-sources', () => compilePolicy(sources as never))
    expect(error.path).toBe(path)
  })

  test('options that do not exist are refused, with what was meant', () => {
    const misspelt = { paramters: {} } as object
    const error = expectCode('policy/invalid-options', () => compilePolicy('', misspelt))
    expect([error.path, error.help]).toEqual(['/paramters', 'use parameters'])
    expectCode('policy/invalid-options', () => compilePolicy('', null as never))
    expectCode('policy/invalid-options', () => compilePolicy('', { parameters: [] as never }))
    expectCode('core/not-json', () => compilePolicy('', { parameters: { x: Number.NaN } }))
    expectCode('hash/lone-surrogate', () => compilePolicy('', { parameters: { x: '\ud800' } }))
  })
})

describe('modules', () => {
  test('a bundle says what its policies stand on', () => {
    const { bundle } = compilePolicy('policy p on b.{y,x}, a.* { }\npolicy q on b.x, "c d" { }')
    expect(bundle!.targets).toEqual(['a.*', 'b.x', 'b.y', 'c d'])
  })

  test('the full name of a policy has its module', () => {
    const { bundle } = compilePolicy('module pay.access\npolicy p on t.run { deny }')
    expect(bundle!.decide({ target: 't.run' }, { now: 0 }).reasons[0]!.policy).toBe('pay.access.p')
  })

  test('files of one module share their names', () => {
    const result = compilePolicy([
      { path: 'policies.keel', text: 'module m\npolicy p on t.run { when a.x > limit deny }' },
      { path: 'names.keel', text: 'module m\nmode gate\ninput a: json\nlet limit = 3' },
    ])
    expect(result.diagnostics).toEqual([])
    expect(result.bundle!.decide({ target: 't.run', a: { x: 4 } }, { now: 0 }).effect).toBe('deny')
    expect(result.bundle!.decide({ target: 't.run', a: { x: 3 } }, { now: 0 }).effect).toBe('allow')
  })

  test('files of other modules do not', () => {
    expect(
      codesOf([
        { path: 'a.keel', text: 'module a\ninput x: json' },
        { path: 'b.keel', text: 'module b\npolicy p on t.run { when x deny }' },
      ]),
    ).toEqual(['policy/unknown-name'])
  })

  test('an import is used where only a type of the module is named', () => {
    const types = { path: 'a.keel', text: 'module a\nexport type Pod = { name: string }' }
    const importing = (type: string): string =>
      `module b\nimport a\ninput object: ${type}\npolicy p on t.run { when object.name == "x" deny }`
    expect(codesOf([types, { path: 'b.keel', text: importing('a.Pod') }])).toEqual([])
    expect(codesOf([types, { path: 'b.keel', text: importing('json') }])).toEqual(['policy/unused-name'])
  })

  test('files without a module are one module', () => {
    expect(
      codesOf([
        { path: 'a.keel', text: 'input x: json' },
        { path: 'b.keel', text: 'policy p on t.run { when x deny }' },
      ]),
    ).toEqual([])
  })

  test('a file may repeat what another file of its module states, so that it can be read alone', () => {
    const file = (name: string): { path: string; text: string } => ({
      path: `${name}.keel`,
      text: `keel 1\nmode gate\ninput x: json\npolicy ${name} on t.run { when x deny "${name}" }`,
    })
    expect(codesOf([file('a'), file('b')])).toEqual([])
    const other = { path: 'c.keel', text: 'input x: string\npolicy c on t.run { when x == "y" deny }' }
    expect(codesOf([file('a'), other])).toEqual(['policy/duplicate-name'])
  })

  test('guards and gates may stand in one program where their targets are apart', () => {
    const { bundle, diagnostics } = compilePolicy([
      { path: 'a.keel', text: 'module a mode guard policy p on deploy.* { }' },
      { path: 'b.keel', text: 'module b mode gate policy p on k8s.Pod.create { }' },
    ])
    expect(diagnostics).toEqual([])
    expect(bundle!.decide({ target: 'deploy.apply' }, { now: 0 }).effect).toBe('deny')
    expect(bundle!.decide({ target: 'k8s.Pod.create' }, { now: 0 }).effect).toBe('allow')
    expect(bundle!.decide({ target: 'other' }, { now: 0 }).effect).toBe('deny')
  })

  test.each([
    ['*', 'a.b'],
    ['a.b', '*'],
    ['a.b', 'a.b'],
    ['a.*', 'a.b.c'],
    ['a.b.c', 'a.*'],
    ['a.*', 'a.b.*'],
    ['a.b.*', 'a.*'],
    ['"a.b"', 'a.{b,c}'],
  ])('a guard on %s and a gate on %s overlap', (guard, gate) => {
    expect(
      codesOf([
        { path: 'a.keel', text: `module a mode guard policy p on ${guard} { }` },
        { path: 'b.keel', text: `module b mode gate policy p on ${gate} { }` },
      ]),
    ).toContain('policy/conflicting-modes')
  })

  test.each([
    ['a.b', 'a.c'],
    ['a.*', 'ab.c'],
    ['a.b.*', 'a.b'],
    ['a.*', '"a"'],
  ])('a guard on %s and a gate on %s do not overlap', (guard, gate) => {
    expect(
      codesOf([
        { path: 'a.keel', text: `module a mode guard policy p on ${guard} { }` },
        { path: 'b.keel', text: `module b mode gate policy p on ${gate} { }` },
      ]),
    ).toEqual([])
  })
})

describe('declarations', () => {
  const words = [
    'policy',
    'input',
    'mode',
    'enum',
    'module',
    'keel',
    'import',
    'type',
    'fn',
    'test',
    'on',
    'group',
  ]

  test('inputs may have the words of declarations for names, also where a declaration follows', () => {
    const inputs = words.map((word) => `input ${word}: json`).join('\n')
    const constants = words.map((word) => `let c_${word} = ${word}`).join('\n')
    const rules = words.map((word) => `when ${word}.x deny "{c_${word}}"`).join('\n')
    expect(codesOf(`${inputs}\n${constants}\npolicy p on t.run {\n${rules}\n}`)).toEqual([])
    for (const word of words) {
      const text = `input ${word}: json\nlet c = ${word}\npolicy p on t.run {\nwhen\n${word}.x == c\ndeny\n}`
      expect(codesOf(text)).toEqual([])
    }
  })

  test('line ends mean nothing', () => {
    const text =
      'keel 1 module a.b mode gate input a: json enum E { x } let c = a @severity("low") policy p on t.run { when c == E.x deny }'
    expect(codesOf(text)).toEqual([])
    expect(codesOf(text.replaceAll(' ', '\n'))).toEqual([])
  })
})

describe('parameters', () => {
  const text =
    'mode gate policy p(limit: number = 3, names: [string] = ["x"]) on t.run { when limit > 5 && "y" in names deny }'

  test('a default holds until a value is handed in, by bare or by full name', () => {
    expect(decide(text, {}).effect).toBe('allow')
    expect(decide(text, {}, { limit: 6, names: ['y'] }).effect).toBe('deny')
    expect(decide(text, {}, { limit: 6, 'p.limit': 5, 'p.names': ['y'] }).effect).toBe('allow')
  })

  test('a key that nothing takes is an error', () => {
    const { diagnostics } = compilePolicy(text, { parameters: { lmit: 3 } })
    expect(diagnostics).toMatchObject([
      {
        code: 'policy/unknown-parameter',
        message: 'no policy has a parameter lmit',
        help: 'did you mean limit?',
      },
    ])
  })

  test.each([
    ['number', '5', false],
    ['number', 5, true],
    ['string', 5, false],
    ['bool', true, true],
    ['bool', 1, false],
    ['json', { a: [null] }, true],
    ['[string]', ['a'], true],
    ['[string]', ['a', 1], false],
    ['[string]', 'a', false],
    ['[[number]]', [[1], []], true],
    ['[[number]]', [1], false],
    ['duration', '1d12h', true],
    ['duration', 5, true],
    ['duration', 0.5, false],
    ['duration', '5 minutes', false],
    ['time', '2026-01-01T00:00:00Z', true],
    ['time', 1e12, true],
    ['time', 'yesterday', false],
  ])('a parameter of type %s takes %j: %s', (type, value, fits) => {
    const policy = `policy p(_x: ${type}) on t.run { }`
    expect(codesOf(policy, { parameters: { _x: value } })).toEqual(fits ? [] : ['policy/invalid-parameter'])
  })

  test('a duration handed in as text is one in the policy', () => {
    const policy = 'mode gate policy p(age: duration) on t.run { deny "{age} {age == 90m}" }'
    expect(decide(policy, {}, { age: '1h30m' }).reasons[0]!.message).toBe('1h30m true')
  })

  test('a value is looked into as deep as it goes, and hostile names are names', () => {
    const policy = 'mode gate policy p(x: json) on t.run { when x["__proto__"].a[0] == 1 deny }'
    const value = JSON.parse('{"__proto__":{"a":[1]}}') as object
    expect(decide(policy, {}, { x: value }).effect).toBe('deny')
  })

  test('a default may read a constant of its module', () => {
    const policy = 'mode gate\nlet base = 3\npolicy p(limit: number = base + 1) on t.run { deny "{limit}" }'
    expect(decide(policy, {}).reasons[0]!.message).toBe('4')
  })
})

describe('limits', () => {
  const withCondition = (condition: string): string =>
    `input a: json\npolicy p on t.run { when ${condition} allow }`

  test('128 brackets are read, more are refused', () => {
    // One is the brace of the policy.
    expect(codesOf(withCondition(`${'('.repeat(127)}a${')'.repeat(127)}`))).toEqual([])
    expect(codesOf(withCondition(`${'('.repeat(128)}a${')'.repeat(128)}`))).toEqual(['policy/nesting-limit'])
  })

  test.each([
    ['round brackets', '('.repeat(200_000)],
    ['square brackets', '['.repeat(200_000)],
    ['braces', '{a:'.repeat(100_000)],
    ['interpolations', '"{'.repeat(100_000)],
    ['conditionals', 'if a then '.repeat(50_000)],
    ['quantifiers', Array.from({ length: 20_000 }, (_, index) => `any x${index} in a: `).join('')],
    ['minus signs', '-'.repeat(100_000)],
    ['nots', 'not '.repeat(100_000)],
    ['closing brackets', ')'.repeat(100_000)],
    ['members', `a${'.b'.repeat(100_000)} > 1`],
    ['indices', `a${'[0]'.repeat(100_000)} > 1`],
  ])('%s without end are an error and no crash', (_name, condition) => {
    const { bundle, diagnostics } = compilePolicy(withCondition(condition))
    expect(bundle).toBeUndefined()
    expect(diagnostics.length).toBeGreaterThan(0)
  })

  test.each([
    ['when', 'when a '.repeat(5_000)],
    ['for', Array.from({ length: 5_000 }, (_, index) => `for x${index} in a `).join('')],
    ['else', 'when a deny else '.repeat(5_000)],
    ['blocks', 'when a { '.repeat(5_000)],
  ])('%s without end is an error and no crash', (_name, rules) => {
    const { bundle, diagnostics } = compilePolicy(`input a: json\npolicy p on t.run { ${rules} deny`)
    expect(bundle).toBeUndefined()
    expect(diagnostics.map(({ code }) => code)).toContain('policy/nesting-limit')
  })

  test('128 statements in one another are compiled and run', () => {
    const text = `mode gate\ninput a: json\npolicy p on t.run { ${'when a.x '.repeat(128)} deny }`
    expect(decide(text, { a: { x: true } }).effect).toBe('deny')
    expect(decide(text, { a: {} }).effect).toBe('deny')
    expect(decide(text, { a: { x: false } }).effect).toBe('allow')
  })

  test('constants that read one another too deep are refused, wherever they are declared', () => {
    const chain = (length: number): string =>
      Array.from({ length }, (_, index) => `let k${index} = ${index === 0 ? 'a' : `k${index - 1}`}`).join(
        '\n',
      )
    const policy = (last: number): string => `policy p on t.run { when k${last} deny }`
    expect(codesOf(`input a: json\n${chain(150)}\n${policy(149)}`)).toEqual([])
    expect(codesOf(`input a: json\n${chain(5_000)}\n${policy(4_999)}`)).toContain('policy/nesting-limit')
  })

  test('a chain of operators may be as long as a file', () => {
    const text = withCondition(Array.from({ length: 20_000 }, (_, index) => `a == ${index}`).join(' || '))
    const { bundle } = compilePolicy(text)
    expect(bundle!.decide({ target: 't.run', a: 19_999 }, { now: 0 }).effect).toBe('allow')
    expect(bundle!.decide({ target: 't.run', a: -1 }, { now: 0 }).effect).toBe('deny')
  })

  test('a text that is too long is refused', () => {
    expect(codesOf(' '.repeat(8_388_609))).toEqual(['policy/size-limit'])
  })

  test('names that are too long are refused', () => {
    const long = 'a'.repeat(257)
    expect(codesOf(`input ${long}: json`)).toEqual(['policy/size-limit'])
    expect(codesOf(`module ${'a.'.repeat(128)}a`)).toEqual(['policy/size-limit'])
    expect(codesOf(`policy p on ${'a.'.repeat(128)}* { }`)).toEqual([])
    expect(codesOf(`policy p on "${long}", ${'a.'.repeat(128)}{b,c} { }`)).toEqual([
      'policy/size-limit',
      'policy/size-limit',
    ])
  })

  test('a text of too many tokens is refused, and what was read before is compiled', () => {
    const { diagnostics } = compilePolicy(`let _x = [${'1,'.repeat(500_001)}1]`)
    expect(diagnostics.map(({ code }) => code)).toContain('policy/size-limit')
  })
})
