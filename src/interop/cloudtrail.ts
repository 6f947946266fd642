import type { BehaviourEvent } from '../behaviour/index.js'
import { buildEvent, byTime } from './build-event.js'
import { type CloudTrailIdentity, readIdentity } from './cloudtrail-identity.js'
import { targetOf } from './cloudtrail-target.js'
import type { InteropOptions } from './options.js'
import { textTime } from './record-time.js'
import { type RecordView, recordsOf } from './record-view.js'

const WHAT = 'a CloudTrail record'
const VERSION = /^1\.\d+$/
const DENIED = /AccessDenied|Unauthori[sz]ed|Forbidden/

/**
 * Events of AWS CloudTrail: a record, a list of records, or a log file's `{ Records: […] }`. docs/interop.md has the
 * fields. Of the request parameters only those that name what was acted on are read; the response is not.
 *
 * Source: AWS CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 *
 * @returns events in order of time; none for Insights, which tell of rates and of nobody
 * @throws KeelsonError `interop/not-a-record`, `interop/unknown-version`, `interop/missing-member`,
 * `interop/invalid-member`, `interop/invalid-time`, `interop/invalid-options`
 *
 * @example
 * ```ts
 * import { cloudTrailEvents } from 'keelson/interop'
 * const [event] = cloudTrailEvents({
 *   eventVersion: '1.11',
 *   eventTime: '2026-10-01T12:00:00Z',
 *   eventSource: 'secretsmanager.amazonaws.com',
 *   eventName: 'GetSecretValue',
 *   awsRegion: 'eu-west-1',
 *   recipientAccountId: '111122223333',
 *   userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ana' },
 *   requestParameters: { secretId: 'prod/db' },
 * })
 * event?.action // => 'secretsmanager:GetSecretValue'
 * event?.resource // => 'secretsmanager:eu-west-1/111122223333/prod/db'
 * ```
 */
export function cloudTrailEvents(records: unknown, options: InteropOptions = {}): BehaviourEvent[] {
  return byTime(recordsOf(records, 'Records', WHAT).flatMap((record) => readRecord(record, options)))
}

function readRecord(record: RecordView, options: InteropOptions): BehaviourEvent[] {
  const version = record.requiredText('eventVersion', 'every record names its version')
  if (!VERSION.test(version)) throw record.unknownVersion('eventVersion', 'version 1, of any minor')
  if (record.text('eventCategory') === 'Insight') return []
  const at = textTime(record, 'eventTime')
  if (at === undefined) throw record.missing('eventTime', 'an event needs the time of its record')
  const identity = readIdentity(record)
  const service = serviceOf(record.requiredText('eventSource', 'every record names the service'))
  const name = record.requiredText('eventName', 'every record names what was asked for')
  const place = [record.text('awsRegion'), record.text('recipientAccountId') ?? identity.account]
    .filter((part) => part !== undefined)
    .join('/')
  return [
    buildEvent(
      {
        at,
        actor: identity.actor,
        kind: identity.kind,
        role: identity.role,
        action: `${service}:${name}`,
        resource: targetOf(record, service, place),
        attributes: {
          namespace: place,
          channel: channelOf(record, identity),
          client: record.text('userAgent')?.replace(/^\[(.*)\]$/, '$1'),
          network: record.text('sourceIPAddress'),
          mfa: identity.mfa ?? signInMfa(record),
          outcome: outcomeOf(record),
        },
        session: identity.session,
        onBehalfOf: identity.onBehalfOf,
        id: record.text('eventID'),
      },
      options,
    ),
  ]
}

/** The prefix that IAM policies write: `ec2` of `ec2.amazonaws.com`, in every partition. */
function serviceOf(source: string): string {
  return source.replace(/\.amazonaws\.com(?:\.cn)?$/, '')
}

/** How the request came: by a person in the console, by a service in the actor's name, or by the API. */
function channelOf(record: RecordView, identity: CloudTrailIdentity): string {
  const type = record.text('eventType')
  const isConsole = type === 'AwsConsoleSignIn' || type === 'AwsConsoleAction'
  if (isConsole || String(record.value('sessionCredentialFromConsole')) === 'true') return 'console'
  return identity.invokedBy !== undefined || type === 'AwsServiceEvent' ? 'service' : 'api'
}

/** Only signing in tells it here; everything else has it with the identity. */
function signInMfa(record: RecordView): boolean | undefined {
  const used = record.view('additionalEventData').value('MFAUsed')
  return used === 'Yes' ? true : used === 'No' ? false : undefined
}

function outcomeOf(record: RecordView): string {
  const code = record.text('errorCode')
  if (code === undefined) return record.has('errorMessage') ? 'failed' : 'ok'
  return DENIED.test(code) ? 'denied' : 'failed'
}
