import { LEVEL_FLOOR, mixtureEvidence, shiryaevRobertsStep } from '../stats/index.js'
import { addToHistory, trimHistory } from './cell-history.js'
import { LOG2_E_Q16 } from './components.js'
import type { DetectorContext, DetectorState } from './detector-state.js'
import {
  EFFECT_ONE,
  type Episode,
  meanEffect,
  rememberEpisode,
  settleEpisode,
  withEscalation,
} from './episode.js'
import type { HourSource } from './hour-source.js'
import { type StandardBlock, sumFields, weighBlock } from './stream-norm.js'
import { alignDown, DAY_HOURS } from './time.js'

/** Hours after the alarm at which its verdict is settled again: only at 14 days is a ramp of seven days told apart. */
const LOOK_HOURS: readonly number[] = [7 * DAY_HOURS, 14 * DAY_HOURS]

const ONSET_ONE = 256

/** 65,536 hours squared: beyond any onset of use, and within a whole number after the largest leap of time. */
const LARGEST_VARIANCE: number = 65_536 * 65_536 * ONSET_ONE

/** One block moves the evidence of a return by at most this many bits, Q16. */
const LARGEST_RETURN: number = 8 * 65_536

/**
 * Takes the whole blocks that end by `until`, in order. Doing it in several steps gives the same state as at once.
 */
export function advanceDetector(
  state: DetectorState,
  context: DetectorContext,
  hours: HourSource,
  until: number,
): void {
  const { blockHours, directions } = context.norm
  const end = alignDown(until, blockHours)
  if (end <= state.hour) return
  const pending = { block: 0, count: 0, sums: new Float64Array(sumFields(context.norm)) }
  const finish = (): void => {
    if (pending.count > 0)
      takeBlock(state, context, (pending.block + 1) * blockHours, pending.count, pending.sums)
    pending.count = 0
    pending.sums.fill(0)
  }
  hours.forEachHour(state.hour, end, (hour, count, sums, offset) => {
    const block = Math.floor(hour / blockHours)
    if (block !== pending.block) finish()
    pending.block = block
    pending.count += count
    for (let field = 0; field < pending.sums.length; field += 1) {
      pending.sums[field] = pending.sums[field]! + sums[offset + field]!
    }
    addToHistory(state.history, hour, count, sums, offset, directions.length)
  })
  finish()
  state.hour = end
}

function takeBlock(
  state: DetectorState,
  context: DetectorContext,
  end: number,
  count: number,
  sums: ArrayLike<number>,
): void {
  const { norm, strictTolerance } = context
  const { directions: blocks, increments } = weighBlock(norm, count, sums, strictTolerance)
  trimHistory(state.history, end)
  state.blocks += 1
  bet(state, context, end, increments)
  const { episode } = state
  if (episode === null || episode.closedAt !== null) {
    if (state.evidence >= context.threshold) openEpisode(state, context, end, blocks)
    return
  }
  followEpisode(state, context, end, episode, blocks[episode.direction]!)
}

/** One step of every component, of its onset and of the mixture. */
function bet(
  state: DetectorState,
  context: DetectorContext,
  end: number,
  increments: ArrayLike<number>,
): void {
  const start = (end - context.norm.blockHours) * ONSET_ONE
  for (let index = 0; index < state.levels.length; index += 1) {
    const step = shiryaevRobertsStep(state.levels[index]!, increments[index]!)
    state.levels[index] = step.level
    // The posterior of the change's begin, as mean and variance of the sum's terms: the newcomer joins the others.
    const gap = start - state.onsetMeans[index]!
    const others = 1 - step.newcomer
    const spread = state.onsetVariances[index]! + (step.newcomer * gap * gap) / ONSET_ONE
    state.onsetMeans[index] = Math.round(state.onsetMeans[index]! + step.newcomer * gap)
    state.onsetVariances[index] = Math.min(LARGEST_VARIANCE, Math.round(others * spread))
  }
  state.evidence = mixtureEvidence(state.levels, context.norm.logWeights)
}

