import type { Command } from '../command.js'
import { runMainJob } from '../main-job.js'
import { renderFacts } from '../render/facts.js'
import { readParameters, usageError } from '../usage.js'

const USAGE = `keelson assess [--desired PATH --live PATH] [--owners FILE] [--policy PATH…] [--pack NAME…] [--events FILE]
  [--json]

Assesses events in order (JSON Lines), then every pair of desired and live resources (JSON or YAML, a file or a
directory), against Keel policies and packs, and records it all. Events carry at (epoch milliseconds), actor, action, resource,
and may carry kind, role, intent, attributes, approvals. --owners names who else may set which fields.
Resources are put to the policy as action "drift.report".
Exit code: 0 nothing found, 1 drift or a refused event, 2 misuse.`

/** Names of the parameters of the main job. */
export const MAIN_JOB_PARAMETERS = {
  desired: 'text',
  live: 'text',
  owners: 'text',
  policy: 'list',
  pack: 'list',
  events: 'text',
  json: 'flag',
} as const

/** `keelson assess`: the main job over the caller's own files. */
export const assessCommand: Command = {
  summary: 'assess manifests and events against policies',
  usage: USAGE,
  run(parameters, output) {
    const { positionals, value, values, flag } = readParameters(parameters, MAIN_JOB_PARAMETERS, USAGE)
    if (positionals.length > 0) throw usageError(`"${positionals[0]}" stands alone`, USAGE)
    if (value('desired') === undefined && value('events') === undefined) {
      throw usageError('there is nothing to assess', USAGE)
    }
    const facts = runMainJob({
      desired: value('desired'),
      live: value('live'),
      owners: value('owners'),
      policies: values('policy'),
      packs: values('pack'),
      events: value('events'),
    })
    output.out(flag('json') ? `${JSON.stringify(facts)}\n` : renderFacts(facts))
    const drifted = facts.resources.some(({ assessment }) => assessment.changes?.equal === false)
    return drifted || facts.events.refused.length > 0 || facts.drift?.status === 'drifting' ? 1 : 0
  },
}
