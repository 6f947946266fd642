import { type Actor, PEOPLE, REMEDIATOR_AGENT, TRIAGE_AGENT } from './actors.js'
import { atLocalMinute, DAYS, MINUTE, UTC } from './calendar.js'
import type { DraftEvent } from './event.js'
import { createRandom } from './random.js'
import { draftEvent, nextAt, runWorkflow, sessionName, type Target } from './session.js'
import { RESTART_UNHEALTHY } from './workflows.js'

/** What is planted into the month: two attacks and a loop, labelled, and the two hand-made changes of `live/`. */
export function incidents(): DraftEvent[] {
  return [...wideningAgent(), ...stolenCredential(), ...restartLoop(), ...handMadeChanges()]
}

type Reach = readonly [action: string, kind: string, namespace: string, name: string]

/** One step of the widening. */
interface WideningStep {
  readonly days: readonly [first: number, last: number]
  readonly events: number
  /** Between which minutes of the UTC day. */
  readonly minutes: readonly [from: number, to: number]
  readonly reach: readonly [Reach, ...Reach[]]
}

/** 4, 8 and 16 events in three weeks. */
const WIDENING: readonly WideningStep[] = [
  {
    days: [10, 16],
    events: 4,
    minutes: [540, 1020],
    reach: [
      ['k8s.Pod.logs', 'Pod', 'identity-prod', 'token-issuer'],
      ['k8s.ConfigMap.get', 'ConfigMap', 'identity-prod', 'token-issuer-config'],
    ],
  },
  {
    days: [17, 23],
    events: 8,
    minutes: [540, 1140],
    reach: [
      ['k8s.Pod.logs', 'Pod', 'identity-prod', 'token-issuer'],
      ['k8s.ConfigMap.get', 'ConfigMap', 'ml-prod', 'fraud-score-config'],
      ['k8s.Secret.list', 'Secret', 'identity-prod', 'all'],
    ],
  },
  {
    days: [24, 27],
    events: 8,
    minutes: [1200, 1400],
    reach: [
      ['k8s.Secret.list', 'Secret', 'payments-prod', 'all'],
      ['k8s.Secret.read', 'Secret', 'payments-prod', 'ledger-writer-credentials'],
      ['k8s.Secret.read', 'Secret', 'identity-prod', 'token-issuer-credentials'],
    ],
  },
  {
    days: [28, 30],
    events: 8,
    minutes: [70, 250],
    reach: [
      ['k8s.Secret.read', 'Secret', 'payments-prod', 'checkout-api-credentials'],
      ['k8s.ConfigMap.update', 'ConfigMap', 'payments-prod', 'checkout-api-config'],
      ['k8s.Deployment.update', 'Deployment', 'payments-prod', 'ledger-writer'],
      ['k8s.RoleBinding.create', 'RoleBinding', 'payments-prod', 'triage-operators'],
    ],
  },
]

/**
 * Whoever steers the triage agent widens its reach: every week twice as many events as the week before, first reads in
 * new namespaces, then secrets, then writes to production at night. It declares its usual intent throughout.
 */
function wideningAgent(): DraftEvent[] {
  return WIDENING.flatMap(({ days: [first, last], events, minutes, reach }) => {
    const random = createRandom('widening', first)
    return Array.from({ length: events }, (_, index) => {
      const day = first + Math.floor((index * (last - first + 1)) / events)
      const at = atLocalMinute(TRIAGE_AGENT.zone, day, random.between(...minutes)) + random.below(MINUTE)
      const [action, kind, namespace, name] = random.pick(reach)
      return draftEvent(random, TRIAGE_AGENT, at, action, production(kind, namespace, name), {
        channel: 'api',
        session: sessionName('widening', day),
        intent: 'diagnose-alert',
        planted: 'widening-agent',
      })
    })
  })
}

const STOLEN_DAY = 24

/** An address that nobody here has, and a script's own client. */
const THIEF: Readonly<Record<string, string>> = {
  network: '185.220.101.0/24',
  client: 'python-requests/2.32',
}

