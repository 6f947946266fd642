import { KeelsonError } from './keelson-error.js'

/** Bounds on what a caller may hand in. */
export interface Limits {
  /** Deepest nesting of containers; a scalar has depth 0, `[]` has depth 1. */
  readonly maxDepth: number
  /** Most values (containers and scalars) in one document. */
  readonly maxNodes: number
  /** Longest JSON text, in UTF-16 code units. */
  readonly maxTextLength: number
}

/** The one depth limit of the project (law 2): what is deeper is refused everywhere, by every room. */
export const MAX_DEPTH = 1000

/** Generous for real infrastructure (a 5 MB Terraform state has 150,000 values), fatal for bombs. */
export const DEFAULT_LIMITS: Limits = {
  maxDepth: MAX_DEPTH,
  maxNodes: 20_000_000,
  maxTextLength: 0x1fffffe8,
}

/**
 * Fills in what is not said.
 *
 * @throws KeelsonError `core/invalid-limits`: compared with, `NaN` would be no limit at all
 */
export function completeLimits(limits: Partial<Limits> = {}): Limits {
  return {
    maxDepth: completeLimit('maxDepth', limits.maxDepth),
    maxNodes: completeLimit('maxNodes', limits.maxNodes),
    maxTextLength: completeLimit('maxTextLength', limits.maxTextLength),
  }
}

function completeLimit(name: keyof Limits, limit: unknown): number {
  if (limit === undefined) return DEFAULT_LIMITS[name]
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0) return limit
  throw new KeelsonError('core/invalid-limits', `limits.${name} is not a whole number from 0`, {
    path: `/limits/${name}`,
    help: 'give a whole number, or leave the limit out',
  })
}
