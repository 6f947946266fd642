import { type Actor, AUTOSCALER, PEOPLE, RELEASE_PIPELINE, REMEDIATOR_AGENT } from './actors.js'
import type { Approved } from './approvals.js'
import { atLocalMinute, DAYS, MINUTE, weekdayOf } from './calendar.js'
import type { DraftEvent } from './event.js'
import { createRandom, type Random } from './random.js'
import {
  createTicket,
  draftEvent,
  type EventDetails,
  nextAt,
  sessionName,
  type Ticket,
  targetOf,
} from './session.js'
import type { Environment } from './workflows.js'

/** Changes that someone must approve, and the one machine that changes production without being asked. */
export function changes(): DraftEvent[] {
  return [
    ...releases(),
    ...autoscaling(),
    ...modelPromotions(),
    ...dataExports(),
    ...roleChanges(),
    ...secretReads(),
    ...agentRestarts(),
  ]
}

/** The kind that carries each workload, with the action that rolls it out. */
const CARRIER: Readonly<Record<string, string>> = {
  'checkout-api': 'Deployment',
  'ledger-writer': 'Deployment',
  'settlement-export': 'CronJob',
  'idempotency-store': 'StatefulSet',
}

const AUTHORS = ['ana.reyes', 'ben.okafor', 'chidi.nwosu', 'dana.levy'] as const

/** Requests go round their list, so that every way of being approved, or not, is in the month. */
const HOW_RELEASES_ARE_APPROVED: readonly Approved[] = [
  'complete',
  'complete',
  'complete',
  'none',
  'complete',
  'complete',
  'complete',
  'complete',
  'own',
  'complete',
  'complete',
  'complete',
  'stale',
  'complete',
]
const HOW_PROMOTIONS_ARE_APPROVED: readonly Approved[] = [
  'complete',
  'too-few',
  'complete',
  'none',
  'complete',
  'stale',
  'own',
]
const HOW_EXPORTS_ARE_APPROVED: readonly Approved[] = [
  'complete',
  'without-legal',
  'none',
  'complete',
  'too-few',
]
const HOW_ROLE_CHANGES_ARE_APPROVED: readonly Approved[] = ['complete', 'too-few', 'own', 'complete']
const HOW_SECRET_READS_ARE_APPROVED: readonly Approved[] = ['complete', 'none', 'complete']

/** Two to four releases on a working day, now and then one on a weekend. */
function releases(): DraftEvent[] {
  const nextApproved = takingTurns(HOW_RELEASES_ARE_APPROVED)
  const events: DraftEvent[] = []
  for (let day = 0; day < DAYS; day += 1) {
    const random = createRandom('release', day)
    const weekday = weekdayOf(day)
    const count = weekday === 0 || weekday === 6 ? random.below(2) : random.between(2, 4)
    for (let index = 0; index < count; index += 1) {
      events.push(...release(random, day, sessionName('release', day, index), nextApproved))
    }
  }
  return events
}

/** Image signed, rolled out to staging, then with a change ticket and an approval to production. */
function release(random: Random, day: number, session: string, nextApproved: () => Approved): DraftEvent[] {
  const workload = random.pick(RELEASE_PIPELINE.focus)
  const carrier = CARRIER[workload] ?? 'Deployment'
  const ticket = createTicket(random, 'change', day)
  const author = random.pick(AUTHORS)
  const events: DraftEvent[] = []
  let at = atLocalMinute(RELEASE_PIPELINE.zone, day, random.between(480, 1080)) + random.below(MINUTE)
  const step = (
    action: string,
    kind: string,
    environment: Environment,
    approval?: EventDetails['approval'],
  ): void => {
    const target = targetOf(kind, environment, workload)
    const details = {
      channel: 'pipeline',
      session,
      ticket,
      ...(approval === undefined ? {} : { approval }),
    } as const
    events.push(draftEvent(random, RELEASE_PIPELINE, at, action, target, details))
    at = nextAt(random, RELEASE_PIPELINE, at)
  }
  const inProduction = (action: string, kind: string): void =>
    step(action, kind, 'prod', { quorum: 'routine', approved: nextApproved(), author })

  step('image.Image.sign', 'Image', 'staging')
  step(`k8s.${carrier}.update`, carrier, 'staging')
  at += random.between(15, 55) * MINUTE
  if (random.chance(250)) inProduction('k8s.ConfigMap.update', 'ConfigMap')
  if (random.chance(800)) inProduction(`k8s.${carrier}.update`, carrier)
  return events
}

