import { CLIENT_UPGRADE_DAY, UTC, ZONES, type Zone } from './calendar.js'
import type { ChangeEvent, Channel } from './event.js'

/** Somebody, or something, that changes or looks at the platform. */
export interface Actor {
  readonly id: string
  readonly kind: ChangeEvent['kind']
  readonly role: string
  readonly zone: Zone
  /** Days of rest, 0 = Sunday. */
  readonly weekend: readonly number[]
  /** First minute of the local working day. */
  readonly start: number
  readonly network: string
  /** Workloads the actor deals with, the usual one first. */
  readonly focus: readonly [string, ...string[]]
  /** Away on these days, bounds included. */
  readonly leave?: readonly [from: number, to: number]
  /** Works from somewhere else on these days, bounds included. */
  readonly travel?: { readonly from: number; readonly to: number; readonly network: string }
}

const SATURDAY_SUNDAY = [6, 0]
const FRIDAY_SATURDAY = [5, 6]

type PersonName = 'ana' | 'ben' | 'chidi' | 'dana' | 'erik' | 'fatima' | 'george' | 'hana'

export const PEOPLE: Readonly<Record<PersonName, Actor>> = {
  ana: {
    id: 'ana.reyes',
    kind: 'human',
    role: 'developer',
    zone: ZONES.lisbon,
    weekend: SATURDAY_SUNDAY,
    start: 540,
    network: '10.20.3.0/24',
    focus: ['checkout-api', 'idempotency-store'],
  },
  ben: {
    id: 'ben.okafor',
    kind: 'human',
    role: 'developer',
    zone: ZONES.london,
    weekend: SATURDAY_SUNDAY,
    start: 510,
    network: '10.20.3.0/24',
    focus: ['checkout-api'],
    leave: [18, 22],
  },
  chidi: {
    id: 'chidi.nwosu',
    kind: 'human',
    role: 'developer',
    zone: ZONES.lagos,
    weekend: SATURDAY_SUNDAY,
    start: 480,
    network: '10.20.7.0/24',
    focus: ['ledger-writer', 'settlement-export'],
  },
  dana: {
    id: 'dana.levy',
    kind: 'human',
    role: 'developer',
    zone: ZONES.telAviv,
    weekend: FRIDAY_SATURDAY,
    start: 540,
    network: '10.20.9.0/24',
    focus: ['settlement-export', 'ledger-writer'],
  },
  erik: {
    id: 'erik.lund',
    kind: 'human',
    role: 'ml-engineer',
    zone: ZONES.stockholm,
    weekend: SATURDAY_SUNDAY,
    start: 480,
    network: '10.20.11.0/24',
    focus: ['fraud-score'],
  },
  fatima: {
    id: 'fatima.khan',
    kind: 'human',
    role: 'sre',
    zone: ZONES.bengaluru,
    weekend: SATURDAY_SUNDAY,
    start: 570,
    network: '10.20.14.0/24',
    focus: ['ledger-writer', 'checkout-api', 'idempotency-store'],
    travel: { from: 19, to: 21, network: '10.22.9.0/24' },
  },
  george: {
    id: 'george.ito',
    kind: 'human',
    role: 'sre',
    zone: ZONES.newYork,
    weekend: SATURDAY_SUNDAY,
    start: 540,
    network: '10.20.16.0/24',
    focus: ['checkout-api', 'idempotency-store', 'settlement-export'],
  },
  hana: {
    id: 'hana.sato',
    kind: 'human',
    role: 'security-admin',
    zone: ZONES.london,
    weekend: SATURDAY_SUNDAY,
    start: 570,
    network: '10.20.18.0/24',
    focus: ['checkout-api', 'ledger-writer', 'idempotency-store'],
  },
}

const machine = (
  id: string,
  kind: 'service' | 'agent',
  role: string,
  network: string,
  focus: Actor['focus'],
): Actor => ({ id, kind, role, zone: UTC, weekend: SATURDAY_SUNDAY, start: 0, network, focus })

const WORKLOADS: Actor['focus'] = ['checkout-api', 'ledger-writer', 'settlement-export', 'idempotency-store']

export const RELEASE_PIPELINE: Actor = machine(
  'pipeline:release',
  'service',
  'deployer',
  '10.40.1.0/24',
  WORKLOADS,
)
export const MODEL_PIPELINE: Actor = machine('pipeline:model', 'service', 'model-trainer', '10.40.2.0/24', [
  'fraud-score',
])
export const RECONCILER: Actor = machine(
  'reconciler:gitops',
  'service',
  'reconciler',
  '10.40.3.0/24',
  WORKLOADS,
)
/** The horizontal pod autoscaler of ledger-writer. */
export const AUTOSCALER: Actor = machine('autoscaler:hpa', 'service', 'autoscaler', '10.40.4.0/24', [
  'ledger-writer',
])
export const TRIAGE_AGENT: Actor = machine('agent:triage', 'agent', 'triage-agent', '10.40.8.0/24', WORKLOADS)
export const REMEDIATOR_AGENT: Actor = machine(
  'agent:remediator',
  'agent',
  'remediation-agent',
  '10.40.9.0/24',
  WORKLOADS,
)

/** Client names before and after the roll-out; console and kubectl for people, one runtime for each kind of machine. */
const CLIENTS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  kubectl: ['platform-kubectl/5.1', 'platform-kubectl/6.0'],
  console: ['console/12.4', 'console/13.0'],
  api: ['platform-cli/5.1', 'platform-cli/6.0'],
  pipeline: ['platform-cli/5.1', 'platform-cli/6.0'],
  deployer: ['deploy-runner/3.8', 'deploy-runner/4.0'],
  'model-trainer': ['model-runner/1.9', 'model-runner/2.0'],
  reconciler: ['gitops/2.14', 'gitops/3.0'],
  autoscaler: ['controller-manager/1.33', 'controller-manager/1.34'],
  'triage-agent': ['agent-runtime/1.9', 'agent-runtime/2.0'],
  'remediation-agent': ['agent-runtime/1.9', 'agent-runtime/2.0'],
}

export function clientOf(actor: Actor, channel: Channel, day: number): string {
  const versions = CLIENTS[actor.kind === 'human' ? channel : actor.role] ?? ['unknown', 'unknown']
  return day < CLIENT_UPGRADE_DAY ? versions[0] : versions[1]
}

export function networkOf(actor: Actor, day: number): string {
  const { travel } = actor
  return travel !== undefined && day >= travel.from && day <= travel.to ? travel.network : actor.network
}
