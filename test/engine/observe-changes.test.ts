import { createDriftMonitor, createEngine, type DriftMonitor } from 'keelson'
import { expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'
import { randomStream } from '../support/random-stream.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = 1_767_571_200_000

const counts = (): DriftMonitor =>
  createDriftMonitor({
    features: [
      { name: 'changes', kind: 'count' },
      { name: 'changes.drift', kind: 'count' },
    ],
  })

const look = (at: number, drifted: boolean) => ({
  at,
  actor: 'scanner',
  kind: 'service' as const,
  action: 'drift.report',
  resource: 'shop/Deployment/web',
  desired: { spec: { replicas: 3 } },
  live: { spec: { replicas: drifted ? 5 : 3 } },
})

test('an engine that observes its changes sees that changes by hand become more', () => {
  const drift = counts()
  const engine = createEngine({ drift, observeChanges: true })
  const { uniform } = randomStream(5)
  const statuses: (string | undefined)[] = []
  for (let at = MONDAY; at < MONDAY + 30 * DAY; at += HOUR / 4) {
    if (at === MONDAY + 14 * DAY) drift.freezeAnchor({ from: MONDAY, to: at, reference: 'CHG-1' })
    const share = at < MONDAY + 22 * DAY ? 0.05 : 0.2
    statuses.push(engine.assess(look(at, uniform() < share)).drift?.status)
  }
  const features = drift.assess(MONDAY + 30 * DAY).features.filter(({ name }) => !name.includes('#'))
  expect(features.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['changes', 'abrupt'],
    ['changes.drift', 'abrupt'],
  ])
  expect(features[1]!.effect).toBeGreaterThan(0)
  expect(features[1]!.onset!.from).toBeGreaterThan(MONDAY + 21 * DAY)
  expect(statuses.at(-1)).toBe('drifting')
})

test('it does so only where asked, only of what was committed, and only after the assessment', () => {
  const [silent, watched] = [counts(), counts()]
  const empty = silent.toBytes()
  createEngine({ drift: silent }).assess(look(MONDAY, true))
  expect(silent.toBytes()).toEqual(empty)
  const engine = createEngine({ drift: watched, observeChanges: true })
  engine.assess(look(MONDAY, true), { commit: false })
  expect(watched.toBytes()).toEqual(empty)
  engine.assess(look(MONDAY, true))
  expect(watched.toBytes()).not.toEqual(empty)
})

test('a source that the monitor refuses changes nothing', () => {
  const drift = counts()
  const empty = drift.toBytes()
  const engine = createEngine({ drift, observeChanges: true })
  const error = expectCode('drift/invalid-observation', () =>
    engine.assess({ ...look(MONDAY, true), actor: 'x'.repeat(2000) }),
  )
  expect(error.path).toBe('/actor')
  expect(drift.toBytes()).toEqual(empty)
})

test.each([{}, { drift: createDriftMonitor({ features: [{ name: 'changes', kind: 'numeric' }] }) }])(
  'changes that nobody watches are an error, not silence',
  (parts) => {
    expectCode('engine/no-change-features', () => createEngine({ ...parts, observeChanges: true }))
  },
)

test('a vocabulary that is none is found when the engine is made', () => {
  expectCode('engine/invalid-vocabulary', () =>
    createEngine({ drift: counts(), observeChanges: { kinds: 'Deployment' as never } }),
  )
})
