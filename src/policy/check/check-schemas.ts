import type { Span } from '../../core/index.js'
import type { TargetPattern } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { ancestorsOf } from './normalize-targets.js'

interface Schema {
  readonly targets: readonly TargetPattern[]
  readonly span: Span
}

/**
 * A schema that states types for targets on which no policy of its module is. Linear in patterns and dots.
 *
 * @param used the targets of the module's policies
 */
export function checkSchemas(
  schemas: readonly Schema[],
  used: readonly TargetPattern[],
  sink: DiagnosticSink,
): void {
  const exact = new Set<string>()
  const within = new Set<string>()
  for (const { kind, name } of used) {
    if (kind === 'every') continue
    if (kind === 'exact') exact.add(name)
    within.add(name)
    for (const ancestor of ancestorsOf(name)) within.add(ancestor)
  }
  for (const { targets, span } of schemas) {
    const counts = targets.some(
      ({ kind, name }) => kind === 'every' || (kind === 'exact' ? exact : within).has(name),
    )
    if (counts) continue
    const message = 'no policy of the module is on a target that this schema states'
    const help = 'a schema counts for policies all of whose targets are stated'
    sink.warning('policy/unused-name', message, span, help)
  }
}
