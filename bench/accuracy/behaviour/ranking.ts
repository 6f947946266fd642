import type { Outcomes, Ranking } from './outcomes.js'

/** Metrics are taken from here on: before, actors have no anchor. */
const WARMUP_DAYS = 14

/** Day on which the last week of the planted lead-in begins. */
const WEEK_SIX = 50

/** Area under the ROC curve and average precision; equal scores count as one step. */
function areas(scores: Float64Array, isAttack: (at: number) => boolean): { roc: number; precision: number } {
  const order = Uint32Array.from(scores, (_, at) => at).sort((left, right) => scores[right]! - scores[left]!)
  const attacks = order.reduce((count, at) => count + Number(isAttack(at)), 0)
  let [hits, misses, precision, roc] = [0, 0, 0, 0]
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start]!]!
    let end = start
    let found = 0
    for (; end < order.length && scores[order[end]!] === score; end += 1)
      found += Number(isAttack(order[end]!))
    roc += (end - start - found) * (hits + found / 2)
    hits += found
    misses += end - start - found
    if (found > 0) precision += (found / attacks) * (hits / (hits + misses))
    start = end
  }
  return { roc: roc / attacks / misses, precision }
}

/** The score of the k-th largest negative, k a share of them: what lies above is an alarm at this rate. */
function thresholdAt(rate: number, negatives: Float64Array): number {
  const scores = negatives.slice().sort()
  return scores[scores.length - 1 - Math.floor(scores.length * rate)]!
}

/** How well one ranking finds the planted attacks. */
export function rank(outcomes: Outcomes, ranking: Ranking): Record<string, string | number> {
  const measured = positions(outcomes, (at) => outcomes.day[at]! >= WARMUP_DAYS)
  const bits = outcomes.bits[ranking]
  const isAttack = (at: number): boolean => outcomes.attack[at] !== 0
  const scores = Float64Array.from(measured, (at) => bits[at]!)
  const { roc, precision } = areas(scores, (position) => isAttack(measured[position]!))
  const negatives = measured.filter((at) => !isAttack(at))
  const attacks = measured.filter(isAttack)
  const benign = Float64Array.from(negatives, (at) => bits[at]!)
  const [common, rare] = [thresholdAt(0.01, benign), thresholdAt(0.001, benign)]
  const found = (among: Uint32Array, threshold: number): number =>
    round(among.filter((at) => bits[at]! > threshold).length / among.length)
  const incidents = (among: Uint32Array): number => new Set(among.map((at) => outcomes.incident[at]!)).size
  const of = (name: string): Uint32Array =>
    attacks.filter((at) => outcomes.attacks[outcomes.attack[at]!] === name)
  const moved = negatives.filter((at) => {
    const since = outcomes.day[at]! - (outcomes.moves.get(outcomes.actors[outcomes.actor[at]!]!) ?? Infinity)
    return since >= 0 && since < 7
  })
  return {
    ranking,
    roc: round(roc),
    'pr-auc': round(precision),
    'tpr at 1 %': found(attacks, common),
    'tpr at 0.1 %': found(attacks, rare),
    incidents: `${incidents(attacks.filter((at) => bits[at]! > rare))}/${incidents(attacks)}`,
    'poison week 6': found(
      of('slow_poison').filter((at) => outcomes.day[at]! >= WEEK_SIX),
      rare,
    ),
    payload: found(of('slow_poison_payload'), rare),
    'alerts on movers': found(moved, rare),
  }
}

/** Share of each kind of attack that the fused evidence finds at a false-positive rate of 0.1 %. */
export function foundByAttack(outcomes: Outcomes): Record<string, number> {
  const { fused } = outcomes.bits
  const measured = positions(outcomes, (at) => outcomes.day[at]! >= WARMUP_DAYS)
  const negatives = measured.filter((at) => outcomes.attack[at] === 0)
  const rare = thresholdAt(
    0.001,
    Float64Array.from(negatives, (at) => fused[at]!),
  )
  const shares: Record<string, number> = {}
  outcomes.attacks.forEach((name, number) => {
    if (number === 0) return
    const of = measured.filter((at) => outcomes.attack[at] === number)
    shares[name] = round(of.filter((at) => fused[at]! > rare).length / of.length)
  })
  return shares
}

