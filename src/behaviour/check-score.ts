import { isFiniteNumber, ShapeCheck, type ShapeMembers } from '../core/index.js'
import type { BehaviourScore } from './types.js'

const SHAPE: ShapeCheck = /* @__PURE__ */ new ShapeCheck(
  'behaviour/invalid-score',
  'a behaviour score',
  'hand in what score() gave, or its JSON',
)

/**
 * Refuses what is no score: one that comes from a file or over a wire may be anything. Names of channels and fields are
 * any texts, so that scores of later versions can be shown.
 *
 * @throws KeelsonError `behaviour/invalid-score` with the pointer to the member at fault
 */
export function checkScore(score: unknown): asserts score is BehaviourScore {
  const { p, bits, channel, channels, contributions, session, confidence, calibration, baseline, alert } =
    SHAPE.members(score, '')
  needShare(p, '/p')
  needNumber(bits, '/bits')
  needText(channel, '/channel')
  SHAPE.each(channels, '/channels', (item, path) => {
    needText(item.name, `${path}/name`)
    needNumber(item.bits, `${path}/bits`)
    needShare(item.p, `${path}/p`)
  })
  SHAPE.each(contributions, '/contributions', checkContribution)
  const { p: sessionP, bits: sessionBits } = SHAPE.members(session, '/session')
  needShare(sessionP, '/session/p')
  needNumber(sessionBits, '/session/bits')
  SHAPE.need(confidence === 'low' || confidence === 'normal', '/confidence', `'low' or 'normal'`)
  const { n, smallestP, shifted } = SHAPE.members(calibration, '/calibration')
  needCount(n, '/calibration/n')
  needShare(smallestP, '/calibration/smallestP')
  SHAPE.need(typeof shifted === 'boolean', '/calibration/shifted', 'true or false')
  needText(baseline, '/baseline')
  if (alert !== undefined) checkAlert(SHAPE.members(alert, '/alert'))
}

function checkAlert({ raised, reached, level, alertsADay }: ShapeMembers): void {
  SHAPE.need(typeof raised === 'boolean', '/alert/raised', 'true or false')
  SHAPE.need(typeof reached === 'boolean', '/alert/reached', 'true or false')
  if (level !== null) needNumber(level, '/alert/level')
  needCount(alertsADay, '/alert/alertsADay')
}

function checkContribution(contribution: ShapeMembers, path: string): void {
  needText(contribution.field, `${path}/field`)
  needText(contribution.value, `${path}/value`)
  needNumber(contribution.bits, `${path}/bits`)
  needCount(contribution.seenByActor, `${path}/seenByActor`)
  needCount(contribution.seenByPeers, `${path}/seenByPeers`)
  SHAPE.each(contribution.expected, `${path}/expected`, (item, at) => {
    needText(item.value, `${at}/value`)
    needCount(item.count, `${at}/count`)
  })
}

function needText(value: unknown, path: string): void {
  SHAPE.need(typeof value === 'string', path, 'a text')
}

function needNumber(value: unknown, path: string): void {
  SHAPE.need(isFiniteNumber(value), path, 'a finite number')
}

function needCount(value: unknown, path: string): void {
  SHAPE.need(isFiniteNumber(value) && value >= 0, path, 'a number from 0')
}

function needShare(value: unknown, path: string): void {
  SHAPE.need(isFiniteNumber(value) && value > 0 && value <= 1, path, 'a number above 0 and up to 1')
}
