import { KeelsonError, suggestName } from '../../core/index.js'
import { shownValue } from './sample.js'

/**
 * The method that the options name, `auto` where they name none.
 *
 * @throws KeelsonError `stats/invalid-options`
 */
export function checkMethod<Method extends string>(
  options: { readonly method?: Method },
  methods: readonly Method[],
): Method {
  const { method = methods[0]! } = checkOptions(options, ['method'])
  if (methods.includes(method)) return method
  const meant = suggestName(shownValue(method), methods)
  throw invalidOptions(
    '/method',
    `there is no method ${shownValue(method)}`,
    `use ${meant ?? methods.join(', ')}`,
  )
}

/** @throws KeelsonError `stats/invalid-options` */
export function checkOptions<Options extends object>(options: Options, names: readonly string[]): Options {
  if (typeof options !== 'object' || options === null) {
    throw invalidOptions('', 'the options are not an object', `hand in { ${names.join(', ')} }`)
  }
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue
    throw invalidOptions(
      `/${name}`,
      `there is no option ${name}`,
      `use ${suggestName(name, names) ?? names.join(', ')}`,
    )
  }
  return options
}

export function invalidOptions(path: string, message: string, help: string): KeelsonError {
  return new KeelsonError('stats/invalid-options', message, { path, help })
}
