import { type CellMean, cellMeans } from './cell-history.js'
import type { CheckedDeclaration } from './declaration.js'
import type { DetectorContext, DetectorState } from './detector-state.js'
import { recurrenceOf, signatureOf, storeEpisode } from './episode-library.js'
import { shapeOf, straightened } from './episode-shape.js'
import { effectSignOf, isLevel } from './stream-norm.js'
import { alignDown, CELL_HOURS, DAY_HOURS, hourOf } from './time.js'

/** Verdicts that an episode can have, in the order of their codes in the binary form. */
export const EPISODE_VERDICTS = [
  'abrupt',
  'gradual',
  'slow-poisoning',
  'transient',
  'declared-evolution',
  'recurring',
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
  readonly openedAt: number
  /** End of the block that raised the latest alarm: later than `openedAt` where the effect doubled since. */
  readonly alarmedAt: number
  /** How often an alarm was raised again because the effect had doubled. */
  readonly escalations: number
  /** The largest effect, as a positive deviation, until a day after the latest alarm, Q16: what must double. */
  readonly alarmEffect: number
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
  /** The earlier episode that this one repeats. */
  readonly recurs: Recurrence | null
}

/** When the like was last seen, and how often, this time included. */
interface Recurrence {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Standard errors by which an effect must exceed what was declared, or twice what it was. */
const SURE_ERRORS = 3

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
  if (declared === null) {
    const recurs = findRecurrence(settled, context, state, hour)
    const verdict = recurs === null ? settled.verdict : 'recurring'
    return { ...settled, verdict, reference: null, excess: 0, recurs }
  }
  // What went beyond its bounds once is not excused by coming back.
  const excess = Math.max(episode.excess, declared.excess)
  return {
    ...settled,
    verdict: excess > 0 ? settled.verdict : 'declared-evolution',
    reference: declared.reference,
    excess,
    recurs: null,
  }
}

/** The middle of an episode's onset. */
function beginOf({ onsetFrom, onsetTo }: Episode): number {
  return Math.floor((onsetFrom + onsetTo) / 2)
}

function findRecurrence(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  hour: number,
): Recurrence | null {
  const { direction, sign } = episode
  const from = beginOf(episode)
  const signature = signatureOf(state.history, context.norm, from, hour)
  if (signature === null) return null
  const stored = recurrenceOf(state.pastEpisodes, { direction, sign, from, to: hour }, signature)
  return stored === null ? null : { from: stored.from, to: stored.to, count: stored.count + 1 }
}

/** Remembers what an episode looked like that has ended, unless a declaration spoke for it. */
export function rememberEpisode(episode: Episode, context: DetectorContext, state: DetectorState): void {
  if (episode.reference !== null) return
  const { direction, sign, recurs } = episode
  const from = beginOf(episode)
  const to = Math.max(from + 1, episode.returningSince)
  const signature = signatureOf(state.history, context.norm, from, to)
  if (signature === null) return
  const repeats = state.pastEpisodes.find((stored) => stored.from === recurs?.from && stored.to === recurs.to)
  const ended = { direction, sign, from, to, count: recurs?.count ?? 1, ...signature }
  state.pastEpisodes = storeEpisode(state.pastEpisodes, ended, repeats ?? null)
}

/**
 * Raises the alarm of an open episode again once the effect of the last 24 hours is surely twice what it was until a day
 * after the latest alarm. Mean scores are straightened as for the shape, or nothing could double beyond one half.
 */
export function withEscalation(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  end: number,
): Episode {
  const { effect, error } = recentEffect(episode, context, state, end)
  const deviation = effect * episode.sign * effectSignOf(context.norm, episode.direction)
  if (end <= episode.alarmedAt + DAY_HOURS) {
    return { ...episode, alarmEffect: Math.max(episode.alarmEffect, Math.round(deviation * EFFECT_ONE)) }
  }
  const isDoubled =
    straightened(deviation - SURE_ERRORS * error) >= 2 * straightened(episode.alarmEffect / EFFECT_ONE)
  const isDeclared = episode.verdict === 'declared-evolution'
  if (!isDoubled || isDeclared || state.evidence < context.threshold) return episode
  return {
    ...episode,
    alarmedAt: end,
    escalations: episode.escalations + 1,
    alarmEffect: Math.round(deviation * EFFECT_ONE),
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
  const margin = SURE_ERRORS * error
  const opposed = (expected.direction === 'up' && effect < 0) || (expected.direction === 'down' && effect > 0)
  // "Up" and "down" speak of the level: they allow no change of spread or shape, and no move the other way.
  const allowed = opposed || (expected.direction !== 'any' && !isLevelChange) ? 0 : expected.maxEffect
  return size - margin > allowed ? Math.max(1, Math.round((size - allowed) * EFFECT_ONE)) : 0
}
