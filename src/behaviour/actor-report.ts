import { compareCodePoints, escapeInvisibleLine, Q16_ONE } from '../core/index.js'
import { anchorReading, baselineAt, hasOwnAnchor } from './actor-anchor.js'
import type { ActorState } from './actor-state.js'
import {
  ALARM_BITS,
  readingsOf,
  readMeter,
  rowsByField,
  sumsOf,
  valueDistance,
  weekOf,
} from './drift-meter.js'
import { DAY_MS } from './event-texts.js'
import type { ModelState } from './model-state.js'
import type { ActorReport, DriftDriver } from './types.js'

const MOST_DRIVERS = 5

/** What the actor's meter says at a time, and what drives it. Changes nothing. */
export function reportActor(state: ModelState, id: string, held: ActorState, at: number): ActorReport {
  const { lexicon, options, population } = state
  const { warmupMs } = options
  const day = Math.floor(at / DAY_MS)
  const actor: ActorState = { ...held, meter: held.meter.slice() }
  readMeter(actor.meter, actor.counts, day, (field) => anchorReading(actor, warmupMs, field, at) === 'count')
  const readings = readingsOf(actor.meter)
  const drifting = readings.filter(({ isDrifting }) => isDrifting)
  const shown = new Set((drifting.length > 0 ? drifting : readings).map(({ field }) => field))
  const first = Math.min(...drifting.map(({ since }) => since))
  const isAnchored = hasOwnAnchor(actor, warmupMs, at)
  return {
    at,
    actor: id,
    status: drifting.length > 0 ? 'drifting' : isAnchored ? 'stable' : 'warming',
    baseline: baselineAt(actor, warmupMs, at, lexicon) ?? (population.frozen ? 'peers' : 'none'),
    moved: drifting.reduce((most, { distance }) => Math.max(most, distance), 0),
    weeks: drifting.length > 0 ? weekOf(day) - first + 1 : 0,
    drivers: isAnchored ? driversOf(actor, state, shown, at) : [],
    fields: readings.map(({ field, distance, sum, since }) => ({
      field: population.fieldNames[field]!,
      moved: distance,
      sum,
      alarmAt: ALARM_BITS,
      since: since < 0 ? null : Math.max(0, since * 7 - 3) * DAY_MS,
    })),
  }
}

/** The values whose share rose most, in bits of the distance that they make. */
function driversOf(
  actor: ActorState,
  { lexicon, options, population }: ModelState,
  fields: ReadonlySet<number>,
  at: number,
): DriftDriver[] {
  const table = actor.counts
  const drivers: DriftDriver[] = []
  for (const [field, rows] of rowsByField(table)) {
    if (!fields.has(field)) continue
    if (anchorReading(actor, options.warmupMs, field, at) === 'count') continue
    const { live, anchor } = sumsOf(table, rows)
    if (live === 0 || anchor === 0) continue
    for (const row of rows) {
      const [share, anchorShare] = [table.count(row) / live, table.anchor(row) / anchor]
      if (share <= anchorShare) continue
      drivers.push({
        field: population.fieldNames[field]!,
        context: lexicon.textOf(table.contextOf(row)),
        value: lexicon.textOf(table.valueOf(row)),
        bits: valueDistance(table, row, live, anchor) / Q16_ONE,
        share,
        anchorShare,
      })
    }
  }
  drivers.sort(
    (left, right) =>
      right.bits - left.bits ||
      compareCodePoints(left.field, right.field) ||
      compareCodePoints(left.value, right.value) ||
      compareCodePoints(left.context, right.context),
  )
  return drivers.filter(({ bits }) => bits > 0).slice(0, MOST_DRIVERS)
}

/**
 * A report as one line of plain text, for terminals and tickets. What comes from outside is escaped and cannot move a
 * cursor.
 *
 * @example
 * ```ts
 * import { createBehaviourModel, formatActorReport } from 'keelson/behaviour'
 * const model = createBehaviourModel()
 * model.learn({ at: 1767571200000, actor: 'ci', action: 'deploy', resource: 'app:prod/shop/web' })
 * formatActorReport(model.assessActor('ci', 1767571200000)) // => 'ci: no anchor of its own yet (none)'
 * ```
 */
export function formatActorReport(report: ActorReport): string {
  const { actor, baseline, drivers, moved, status, weeks } = report
  const name = escapeInvisibleLine(actor)
  const anchor = escapeInvisibleLine(baseline)
  if (status === 'warming') return `${name}: no anchor of its own yet (${anchor})`
  if (status === 'stable') return `${name}: stable against ${anchor}`
  const reasons = drivers.slice(0, 3).map(({ context, field, value }) => {
    const beside = context === '' ? '' : ` with ${context}`
    return escapeInvisibleLine(`${field} ${value}${beside}`)
  })
  const last = reasons.pop()!
  const list = reasons.length === 0 ? last : `${reasons.join(', ')} and ${last}`
  const period = weeks === 1 ? 'one week' : `${weeks} weeks`
  return `${name}: baseline moved ${moved.toFixed(2)} bits off ${anchor} in ${period}, driven by ${list}`
}
