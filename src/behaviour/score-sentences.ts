import { amountText } from '../core/index.js'
import type { AlertStanding, BehaviourScore, Contribution } from './types.js'

/** What fields are called before people; any other goes by its own name, attributes by theirs. */
const FIELD_NAMES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['action', 'action'],
  ['resourceKind', 'kind of resource'],
  ['actionForIntent', 'action for this intent'],
  ['sequence', 'action at this point'],
  ['namespace', 'namespace'],
  ['environment', 'environment'],
  ['actionInNamespace', 'action and place'],
  ['target', 'resource'],
  ['targetForIntent', 'resource for this intent'],
  ['channel', 'channel'],
  ['client', 'client'],
  ['network', 'network'],
  ['hourOfWeek', 'time of the week (UTC)'],
  ['role', 'role'],
  ['intent', 'intent'],
  ['onBehalfOf', 'on behalf of'],
  ['provenance', 'sources of arguments'],
  ['eventsInHour', 'events in this hour'],
  ['breadthInHour', 'different acts in this hour'],
  ['repeatsInHour', 'the same act in this hour'],
  ['eventsInMinute', 'events in this minute'],
  ['sessionSoFar', 'session so far'],
  ['areaForIntent', 'kind and place for this intent'],
])

const ATTRIBUTE = 'attributes.'
/** A table keeps this many peers of a value, so that as many means as many or more. */
const MOST_PEERS = 32

export type Standing =
  | 'too early to tell'
  | 'far out of character'
  | 'out of character'
  | 'a little unusual'
  | 'in character'

/** How the event stands, in words; docs/behaviour.md has the bounds. */
export function standingOf({ p, confidence }: BehaviourScore): Standing {
  if (confidence === 'low') return 'too early to tell'
  if (p <= 0.001) return 'far out of character'
  if (p <= 0.01) return 'out of character'
  return p <= 0.1 ? 'a little unusual' : 'in character'
}

export function fieldName(field: string): string {
  return FIELD_NAMES.get(field) ?? (field.startsWith(ATTRIBUTE) ? field.slice(ATTRIBUTE.length) : field)
}

/** How rare so unusual an event is: `p = 0.0004, as at most one usual event in 2,500`. */
export function rarity({ p, calibration }: BehaviourScore): string {
  if (p <= calibration.smallestP) return `p = ${amountText(p)}, more unusual than all it is ranked among`
  if (p > 0.5) return `p = ${amountText(p)}, as most usual events`
  // The smallest doubles have no reciprocal.
  const events = Number(Math.min(1 / p, 1e15).toPrecision(2))
  return `p = ${amountText(p)}, as at most one usual event in ${grouped(events)}`
}

/** How often the actor and its peers were seen with the value: `new for it, seen with 3 peers`. */
function history({ seenByActor, seenByPeers }: Contribution): string {
  if (seenByActor === 0 && seenByPeers === 0) return 'new for it and for each of its peers'
  const own = seenByActor === 0 ? 'new for it' : `seen with it ${times(seenByActor)}`
  return `${own}, ${peers(seenByPeers)}`
}

export function times(count: number): string {
  return count === 1 ? 'once' : `${grouped(count)} times`
}

export function peers(count: number): string {
  if (count === 0) return 'with none of its peers'
  return `with ${count >= MOST_PEERS ? `${MOST_PEERS} peers or more` : count === 1 ? '1 peer' : `${grouped(count)} peers`}`
}

/** A contribution as a sentence without its bits. */
export function contributionSentence(contribution: Contribution): string {
  const { field, value, expected } = contribution
  const usual = expected.map((item) => `${item.value} (${grouped(item.count)})`).join(', ')
  const end = usual === '' ? '' : `; usually ${usual}`
  return `${fieldName(field)} ${value}: ${history(contribution)}${end}`
}

/** `alert: the first of its actor's day with 21.4 bits or more and p of at most 0.01; 20 alerts a day`. */
export function alertSentence({ raised, reached, level, alertsADay }: AlertStanding): string {
  const budget = `; ${grouped(alertsADay)} ${alertsADay === 1 ? 'alert' : 'alerts'} a day`
  if (level === null) return `no alert: no day has closed yet${budget}`
  const rare = 'p of at most 0.01'
  const bar = level > 0 ? `${amountText(level)} bits or more and ${rare}` : rare
  if (raised) return `alert: the first of its actor's day with ${bar}${budget}`
  if (reached) return `part of an alert that its actor raised today, with ${bar}${budget}`
  return `no alert: these take ${bar}${budget}`
}

/** What the numbers rest on, and what to bear in mind with them. */
export function groundsOf(score: BehaviourScore): string[] {
  const { calibration, session, baseline, confidence } = score
  const { n, smallestP, shifted } = calibration
  return [
    `session p = ${amountText(session.p)}; baseline ${baseline}; ranked among ${grouped(n)} scores, smallest p ${amountText(smallestP)}`,
    ...(confidence === 'low' ? ['low confidence: a young actor, or too few scores to rank among'] : []),
    ...(shifted
      ? ['calibration has shifted: small p came clearly more or less often than they promise']
      : []),
  ]
}

/** Fields that add bits one can see, and the names of those that do not. */
export function splitContributions(score: BehaviourScore): {
  readonly telling: readonly Contribution[]
  readonly silent: readonly string[]
} {
  return {
    telling: score.contributions.filter(({ bits }) => isTelling(bits)),
    silent: score.contributions.filter(({ bits }) => !isTelling(bits)).map(({ field }) => fieldName(field)),
  }
}

/** What one decimal shows as something. */
function isTelling(bits: number): boolean {
  return Math.abs(bits) >= 0.05
}

/** `12,345`; a count that is not whole, or very large, as other amounts. */
export function grouped(value: number): string {
  if (!Number.isInteger(value) || value >= 1e15) return amountText(value)
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
