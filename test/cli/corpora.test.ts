import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { runMainJob } from '../../src/cli/main-job.js'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

const OWNERS = fileURLToPath(new URL('../../docs/examples/immutable-change/owners.json', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'keelson-corpora-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Fields of the Argo CD pairs that differ for good, by cause; everything else was put there by a declared owner. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'aggr-clusterrole': ['conflict /rules'],
  deployment: ['converged /spec/strategy/type', 'drift /spec/template/spec/containers/0/env/0'],
  elasticsearch: [],
  endpoints: [],
  'grafana-clusterrole': ['drift /rules'],
  mutatingwebhookconfig: [
    'drift /webhooks/0/clientConfig/caBundle',
    'drift /webhooks/0/matchPolicy',
    'drift /webhooks/0/timeoutSeconds',
  ],
  sealedsecret: [],
  'spinnaker-sa': [],
  wordpress: ['converged /data/wordpress-password', 'drift /data/smtp-password'],
}

describeCorpus('the main job over the Argo CD pairs', 'argo-diff', () => {
  test('covers every pair', () => {
    const names = readdirSync(sharedPath('argo-diff')).filter((name) => name.endsWith('-live.json'))
    expect(names.map((name) => name.replace('-live.json', '')).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  for (const [name, expected] of Object.entries(EXPECTED)) {
    test(`${name}: what differs, and why`, () => {
      const pair = (side: string): string => sharedPath(`argo-diff/${name}-${side}.json`)
      const facts = runMainJob({ desired: pair('config'), live: pair('live'), owners: OWNERS, policies: [] })
      const changes = facts.resources[0]!.assessment.changes!.changes
      const lasting = changes.filter(({ cause }) => cause !== 'foreign')
      expect(lasting.map(({ cause, pointer }) => `${cause} ${pointer}`).sort()).toEqual(expected)
    })
  }
})

describeCorpus('the main job over an hour of CloudTrail', 'cloudtrail-invictus', () => {
  test('assesses all 2,900 events; an hour is too short to judge anybody by', () => {
    const lines = gunzipSync(readFileSync(sharedPath('cloudtrail-invictus/aws.jsonl.gz')))
      .toString('utf8')
      .trim()
      .split('\n')
    const events = lines.map((line) => {
      const { ts, label: _label, incident: _incident, action, ...event } = JSON.parse(line)
      return { at: ts, ...event, action: action.replace(':', '.') }
    })
    events.sort((left, right) => left.at - right.at)
    const path = join(directory, 'events.jsonl')
    writeFileSync(path, events.map((event) => JSON.stringify(event)).join('\n'))
    const facts = runMainJob({ events: path, policies: [] })
    expect(facts.events.assessed).toBe(2900)
    expect(facts.events.effects.undecided).toBe(2900)
    expect(facts.drift?.status).toBe('warming')
    expect(facts.ledger).toMatchObject({ size: 2900, proof: { verified: true } })
  })
})
