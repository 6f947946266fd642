import { type BehaviourEvent, type BehaviourModel, createBehaviourModel } from 'keelson/behaviour'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MONDAY } from './office.js'

const WARMUP = 5 * DAY

function event(
  day: number,
  hour: number,
  action: string,
  more: Partial<BehaviourEvent> = {},
): BehaviourEvent {
  const at = MONDAY + day * DAY + hour * HOUR
  return { at, actor: 'bot', kind: 'agent', role: 'triage', action, resource: 'app:prod/pay/web', ...more }
}

function learnDays(model: BehaviourModel, from: number, to: number, ...actions: readonly string[]): void {
  for (let day = from; day < to; day += 1) {
    actions.forEach((action, position) => {
      for (let repeat = 0; repeat < 3; repeat += 1) model.learn(event(day, 8 + position * 3 + repeat, action))
    })
  }
}

/** What a field adds to the anchor channel, told by making the anchor channel win or reading its bits. */
function anchorBits(model: BehaviourModel, action: string, day: number): number {
  return model.score(event(day, 9, action)).channels.find(({ name }) => name === 'anchor')!.bits
}

describe('an anchor', () => {
  test('freezes by itself after the warm-up, under a provisional name', () => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(model, 0, 4, 'read')
    expect(model.score(event(4, 9, 'read')).baseline).toBe('none')
    // Due, but not frozen until an event is learnt: a score tells already.
    const due = model.score(event(6, 9, 'read')).baseline
    expect(due).toMatch(/^provisional:[0-9a-f]{32}$/)
    learnDays(model, 6, 12, 'write')
    expect(model.score(event(12, 9, 'read')).baseline).toBe(due)
  })

  test('takes the name of the approval it is frozen with', () => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(model, 0, 3, 'read')
    model.freezeAnchor({ at: MONDAY + 3 * DAY, reference: 'CHG-1' })
    expect(model.score(event(3, 9, 'read')).baseline).toBe('CHG-1')
    expect(model.score(event(3, 9, 'read', { actor: 'new' })).baseline).toBe('peers')
  })

  test('of one actor freezes alone', () => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(model, 0, 3, 'read')
    model.learn(event(2, 20, 'read', { actor: 'other' }))
    model.freezeAnchor({ at: MONDAY + 3 * DAY, reference: 'CHG-1', actors: ['bot'] })
    expect(model.score(event(3, 9, 'read')).baseline).toBe('CHG-1')
    expect(model.score(event(3, 9, 'read', { actor: 'other' })).baseline).toBe('none')
  })

  test('that is frozen anew takes in what has been learnt since', () => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(model, 0, 6, 'read')
    learnDays(model, 6, 14, 'read', 'write')
    const before = anchorBits(model, 'write', 14)
    model.freezeAnchor({ at: MONDAY + 14 * DAY, reference: 'CHG-2' })
    expect(anchorBits(model, 'write', 14)).toBeLessThan(before / 2)
  })
})

describe('an approval', () => {
  const approved = (from: number, until: number, fields?: readonly string[]): BehaviourModel => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(model, 0, 8, 'read')
    model.approve({
      reference: 'CHG-3',
      actor: 'bot',
      from: MONDAY + from * DAY,
      until: MONDAY + until * DAY,
      ...(fields === undefined ? {} : { fields }),
    })
    return model
  }

  test('lets the anchor follow while it runs, and stay as it stood then', () => {
    const model = approved(8, 12)
    learnDays(model, 8, 12, 'read', 'write')
    const followed = anchorBits(model, 'write', 12)
    // After the end: write is in the anchor, delete is not and does not get there.
    learnDays(model, 13, 20, 'delete')
    expect(anchorBits(model, 'write', 20)).toBe(followed)
    expect(anchorBits(model, 'delete', 20)).toBeGreaterThan(anchorBits(model, 'write', 20) + 3)
    expect(model.score(event(20, 9, 'write')).baseline).toBe('CHG-3')
  })

  test('of some fields leaves the others where they were', () => {
    const all = approved(8, 30)
    const some = approved(8, 30, ['hourOfWeek', 'sequence'])
    const none = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(none, 0, 8, 'read')
    for (const model of [all, some, none]) learnDays(model, 8, 20, 'read', 'write')
    expect(anchorBits(all, 'write', 20)).toBeLessThan(anchorBits(some, 'write', 20))
    expect(anchorBits(some, 'write', 20)).toBeLessThan(anchorBits(none, 'write', 20))
  })

  test('that is to come changes nothing yet', () => {
    const model = approved(20, 30)
    const before = anchorBits(model, 'write', 10)
    learnDays(model, 8, 11, 'write')
    expect(anchorBits(model, 'write', 11)).toBeGreaterThan(before - 1)
    expect(model.score(event(11, 9, 'write')).baseline).toMatch(/^provisional:/)
  })

  test('without a beginning runs from the latest event', () => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    learnDays(model, 0, 8, 'read')
    model.approve({ reference: 'CHG-4', actor: 'bot', until: MONDAY + 20 * DAY })
    expect(model.score(event(8, 9, 'read')).baseline).toBe('CHG-4')
  })
})

describe('a change that the whole group makes', () => {
  const change = (movers: number): number => {
    const model = createBehaviourModel({ warmupMs: WARMUP })
    const client = (day: number, actor: number): string =>
      day >= 10 && actor < movers ? 'cli/2.0' : 'cli/1.9'
    for (let day = 0; day < 16; day += 1) {
      for (let actor = 0; actor < 6; actor += 1) {
        for (let hour = 8; hour < 14; hour += 1) {
          const attributes = { client: client(day, actor) }
          model.learn(event(day, hour, 'read', { actor: `bot-${actor}`, attributes }))
        }
      }
    }
    const score = model.score(event(16, 9, 'read', { actor: 'bot-0', attributes: { client: 'cli/2.0' } }))
    return score.channels.find(({ name }) => name === 'anchor')!.bits
  }

  test('is absorbed where at least half of five peers or more make it, and not where one does', () => {
    const one = change(1)
    expect(one).toBeGreaterThan(4)
    expect(change(6)).toBeLessThan(1)
  })
})
