import type { Command } from '../command.js'
import { compileFiles } from '../read-policy.js'
import { readParameters, usageError } from '../usage.js'

const USAGE = `keelson check FILE|DIRECTORY… [--pack NAME]… [--parameters FILE] [--json]

Compiles Keel policies together, and with the packs that are named, and shows every fault with its place. The parameters
are a JSON or YAML object: values by the name of a parameter, or by "policy.parameter".
Exit code: 0 no fault, 1 warnings, 2 errors.`

/** `keelson check`: does the policy compile. */
export const checkCommand: Command = {
  summary: 'compile Keel policies and show their faults',
  usage: USAGE,
  run(parameters, output) {
    const options = { pack: 'list', parameters: 'text', json: 'flag' } as const
    const { positionals, value, values, flag } = readParameters(parameters, options, USAGE)
    const choice = { paths: positionals, packs: values('pack'), parameters: value('parameters') }
    if (choice.paths.length + choice.packs.length === 0) throw usageError('no policy was named', USAGE)
    const { bundle, diagnostics, rendered } = compileFiles(choice)
    const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
    if (flag('json')) {
      output.out(`${JSON.stringify({ ok: bundle !== undefined, diagnostics })}\n`)
    } else {
      for (const text of rendered) output.error(`${text}\n`)
      if (bundle !== undefined) output.out(`ok: policy ${bundle.policyDigest}\n`)
    }
    return bundle === undefined ? 2 : warnings > 0 ? 1 : 0
  },
}
