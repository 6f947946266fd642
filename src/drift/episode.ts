import { type CellMean, cellMeans } from './cell-history.js'
import type { CheckedDeclaration } from './declaration.js'
import type { DetectorContext, DetectorState } from './detector-state.js'
import { shapeOf } from './episode-shape.js'
import { effectSignOf, isLevel } from './stream-norm.js'
import { alignDown, CELL_HOURS, DAY_HOURS, hourOf } from './time.js'

/** Verdicts that an episode can have, in the order of their codes in the binary form. */
export const EPISODE_VERDICTS = [
  'abrupt',
  'gradual',
  'slow-poisoning',
  'transient',
  'declared-evolution',
] as const
type EpisodeVerdict = (typeof EPISODE_VERDICTS)[number]

/** One in the fixed-point form of effects. */
export const EFFECT_ONE = 65_536

/** A stretch of drift, from its alarm until the feature has been back for a day. Hours are counted from the epoch. */
export interface Episode {
  /** The direction and sign that raised the alarm, as in `Component`. */
  readonly direction: number
  readonly sign: 1 | -1
  /** End of the block that raised the alarm. */
  readonly alarmedAt: number
  readonly onsetFrom: number
  readonly onsetTo: number
  /** The mean score's deviation in the direction of the alarm when it was raised, Q16; positive. */
  readonly size: number
  /** The latest effect that a verdict was based on, as reported, Q16. */
  readonly effect: number
  readonly verdict: EpisodeVerdict
  /** How often the verdict was settled again: at 7 and at 14 days after the alarm. */
  readonly looks: number
  /** The hour up to which the verdict was last settled. */
  readonly settledAt: number
  /** Evidence, in bits Q16, that the feature is back, and the hour from which it speaks. */
  readonly returning: number
  readonly returningSince: number
  readonly closedAt: number | null
  readonly reference: string | null
  /** How far the effect went beyond the declaration, Q16; 0 if it did not. */
  readonly excess: number
}

/** Standard errors by which an effect must exceed what was declared. */
const EXCESS_ERRORS = 3

/**
 * Settles the verdict of an episode at an hour: from the declarations, if one covers it; otherwise from the shape of
 * the change.
 */
export function settleEpisode(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  hour: number,
): Episode {
  const recent = recentEffect(episode, context, state, hour)
  const means = signedMeans(episode, context, state, state.watchedSince, hour)
  // After a silence of four weeks nothing is left of the change to look at.
  if (means.length === 0) return episode
  const shape = shapeOf(means)
  const isStep = shape.verdict === 'abrupt'
  // For a step the detector's own posterior is finer than six hours; for a ramp the fit sees further back.
  const onsetFrom = isStep ? episode.onsetFrom : shape.onsetFrom
  const onsetTo = isStep ? episode.onsetTo : shape.onsetTo
  const effect = Math.round(recent.effect * EFFECT_ONE)
  const settled = { ...episode, onsetFrom, onsetTo, effect, verdict: shape.verdict, settledAt: hour }
  const declared = judgeDeclarations(context, settled, recent)
  if (declared === null) return { ...settled, reference: null, excess: 0 }
  // What went beyond its bounds once is not excused by coming back.
  const excess = Math.max(episode.excess, declared.excess)
  return {
    ...settled,
    verdict: excess > 0 ? settled.verdict : 'declared-evolution',
    reference: declared.reference,
    excess,
  }
}

/** An effect as reported, and its standard error. */
interface RecentEffect {
  readonly effect: number
  readonly error: number
}

/** The effect in the 24 hours before `hour`, in cells since the onset where there are any. */
export function recentEffect(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  hour: number,
): RecentEffect {
  return meanEffect(episode, context, state, hour - DAY_HOURS, hour)
}

/** The effect in [from, to), in cells since the middle of the onset where there are any, else in the last cell. */
export function meanEffect(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  from: number,
  to: number,
): RecentEffect {
  const means = signedMeans(episode, context, state, from, to)
  const onset = (episode.onsetFrom + episode.onsetTo) / 2
  const since = means.filter((mean) => mean.hour + CELL_HOURS / 2 >= onset)
  const taken = since.length > 0 ? since : means.slice(-1)
  let weights = 0
  let sum = 0
  for (const { deviation, weight } of taken) {
    weights += weight
    sum += weight * deviation
  }
  if (weights === 0) return { effect: episode.effect / EFFECT_ONE, error: 0 }
  const effect = (sum / weights) * episode.sign * effectSignOf(context.norm, episode.direction)
  return { effect, error: Math.sqrt(1 / weights) }
}

/** Deviations of the episode's direction, signed so that its change is positive. */
function signedMeans(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  from: number,
  to: number,
): CellMean[] {
  const means = cellMeans(state.history, context.norm, episode.direction, alignDown(from, CELL_HOURS), to)
  return means.map((mean) => ({ ...mean, deviation: episode.sign * mean.deviation }))
}

/**
 * The declaration that speaks for an episode: the one it exceeds least. It must name the feature and overlap the
 * onset.
 */
function judgeDeclarations(
  context: DetectorContext,
  episode: Episode,
  recent: RecentEffect,
): { readonly reference: string; readonly excess: number } | null {
  let best: { readonly reference: string; readonly excess: number } | null = null
  for (const declaration of context.declarations) {
    const covers =
      declaration.features.includes(context.feature) &&
      hourOf(declaration.from) < episode.onsetTo &&
      hourOf(declaration.to) >= episode.onsetFrom
    if (!covers) continue
    const excess = excessOf(declaration, context.feature, isLevel(context.norm, episode.direction), recent)
    if (best === null || excess < best.excess) best = { reference: declaration.reference, excess }
  }
  return best
}

/** How far an effect surely lies beyond what was declared, Q16; 0 where it may lie within. */
function excessOf(
  declaration: CheckedDeclaration,
  feature: string,
  isLevelChange: boolean,
  { effect, error }: RecentEffect,
): number {
  const expected = declaration.expect[feature]
  if (expected === undefined) return 0
  const size = Math.abs(effect)
  const margin = EXCESS_ERRORS * error
  const opposed = (expected.direction === 'up' && effect < 0) || (expected.direction === 'down' && effect > 0)
  // "Up" and "down" speak of the level: they allow no change of spread or shape, and no move the other way.
  const allowed = opposed || (expected.direction !== 'any' && !isLevelChange) ? 0 : expected.maxEffect
  return size - margin > allowed ? Math.max(1, Math.round((size - allowed) * EFFECT_ONE)) : 0
}
