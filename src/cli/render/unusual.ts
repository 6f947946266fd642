import { formatBehaviour } from '../../behaviour/index.js'
import { escapeTerminal } from '../../core/index.js'
import type { UnusualDay } from '../main-job.js'
import { formatTime } from '../read-time.js'

const SHOWN_FIELDS = 4

/** The days on which an actor was most out of character: the day's most unusual event, and what made it so. */
export function describeUnusual(days: readonly UnusualDay[]): string[] {
  if (days.length === 0) return ['none: nothing is out of character, or nobody has a settled history yet']
  return days.flatMap(({ top, events }, index) => {
    const { event, assessment } = top
    const more = events === 1 ? '' : `; ${events - 1} more like it that day`
    const head = `${formatTime(event.at)}  ${event.actor}  ${event.action}  ${event.resource}${more}`
    const lines = formatBehaviour(assessment.behaviour!, { fields: SHOWN_FIELDS, grounds: false }).split('\n')
    return [...(index === 0 ? [] : ['']), escapeTerminal(head), ...lines.map((line) => `  ${line}`)]
  })
}
