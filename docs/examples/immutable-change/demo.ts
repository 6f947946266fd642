/**
 * `npm run demo`: the main job over a month of a payments platform, or over your own files:
 * `npm run demo -- --desired DIR --live DIR --owners FILE --policy FILE --pack NAME --events FILE [--json]`,
 * each optional.
 * Exit code: 0 when it ran through, 2 when it could not.
 */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MAIN_JOB_PARAMETERS } from '../../../src/cli/commands/assess.js'
import { runMainJob } from '../../../src/cli/main-job.js'
import { renderFacts } from '../../../src/cli/render/facts.js'
import { describeError } from '../../../src/cli/run-command.js'
import { readParameters } from '../../../src/cli/usage.js'
import { isKeelsonError } from '../../../src/core/index.js'

const USAGE =
  'npm run demo -- [--desired DIR --live DIR] [--owners FILE] [--policy FILE|DIR…] [--pack NAME…] [--events FILE] [--json]'

/** A path of the example, relative to where the demo runs, so that output is the same in every checkout. */
const example = (name: string): string =>
  relative(process.cwd(), fileURLToPath(new URL(name, import.meta.url)))

function demo(): void {
  const { value, values, flag } = readParameters(process.argv.slice(2), MAIN_JOB_PARAMETERS, USAGE)
  const ownManifests = value('desired') !== undefined || value('live') !== undefined
  const ownPolicies = values('policy').length + values('pack').length > 0
  const facts = runMainJob({
    desired: ownManifests ? value('desired') : example('desired'),
    live: ownManifests ? value('live') : example('live'),
    owners: value('owners') ?? example('owners.json'),
    policies: ownPolicies ? values('policy') : [example('policies')],
    packs: values('pack'),
    events: value('events') ?? example('events.jsonl'),
  })
  process.stdout.write(flag('json') ? `${JSON.stringify(facts)}\n` : renderFacts(facts))
}

try {
  demo()
} catch (error) {
  if (!isKeelsonError(error)) throw error
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 2
}
