import { compareBundles, formatComparison } from '../../policy/index.js'
import type { Command } from '../command.js'
import { readBundle } from '../read-policy.js'
import { readParameters, usageError } from '../usage.js'

const USAGE = `keelson compare OLD NEW [--decisions COUNT] [--json]

Shows which requests are decided otherwise by NEW than by OLD, each kind of change by a request, what is newly allowed
first. OLD and NEW are directories of .keel files, .keel files, or bundles. --decisions says how many decisions of each
side the search may take (20000); where that, or what the policies do, keeps it from looking everywhere, it says so.
Exit code: 0 no change was found, 1 something changes, 2 misuse.`

/** `keelson compare`: what a change of policy lets through and refuses. */
export const compareCommand: Command = {
  summary: 'which requests a change of policy decides otherwise',
  usage: USAGE,
  run(parameters, output) {
    const options = { decisions: 'text', json: 'flag' } as const
    const { positionals, value, flag } = readParameters(parameters, options, USAGE)
    const [before, after, ...rest] = positionals
    if (before === undefined || after === undefined || rest.length > 0) {
      throw usageError('two policies are wanted', USAGE)
    }
    const decisions = value('decisions')
    if (decisions !== undefined && !/^[1-9]\d{0,8}$/.test(decisions)) {
      throw usageError(`"${decisions}" is not a number of decisions`, USAGE)
    }
    const limit = decisions === undefined ? {} : { decisions: Number(decisions) }
    const comparison = compareBundles(readBundle(before), readBundle(after), limit)
    output.out(flag('json') ? `${JSON.stringify(comparison)}\n` : `${formatComparison(comparison)}\n`)
    return comparison.changes.length > 0 ? 1 : 0
  },
}
