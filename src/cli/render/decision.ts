import { escapeTerminal, formatDuration, type JsonObject, type Span } from '../../core/index.js'
import type { Decision, DecisionError, Obligation, Reason } from '../../policy/index.js'
import { formatTime } from '../read-time.js'

/**
 * A decision for people: the word, every reason with its places in request and policy, what is still to be done, and
 * what would mend it. Lines without line ends.
 *
 * @param textOf the source that a span points into, for what could not be evaluated
 */
export function describeDecision(decision: Decision, textOf: (path: string) => string): string[] {
  const { patches, subject, obligations, approvedUntil } = decision
  const errors = decision.errors.map(({ code, message, pointer, span }) => {
    const excerpt = span?.path === undefined ? '' : `: ${excerptOf(textOf(span.path), span)}`
    return indented(`error ${code}: ${message}${placeOf({ pointer, span })}${excerpt}`)
  })
  const lines = [...details(decision, decision.reasons, placeOf), ...errors]
  const mending = patches.filter(({ op }) => op !== 'test').map(describeOperation)
  const asked = obligations.some(({ kind }) => kind === 'approvals')
  const named = asked && subject !== undefined ? [`approvals name the subject ${subject}`] : []
  const until = approvedUntil === undefined ? [] : [`approved until ${formatTime(approvedUntil)}`]
  return [heading(decision), ...lines, ...[...named, ...until, ...mending].map(indented)]
}

/** As {@link describeDecision}, with those reasons alone that the outcome rests on. */
export function summariseDecision(decision: Decision): string[] {
  const decisive = decision.reasons.filter(
    ({ effect }) => effect === decision.effect || effect === decision.verdict,
  )
  const errors = decision.errors.map(({ code, message }) => indented(`error ${code}: ${message}`))
  return [heading(decision), ...details(decision, decisive, () => ''), ...errors]
}

function heading({ effect, verdict }: Decision): string {
  return verdict === null ? effect : `${effect}, verdict ${verdict}`
}

type Place = { readonly [Part in 'pointer' | 'span']?: DecisionError[Part] | undefined }

function details(decision: Decision, reasons: readonly Reason[], where: (place: Place) => string): string[] {
  const lines = reasons.map((reason) => {
    const { effect, message, policy, controls } = reason
    const served = controls.length === 0 ? '' : ` [${controls.join(', ')}]`
    return `${effect}: ${message} (${policy})${served}${where(reason)}`
  })
  if (decision.reasons.length === 0 && decision.effect === 'deny') {
    lines.push('no policy allows it, and the default is deny')
  }
  for (const obligation of decision.obligations) {
    lines.push(`still needed: ${describeObligation(obligation)}`)
  }
  for (const warning of decision.warnings)
    lines.push(`warning: ${warning.message} (${warning.policy})${where(warning)}`)
  return lines.map(indented)
}

function indented(line: string): string {
  return `  ${escapeTerminal(line)}`
}

/** Where in the request, and where in the policy. */
function placeOf({ pointer, span }: Place): string {
  const places = [
    ...(pointer === undefined ? [] : [pointer]),
    ...(span === undefined ? [] : [`${span.path ?? ''}:${span.line}:${span.column}`]),
  ]
  return places.length === 0 ? '' : ` at ${places.join(', ')}`
}

const WIDEST_EXCERPT = 80

/** The expression, on one line. */
function excerptOf(text: string, { offset, length }: Span): string {
  const whole = text.slice(offset, offset + length).replace(/\s+/g, ' ')
  return whole.length > WIDEST_EXCERPT ? `${whole.slice(0, WIDEST_EXCERPT)}…` : whole
}

function describeOperation({ op, path, value }: JsonObject): string {
  const written = op === 'remove' ? '' : `${op === 'add' ? ':' : ' by'} ${JSON.stringify(value)}`
  return `would mend it: ${op} ${path}${written}`
}

function describeObligation(obligation: Obligation): string {
  if (obligation.kind === 'named') return `${obligation.name} ${JSON.stringify(obligation.data)}`
  const {
    needed,
    from,
    including,
    distinctFrom,
    within,
    escalateTo = [],
    escalatesAt,
    escalated,
  } = obligation
  const among = including.map((groups) => `, one of them from ${groups.join(' or ')}`).join('')
  const others = distinctFrom.length === 0 ? '' : `, not by ${distinctFrom.join(' or ')}`
  const asked = escalated === true ? [...from, ...escalateTo] : from
  const later =
    escalatesAt === undefined || escalated === true
      ? ''
      : `; from ${formatTime(escalatesAt)} also from ${escalateTo.join(' or ')}`
  const approvals = `${needed} more ${needed === 1 ? 'approval' : 'approvals'} from ${asked.join(' or ')}${among}`
  return `${approvals}${others}, not older than ${formatDuration(within)}${later}`
}
