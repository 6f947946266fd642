import type { ActorKind, BehaviourEvent } from '../behaviour/index.js'
import { buildEvent, byTime } from './build-event.js'
import type { InteropOptions } from './options.js'
import { textTime } from './record-time.js'
import { type RecordView, recordsOf } from './record-view.js'

const WHAT = 'a Kubernetes audit event'
const VERSION = 'audit.k8s.io/v1'

/** Stages that end a request, each of which has exactly one of them. */
const ENDS: ReadonlySet<string> = new Set(['ResponseComplete', 'Panic'])
const OTHER_STAGES: ReadonlySet<string> = new Set(['RequestReceived', 'ResponseStarted'])

/** Since Kubernetes 1.32 tells which token or certificate was used, by its id (KEP-4193). */
const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id'

/**
 * Events of the audit log of a Kubernetes API server (`audit.k8s.io/v1`): a line of the log, a list of lines, or the
 * `EventList` that an audit webhook is sent. A request gives one event, when it is complete; docs/interop.md has the
 * fields. No object of a request or response is read.
 *
 * Source: Kubernetes, "kube-apiserver Audit Configuration (v1)".
 *
 * @returns events in order of time
 * @throws KeelsonError `interop/not-a-record`, `interop/unknown-version`, `interop/missing-member`,
 * `interop/invalid-member`, `interop/invalid-time`, `interop/invalid-options`
 *
 * @example
 * ```ts
 * import { kubernetesAuditEvents } from 'keelson/interop'
 * const [event] = kubernetesAuditEvents({
 *   kind: 'Event',
 *   apiVersion: 'audit.k8s.io/v1',
 *   auditID: '4e1c',
 *   stage: 'ResponseComplete',
 *   verb: 'create',
 *   user: { username: 'system:serviceaccount:ci:deployer' },
 *   objectRef: { resource: 'pods', namespace: 'pay', name: 'api-0', subresource: 'exec' },
 *   stageTimestamp: '2026-10-01T12:00:00.000000Z',
 * })
 * event?.action // => 'k8s.pods/exec.create'
 * event?.resource // => 'pods:pay/api-0'
 * event?.kind // => 'service'
 * ```
 */
export function kubernetesAuditEvents(records: unknown, options: InteropOptions = {}): BehaviourEvent[] {
  return byTime(recordsOf(records, 'items', WHAT).flatMap((record) => readEvent(record, options)))
}

function readEvent(record: RecordView, options: InteropOptions): BehaviourEvent[] {
  if (record.text('apiVersion') !== VERSION) throw record.unknownVersion('apiVersion', VERSION)
  const stage = record.requiredText('stage', 'every audit event names the stage it was made in')
  if (OTHER_STAGES.has(stage)) return []
  if (!ENDS.has(stage)) throw record.invalid('stage', 'a stage of audit.k8s.io/v1')
  const at = textTime(record, 'stageTimestamp') ?? textTime(record, 'requestReceivedTimestamp')
  if (at === undefined) throw record.missing('stageTimestamp', 'an event needs the time of its record')
  const user = record.view('user')
  const actor = user.requiredText(
    'username',
    'the API server names who was authenticated, or system:anonymous',
  )
  const verb = record.requiredText('verb', 'every audit event names its verb')
  const { type, resource, namespace } = readTarget(record)
  return [
    buildEvent(
      {
        at,
        actor,
        kind: kindOf(actor),
        role: roleOf(actor, user),
        action: `k8s.${type}.${verb}`,
        resource,
        attributes: {
          namespace,
          client: record.text('userAgent'),
          network: lastAddress(record),
          outcome: outcomeOf(record, stage),
        },
        session: credentialOf(user),
        onBehalfOf: record.view('impersonatedUser').text('username'),
        id: record.text('auditID'),
      },
      options,
    ),
  ]
}

interface Target {
  /** `pods/exec`, `deployments.apps`. */
  readonly type: string
  readonly resource: string
  readonly namespace: string | undefined
}

function readTarget(record: RecordView): Target {
  if (!record.has('objectRef')) {
    const uri = record.requiredText('requestURI', 'a request without objectRef is told by its address')
    // INVARIANT: what follows the question mark is not read: commands of exec and tokens stand there.
    const path = uri.split('?', 1)[0]!
    return { type: 'nonResource', resource: `nonResource:${path}`, namespace: undefined }
  }
  const target = record.view('objectRef')
  const group = target.text('apiGroup')
  const name = target.requiredText('resource', 'an object reference names its type')
  const kind = group === undefined ? name : `${name}.${group}`
  const subresource = target.text('subresource')
  const namespace = target.text('namespace')
  const own = target.text('name') ?? ''
  return {
    type: subresource === undefined ? kind : `${kind}/${subresource}`,
    resource: `${kind}:${namespace === undefined ? own : `${namespace}/${own}`}`,
    namespace,
  }
}

/** By the names that Kubernetes reserves; anybody else is a person, unless the caller says otherwise. */
function kindOf(username: string): ActorKind | undefined {
  if (username === 'system:anonymous') return undefined
  return username.startsWith('system:') ? 'service' : 'human'
}

/** The only group that the cluster's owners gave: of several, nobody here knows which is the role. */
function roleOf(username: string, user: RecordView): string | undefined {
  if (username.startsWith('system:node:')) return 'system:nodes'
  const groups = user.list('groups').filter((group) => typeof group === 'string' && !isReserved(group))
  return groups.length === 1 ? (groups[0] as string) : undefined
}

function isReserved(group: string): boolean {
  return group === '' || group.startsWith('system:')
}

/** All but the last address may be made up by the client: they come from X-Forwarded-For. */
function lastAddress(record: RecordView): string | undefined {
  const address = record.list('sourceIPs').at(-1)
  if (address === undefined || typeof address === 'string') return address
  throw record.invalid('sourceIPs', 'a list of texts')
}

function outcomeOf(record: RecordView, stage: string): string | undefined {
  if (stage === 'Panic') return 'failed'
  const code = record.view('responseStatus').number('code')
  if (code === undefined) return undefined
  if (code === 401 || code === 403) return 'denied'
  return code < 400 ? 'ok' : 'failed'
}

function credentialOf(user: RecordView): string | undefined {
  const id = user.view('extra').list(CREDENTIAL_ID)[0]
  return typeof id === 'string' && id !== '' ? id : undefined
}
