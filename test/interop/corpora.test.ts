import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BehaviourEvent, createBehaviourModel } from 'keelson/behaviour'
import { cloudTrailEvents } from 'keelson/interop'
import { expect, test } from 'vitest'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

const STRATUS = 'stratus/detonation-logs.tgz'

describeCorpus('CloudTrail of attack techniques', STRATUS, () => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-stratus-'))
  execFileSync('tar', ['xzf', sharedPath(STRATUS), '-C', folder])
  const logs = join(folder, 'detonation-logs')
  const files = readdirSync(logs).map(
    (name) => [name, JSON.parse(readFileSync(join(logs, name), 'utf8')) as unknown[]] as const,
  )
  rmSync(folder, { recursive: true })

  test('every record gives an event, which a model takes', () => {
    const events: BehaviourEvent[] = []
    for (const [, records] of files) {
      const converted = cloudTrailEvents(records)
      expect(converted).toHaveLength(records.length)
      events.push(...converted)
    }
    expect(events.length).toBe(310)
    const model = createBehaviourModel()
    for (const event of events.sort((left, right) => left.at - right.at)) model.learn(event)
    // Sessions of a role are one actor: 68 records of roles, under names by the nanosecond.
    expect(new Set(events.map(({ actor }) => actor)).size).toBeLessThan(60)
    expect(events.filter(({ kind }) => kind === undefined)).toEqual([])
    expect(new Set(events.map(({ attributes }) => attributes?.outcome))).toEqual(
      new Set(['ok', 'denied', 'failed']),
    )
  })

  test('names what each technique goes after', () => {
    const targets = (file: string): string[] => {
      const found = files.find(([name]) => name === `${file}.json`)!
      return cloudTrailEvents(found[1]).map(({ action, resource }) => `${action} ${resource}`)
    }
    expect(targets('aws.defense-evasion.cloudtrail-stop').join('\n')).toMatch(
      /cloudtrail:StopLogging .*stratus-red-team/,
    )
    expect(targets('aws.credential-access.secretsmanager-retrieve-secrets').join('\n')).toMatch(
      /secretsmanager:GetSecretValue .*stratus-red-team-retrieve-secret-\d/,
    )
  })
})
