import type { JsonValue } from '../../core/index.js'

/** The part of a request that is known beforehand: a target, and roots with all that they hold. */
export interface KnownRequest {
  /** A target such as `tool.write`, or all below a prefix: `tool.*`. */
  readonly target?: string
  /** Each root that is given is known as a whole, what it does not hold included; every other root is open. */
  readonly [root: string]: JsonValue | undefined
}

export interface SpecializeOptions {
  /** JSON Pointers to objects in what is known that may have further members: `['/resource']`. */
  readonly open?: readonly string[]
  /** JSON Pointers to roots, or members of open objects, that no request will have: `['/drift']`. */
  readonly absent?: readonly string[]
}
