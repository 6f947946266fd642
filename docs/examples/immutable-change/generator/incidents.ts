import { type Actor, PEOPLE, TRIAGE_AGENT } from './actors.js'
import { atLocalMinute, DAYS, MINUTE } from './calendar.js'
import type { DraftEvent } from './event.js'
import { createRandom } from './random.js'
import { draftEvent, nextAt, sessionName, type Target } from './session.js'

/** What is planted into the month: two attacks, labelled, and the two hand-made changes that `live/` shows. */
export function incidents(): DraftEvent[] {
  return [...wideningAgent(), ...stolenCredential(), ...handMadeChanges()]
}

const WIDENING_STARTS = 10

type Reach = readonly [action: string, kind: string, namespace: string, name: string]

/** Each week of the widening: what it adds to what went before, and at which hours (UTC minutes). */
const WIDENING: readonly {
  readonly events: number
  readonly hours: readonly [from: number, to: number]
  readonly reach: readonly [Reach, ...Reach[]]
}[] = [
  {
    events: 3,
    hours: [540, 1020],
    reach: [
      ['k8s.Pod.logs', 'Pod', 'identity-prod', 'token-issuer'],
      ['k8s.ConfigMap.get', 'ConfigMap', 'identity-prod', 'token-issuer-config'],
    ],
  },
  {
    events: 6,
    hours: [540, 1140],
    reach: [
      ['k8s.Pod.logs', 'Pod', 'identity-prod', 'token-issuer'],
      ['k8s.ConfigMap.get', 'ConfigMap', 'ml-prod', 'fraud-score-config'],
      ['k8s.Secret.list', 'Secret', 'identity-prod', 'all'],
    ],
  },
  {
    events: 12,
    hours: [1200, 1400],
    reach: [
      ['k8s.Secret.list', 'Secret', 'payments-prod', 'all'],
      ['k8s.Secret.read', 'Secret', 'payments-prod', 'ledger-writer-credentials'],
      ['k8s.Secret.read', 'Secret', 'identity-prod', 'token-issuer-credentials'],
    ],
  },
  {
    events: 24,
    hours: [70, 250],
    reach: [
      ['k8s.Secret.read', 'Secret', 'payments-prod', 'checkout-api-credentials'],
      ['k8s.Secret.read', 'Secret', 'identity-prod', 'token-issuer-credentials'],
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
  const events: DraftEvent[] = []
  WIDENING.forEach((week, index) => {
    const random = createRandom('widening', index)
    const first = WIDENING_STARTS + index * 7
    const last = Math.min(first + 6, DAYS - 1)
    for (let done = 0; done < week.events; done += 1) {
      const day = first + Math.floor((done * (last - first + 1)) / week.events)
      const at = atLocalMinute(TRIAGE_AGENT.zone, day, random.between(...week.hours)) + random.below(MINUTE)
      const [action, kind, namespace, name] = random.pick(week.reach)
      events.push(
        draftEvent(random, TRIAGE_AGENT, at, action, production(kind, namespace, name), {
          channel: 'api',
          session: sessionName('widening', day),
          intent: 'diagnose-alert',
          planted: 'widening-agent',
        }),
      )
    }
  })
  return events
}

const STOLEN_DAY = 24

/** An address that nobody here has, and a script's own client. */
const THIEF: Readonly<Record<string, string>> = {
  network: '185.220.101.0/24',
  client: 'python-requests/2.32',
}

const THEFT: readonly (Reach & { readonly 0: string })[] = [
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
  let at = atLocalMinute([[0, 0]], STOLEN_DAY, 134) + random.below(MINUTE)
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

/** The edits behind `live/`: an image set by hand in the afternoon, a security context loosened in a night's incident. */
function handMadeChanges(): DraftEvent[] {
  const ben = createRandom('hand-made', PEOPLE.ben.id)
  const george = createRandom('hand-made', PEOPLE.george.id)
  return [
    draftEvent(
      ben,
      PEOPLE.ben,
      atLocalMinute([[0, 0]], 33, 1002) + 11_000,
      'k8s.Deployment.update',
      production('Deployment', 'payments-prod', 'checkout-api'),
      { channel: 'kubectl', session: sessionName('hand-made', 33) },
    ),
    draftEvent(
      george,
      PEOPLE.george,
      atLocalMinute([[0, 0]], 34, 192) + 40_000,
      'k8s.StatefulSet.update',
      production('StatefulSet', 'payments-prod', 'idempotency-store'),
      { channel: 'kubectl', session: sessionName('hand-made', 34), ticket: 'INC-2371' },
    ),
  ]
}

function production(kind: string, namespace: string, name: string): Target {
  return { namespace, environment: 'prod', kind, name }
}
