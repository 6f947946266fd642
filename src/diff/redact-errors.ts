import { formatPointer, isKeelsonError, KeelsonError, parsePointer } from '../core/index.js'
import { REDACTED_KEY } from './redact-options.js'
import { credentialIn, hasUrlPassword } from './secret-credentials.js'
import type { RedactOptions } from './types.js'

/**
 * Runs what reads documents of which nothing secret may be told: the path of an error names members, and a member's
 * name may be a token. No error of this room holds a value of a document.
 */
export function withMaskedErrors<Result>(redact: RedactOptions | undefined, run: () => Result): Result {
  if (redact === undefined) return run()
  try {
    return run()
  } catch (error) {
    throw isKeelsonError(error) ? maskError(error) : error
  }
}

function maskError(error: KeelsonError): KeelsonError {
  const { code, message, path, span, help } = error
  const shownPath = path === undefined ? undefined : maskPointer(path)
  const shownMessage = isSecret(message) ? 'a message that holds a secret' : message
  if (shownPath === path && shownMessage === message) return error
  return new KeelsonError(code, shownMessage, { path: shownPath, span, help })
}

function maskPointer(pointer: string): string {
  try {
    return formatPointer(parsePointer(pointer).map((segment) => (isSecret(segment) ? REDACTED_KEY : segment)))
  } catch {
    return isSecret(pointer) ? REDACTED_KEY : pointer
  }
}

function isSecret(text: string): boolean {
  return credentialIn(text) !== null || hasUrlPassword(text)
}
