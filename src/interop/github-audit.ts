import type { ActorKind, BehaviourEvent } from '../behaviour/index.js'
import { buildEvent, byTime } from './build-event.js'
import type { InteropOptions } from './options.js'
import { millisecondTime, textTime } from './record-time.js'
import { type RecordView, recordsOf } from './record-view.js'

const WHAT = 'a GitHub audit log entry'

/**
 * Events of the audit log of a GitHub organization or enterprise, as its API and its stream give them: an entry or a
 * list. Entries carry no version; members that are not named in docs/interop.md are not read, among them tokens and
 * their hashes, addresses of requests, bodies and e-mail addresses.
 *
 * Source: GitHub Docs, "Audit log events for your enterprise", "Audit log events for agents".
 *
 * @returns events in order of time
 * @throws KeelsonError `interop/not-a-record`, `interop/missing-member`, `interop/invalid-member`,
 * `interop/invalid-time`, `interop/invalid-options`
 *
 * @example
 * ```ts
 * import { githubAuditEvents } from 'keelson/interop'
 * const [event] = githubAuditEvents({
 *   '@timestamp': 1790856000000,
 *   action: 'protected_branch.destroy',
 *   actor: 'octocat',
 *   org: 'acme',
 *   repo: 'acme/payments',
 * })
 * event?.action // => 'github.protected_branch.destroy'
 * event?.resource // => 'repo:acme/payments'
 * ```
 */
export function githubAuditEvents(records: unknown, options: InteropOptions = {}): BehaviourEvent[] {
  return byTime(recordsOf(records, 'entries', WHAT).map((record) => readEntry(record, options)))
}

function readEntry(record: RecordView, options: InteropOptions): BehaviourEvent {
  const at = timeOf(record, '@timestamp') ?? timeOf(record, 'created_at')
  if (at === undefined) throw record.missing('@timestamp', 'an event needs the time of its entry')
  const actor = record.requiredText(
    'actor',
    'set entries aside that name nobody: they are no act of an actor',
  )
  const action = record.requiredText('action', 'every entry names its action')
  const isAgent = record.flag('actor_is_agent') === true
  const user = record.text('user')
  return buildEvent(
    {
      at,
      actor,
      kind: kindOf(record, actor, isAgent),
      action: `github.${action}`,
      resource: resourceOf(record, actor, isAgent ? undefined : user),
      attributes: {
        namespace: record.firstText('org', 'business'),
        channel: record.firstText('programmatic_access_type', 'transport_protocol_name') ?? 'web',
        application: record.firstText('oauth_application_name', 'integration'),
        client: record.text('user_agent'),
        network: record.text('actor_ip'),
        country: record.view('actor_location').text('country_code'),
        outcome: outcomeOf(record),
      },
      session: record.text('agent_session_id'),
      onBehalfOf: isAgent && user !== actor ? user : undefined,
      id: record.text('_document_id'),
    },
    options,
  )
}

/** The API gives milliseconds; some sinks of the stream write them as RFC 3339. */
function timeOf(record: RecordView, name: string): number | undefined {
  return typeof record.value(name) === 'string' ? textTime(record, name) : millisecondTime(record, name)
}

function kindOf(record: RecordView, actor: string, isAgent: boolean): ActorKind {
  if (isAgent) return 'agent'
  const isBot = record.flag('actor_is_bot') ?? actor.endsWith('[bot]')
  return isBot ? 'service' : 'human'
}

/** The narrowest of what the entry names. The member `user` is whom it was done to; where an agent acts, on whose behalf. */
function resourceOf(record: RecordView, actor: string, user: string | undefined): string {
  const repository = record.firstText('repo', 'repository')
  if (repository !== undefined) return `repo:${repository}`
  const team = record.text('team')
  if (team !== undefined) return `team:${team}`
  const organization = record.firstText('org', 'business')
  if (user !== undefined && user !== actor) return `user:${within(organization, user)}`
  return organization === undefined ? `user:${actor}` : `org:${organization}`
}

function within(organization: string | undefined, name: string): string {
  return organization === undefined ? name : `${organization}/${name}`
}

/** Only requests to the API are told with how they went. */
function outcomeOf(record: RecordView): string | undefined {
  const code = record.number('status_code')
  if (code === undefined) return undefined
  if (code === 401 || code === 403) return 'denied'
  return code < 400 ? 'ok' : 'failed'
}
