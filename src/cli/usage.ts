import { type ParseArgsConfig, parseArgs } from 'node:util'
import { KeelsonError } from '../core/index.js'

/** Misuse of the command line. */
export function usageError(message: string, usage: string): KeelsonError {
  return new KeelsonError('cli/usage', message, { help: usage.trim() })
}

type OptionNames = NonNullable<ParseArgsConfig['options']>

/** What the command line said: flags by name, and the rest in order. */
export interface Parameters {
  flag(name: string): boolean
  value(name: string): string | undefined
  values(name: string): readonly string[]
  readonly positionals: readonly string[]
}

/**
 * Parses parameters by `node:util`; names of options are given as `text` (once), `list` (any number) or `flag`.
 *
 * @throws KeelsonError `cli/usage`
 */
export function readParameters(
  parameters: string[],
  names: { readonly [name: string]: 'text' | 'list' | 'flag' },
  usage: string,
): Parameters {
  const options: OptionNames = {}
  for (const [name, kind] of Object.entries(names)) {
    options[name] = kind === 'flag' ? { type: 'boolean' } : { type: 'string', multiple: kind === 'list' }
  }
  try {
    const { values, positionals } = parseArgs({
      args: parameters,
      options,
      allowPositionals: true,
      strict: true,
    })
    return {
      flag: (name) => values[name] === true,
      value: (name) => values[name] as string | undefined,
      values: (name) => (values[name] as string[] | undefined) ?? [],
      positionals,
    }
  } catch (error) {
    throw usageError((error as Error).message, usage)
  }
}
