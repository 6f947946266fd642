import { escapeTerminal } from '../../core/index.js'
import type { UnusualDay } from '../main-job.js'
import { formatTime } from '../read-time.js'

const SHOWN_CONTRIBUTIONS = 4

/** The days on which an actor was most out of character: the day's most unusual event, and what made it so. */
export function describeUnusual(days: readonly UnusualDay[]): string[] {
  if (days.length === 0) return ['none: nothing is out of character, or nobody has a settled history yet']
  return days.flatMap(({ top, events }, index) => {
    const { event, assessment } = top
    const score = assessment.behaviour!
    const more = events === 1 ? '' : `; ${events - 1} more like it that day`
    const head = `${formatTime(event.at)}  ${event.actor}  ${event.action}  ${event.resource}${more}`
    const measure = `  ${score.bits.toFixed(1)} bits, p = ${showP(score.p)}, ${score.channel} channel, baseline ${score.baseline}`
    const lines = score.contributions.slice(0, SHOWN_CONTRIBUTIONS).map((contribution) => {
      const { field, value, bits, expected, seenByActor, seenByPeers } = contribution
      const usual = expected.map((item) => `${item.value} (${Math.round(item.count)})`).join(', ')
      const seen = `seen ${Math.round(seenByActor)} times by this actor, by ${seenByPeers} of its peers`
      return `  ${bits.toFixed(1).padStart(5)} bits  ${field} = ${value}; ${seen}; usual: ${usual || 'nothing yet'}`
    })
    return [...(index === 0 ? [] : ['']), head, measure, ...lines].map(escapeTerminal)
  })
}

function showP(p: number): string {
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(1)
}
