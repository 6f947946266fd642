import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compilePolicy } from 'keelson/policy'
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

describe('compare', () => {
  const rule = (text: string): string =>
    `mode gate\ninput a: json\npolicy p on t.run { when a.b == "x" ${text} }\n`
  const old = file('old.keel', rule('deny'))
  const same = file('same.keel', rule('deny "said anew"'))
  const other = file('other.keel', rule('warn'))
  const bytes = file('other.bundle', compilePolicy(rule('warn')).bundle!.toBytes())

  test('shows what changes, and exits with 1', () => {
    const { code, out } = keelson('compare', old, other)
    expect(code).toBe(1)
    expect(out).toContain('newly allowed: t.run when a.b is "x"\n')
    const json = JSON.parse(keelson('compare', other, old, '--json').out) as {
      changes: { request: unknown }[]
    }
    expect(json.changes[0]).toMatchObject({ kind: 'tightened', request: { target: 't.run', a: { b: 'x' } } })
  })

  test('says where nothing does', () => {
    expect(keelson('compare', old, same)).toMatchObject({ code: 0, error: '' })
    expect(keelson('compare', old, same).out).toContain('nothing is decided differently')
  })

  test('takes bundles', () => {
    expect(keelson('compare', bytes, other).code).toBe(0)
    expect(keelson('compare', old, bytes, '--decisions', '100').code).toBe(1)
  })

  test('refuses misuse', () => {
    const misuse: readonly (readonly [string, ...string[]])[] = [
      ['cli/usage', old],
      ['cli/usage', old, other, same],
      ['cli/usage', old, other, '--decisions', '0'],
      ['cli/unreadable-file', old, join(directory, 'none.keel')],
      ['policy/invalid-bundle', old, ONE],
    ]
    for (const [wanted, ...parameters] of misuse) {
      const { code, error } = keelson('compare', ...parameters)
      expect(code).toBe(2)
      expect(error).toContain(wanted)
    }
  })
})

