import type { MutationReport, TestReport } from '../../policy/index.js'
import type { Command } from '../command.js'
import { type CompiledFiles, compileFiles, refusedPolicy } from '../read-policy.js'
import { describeCoverage, describeMutants, describeTests } from '../render/tests.js'
import { readParameters, usageError } from '../usage.js'

const USAGE = `keelson test FILE|DIRECTORY… --pack NAME… [--parameters FILE] [--coverage] [--mutate] [--json]

Compiles Keel policies together, and with the packs that are named, and runs the tests in them. The parameters are a
JSON or YAML object: values by the name of a parameter, or by "policy.parameter".
--coverage tells the rules and the outcomes of conditions that no case reaches.
--mutate changes the policies in one small way after the other and tells the changes that no case notices.
Exit code: 0 all cases pass, 1 some fail or there are none, 2 misuse or policies that do not compile.`

/** `keelson test`: do the policies decide as their tests say. */
export const testCommand: Command = {
  summary: 'run the tests of Keel policies',
  usage: USAGE,
  run(parameters, output) {
    const options = {
      pack: 'list',
      parameters: 'text',
      coverage: 'flag',
      mutate: 'flag',
      json: 'flag',
    } as const
    const { positionals, value, values, flag } = readParameters(parameters, options, USAGE)
    const choice = { paths: positionals, packs: values('pack'), parameters: value('parameters') }
    if (choice.paths.length + choice.packs.length === 0) throw usageError('no policy was named', USAGE)
    const compiled = compileFiles(choice)
    const { bundle } = compiled
    if (bundle === undefined) throw refusedPolicy(compiled)
    const report = bundle.test()
    const good = report.failed === 0 && report.passed > 0
    // Changes of policies whose tests fail already say nothing of the tests.
    const mutation = flag('mutate') && good ? bundle.mutate() : undefined
    if (flag('json')) {
      output.out(`${JSON.stringify(mutation === undefined ? report : { ...report, mutation })}\n`)
    } else {
      for (const text of compiled.rendered) output.error(`${text}\n`)
      output.out(`${describe(compiled, report, mutation, flag('coverage'), flag('mutate')).join('\n')}\n`)
    }
    return good ? 0 : 1
  },
}

function describe(
  { sources }: CompiledFiles,
  report: TestReport,
  mutation: MutationReport | undefined,
  coverage: boolean,
  mutate: boolean,
): string[] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  const textOf = (path: string): string => texts.get(path) ?? ''
  const lines = describeTests(report)
  if (coverage) lines.push('', ...describeCoverage(report.coverage, textOf))
  if (mutation !== undefined) lines.push('', ...describeMutants(mutation, textOf))
  else if (mutate) lines.push('', 'mutation: not tried, since the cases have to pass first')
  return lines
}
