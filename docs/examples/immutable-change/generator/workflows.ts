import type { Channel } from './event.js'

/** One action of a piece of work. */
export interface Step {
  readonly action: string
  /** Kind of the resource; `WORKLOAD_KINDS` are named after the workload at hand. */
  readonly on: string
  readonly channel: Channel
}

export type Environment = 'dev' | 'staging' | 'prod'

/** A piece of work: steps that follow each other in one session. */
export interface Workflow {
  readonly steps: readonly [Step, ...Step[]]
  /** Whole-number weights; the environment is drawn once a session. */
  readonly environments: readonly (readonly [Environment, number])[]
  /** Agents declare what they are about. */
  readonly intent?: string
  readonly ticket?: 'change' | 'incident'
}

/** Reads `action Kind channel` triples, so that a workflow fits the eye. */
function steps(first: string, ...rest: readonly string[]): Workflow['steps'] {
  return [readStep(first), ...rest.map(readStep)]
}

function readStep(text: string): Step {
  const [action = '', on = '', channel = ''] = text.split(' ')
  return { action, on, channel: channel as Channel }
}

const ANYWHERE = [
  ['dev', 5],
  ['staging', 3],
  ['prod', 2],
] as const
const RUNNING = [
  ['staging', 3],
  ['prod', 7],
] as const
const DEVELOPMENT = [['dev', 1]] as const
const STAGING = [['staging', 1]] as const
const PRODUCTION = [['prod', 1]] as const

export const SHIP: Workflow = {
  environments: STAGING,
  steps: steps(
    'git.PullRequest.open Repository api',
    'git.PullRequest.merge Repository api',
    'pipeline.Run.start Pipeline pipeline',
    'k8s.Deployment.get Deployment kubectl',
    'k8s.Pod.logs Pod kubectl',
  ),
}

export const REVIEW: Workflow = {
  environments: STAGING,
  steps: steps('git.PullRequest.review Repository console', 'git.PullRequest.review Repository console'),
}

export const DEBUG: Workflow = {
  environments: ANYWHERE,
  steps: steps(
    'k8s.Pod.list Pod kubectl',
    'k8s.Pod.logs Pod kubectl',
    'k8s.ConfigMap.get ConfigMap kubectl',
    'metrics.Dashboard.view Dashboard console',
  ),
}

export const TRY_OUT: Workflow = {
  environments: DEVELOPMENT,
  steps: steps(
    'k8s.Deployment.update Deployment kubectl',
    'k8s.ConfigMap.update ConfigMap kubectl',
    'k8s.Pod.logs Pod kubectl',
  ),
}

export const WATCH: Workflow = {
  environments: RUNNING,
  steps: steps(
    'metrics.Dashboard.view Dashboard console',
    'k8s.Deployment.get Deployment kubectl',
    'k8s.Pod.list Pod kubectl',
    'k8s.Event.list Event kubectl',
  ),
}

export const CAPACITY: Workflow = {
  environments: STAGING,
  steps: steps(
    'metrics.Dashboard.view Dashboard console',
    'k8s.Deployment.scale Deployment kubectl',
    'k8s.Deployment.get Deployment kubectl',
  ),
}

export const INCIDENT: Workflow = {
  environments: PRODUCTION,
  ticket: 'incident',
  steps: steps(
    'alert.Alert.read Alert console',
    'k8s.Pod.logs Pod kubectl',
    'metrics.Dashboard.view Dashboard console',
    'k8s.Deployment.restart Deployment kubectl',
    'k8s.Pod.list Pod kubectl',
  ),
}

export const ACCESS_REVIEW: Workflow = {
  environments: PRODUCTION,
  steps: steps('iam.Role.list Role console', 'audit.Log.read Log console', 'audit.Log.read Log console'),
}

export const KEY_ROTATION: Workflow = {
  environments: RUNNING,
  ticket: 'change',
  steps: steps('k8s.Secret.list Secret api', 'k8s.Secret.read Secret api', 'k8s.Secret.rotate Secret api'),
}

export const EXPERIMENT: Workflow = {
  environments: [
    ['dev', 2],
    ['staging', 1],
  ],
  steps: steps(
    'data.query Dataset api',
    'model.train Model pipeline',
    'model.evaluate Model api',
    'metrics.Dashboard.view Dashboard console',
  ),
}

export const NIGHTLY_TRAINING: Workflow = {
  environments: STAGING,
  steps: steps(
    'data.query Dataset pipeline',
    'model.train Model pipeline',
    'model.evaluate Model pipeline',
    'model.register Model pipeline',
  ),
}

export const RECONCILE: Workflow = {
  environments: [
    ['staging', 2],
    ['prod', 3],
  ],
  steps: steps('gitops.Application.sync Application pipeline'),
}

export const DIAGNOSE: Workflow = {
  environments: RUNNING,
  intent: 'diagnose-alert',
  steps: steps(
    'alert.Alert.read Alert api',
    'k8s.Pod.logs Pod api',
    'k8s.Event.list Event api',
    'metrics.Dashboard.view Dashboard api',
    'ticket.create Ticket api',
  ),
}

export const REPORT: Workflow = {
  environments: PRODUCTION,
  intent: 'weekly-report',
  steps: steps(
    'metrics.Dashboard.view Dashboard api',
    'metrics.Dashboard.view Dashboard api',
    'ticket.create Ticket api',
  ),
}

export const PROPOSE_FIX: Workflow = {
  environments: RUNNING,
  intent: 'propose-fix',
  steps: steps('k8s.Pod.logs Pod api', 'git.PullRequest.open Repository api', 'ticket.create Ticket api'),
}

export const RESTART_UNHEALTHY: Workflow = {
  environments: STAGING,
  intent: 'restart-unhealthy',
  steps: steps('k8s.Pod.list Pod api', 'k8s.Deployment.restart Deployment api', 'k8s.Pod.list Pod api'),
}

export const ROTATE_CREDENTIAL: Workflow = {
  environments: STAGING,
  intent: 'rotate-credential',
  steps: steps('k8s.Secret.read Secret api', 'k8s.Secret.rotate Secret api'),
}

/** Where a kind lives; everything else lives in the payments namespace of the environment. */
const SHARED_PLACE: Readonly<Record<string, string>> = {
  Repository: 'git',
  Pipeline: 'git',
  Image: 'registry',
  Dashboard: 'observability',
  Alert: 'observability',
  Ticket: 'change-desk',
  Role: 'identity-prod',
  Log: 'identity-prod',
}

const MODEL_KINDS = new Set(['Model', 'Dataset'])

export interface Place {
  readonly namespace: string
  readonly environment: string
}

export function placeOf(kind: string, environment: Environment): Place {
  const shared = SHARED_PLACE[kind]
  if (shared !== undefined) {
    return { namespace: shared, environment: shared.endsWith('-prod') ? 'prod' : 'shared' }
  }
  return { namespace: `${MODEL_KINDS.has(kind) ? 'ml' : 'payments'}-${environment}`, environment }
}

/** Kinds that are not named after the workload. */
const NAMES: Readonly<Record<string, (workload: string) => string>> = {
  Repository: () => 'payments-platform',
  Pipeline: () => 'payments-release',
  Ticket: () => 'payments-queue',
  Role: () => 'payments-roles',
  Log: () => 'audit-trail',
  ConfigMap: (workload) => `${workload}-config`,
  Secret: (workload) => `${workload}-credentials`,
  Dataset: () => 'card-transactions',
  Event: () => 'all',
}

export function nameOf(kind: string, workload: string): string {
  return NAMES[kind]?.(workload) ?? workload
}
