import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MainJobFacts } from '../../src/cli/main-job.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'keelson-demo-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function demo(...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = ['--import', 'tsx', 'docs/examples/immutable-change/demo.ts', ...parameters]
  return spawnSync(process.execPath, script, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
}

function file(name: string, content: string): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

describe('the demo on its own data', () => {
  let text = ''
  let facts: MainJobFacts

  beforeAll(() => {
    const run = demo()
    expect(run.status).toBe(0)
    text = run.stdout
    facts = JSON.parse(demo('--json').stdout) as MainJobFacts
  })

  test('prints the same bytes in a second process', () => {
    expect(demo().stdout).toBe(text)
  })

  test('says what drifted, why, and how to take it back', () => {
    expect(text).toMatch(/drift .*containers\/0\/image: desired ".*", live ".*hotfix"/)
    expect(text).toMatch(/drift .*allowPrivilegeEscalation: desired false, live true/)
    expect(text).toMatch(/foreign .*\/spec\/replicas: desired 3, live 7/)
    expect(text).toMatch(/pending .*CARD_NETWORK_TIMEOUT: desired "4s", live "3s"/)
    expect(text).toMatch(/"op":"replace","path":"[^"]*allowPrivilegeEscalation","value":false/)
  })

  test('says allow, pending and deny, with missing approvals', () => {
    expect(text).toMatch(/\d+ allow, \d+ pending, \d+ deny/)
    expect(text).toMatch(/still needed: 1 more approval from ml-leads, not by erik\.lund/)
    expect(facts.events.refused.length).toBe(facts.events.effects.pending + facts.events.effects.deny)
  })

  test('sees the rate of the agents drift since the restart loop, and no other', () => {
    const verdicts = Object.fromEntries(facts.drift!.features.map((feature) => [feature.name, feature]))
    expect(verdicts['events by agents']!.verdict).toBe('abrupt')
    const loop = Date.UTC(2026, 9, 21)
    expect(verdicts['events by agents']!.onset!.from).toBeLessThanOrEqual(loop)
    expect(verdicts['events by agents']!.onset!.to).toBeGreaterThanOrEqual(loop)
    expect(verdicts['events by people']!.verdict).toBe('stable')
    expect(verdicts['events by services']!.verdict).toBe('stable')
  })

  test('puts the stolen credential and the widening agent among the most unusual, with reasons', () => {
    const actors = facts.events.unusual.map(({ top }) => top.event.actor)
    expect(actors[0]).toBe('chidi.nwosu')
    expect(actors).toContain('agent:triage')
    const { contributions, bits, channel, channels } = facts.events.unusual[0]!.top.assessment.behaviour!
    expect(contributions.map(({ field }) => field)).toContain('client')
    const sum = contributions.reduce((total, contribution) => total + contribution.bits, 0)
    expect(sum).toBe(channels.find(({ name }) => name === channel)!.bits)
    expect(bits).toBeGreaterThan(0)
  })

  test('proves its last record against the root of the ledger', () => {
    expect(facts.ledger.proof?.verified).toBe(true)
    expect(facts.ledger.size).toBe(facts.events.assessed + facts.resources.length)
    expect(text).toContain(facts.ledger.root)
  })
})

describe('the demo on the caller’s files', () => {
  const desired = file('desired.yaml', 'kind: A\nmetadata: {name: x}\nspec: {replicas: 3, image: "a:1"}\n')
  const live = file(
    'live.yaml',
    'kind: A\nmetadata: {name: x}\nspec: {replicas: 5, image: "a:2", debug: true}\n',
  )
  const policy = file(
    'own.keel',
    'mode gate\ninput principal: json\npolicy p on x.y { when principal.id == "eve" deny }\n',
  )
  const at = 1_790_812_800_000
  const events = file(
    'events.jsonl',
    ['ana', 'eve']
      .map((actor, index) => JSON.stringify({ at: at + index, actor, action: 'x.y', resource: 'r' }))
      .join('\n'),
  )

  test('takes each part on its own and names every drifted field with both values', () => {
    const run = demo('--desired', desired, '--live', live, '--policy', policy, '--events', events)
    expect(run.status).toBe(0)
    expect(run.stdout).toMatch(/\/spec\/replicas: desired 3, live 5/)
    expect(run.stdout).toMatch(/\/spec\/image: desired "a:1", live "a:2"/)
    expect(run.stdout).toMatch(/\/spec\/debug: desired absent, live true/)
    expect(run.stdout).toContain('1 allow, 0 pending, 1 deny')
    expect(demo('--policy', policy, '--events', events).status).toBe(0)
  })

  test('refuses a fault with its code and exit code 2', () => {
    const run = demo('--events', file('bad.jsonl', '{"at":1}'))
    expect(run.status).toBe(2)
    expect(run.stdout).toBe('')
    expect(run.stderr).toContain('engine/invalid-event')
  })
})
