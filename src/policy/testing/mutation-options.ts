import { KeelsonError } from '../../core/index.js'
import type { MutationOptions } from './types.js'

const DEFAULT_LIMIT = 10_000

/** @throws KeelsonError `policy/invalid-options` */
export function checkMutationOptions(options: MutationOptions): Required<MutationOptions> {
  if (typeof options !== 'object' || options === null) throw invalid('', 'the options are not an object')
  const unknown = Object.keys(options).find((name) => name !== 'limit')
  if (unknown !== undefined)
    throw invalid(`/${unknown}`, `there is no option ${unknown}`, 'the option is limit')
  const { limit = DEFAULT_LIMIT } = options
  if (Number.isSafeInteger(limit) && limit >= 1) return { limit }
  throw invalid('/limit', `limit is ${String(limit)}`, 'hand in a whole number of at least 1')
}

function invalid(path: string, message: string, help?: string): KeelsonError {
  return new KeelsonError('policy/invalid-options', message, { path, help })
}
