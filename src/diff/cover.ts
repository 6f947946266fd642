import { compareCodePoints } from '../core/index.js'
import type { ChangeClass } from './types.js'

/** Why a difference does not count. Material is what nothing covers. */
export interface Cover {
  readonly class: Exclude<ChangeClass, 'material'>
  /** As a change names it. */
  readonly rule: string
  /** Of a place that somebody else writes: who does. */
  readonly owner?: string
  /** Which goes first where several cover one place: rules in their order, then what the profile knows of the place. */
  readonly rank: number
}

/** Ranks of covers that come from no rule, behind any number of rules. */
export const SERVER_RANK = 0x4000_0000
export const DEFAULT_RANK: number = SERVER_RANK + 1
export const SPELLING_RANK: number = SERVER_RANK + 2

const STRENGTH: readonly Cover['class'][] = ['ignored', 'foreign', 'defaulted', 'normalised']

/** The cover of a whole made of parts that are covered by these: the strongest, then the first. */
export function strongestCover(left: Cover, right: Cover): Cover {
  const order =
    STRENGTH.indexOf(left.class) - STRENGTH.indexOf(right.class) ||
    left.rank - right.rank ||
    compareCodePoints(left.rule, right.rule)
  return order <= 0 ? left : right
}

/**
 * What covers a place under one that is covered. To ignore goes before to belong to somebody, whoever is named first;
 * the owner stays known.
 */
export function coverBeneath(above: Cover | null, own: Cover | null): Cover | null {
  if (above === null || own === null) return above ?? own
  if (above.class === 'ignored') {
    return above.owner === undefined && own.owner !== undefined ? { ...above, owner: own.owner } : above
  }
  if (own.class !== 'ignored') return above
  return above.owner === undefined ? own : { ...own, owner: above.owner }
}

/** Whether two covers say the same. */
export function sameCover(left: Cover | null, right: Cover | null): boolean {
  if (left === right) return true
  if (left === null || right === null) return false
  return left.class === right.class && left.rule === right.rule && left.owner === right.owner
}
