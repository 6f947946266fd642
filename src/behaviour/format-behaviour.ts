import { amountText, escapeInvisibleLine } from '../core/index.js'
import { checkScore } from './check-score.js'
import {
  alertSentence,
  contributionSentence,
  fieldName,
  groundsOf,
  rarity,
  type Standing,
  splitContributions,
  standingOf,
} from './score-sentences.js'
import type { BehaviourEvent, BehaviourScore, Contribution } from './types.js'

export interface FormatBehaviourOptions {
  /** Colours by ANSI escapes. Default false. */
  readonly colour?: boolean
  /** Names the event that was scored in the first line. */
  readonly event?: Pick<BehaviourEvent, 'actor' | 'action' | 'resource'>
  /** How many of the fields that add most are told; the others are only named. Default all. */
  readonly fields?: number
  /** Whether to tell of the channels and of what the numbers rest on. Default true. */
  readonly grounds?: boolean
}

const COLOURS: Readonly<Record<Standing, string>> = {
  'too early to tell': '\u001b[2m',
  'far out of character': '\u001b[31m',
  'out of character': '\u001b[33m',
  'a little unusual': '\u001b[36m',
  'in character': '\u001b[32m',
}
const END = '\u001b[0m'

/**
 * A score as lines of text, for terminals, logs and comments: how the event stands, what each field adds and why, the
 * channels, and what the numbers rest on. What comes from outside is escaped and cannot move a cursor.
 *
 * @throws KeelsonError `behaviour/invalid-score`
 *
 * @example
 * ```ts
 * import { createBehaviourModel, formatBehaviour } from 'keelson/behaviour'
 * const event = { at: 1767571200000, actor: 'ana', action: 'secret.read', resource: 'secret:prod/pay/card-keys' }
 * const score = createBehaviourModel().score(event)
 * formatBehaviour(score, { event }).split('\n')[0]
 * // => 'ana secret.read secret:prod/pay/card-keys'
 * ```
 */
export function formatBehaviour(score: BehaviourScore, options: FormatBehaviourOptions = {}): string {
  checkScore(score)
  const { event, colour = false } = options
  const standing = standingOf(score)
  const paint = (text: string): string => (colour ? `${COLOURS[standing]}${text}${END}` : text)
  const named = event === undefined ? [] : [`${event.actor} ${event.action} ${event.resource}`]
  const [summary, ...rest] = scoreLines(score, options).map(escapeInvisibleLine)
  return [...named.map(escapeInvisibleLine), paint(summary!), ...rest].join('\n')
}

/** The lines of {@link formatBehaviour} that tell of a score, not yet escaped. */
export function scoreLines(score: BehaviourScore, options: FormatBehaviourOptions = {}): string[] {
  const { telling, silent } = splitContributions(score)
  const { fields = telling.length, grounds = true } = options
  const others = telling.slice(fields).map(({ field }) => fieldName(field))
  const channels = score.channels.map(
    ({ name, bits, p }) => `${name} ${amountText(bits)} bits, p = ${amountText(p)}`,
  )
  return [
    `${standingOf(score)}: ${rarity(score)}; ${amountText(score.bits)} bits of evidence by the channel ${score.channel}`,
    ...(score.alert === undefined ? [] : [alertSentence(score.alert)]),
    ...telling.slice(0, fields).map(contributionLine),
    ...(others.length === 0 ? [] : [`  and by ${others.join(', ')}`]),
    ...(silent.length === 0 || !grounds ? [] : [`  next to nothing is added by ${silent.join(', ')}`]),
    ...(grounds ? [`channels: ${channels.join('; ')}`, ...groundsOf(score)] : []),
  ]
}

function contributionLine(contribution: Contribution): string {
  return `  ${bitsText(contribution.bits).padStart(6)} bits  ${contributionSentence(contribution)}`
}

/** `+8.3`. */
export function bitsText(bits: number): string {
  const text = bits.toFixed(1).replace('-', '−')
  return bits < 0 ? text : `+${text}`
}
