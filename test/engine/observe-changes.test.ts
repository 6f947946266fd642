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

const CATEGORIES = ['change.kind', 'change.path', 'change.actor', 'change.cause'] as const

/** What a change is of: a place in the document, the resource it is of, and who made it. */
interface Doing {
  readonly kind: 'Deployment' | 'Service'
  readonly place: 'scale' | 'image'
  readonly by: 'human' | 'service'
}

/** Looks every half hour, each of which finds a change. */
function watchDoings(doingAt: (day: number, uniform: () => number) => Doing, days: number): DriftMonitor {
  const drift = createDriftMonitor({
    features: CATEGORIES.map((name) => ({ name, kind: 'categorical' as const })),
  })
  const engine = createEngine({ drift, observeChanges: true })
  const { uniform } = randomStream(8)
  for (let at = MONDAY; at < MONDAY + days * DAY; at += HOUR / 2) {
    if (at === MONDAY + 14 * DAY) drift.freezeAnchor({ from: MONDAY, to: at, reference: 'CHG-1' })
    const { kind, place, by } = doingAt((at - MONDAY) / DAY, uniform)
    const specOf = (replicas: number, image: string) => ({ replicas, template: { spec: { image } } })
    engine.assess({
      at,
      actor: `${by} ${Math.floor(3 * uniform())}`,
      kind: by,
      action: 'drift.report',
      resource: `shop/${kind}/web`,
      desired: { kind, spec: specOf(3, 'web:1') },
      live: { kind, spec: place === 'scale' ? specOf(5, 'web:1') : specOf(3, 'web:2') },
    })
  }
  return drift
}

const usual = (uniform: () => number): Doing => ({
  kind: uniform() < 0.7 ? 'Deployment' : 'Service',
  place: uniform() < 0.5 ? 'scale' : 'image',
  by: uniform() < 0.1 ? 'human' : 'service',
})

test('what changes are of drifts where it does, category by category, from change sets to the report', () => {
  const drift = watchDoings((day, uniform) => {
    const doing = usual(uniform)
    if (day < 18) return doing
    return { ...doing, place: 'scale', ...(uniform() < 0.5 ? { by: 'human' } : {}) }
  }, 22)
  const featuresAt = (days: number) =>
    drift.assess(MONDAY + days * DAY).features.filter(({ name }) => !name.includes('#'))
  const verdictsAt = (days: number) =>
    Object.fromEntries(featuresAt(days).map(({ name, verdict }) => [name, verdict]))
  const steady = Object.fromEntries(CATEGORIES.map((name) => [name, 'stable']))
  expect(verdictsAt(18)).toEqual(steady)
  expect(verdictsAt(22)).toEqual({ ...steady, 'change.actor': 'abrupt', 'change.path': 'abrupt' })
  const actor = featuresAt(22).find(({ name }) => name === 'change.actor')!
  expect(actor.onset!.from).toBeGreaterThan(MONDAY + 17 * DAY)
  expect(actor.onset!.from).toBeLessThan(MONDAY + 19 * DAY)
  const human = actor.bins.find(({ category }) => category === 'human')!
  expect(human.observed).toBeGreaterThan(2 * human.expected)
})