describe('packs', () => {
  const request = (object: object): string =>
    file('pod.json', JSON.stringify({ target: 'k8s.Pod.create', object: { spec: object } }))
  const decide = (object: object, ...rest: string[]) =>
    keelson('decide', '--request', request(object), '--now', '0', '--pack', 'kubernetes-baseline', ...rest)

  test('packs lists them, and prints their texts', () => {
    const { code, out } = keelson('packs')
    expect(code).toBe(0)
    expect(out).toMatch(/^agent-guardrails {5}AI agents: .*\n(?:.+\n)*supply-chain {9}releases: /)
    const text = keelson('packs', 'rollout', 'drift-response').out
    expect(text.match(/^module .*$/gm)).toEqual([
      'module keelson.engine',
      'module keelson.rollout',
      'module keelson.driftResponse',
    ])
    const facts = JSON.parse(keelson('packs', 'rollout', '--json').out) as { name: string }[]
    expect(facts.map(({ name }) => name)).toEqual(['rollout'])
  })

  test('check compiles them, alone and beside files', () => {
    const own = file('own.keel', 'mode gate policy p on t.run { deny }')
    expect(keelson('check', '--pack', 'rollout')).toMatchObject({ code: 0, error: '' })
    expect(keelson('check', own, '--pack', 'rollout', '--pack', 'supply-chain')).toMatchObject({ code: 0 })
  })

  test('decide asks them', () => {
    const denied = decide({ hostNetwork: true, containers: [] })
    expect(denied.code).toBe(1)
    expect(denied.out).toContain('the Pod uses the network of its host')
    expect(decide({ containers: [] }).code).toBe(0)
  })

  test('assess asks them', () => {
    const { code, out } = keelson('assess', '--events', EVENTS, '--pack', 'immutable-change', '--json')
    expect(code).toBe(1)
    expect(out).toContain('keelson.immutableChange.redeployNotModify')
  })

  test('a name that is none is told', () => {
    const { code, error } = keelson('check', '--pack', 'rolout')
    expect(code).toBe(2)
    expect(error).toContain('packs/unknown-pack')
    expect(error).toContain('did you mean rollout?')
    expect(keelson('packs', 'nothing').code).toBe(2)
  })
})

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

  test('decide tells where, what would mend it, and the subject to approve', () => {
    const policy = file(
      'parts.keel',
      `mode gate
input order: { parts: int, by: string, ... }
policy few(most: int) on shop.order {
  when order.parts > most deny "{order.parts} are too many" at order.parts fix set order.parts = most
  require approvals 1 from group("buyers") distinct from order.by
}
`,
    )
    const request = file('parts.json', '{"target":"shop.order","order":{"parts":9,"by":"ana"}}')
    const parameters = file('parts.yaml', 'few.most: 5\n')
    const { code, out } = keelson(
      ...['decide', '--policy', policy, '--parameters', parameters],
      ...['--request', request, '--now', '0'],
    )
    expect(code).toBe(1)
    const lines = out.split('\n').map((line) => line.trim())
    expect(lines.slice(0, 3)).toEqual([
      'deny',
      `deny: 9 are too many (few) at /order/parts, ${policy}:4:27`,
      `pending: approvals are required by few (0 of 1 approvals from buyers) (few) at ${policy}:5:3`,
    ])
    expect(lines.slice(3, 6)).toEqual([
      'still needed: 1 more approval from buyers, not by ana, not older than 1d',
      expect.stringMatching(/^approvals name the subject ks1:sha256:/),
      'would mend it: replace /order/parts by 5',
    ])
    expect(keelson('check', policy)).toMatchObject({ code: 2 })
    expect(keelson('check', policy, '--parameters', parameters)).toMatchObject({ code: 0 })
    const wrong = file('wrong.json', '{"target":"shop.order","order":{"parts":"9","by":"ana"}}')
    const told = keelson(
      ...['decide', '--policy', policy, '--parameters', parameters],
      ...['--request', wrong, '--now', '0'],
    ).out
    expect(told).toContain(
      `error policy/wrong-type: expected a whole number, found a string at ${policy}:4:8: order.parts`,
    )
  })

  test('decide tells when a requirement escalates, and until when it is approved', () => {
    const policy = file(
      'wide.keel',
      `mode gate
input change: { openedAt: duration, ... }
policy wide on shop.change {
  require approvals 1 from group("sre")
    escalate to group("board") after 4h since time("2026-01-01T00:00:00Z") + change.openedAt
}
`,
    )
    const asked = (openedAt: number, more: object = {}): string =>
      file('wide.json', JSON.stringify({ target: 'shop.change', change: { openedAt }, ...more }))
    const decide = (path: string): string[] => {
      const at = ['--now', '2026-01-01T02:00:00Z'] as const
      const { out, error } = keelson('decide', '--policy', policy, '--request', path, ...at)
      expect(error).toBe('')
      return out.split('\n').map((line) => line.trim())
    }
    expect(decide(asked(0))).toContain(
      'still needed: 1 more approval from sre, not older than 1d; from 2026-01-01 04:00:00Z also from board',
    )
    expect(decide(asked(-7_200_000))).toContain(
      'still needed: 1 more approval from sre or board, not older than 1d',
    )
    expect(decide(asked(1e300)).join()).toContain('; from 1e+300 ms also from board')
    const [subject] = /ks1:\S+$/.exec(decide(asked(0)).find((line) => line.startsWith('approvals name'))!)!
    const approvals = [{ by: 'ada', groups: ['sre'], at: Date.UTC(2026, 0, 1, 1), subject }]
    expect(decide(asked(0, { approvals }))).toContain('approved until 2026-01-02 01:00:00Z')
  })

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

