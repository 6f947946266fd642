import { escapeTerminal } from '../../core/index.js'
import type { EventFacts, MainJobFacts } from '../main-job.js'
import { formatTime } from '../read-time.js'
import { summariseDecision } from './decision.js'

/** How the events were decided: counts, then each kind of refusal once, denials first. */
export function describeRefusals({ assessed, effects, refused }: MainJobFacts['events']): string[] {
  if (assessed === 0) return []
  const { allow, pending, deny, undecided } = effects
  if (undecided === assessed) return [`${assessed} events, and no policy to decide on them.`]
  const lines = [`${assessed} events: ${allow} allow, ${pending} pending, ${deny} deny.`]
  const groups = groupRefused(refused)
  for (const effect of ['deny', 'pending']) {
    for (const { first, count } of groups) {
      if (first.assessment.decision?.effect !== effect) continue
      const { at, actor, action, resource } = first.event
      const times = count === 1 ? '' : ` (the first of ${count})`
      lines.push('', escapeTerminal(`${formatTime(at)}  ${actor}  ${action}  ${resource}${times}`))
      lines.push(...summariseDecision(first.assessment.decision).map((line) => `  ${line}`))
    }
  }
  return lines
}

interface RefusedGroup {
  readonly first: EventFacts
  count: number
}

/** Refusals of one actor and action by the same policies are one kind; kinds stay in the order of their first event. */
function groupRefused(refused: readonly EventFacts[]): RefusedGroup[] {
  const groups = new Map<string, RefusedGroup>()
  for (const facts of refused) {
    const { effect, reasons } = facts.assessment.decision!
    const policies = reasons.filter((reason) => reason.effect === effect).map(({ policy }) => policy)
    const key = JSON.stringify([facts.event.actor, facts.event.action, effect, policies])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: facts, count: 1 })
    else group.count += 1
  }
  return [...groups.values()]
}