function openEpisode(
  state: DetectorState,
  context: DetectorContext,
  end: number,
  blocks: readonly StandardBlock[],
): void {
  const { components, logWeights } = context.norm
  let leader = 0
  for (let index = 1; index < components.length; index += 1) {
    const lead = state.levels[index]! + logWeights[index]! - state.levels[leader]! - logWeights[leader]!
    if (lead > 0) leader = index
  }
  const { direction, sign } = components[leader]!
  const middle = state.onsetMeans[leader]! / ONSET_ONE
  const reach = 2 * Math.sqrt(state.onsetVariances[leader]! / ONSET_ONE)
  const last = end - context.norm.blockHours
  const opened: Episode = {
    direction,
    sign,
    openedAt: end,
    alarmedAt: end,
    escalations: 0,
    alarmEffect: 0,
    onsetFrom: Math.max(state.watchedSince, Math.floor(middle - reach)),
    onsetTo: Math.min(last, Math.floor(middle + reach)) + context.norm.blockHours,
    size: 0,
    effect: 0,
    verdict: 'abrupt',
    looks: 0,
    settledAt: end,
    returning: 0,
    returningSince: end,
    closedAt: null,
    reference: null,
    excess: 0,
    recurs: null,
  }
  const { effect } = meanEffect(opened, context, state, opened.onsetFrom, end)
  // At least the zone: what raised an alarm lies beyond it, even if the cells since the onset show less.
  const smallest = blocks[direction]!.zone * blocks[direction]!.deviation
  const size = Math.round(Math.max(smallest, Math.abs(effect)) * EFFECT_ONE)
  state.alarms += 1
  state.episode = settleEpisode({ ...opened, size, alarmEffect: size }, context, state, end)
}

/** Settles an open episode's verdict when its time comes, and closes it once the feature has been back for a day. */
function followEpisode(
  state: DetectorState,
  context: DetectorContext,
  end: number,
  episode: Episode,
  block: StandardBlock,
): void {
  let current = withEscalation(withReturn(episode, context, end, block), context, state, end)
  const due = LOOK_HOURS.filter((hours) => end >= current.openedAt + hours).length
  const isDue = due > current.looks
  // A declared change is held to its bounds every day, however long it stays and whichever hours are silent.
  const isDailyCheck = current.verdict === 'declared-evolution' && end >= current.settledAt + DAY_HOURS
  const isBack = current.returning >= context.threshold && end >= current.returningSince + DAY_HOURS
  if (isDue || (isDailyCheck && !isBack)) {
    current = { ...settleEpisode(current, context, state, end), looks: due }
  }
  if (isBack) current = closeEpisode(current, context, state, end)
  state.episode = current
}

/** The verdict at the end, seen from where the feature began to be back. */
function closeEpisode(
  episode: Episode,
  context: DetectorContext,
  state: DetectorState,
  end: number,
): Episode {
  const isSettled = episode.looks === LOOK_HOURS.length
  const settled = isSettled ? episode : settleEpisode(episode, context, state, episode.returningSince)
  const isTransient =
    settled.verdict !== 'declared-evolution' &&
    settled.verdict !== 'recurring' &&
    settled.returningSince - settled.onsetTo <= DAY_HOURS
  rememberEpisode(settled, context, state)
  restart(state, settled.returningSince)
  return { ...settled, closedAt: end, ...(isTransient ? { verdict: 'transient' } : {}) }
}

/** An alarm overstates the change that raised it: a return is judged against this share of its size. */
const SURE_SHARE = 0.75

/**
 * Page's test for the return: the likelihood of the anchor's mean against that of the change. The change is taken at
 * the sure share of its size at the alarm, or at the smallest size whose absence a day of blocks can show, if that is
 * less.
 */
function withReturn(episode: Episode, context: DetectorContext, end: number, block: StandardBlock): Episode {
  const thresholdNats = context.threshold / LOG2_E_Q16
  const showable = Math.sqrt((2 * thresholdNats * context.norm.blockHours) / DAY_HOURS)
  const size = (SURE_SHARE * episode.size) / EFFECT_ONE / block.deviation
  const shift = Math.min(size, Math.max(2 * block.zone, showable))
  const gain = (shift / 2 - episode.sign * block.distance) * shift * LOG2_E_Q16
  const bounded = Math.round(Math.max(-LARGEST_RETURN, Math.min(LARGEST_RETURN, gain)))
  const returning = Math.max(0, episode.returning + bounded)
  // Evidence that begins now speaks from the start of this block on; a silence before it says nothing.
  const since = episode.returning === 0 ? end - context.norm.blockHours : episode.returningSince
  return { ...episode, returning, returningSince: since }
}

/** After an episode the detector begins anew, as if the anchor had just been frozen. */
function restart(state: DetectorState, watchedSince: number): void {
  state.levels.fill(LEVEL_FLOOR)
  state.onsetMeans.fill(0)
  state.onsetVariances.fill(0)
  state.evidence = 0
  state.watchedSince = watchedSince
}