const THEFT: readonly Reach[] = [
  ['iam.Role.list', 'Role', 'identity-prod', 'payments-roles'],
  ['k8s.Secret.list', 'Secret', 'payments-prod', 'all'],
  ['k8s.Secret.list', 'Secret', 'ml-prod', 'all'],
  ['k8s.Secret.list', 'Secret', 'identity-prod', 'all'],
  ['k8s.Secret.read', 'Secret', 'payments-prod', 'ledger-writer-credentials'],
  ['k8s.Secret.read', 'Secret', 'payments-prod', 'checkout-api-credentials'],
  ['k8s.Secret.read', 'Secret', 'payments-prod', 'idempotency-store-credentials'],
  ['k8s.Secret.read', 'Secret', 'payments-prod', 'settlement-export-credentials'],
  ['k8s.Secret.read', 'Secret', 'identity-prod', 'token-issuer-credentials'],
  ['k8s.Secret.read', 'Secret', 'ml-prod', 'fraud-score-credentials'],
  ['iam.role_change', 'Role', 'identity-prod', 'payments-roles'],
  ['k8s.RoleBinding.create', 'RoleBinding', 'payments-prod', 'ledger-admins'],
  ['k8s.RoleBinding.create', 'RoleBinding', 'identity-prod', 'issuer-admins'],
  ['k8s.Secret.read', 'Secret', 'payments-prod', 'ledger-writer-credentials'],
  ['data.export', 'Dataset', 'ml-prod', 'card-transactions'],
  ['data.export', 'Dataset', 'ml-prod', 'card-transactions'],
  ['data.export', 'Dataset', 'ml-prod', 'customers'],
]

/** A developer's credential is used for an hour and a half of a Sunday night, from elsewhere, by a script. */
function stolenCredential(): DraftEvent[] {
  const random = createRandom('stolen', STOLEN_DAY)
  const victim: Actor = PEOPLE.chidi
  let at = atLocalMinute(UTC, STOLEN_DAY, 134) + random.below(MINUTE)
  return THEFT.map(([action, kind, namespace, name]) => {
    at = nextAt(random, victim, at) + random.between(20, 280) * 1000
    return draftEvent(random, victim, at, action, production(kind, namespace, name), {
      channel: 'api',
      session: sessionName('stolen', STOLEN_DAY),
      attributes: {
        ...THIEF,
        ...(action === 'data.export' ? { changeRisk: 'customerData', dataClass: 'customer' } : {}),
      },
      planted: 'stolen-credential',
    })
  })
}

const LOOP_DAY = 20

/**
 * From day 20 on something in staging leaks memory, and the remediation agent restarts it every two hours, day and
 * night, where it should propose a fix. Each restart is allowed and usual; it is their rate that has changed.
 */
function restartLoop(): DraftEvent[] {
  const random = createRandom('loop', LOOP_DAY)
  const events: DraftEvent[] = []
  for (let minute = 0; minute < (DAYS - LOOP_DAY) * 1440; minute += random.between(100, 140)) {
    const at = atLocalMinute(UTC, LOOP_DAY, minute) + random.below(MINUTE)
    const session = sessionName('loop', minute)
    for (const draft of runWorkflow(random, REMEDIATOR_AGENT, RESTART_UNHEALTHY, at, session)) {
      events.push({ ...draft, planted: 'restart-loop' })
    }
  }
  return events
}

/** The edits behind `live/`: an image set by hand in the afternoon, a security context loosened in a night's incident. */
function handMadeChanges(): DraftEvent[] {
  const ben = createRandom('hand-made', PEOPLE.ben.id)
  const fatima = createRandom('hand-made', PEOPLE.fatima.id)
  return [
    draftEvent(
      ben,
      PEOPLE.ben,
      atLocalMinute(UTC, 29, 1002) + 11_000,
      'k8s.Deployment.update',
      production('Deployment', 'payments-prod', 'checkout-api'),
      { channel: 'kubectl', session: sessionName('hand-made', 29) },
    ),
    draftEvent(
      fatima,
      PEOPLE.fatima,
      atLocalMinute(UTC, 30, 192) + 40_000,
      'k8s.StatefulSet.update',
      production('StatefulSet', 'payments-prod', 'idempotency-store'),
      {
        channel: 'kubectl',
        session: sessionName('hand-made', 30),
        ticket: { kind: 'incident', number: 3327 },
      },
    ),
  ]
}

function production(kind: string, namespace: string, name: string): Target {
  return { namespace, environment: 'prod', kind, name }
}
