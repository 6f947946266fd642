import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type BehaviourEvent, createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import { expect, test } from 'vitest'
import { describeCorpus, sharedPath } from '../support/shared-data.js'

const PATH = 'cloudtrail-invictus/aws.jsonl.gz'

interface Line {
  readonly ts: number
  readonly actor: string
  readonly role: string
  readonly action: string
  readonly resource: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
}

function cloudTrailEvents(): BehaviourEvent[] {
  const lines = gunzipSync(readFileSync(sharedPath(PATH)))
    .toString('utf8')
    .trim()
    .split('\n')
  return lines.map((line) => {
    const { ts, actor, role, action, resource, attributes } = JSON.parse(line) as Line
    const kind = role === 'IAMUser' ? 'human' : 'service'
    return { at: ts, actor, kind, role, action, resource, attributes }
  })
}

describeCorpus('an hour of CloudTrail', PATH, () => {
  test('goes through score and learn, event by event, and the same again from bytes', () => {
    const events = cloudTrailEvents()
    expect(events).toHaveLength(2900)
    let model = createBehaviourModel()
    for (const [position, event] of events.entries()) {
      const score = model.score(event)
      expect(score.p > 0 && score.p <= 1 && Number.isFinite(score.bits)).toBe(true)
      model.learn(event)
      if (position === 1450) model = restoreBehaviourModel(model.toBytes())
    }
    const whole = createBehaviourModel()
    for (const event of events) whole.learn(event)
    expect(Buffer.compare(model.toBytes(), whole.toBytes())).toBe(0)
  })

  test('names an actor’s first secret, from a new address, as unusual even within the hour', () => {
    const model = createBehaviourModel()
    const events = cloudTrailEvents()
    for (const event of events) model.learn(event)
    const at = events.at(-1)!.at
    const usual = model.score({ ...events.at(-1)!, at })
    const odd = model.score({
      ...events.at(-1)!,
      at,
      action: 'secretsmanager:GetSecretValue',
      resource: 'secretsmanager/prod-key',
      attributes: { ns: 'secretsmanager', channel: 'ro', ip: '185.220.4.9' },
    })
    expect(odd.bits).toBeGreaterThan(usual.bits)
    expect(odd.confidence).toBe('low')
  })
})