/** Up before the midday and the evening peak, down at night: the autoscaler owns the replica count. */
function autoscaling(): DraftEvent[] {
  const events: DraftEvent[] = []
  for (let day = 0; day < DAYS; day += 1) {
    const random = createRandom('autoscaler', day)
    for (const minute of [590, 1010, 1330]) {
      const at = atLocalMinute(AUTOSCALER.zone, day, minute + random.below(45)) + random.below(MINUTE)
      const target = targetOf('Deployment', 'prod', 'ledger-writer')
      events.push(draftEvent(random, AUTOSCALER, at, 'k8s.Deployment.scale', target, { channel: 'api' }))
    }
  }
  return events
}

function modelPromotions(): DraftEvent[] {
  return requests(PEOPLE.erik, 1, 3, HOW_PROMOTIONS_ARE_APPROVED, (at, approved, session, ticket) => {
    const random = createRandom('promotion', at)
    return draftEvent(random, PEOPLE.erik, at, 'model.promote', targetOf('Model', 'prod', 'fraud-score'), {
      channel: 'pipeline',
      session,
      ticket,
      approval: { quorum: 'modelPromotion', approved },
    })
  })
}

function dataExports(): DraftEvent[] {
  return requests(PEOPLE.dana, 4, 4, HOW_EXPORTS_ARE_APPROVED, (at, approved, session, ticket) => {
    const random = createRandom('export', at)
    return draftEvent(
      random,
      PEOPLE.dana,
      at,
      'data.export',
      targetOf('Dataset', 'prod', 'settlement-export'),
      {
        channel: 'api',
        session,
        ticket,
        attributes: { dataClass: 'customer' },
        approval: { quorum: 'customerData', approved },
      },
    )
  })
}

function roleChanges(): DraftEvent[] {
  return requests(PEOPLE.hana, 2, 5, HOW_ROLE_CHANGES_ARE_APPROVED, (at, approved, session, ticket) => {
    const random = createRandom('role-change', at)
    return draftEvent(random, PEOPLE.hana, at, 'iam.role_change', targetOf('Role', 'prod', 'checkout-api'), {
      channel: 'console',
      session,
      ticket,
      approval: { quorum: 'roleChange', approved },
    })
  })
}

/** An engineer looks at a credential during an incident; security must have agreed. */
function secretReads(): DraftEvent[] {
  return requests(PEOPLE.fatima, 5, 4, HOW_SECRET_READS_ARE_APPROVED, (at, approved, session) => {
    const random = createRandom('secret-read', at)
    return draftEvent(
      random,
      PEOPLE.fatima,
      at,
      'k8s.Secret.read',
      targetOf('Secret', 'prod', 'ledger-writer'),
      {
        channel: 'api',
        session,
        approval: { quorum: 'secretRead', approved },
      },
    )
  })
}

/** The remediator restarts production now and then; three times it does so without a change request. */
const RESTARTS_WITHOUT_TICKET = new Set([7, 21, 29])

function agentRestarts(): DraftEvent[] {
  const events: DraftEvent[] = []
  for (let day = 3; day < DAYS; day += 2) {
    const random = createRandom('agent-restart', day)
    const at = atLocalMinute(REMEDIATOR_AGENT.zone, day, random.between(420, 1100)) + random.below(MINUTE)
    const direct = RESTARTS_WITHOUT_TICKET.has(day)
    const workload = random.pick(['checkout-api', 'ledger-writer'])
    events.push(
      draftEvent(
        random,
        REMEDIATOR_AGENT,
        at,
        'k8s.Deployment.restart',
        targetOf('Deployment', 'prod', workload),
        {
          channel: direct ? 'api' : 'pipeline',
          session: sessionName('agent-restart', day),
          intent: 'restart-unhealthy',
          ...(direct
            ? {}
            : {
                ticket: createTicket(random, 'change', day),
                approval: { quorum: 'routine', approved: random.chance(900) ? 'complete' : 'none' },
              }),
        },
      ),
    )
  }
  return events
}

/** One request on every `every`th day from `first` on that the person works. */
function requests(
  person: Actor,
  first: number,
  every: number,
  approvals: readonly Approved[],
  request: (at: number, approved: Approved, session: string, ticket: Ticket) => DraftEvent,
): DraftEvent[] {
  const nextApproved = takingTurns(approvals)
  const events: DraftEvent[] = []
  for (let day = first; day < DAYS; day += 1) {
    if ((day - first) % every !== 0) continue
    if (person.weekend.includes(weekdayOf(day))) continue
    const random = createRandom('request', person.id, day)
    const at = atLocalMinute(person.zone, day, person.start + random.between(60, 420)) + random.below(MINUTE)
    events.push(
      request(
        at,
        nextApproved(),
        sessionName('request', person.id, day),
        createTicket(random, 'change', day),
      ),
    )
  }
  return events
}

function takingTurns(list: readonly Approved[]): () => Approved {
  let taken = 0
  return () => {
    taken += 1
    return list[(taken - 1) % list.length] ?? 'complete'
  }
}
