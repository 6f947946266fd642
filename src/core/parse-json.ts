import type { JsonValue } from './json.js'
import { KeelsonError } from './keelson-error.js'
import { completeLimits, type Limits } from './limits.js'
import { type JsonFaultCode, scanJson } from './scan-json.js'
import { LineIndex } from './span.js'
import { decodeUtf8 } from './utf8.js'

export interface ParseJsonOptions {
  /** Name of the file, for spans. */
  readonly path?: string
  readonly limits?: Partial<Limits>
}

const HELP: Readonly<Record<JsonFaultCode, string>> = {
  'core/invalid-json': 'the text must be JSON as RFC 8259 defines it: no comments, no trailing commas',
  'core/depth-limit': 'flatten the document; the limit is the same in every room',
  'core/size-limit': 'split the document, or raise limits.maxNodes',
  'core/number-overflow': 'write the number as a string, or keep it within ±1.7976931348623157e308',
}

/**
 * Parses JSON text as `JSON.parse` does, but names the place of a fault the same way in every engine, and refuses
 * nesting over the limit and numbers that overflow a double. Duplicate names: the last wins, as in `JSON.parse`.
 *
 * @throws KeelsonError `core/invalid-json`, `core/depth-limit`, `core/number-overflow`, `core/size-limit`,
 * `core/invalid-limits`; for bytes also `core/invalid-utf8`
 *
 * @example
 * ```ts
 * import { isKeelsonError, parseJson } from 'keelson/core'
 * try {
 *   parseJson('{\n  "replicas": 3,\n}')
 * } catch (error) {
 *   isKeelsonError(error) && [error.span?.line, error.span?.column] // => [3, 1]
 * }
 * ```
 */
export function parseJson(input: string | Uint8Array, options: ParseJsonOptions = {}): JsonValue {
  const limits = completeLimits(options.limits)
  const text = typeof input === 'string' ? input : decodeJsonBytes(input, options.path)
  if (text.length > limits.maxTextLength) {
    throw new KeelsonError('core/size-limit', `the text is longer than ${limits.maxTextLength} units`, {
      path: options.path,
      help: 'split the document, or raise limits.maxTextLength',
    })
  }
  const fault = scanJson(text, limits.maxDepth, limits.maxNodes)
  if (fault !== null) {
    throw new KeelsonError(fault.code, fault.message, {
      path: options.path,
      span: new LineIndex(text, options.path).span(fault.offset),
      help: HELP[fault.code],
    })
  }
  return JSON.parse(text) as JsonValue
}

/**
 * Decodes UTF-8 strictly. A byte order mark stays in the text, where `parseJson` refuses it, as `JSON.parse` does.
 *
 * @throws KeelsonError `core/invalid-utf8`
 */
export function decodeJsonBytes(bytes: Uint8Array, path?: string): string {
  const text = decodeUtf8(bytes)
  if (text !== null) return text
  throw new KeelsonError('core/invalid-utf8', 'the bytes are not UTF-8', {
    path,
    help: 'save the document as UTF-8 (RFC 8259 §8.1)',
  })
}
