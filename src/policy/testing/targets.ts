import type { ProgramPolicy } from '../runtime/program.js'

/** Whether a policy runs for requests of a target. */
export function isAbout({ targets }: Pick<ProgramPolicy, 'targets'>, target: string): boolean {
  return targets.some(({ kind, name }) => {
    if (kind === 'every') return true
    return kind === 'exact' ? target === name : target.startsWith(`${name}.`)
  })
}
