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

/** Realised over nominal rate of small p-values, by fortnight: of events without an attack, and of all. */
export function calibration(log: string, outcomes: Outcomes): Record<string, string | number>[] {
  return [14, 28, 42, 56].map((from) => {
    const all = positions(outcomes, (at) => outcomes.day[at]! >= from && outcomes.day[at]! < from + 14)
    const benign = all.filter((at) => outcomes.attack[at] === 0)
    const ratio = (among: Uint32Array, nominal: number): number =>
      round(among.filter((at) => outcomes.p[at]! <= nominal).length / among.length / nominal)
    return {
      log,
      'from day': from,
      'benign at 1 %': ratio(benign, 0.01),
      'benign at 0.1 %': ratio(benign, 0.001),
      'all at 1 %': ratio(all, 0.01),
      'all at 0.1 %': ratio(all, 0.001),
    }
  })
}

function positions(outcomes: Outcomes, keep: (at: number) => boolean): Uint32Array {
  return Uint32Array.from({ length: outcomes.size }, (_, at) => at).filter(keep)
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
