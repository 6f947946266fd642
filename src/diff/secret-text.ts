import { textOfBase64 } from './base64-text.js'
import { hasAssignedSecret } from './secret-assignments.js'
import { credentialIn, hasUrlPassword } from './secret-credentials.js'
import { looksRandom } from './secret-entropy.js'
import type { RedactDetectors } from './types.js'

/** Base64 in base64: deeper than this nobody wraps by accident. */
const MOST_WRAPPINGS = 3

/** A manifest of a Kubernetes Secret, as YAML. */
const SECRET_MANIFEST = /^[ \t-]*kind:[ \t]*["']?Secret["']?[ \t\r]*$/m

/** Looks at texts for themselves, wherever they stand, and says which detector finds a secret in them. */
export function secretInText(text: string, detectors: Required<RedactDetectors>): string | null {
  let wrapped: string | null = text
  for (let wrappings = 0; wrapped !== null && wrappings < MOST_WRAPPINGS; wrappings += 1) {
    const found = secretInPlainText(wrapped, detectors)
    if (found !== null) return found
    wrapped = textOfBase64(wrapped)
  }
  return null
}

function secretInPlainText(text: string, detectors: Required<RedactDetectors>): string | null {
  if (detectors.credentials) {
    const name = credentialIn(text)
    if (name !== null) return name
    if (hasUrlPassword(text)) return 'password in a URL'
  }
  if (detectors.kubernetes && SECRET_MANIFEST.test(text)) return 'Kubernetes Secret'
  if (detectors.names && hasAssignedSecret(text)) return 'name'
  return detectors.entropy && looksRandom(text) ? 'entropy' : null
}
