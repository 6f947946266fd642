import { KeelsonError, suggestName } from '../core/index.js'

/**
 * Refuses options that this version does not know. What is silently not done (a misspelt `ignore`) would be found out
 * too late.
 *
 * @throws KeelsonError `diff/unknown-option`
 */
export function checkOptions(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new KeelsonError('diff/unknown-option', 'options must be an object', {
      help: 'leave the argument out for the defaults',
    })
  }
  refuseUnknownNames(options, known, '')
}

/** As {@link checkOptions}, for an object at `path` of what was handed in. */
export function refuseUnknownNames(object: object, known: readonly string[], path: string): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue
    const meant = suggestName(name, known)
    throw new KeelsonError('diff/unknown-option', `there is no option "${name}"`, {
      path: `${path}/${name}`,
      help: meant === undefined ? `known are: ${known.join(', ')}` : `did you mean "${meant}"?`,
    })
  }
}
