import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/index.js'

const directory = mkdtempSync(join(tmpdir(), 'keelson-cli-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

function keelson(...parameters: string[]): { code: number; out: string; error: string } {
  let out = ''
  let error = ''
  const code = runCommand(parameters, {
    out: (text) => {
      out += text
    },
    error: (text) => {
      error += text
    },
  })
  return { code, out, error }
}

const POLICY = file(
  'good.keel',
  `mode guard
input principal: json
policy people on k8s.Deployment.update, drift.report {
  when (principal?.kind ?? "none") == "human" allow "people may"
  when (principal?.role ?? "none") == "junior" require approvals 1 from group("senior")
}
`,
)
const EVENT = {
  at: 1_790_812_800_000,
  actor: 'ana',
  kind: 'human',
  action: 'k8s.Deployment.update',
  resource: 'a/b/c',
}
const EVENTS = file(
  'events.jsonl',
  `${JSON.stringify(EVENT)}\n\n${JSON.stringify({ ...EVENT, at: EVENT.at + 1 })}\n`,
)
const ONE = file('one.json', '{"spec":{"replicas":3,"image":"a"}}')
const TWO = file('two.yaml', 'spec:\n  replicas: 5\n  image: a\n')

describe('good input', () => {
  test('check says ok', () => {
    expect(keelson('check', POLICY)).toMatchObject({ code: 0, error: '' })
  })

  const requests: readonly (readonly [word: string, code: number, request: object])[] = [
    ['allow', 0, { target: 'k8s.Deployment.update', principal: { kind: 'human' } }],
    ['pending', 1, { target: 'k8s.Deployment.update', principal: { kind: 'human', role: 'junior' } }],
    ['deny', 1, { target: 'k8s.Deployment.update', principal: { kind: 'agent' } }],
  ]
  for (const [word, code, request] of requests) {
    test(`decide says ${word} and exits ${code}`, () => {
      const path = file(`${word}.json`, JSON.stringify(request))
      const result = keelson('decide', '--policy', POLICY, '--request', path, '--now', '2026-10-01T00:00:00Z')
      expect(result).toMatchObject({ code, error: '' })
      expect(result.out.split('\n')[0]).toContain(word)
      const json = keelson(
        'decide',
        '--policy',
        POLICY,
        '--request',
        path,
        '--now',
        '1790812800000',
        '--json',
      )
      expect(JSON.parse(json.out)).toMatchObject({ effect: word })
    })
  }

  test('decide --explain says what decided, and what would have to be otherwise', () => {
    const path = file('explain.json', JSON.stringify(requests[2]![2]))
    const options = ['--policy', POLICY, '--request', path, '--now', '0', '--explain']
    const result = keelson('decide', ...options)
    expect(result).toMatchObject({ code: 1, error: '' })
    expect(result.out).toContain('principal?.kind ?? "none" == "human" is false')
    expect(result.out).toContain('it would not be denied if')
    const { effect, explanation } = JSON.parse(keelson('decide', ...options, '--json').out)
    expect([effect, explanation.effect, explanation.basis]).toEqual(['deny', 'deny', 'default'])
  })

  test('diff names both values and exits 1, and 0 where nothing differs', () => {
    const result = keelson('diff', ONE, TWO)
    expect(result.code).toBe(1)
    expect(result.out).toMatch(/\/spec\/replicas/)
    expect(result.out).toMatch(/3.*5/s)
    expect(keelson('diff', ONE, ONE)).toMatchObject({ code: 0, error: '' })
    expect(JSON.parse(keelson('diff', ONE, TWO, '--patch', '--json').out)).toEqual([
      { op: 'replace', path: '/spec/replicas', value: 5 },
    ])
  })

  test('diff --base tells drift from pending', () => {
    expect(keelson('diff', ONE, TWO, '--base', ONE).out).toContain('drift')
    expect(keelson('diff', ONE, TWO, '--base', TWO).out).toContain('pending')
    const owners = file('owners.json', '[{"pointer":"/spec/replicas","owner":"autoscaler"}]')
    const owned = keelson('diff', ONE, TWO, '--base', ONE, '--owners', owners)
    expect(owned.out).toContain('autoscaler')
    expect(owned.code).toBe(0)
  })

  test('assess decides every event in the words allow, pending, deny', () => {
    const result = keelson('assess', '--policy', POLICY, '--events', EVENTS)
    expect(result).toMatchObject({ code: 0, error: '' })
    expect(result.out).toContain('2 events: 2 allow, 0 pending, 0 deny')
  })

  test('assess names every drifted field and exits 1', () => {
    const result = keelson('assess', '--desired', ONE, '--live', TWO, '--policy', POLICY)
    expect(result.code).toBe(1)
    expect(result.out).toMatch(/\/spec\/replicas/)
    expect(result.out).toContain('deny')
    expect(
      JSON.parse(keelson('assess', '--desired', ONE, '--live', TWO, '--json').out).resources,
    ).toHaveLength(1)
  })

  test('assess names what differs between states that an event carries', () => {
    const event = {
      ...EVENT,
      resource: 'pay/Deployment/api',
      desired: { replicas: 3 },
      live: { replicas: 5 },
    }
    const result = keelson('assess', '--events', file('states.jsonl', JSON.stringify(event)))
    expect(result.code).toBe(1)
    expect(result.out).toMatch(/pay\/Deployment\/api, as an event of 2026-10-01 00:00:00Z found it/)
    expect(result.out).toMatch(/drift .*\/replicas: desired 3, live 5/)
  })

  test('the same files give the same bytes', () => {
    const parameters = [
      'assess',
      '--desired',
      ONE,
      '--live',
      TWO,
      '--policy',
      POLICY,
      '--events',
      EVENTS,
    ] as const
    expect(keelson(...parameters).out).toBe(keelson(...parameters).out)
    expect(keelson(...parameters, '--json').out).toBe(keelson(...parameters, '--json').out)
  })

  test('help is given for the command and each verb', () => {
    expect(keelson('--help')).toMatchObject({ code: 0, error: '' })
    for (const verb of ['check', 'decide', 'diff', 'assess']) {
      expect(keelson(verb, '--help').out).toContain(`keelson ${verb}`)
    }
  })
})

describe('bad input is a coded error with its place, exit code 2, and nothing written', () => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
  const line = (event: object): string => JSON.stringify(event)
  const cases: readonly (readonly [what: string, parameters: string[], code: string, place: RegExp])[] = [
    ['no verb of that name', ['asses'], 'cli/usage', /did you mean "assess"/],
    ['an unknown option', ['diff', ONE, TWO, '--nope'], 'cli/usage', /nope/],
    ['a missing document', ['diff', ONE], 'cli/usage', /two documents/],
    [
      'a file that is not there',
      ['diff', ONE, join(directory, 'none.json')],
      'cli/unreadable-file',
      /none\.json/,
    ],
    ['invalid JSON', ['diff', ONE, file('bad.json', '{"a":\n  oops}')], 'core/invalid-json', /bad\.json:2:3/],
    [
      'invalid UTF-8',
      ['diff', ONE, file('latin.json', new Uint8Array([0x22, 0xff, 0x22]))],
      'core/invalid-utf8',
      /latin\.json/,
    ],
    ['a million-deep JSON', ['diff', ONE, file('deep.json', deep)], 'core/depth-limit', /deep\.json:1:1001/],
    ['a million-deep YAML', ['diff', ONE, file('deep.yaml', deep)], 'core/depth-limit', /deep\.yaml:1:1001/],
    [
      'a YAML list nested on one line',
      ['diff', ONE, file('dash.yaml', `${'- '.repeat(500_000)}a`)],
      'core/depth-limit',
      /dash/,
    ],
    ['invalid YAML', ['diff', ONE, file('bad.yaml', 'a: 1\n b: [')], 'cli/invalid-yaml', /bad\.yaml:\d+:\d+/],
    [
      'a YAML file of two documents',
      ['diff', ONE, file('two-docs.yaml', 'a: 1\n---\nb: 2\n')],
      'cli/many-documents',
      /two-docs/,
    ],
    [
      'a number that overflows',
      ['diff', ONE, file('huge.json', '[1e999]')],
      'core/number-overflow',
      /huge\.json:1:2/,
    ],
    [
      'a policy with a syntax error',
      [
        'assess',
        '--policy',
        file('bad.keel', 'mode guard\npolicy x on y.z {\n  when allow\n}\n'),
        '--events',
        EVENTS,
      ],
      'cli/policy-refused',
      /bad\.keel:3:\d+[\s\S]*\^/,
    ],
    [
      'an unknown target',
      [
        'decide',
        '--policy',
        POLICY,
        '--request',
        file('t.json', '{"target":"k8s.Deploymnet.update"}'),
        '--now',
        '0',
      ],
      'cli/unknown-target',
      /k8s\.Deployment\.update/,
    ],
    [
      'a request that is a list',
      ['decide', '--policy', POLICY, '--request', file('l.json', '[]'), '--now', '0'],
      'cli/invalid-request',
      /l\.json/,
    ],
    [
      'a time that is none',
      ['decide', '--policy', POLICY, '--request', ONE, '--now', 'noon'],
      'cli/invalid-time',
      /noon/,
    ],
    [
      'an event without actor',
      [
        'assess',
        '--events',
        file('actor.jsonl', `${line(EVENT)}\n${line({ at: EVENT.at, action: 'a', resource: 'r' })}`),
      ],
      'engine/invalid-event',
      /actor\.jsonl:2:1.*\/actor/,
    ],
    [
      'times out of order',
      ['assess', '--events', file('order.jsonl', `${line(EVENT)}\n${line({ ...EVENT, at: EVENT.at - 1 })}`)],
      'engine/time-backwards',
      /order\.jsonl:2:1.*\/at/,
    ],
    [
      'an event that is no object',
      ['assess', '--events', file('n.jsonl', '7')],
      'cli/invalid-events',
      /n\.jsonl:1:1/,
    ],
    [
      'a line that is no JSON',
      ['assess', '--events', file('j.jsonl', `${line(EVENT)}\n{"at" 1}`)],
      'core/invalid-json',
      /j\.jsonl:2:7/,
    ],
    ['desired without live', ['assess', '--desired', ONE], 'cli/usage', /come together/],
    [
      'owners that are no list',
      ['assess', '--desired', ONE, '--live', TWO, '--owners', ONE],
      'cli/invalid-owners',
      /list/,
    ],
    [
      'a directory without documents',
      ['assess', '--desired', mkdtempSync(join(directory, 'empty-')), '--live', TWO],
      'cli/no-documents',
      /empty-/,
    ],
  ]
  for (const [what, parameters, code, place] of cases) {
    test(what, () => {
      const before = readdirSync(directory).length
      const result = keelson(...parameters)
      expect(result.code).toBe(2)
      expect(result.out).toBe('')
      expect(result.error).toContain(code)
      expect(result.error).toMatch(place)
      expect(JSON.parse(keelson(...parameters, '--json').error).error.code).toBe(code)
      expect(readdirSync(directory).length).toBe(before)
    })
  }
})