/** Share of the events of one kind of attack that have at most this p-value. */
export function foundByP(outcomes: Outcomes, attack: string, most: number): number {
  const of = positions(outcomes, (at) => outcomes.attacks[outcomes.attack[at]!] === attack)
  return round(of.filter((at) => outcomes.p[at]! <= most).length / of.length)
}

/** Fortnights that a rate is claimed of: those from the end of the warm-up that the log's 60 days hold whole. */
const FORTNIGHTS = [14, 28, 42]

/** The four days after them: told beside them, with how far chance alone moves so short a time. */
const REST = 56

/**
 * Realised over nominal rate of small p-values, of events without an attack and of all, by fortnight and in what is
 * left of the log. Small p-values come in clusters, a few days of a few actors: the standard error is that of a ratio
 * between sums over actors, each of whom counts as one observation.
 */
export function calibration(log: string, outcomes: Outcomes): Record<string, string | number>[] {
  return [...FORTNIGHTS, REST].map((from) => {
    const all = positions(outcomes, (at) => outcomes.day[at]! >= from && outcomes.day[at]! < from + 14)
    const benign = all.filter((at) => outcomes.attack[at] === 0)
    const [common, rare] = [0.01, 0.001].map((nominal) => rateOf(outcomes, benign, nominal))
    return {
      log,
      days: from === REST ? `${from} to the end` : `${from} to ${from + 14}`,
      'benign at 1 %': common!.ratio,
      'its error': common!.error,
      'benign at 0.1 %': rare!.ratio,
      'error of that': rare!.error,
      'all at 1 %': rateOf(outcomes, all, 0.01).ratio,
      'all at 0.1 %': rateOf(outcomes, all, 0.001).ratio,
    }
  })
}

/** What came of a budget of alerts: how many were raised, and which incidents they are of. */
export function alerting(log: string, outcomes: Outcomes): Record<string, string | number> {
  const measured = positions(outcomes, (at) => outcomes.day[at]! >= WARMUP_DAYS)
  const raised = measured.filter((at) => outcomes.alert[at] === 1)
  const byDay = new Map<number, number>()
  for (const at of measured) byDay.set(Math.floor(outcomes.day[at]!), 0)
  for (const at of raised) {
    const day = Math.floor(outcomes.day[at]!)
    byDay.set(day, byDay.get(day)! + 1)
  }
  const incidents = (among: Uint32Array): Set<number> =>
    new Set([...among].map((at) => outcomes.incident[at]!).filter((incident) => incident !== 0))
  return {
    log,
    'alerts a day': round(raised.length / byDay.size),
    'on the day with most': Math.max(...byDay.values()),
    'of attacks': round(raised.filter((at) => outcomes.attack[at] !== 0).length / raised.length),
    incidents: `${incidents(raised).size}/${incidents(measured).size}`,
  }
}

/** Rows of {@link calibration} that a claim is made on. */
export function isFortnight(row: Record<string, string | number>): boolean {
  return row.days !== `${REST} to the end`
}

function rateOf(outcomes: Outcomes, among: Uint32Array, nominal: number): { ratio: number; error: number } {
  const events = new Float64Array(outcomes.actors.length)
  const low = new Float64Array(outcomes.actors.length)
  let sum = 0
  for (const at of among) {
    const actor = outcomes.actor[at]!
    events[actor]! += 1
    if (outcomes.p[at]! > nominal) continue
    low[actor]! += 1
    sum += 1
  }
  const rate = sum / among.length
  const squares = low.reduce((sofar, count, actor) => sofar + (count - rate * events[actor]!) ** 2, 0)
  return {
    ratio: round(rate / nominal),
    error: round(Math.sqrt(squares) / among.length / nominal),
  }
}

function positions(outcomes: Outcomes, keep: (at: number) => boolean): Uint32Array {
  return Uint32Array.from({ length: outcomes.size }, (_, at) => at).filter(keep)
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
