import { escapeTerminal, formatDuration } from '../../core/index.js'
import type { Decision, Obligation, Reason } from '../../policy/index.js'

/** A decision for people: the word, every reason, what is still to be done. Lines without line ends. */
export function describeDecision(decision: Decision): string[] {
  return [heading(decision), ...details(decision, decision.reasons)]
}

/** As {@link describeDecision}, with those reasons alone that the outcome rests on. */
export function summariseDecision(decision: Decision): string[] {
  const decisive = decision.reasons.filter(
    ({ effect }) => effect === decision.effect || effect === decision.verdict,
  )
  return [heading(decision), ...details(decision, decisive)]
}

function heading({ effect, verdict }: Decision): string {
  return verdict === null ? effect : `${effect}, verdict ${verdict}`
}

function details(decision: Decision, reasons: readonly Reason[]): string[] {
  const lines = reasons.map(({ effect, message, policy, controls }) => {
    const served = controls.length === 0 ? '' : ` [${controls.join(', ')}]`
    return `${effect}: ${message} (${policy})${served}`
  })
  if (decision.reasons.length === 0 && decision.effect === 'deny') {
    lines.push('no policy allows it, and the default is deny')
  }
  for (const obligation of decision.obligations) {
    lines.push(`still needed: ${describeObligation(obligation)}`)
  }
  for (const { message, policy } of decision.warnings) lines.push(`warning: ${message} (${policy})`)
  for (const { message, code } of decision.errors) lines.push(`error ${code}: ${message}`)
  return lines.map((line) => `  ${escapeTerminal(line)}`)
}

function describeObligation(obligation: Obligation): string {
  if (obligation.kind === 'named') return `${obligation.name} ${JSON.stringify(obligation.data)}`
  const { needed, from, including, distinctFrom, within } = obligation
  const among = including.map((groups) => `, one of them from ${groups.join(' or ')}`).join('')
  const others = distinctFrom.length === 0 ? '' : `, not by ${distinctFrom.join(' or ')}`
  const approvals = `${needed} more ${needed === 1 ? 'approval' : 'approvals'} from ${from.join(' or ')}${among}`
  return `${approvals}${others}, not older than ${formatDuration(within)}`
}
