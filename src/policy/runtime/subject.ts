import type { JsonObject, JsonValue } from '../../core/index.js'
import { seal } from '../../hash/index.js'

/** Computed facts: always read afresh, and so not part of what people approve. */
const NOT_SEALED: readonly string[] = ['approvals', 'drift', 'behaviour']

/** What approvals of a request must name. @throws KeelsonError as `seal` */
export function sealSubject(request: JsonObject): string {
  const subject: Record<string, JsonValue> = {}
  for (const name of Object.keys(request)) {
    if (NOT_SEALED.includes(name)) continue
    const value = request[name]!
    Object.defineProperty(subject, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return seal(subject)
}
