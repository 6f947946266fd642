import { escapeTerminal, isKeelsonError, type KeelsonError, suggestName } from '../core/index.js'
import type { Command, CommandOutput, ExitCode } from './command.js'
import { assessCommand } from './commands/assess.js'
import { checkCommand } from './commands/check.js'
import { compareCommand } from './commands/compare.js'
import { decideCommand } from './commands/decide.js'
import { diffCommand } from './commands/diff.js'
import { packsCommand } from './commands/packs.js'
import { testCommand } from './commands/test.js'
import { usageError } from './usage.js'

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['check', checkCommand],
  ['test', testCommand],
  ['compare', compareCommand],
  ['decide', decideCommand],
  ['diff', diffCommand],
  ['assess', assessCommand],
  ['packs', packsCommand],
])

/**
 * Runs `keelson VERB …`.
 *
 * @returns the exit code: 0 good, 1 finding, 2 misuse
 */
export function runCommand(parameters: readonly string[], output: CommandOutput): ExitCode {
  const [verb, ...rest] = parameters
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    output.out(overview())
    return verb === undefined ? 2 : 0
  }
  const command = COMMANDS.get(verb)
  const json = rest.includes('--json')
  try {
    if (command === undefined) throw unknownVerb(verb)
    if (rest.includes('--help') || rest.includes('-h')) {
      output.out(`${command.summary}\n\n${command.usage}\n`)
      return 0
    }
    return command.run(rest, output)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    output.error(json ? `${JSON.stringify({ error: error.toJSON() })}\n` : `${describeError(error)}\n`)
    return 2
  }
}

/** An error as `place: error code: message`, with help below. */
export function describeError(error: KeelsonError): string {
  const { span, path } = error
  const place = span === undefined ? (path ?? '') : `${span.path ?? path ?? ''}:${span.line}:${span.column}`
  const pointer = span !== undefined && path?.startsWith('/') && path !== span.path ? ` (at ${path})` : ''
  const head = `${place === '' ? '' : `${place}: `}error ${error.code}: ${error.message}${pointer}`
  return escapeTerminal(error.help === undefined ? head : `${head}\n  help: ${error.help}`)
}

function unknownVerb(verb: string): KeelsonError {
  const meant = suggestName(verb, COMMANDS.keys())
  return usageError(
    `there is no "${verb}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    overview(),
  )
}

function overview(): string {
  const lines = [...COMMANDS].map(([verb, { summary }]) => `  keelson ${verb.padEnd(8)} ${summary}`)
  return `${lines.join('\n')}\n\nkeelson VERB --help tells more. Exit codes: 0 good, 1 finding, 2 misuse.\n`
}
