import { ByteWriter, compareCodePoints } from '../core/index.js'
import type { ActorState } from './actor-state.js'
import { resetMeter } from './drift-meter.js'
import { hexDigest } from './event-texts.js'
import type { Lexicon } from './lexicon.js'
import type { Reading } from './surprisal.js'

/** Where the anchor of a field is read at a time: where it follows what is learnt, the live counts are the anchor. */
export function anchorReading(actor: ActorState, warmupMs: number, field: number, at: number): Reading {
  if (!actor.frozen) return isDue(actor, warmupMs, at) ? 'count' : 'anchor'
  for (const approval of actor.approvals) {
    // One that has ended but is not settled yet has seen no event since, so that the live counts are as it left them.
    if (approval.from <= at && covers(approval.fields, field)) return 'count'
  }
  return 'anchor'
}

/** Whether the actor is measured by an anchor of its own at this time. */
export function hasOwnAnchor(actor: ActorState, warmupMs: number, at: number): boolean {
  return actor.frozen || isDue(actor, warmupMs, at)
}

/** True while an approval lets the field's anchor follow. */
export function isApproved(actor: ActorState, field: number, at: number): boolean {
  return actor.approvals.some(
    (approval) => approval.from <= at && at <= approval.until && covers(approval.fields, field),
  )
}

/** What freezing an actor's anchor depends on beside the actor. */
export interface AnchorRules {
  readonly warmupMs: number
  /** By field: how far the actor's peers have moved off theirs. */
  readonly movement: Int32Array | undefined
  /** Values kept per field. */
  readonly capacity: number
  readonly lexicon: Lexicon
}

/** Brings the anchor up to a time: freezes one that is due, and fixes the fields whose approval has ended. */
export function settleAnchor(actor: ActorState, rules: AnchorRules, at: number): void {
  if (!actor.frozen && isDue(actor, rules.warmupMs, at)) {
    const baseline = provisionalBaseline(actor, rules.lexicon)
    freezeActor(actor, null, baseline, rules)
  }
  const ended = actor.approvals.filter((approval) => approval.until < at)
  if (ended.length === 0) return
  actor.approvals = actor.approvals.filter((approval) => approval.until >= at)
  if (!actor.frozen) return
  for (const { fields, reference } of ended) freezeActor(actor, fields, reference, rules)
}

/** What to call the anchor that a score at this time uses; `undefined` where the actor has none of its own. */
export function baselineAt(
  actor: ActorState,
  warmupMs: number,
  at: number,
  lexicon: Lexicon,
): string | undefined {
  if (!actor.frozen) return isDue(actor, warmupMs, at) ? provisionalBaseline(actor, lexicon) : undefined
  return actor.approvals.filter((approval) => approval.from <= at).at(-1)?.reference ?? actor.baseline
}

/** Makes the live counts of these fields (`null`: of all) the anchor, the most frequent values of each. */
export function freezeActor(
  actor: ActorState,
  fields: readonly number[] | null,
  baseline: string,
  rules: AnchorRules,
): void {
  const table = actor.counts
  const rows = new Map<number, number[]>()
  for (let row = 0; row < table.size; row += 1) {
    const field = table.fieldOf(row)
    if (!covers(fields, field)) continue
    table.setAnchor(row, table.count(row))
    const known = rows.get(field)
    if (known === undefined) rows.set(field, [row])
    else known.push(row)
  }
  const dropped = new Set<number>()
  for (const ofField of rows.values()) {
    if (ofField.length <= rules.capacity) continue
    ofField.sort((left, right) => byFrequency(actor, left, right, rules.lexicon))
    for (const row of ofField.slice(rules.capacity)) dropped.add(row)
  }
  table.retain((row) => !dropped.has(row) && (table.count(row) > 0 || table.anchor(row) > 0))
  for (let field = 0; field < actor.expectation.length; field += 1) {
    if (!covers(fields, field)) continue
    actor.frozenExpectation[field] = actor.expectation[field]!
    actor.frozenMovement[field] = rules.movement?.[field] ?? 0
  }
  resetMeter(actor.meter, fields)
  actor.frozen = true
  actor.baseline = baseline
}

/**
 * Orders rows of an actor's table: the most frequent first.
 *
 * INVARIANT: a total counts at least what each of its values counts, and wins ties, so that no value outlives it.
 */
export function byFrequency(actor: ActorState, left: number, right: number, lexicon: Lexicon): number {
  const table = actor.counts
  return (
    table.count(right) - table.count(left) ||
    Number(table.isTotal(right)) - Number(table.isTotal(left)) ||
    compareCodePoints(lexicon.textOf(table.valueOf(left)), lexicon.textOf(table.valueOf(right))) ||
    compareCodePoints(lexicon.textOf(table.contextOf(left)), lexicon.textOf(table.contextOf(right)))
  )
}

function isDue(actor: ActorState, warmupMs: number, at: number): boolean {
  return at - actor.firstAt >= warmupMs
}

function covers(fields: readonly number[] | null, field: number): boolean {
  return fields === null || fields.includes(field)
}

// An anchor that froze by itself has no approval to name: it is named by a digest of the counts that it froze.
function provisionalBaseline(actor: ActorState, lexicon: Lexicon): string {
  const table = actor.counts
  const rows = Array.from({ length: table.size }, (_, row) => ({
    field: table.fieldOf(row),
    context: lexicon.textOf(table.contextOf(row)),
    value: lexicon.textOf(table.valueOf(row)),
    count: table.count(row),
  }))
  rows.sort(
    (left, right) =>
      left.field - right.field ||
      compareCodePoints(left.context, right.context) ||
      compareCodePoints(left.value, right.value),
  )
  const writer = new ByteWriter()
  for (const { field, context, value, count } of rows) {
    if (count > 0) writer.varint(field).string(context).string(value).varint(count)
  }
  return `provisional:${hexDigest(writer.finish())}`
}
