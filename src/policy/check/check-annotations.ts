import { compareCodePoints, suggestName } from '../../core/index.js'
import type { Severity } from '../runtime/types.js'
import type { Annotation } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
const ANNOTATIONS: readonly string[] = ['severity', 'control']

/** Reads `@severity` and `@control`; another annotation is most likely misspelt. */
export function checkAnnotations(
  annotations: readonly Annotation[],
  sink: DiagnosticSink,
): { readonly severity: Severity; readonly controls: readonly string[] } {
  const controls = new Set<string>()
  let severity: Severity | null = null
  for (const { name, values } of annotations) {
    if (name.text === 'control') {
      for (const value of values) controls.add(value.text)
    } else if (name.text === 'severity') {
      const value = values[0]!
      const known = SEVERITIES.find((candidate) => candidate === value.text)
      if (severity !== null || values.length > 1) {
        sink.error('policy/invalid-annotation', 'a policy has one severity', name.span)
      } else if (known === undefined) {
        const message = `there is no severity ${value.text}`
        sink.error('policy/invalid-annotation', message, value.span, suggestion(value.text, SEVERITIES))
      }
      severity ??= known ?? 'medium'
    } else {
      const message = `there is no annotation @${name.text}`
      sink.error('policy/invalid-annotation', message, name.span, suggestion(name.text, ANNOTATIONS))
    }
  }
  return { severity: severity ?? 'medium', controls: [...controls].sort(compareCodePoints) }
}

function suggestion(word: string, known: readonly string[]): string {
  const meant = suggestName(word, known)
  return meant === undefined ? `use ${known.join(', ')}` : `did you mean ${meant}?`
}
