import { hostFault } from './host-fault.js'
import type { JsonValue } from './json.js'
import type { Span } from './span.js'

// INVARIANT: the brand is a registered symbol, so the ESM and the CommonJS copy of this class know each other.
const BRAND: unique symbol = Symbol.for('keelson/error') as never

/** Where an error is, and how to mend it. */
export interface KeelsonErrorDetails {
  /** JSON Pointer (RFC 6901) into the value that was refused, or the path of a file. */
  readonly path?: string | undefined
  /** Place in the text that was refused. */
  readonly span?: Span | undefined
  /** One sentence that says how to mend it. */
  readonly help?: string | undefined
  readonly cause?: unknown
}

/**
 * The one error class of Keelson: thrown for misuse, limits and corruption. Faults in a user's text are
 * {@link Diagnostic} data instead.
 *
 * `instanceof` holds across the ESM and CommonJS copies of the package.
 *
 * @example
 * ```ts
 * import { KeelsonError, parsePointer } from 'keelson/core'
 * let code = ''
 * try {
 *   parsePointer('spec/replicas')
 * } catch (error) {
 *   if (error instanceof KeelsonError) code = error.code
 * }
 * code // => 'core/invalid-pointer'
 * ```
 */
export class KeelsonError extends Error {
  /** `room/what-went-wrong`; every code has an entry in docs/errors.md. */
  readonly code: string
  // `declare`: a plain field would put `path: undefined` on every error that has none.
  declare readonly path?: string
  declare readonly span?: Span
  declare readonly help?: string

  constructor(code: string, message: string, details: KeelsonErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'KeelsonError'
    this.code = code
    if (details.path !== undefined) this.path = details.path
    if (details.span !== undefined) this.span = details.span
    if (details.help !== undefined) this.help = details.help
    // Without a prototype: a `get` on `Object.prototype` would make it no descriptor.
    Object.defineProperty(this, BRAND, { __proto__: null, value: true } as PropertyDescriptor)
  }

  toJSON(): JsonValue {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.span === undefined ? {} : { span: { ...this.span } }),
      ...(this.help === undefined ? {} : { help: this.help }),
    }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass keeps the ordinary meaning; only the base class is recognised by its brand.
    // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this method, and `this` tells them apart
    if (this !== KeelsonError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return isKeelsonError(value)
  }
}

/** True for a `KeelsonError` of any copy of the package. */
export function isKeelsonError(value: unknown): value is KeelsonError {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, BRAND)
}

// INVARIANT: asked while Keelson is loaded, here, since every room needs this module: in such a host nothing answers.
const fault = hostFault()
if (fault !== null) {
  throw new KeelsonError('core/unreliable-host', `this host does not keep to ECMAScript: ${fault}`, {
    help: 'load Keelson before what changes built-in objects, or take that out',
  })
}