describe('test', () => {
  const policy = `mode gate
input change: json
policy large on change.apply {
  when change.lines > 5 deny "too large" at change.lines
  when change.files > 9 warn "many files"
}
`
  const good = file(
    'tested.keel',
    `${policy}test "large" {
  given target = "change.apply"
  given change = { lines: 6, files: 9 }
  expect deny "too large"
  case "small" { given change.lines = 5 expect allow }
}
`,
  )
  const bad = file(
    'failing.keel',
    `module m\n${policy}test "large" {
  given target = "change.apply"
  given change = { lines: 6, files: 0 }
  expect allow
  expect warn "\\u{202e}"
}
`,
  )

  test('tells each case and how many passed', () => {
    expect(keelson('test', good)).toEqual({
      code: 0,
      out: 'ok    large\nok    large / small\n\n2 cases passed\n',
      error: '',
    })
  })

  test('tells what was expected and what came, with the place, on one line', () => {
    expect(keelson('test', bad, '--mutate')).toEqual({
      code: 1,
      out: `module m
FAIL  large
      ${bad}:11:3: expected allow, got deny "too large" from m.large at /change/lines
      ${bad}:12:3: expected warn "\\u{202e}", got none

1 of 1 case failed

mutation: not tried, since the cases have to pass first
`,
      error: '',
    })
  })

  test('tells what no case reaches, and the changes that no case notices', () => {
    const { code, out } = keelson('test', good, '--coverage', '--mutate')
    expect(code).toBe(0)
    expect(out).toBe(`ok    large
ok    large / small

2 cases passed

coverage: rules 50 % (1 of 2), outcomes of conditions 75 % (3 of 4)
  large  rules 1 of 2, outcomes 3 of 4
  ${good}:5:8: never true: change.files > 9
  ${good}:5:25: never fired: warn "many files"

mutation: 53.8 % (7 of 13 changes noticed)
  ${good}:5:8: the condition was taken for true in: when change.files > 9 warn "many files"
  ${good}:5:8: the condition was negated in: when change.files > 9 warn "many files"
  ${good}:5:8: \`>\` became \`>=\` in: when change.files > 9 warn "many files"
  ${good}:5:23: 9 became 10 in: when change.files > 9 warn "many files"
  ${good}:5:23: 9 became 8 in: when change.files > 9 warn "many files"
  ${good}:5:25: the rule was removed in: when change.files > 9 warn "many files"
`)
  })

  test('--json gives the report, with --mutate that of the changes too', () => {
    const report = JSON.parse(keelson('test', good, '--json').out)
    expect(report).toMatchObject({ passed: 2, failed: 0, coverage: { rules: 0.5, conditions: 0.75 } })
    expect(report).not.toHaveProperty('mutation')
    const { mutation } = JSON.parse(keelson('test', good, '--json', '--mutate').out)
    expect(mutation).toMatchObject({ killed: 7, skipped: 0 })
  })

  test('parameters can be handed in, and a pack tested by itself', () => {
    const text = `mode gate
input change: json
policy large(most: number) on change.apply { when change.lines > most deny }
test "large" { given target = "change.apply" given change.lines = 6 expect deny }
`
    const needy = file('needy.keel', text)
    expect(keelson('test', needy)).toMatchObject({ code: 2 })
    expect(keelson('test', needy, '--parameters', file('most.json', '{"most":5}'))).toMatchObject({ code: 0 })
    expect(keelson('test', needy, '--parameters', file('more.json', '{"most":6}'))).toMatchObject({ code: 1 })
    expect(keelson('test', '--pack', 'rollout').error).not.toContain('no policy was named')
  })

  test('no tests at all are a finding', () => {
    expect(keelson('test', POLICY)).toMatchObject({ code: 1, out: 'there are no tests\n' })
  })

  test('warnings stand beside the results', () => {
    const odd = file('odd.keel', `${policy}test "t" { given target = "change.aply" expect allow }`)
    const { code, error } = keelson('test', odd)
    expect([code, error.includes('policy/unmatched-target')]).toEqual([0, true])
  })

  test('policies that do not compile are refused', () => {
    const broken = file('broken.keel', 'test "t" {')
    expect(keelson('test', broken)).toMatchObject({ code: 2, out: '' })
    expect(keelson('test')).toMatchObject({ code: 2, out: '' })
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
      'parameters that are no object',
      ['check', POLICY, '--parameters', file('p.json', '[]')],
      'policy/invalid-options',
      /\/parameters/,
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
