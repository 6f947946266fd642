import type { JsonValue } from '../core/index.js'
import { checkChangeSet } from './check-change-set.js'
import { showLine, showValues } from './format-value.js'
import { diffLines, type Hunk } from './line-diff.js'
import type { Change, ChangeSet, ThreeWayChange, ThreeWayChangeSet } from './types.js'

/** A change set as people read it, before it is written for a terminal or a page. Texts are not escaped yet. */
export interface ChangeReport {
  readonly groups: readonly ReportGroup[]
  /** `3 changes: 2 material, 1 ignored` */
  readonly summary: string
  /** What else there is to know: about lists, withheld remediation, rules that covered nothing. */
  readonly remarks: readonly string[]
}

/** Changes that count, or that do not for one reason. */
export interface ReportGroup {
  /** `ignored: /status (written by the controller)`; `null` for changes that count and need no reason. */
  readonly title: string | null
  /** Its changes are material. */
  readonly counts: boolean
  readonly entries: readonly ReportEntry[]
}

export interface ReportEntry {
  readonly op: Change['op']
  /** `drift`, …; of three-way changes only. */
  readonly cause?: string
  readonly place: string
  readonly values: readonly ReportValue[]
  /** Of long texts, instead of the values: what differs, by line. */
  readonly lines?: ReportLines
}

export interface ReportValue {
  /** What the value is: a side of the change, a state, or where a moved value comes from. */
  readonly role: 'before' | 'after' | 'from' | 'base' | 'desired' | 'live' | 'desired and live'
  readonly text: string
}

export interface ReportLines {
  /** `4 of 120 lines` */
  readonly title: string
  readonly hunks: readonly Hunk[]
  /** How many lines of the difference are left out at the end. */
  readonly omitted: number
}

export const DEFAULT_CONTEXT = 3

/** So many lines of one text are shown. */
const MOST_LINES = 200

const COUNTED_CLASSES = ['material', 'ignored', 'normalised', 'defaulted', 'foreign'] as const
const COUNTED_CAUSES = ['drift', 'pending', 'conflict', 'foreign', 'converged'] as const

/**
 * @param context lines shown around a changed line of a long text
 * @throws KeelsonError `diff/invalid-changes`
 */
export function reportChanges(changes: ChangeSet | ThreeWayChangeSet, context: number): ChangeReport {
  checkChangeSet(changes)
  const isThreeWay = Object.hasOwn(changes, 'remediation')
  const groups = new Map<string, { title: string | null; counts: boolean; entries: ReportEntry[] }>()
  for (const change of changes.changes) {
    const title = titleOf(change)
    const entry = isThreeWay ? threeWayEntry(change as ThreeWayChange, context) : twoWayEntry(change, context)
    const group = groups.get(title ?? '')
    if (group !== undefined) group.entries.push(entry)
    else groups.set(title ?? '', { title, counts: change.class === 'material', entries: [entry] })
  }
  return {
    // What counts stands first; the rest in the order in which it turned up.
    groups: [...groups.values()].sort((left, right) => Number(right.counts) - Number(left.counts)),
    summary: summarise(changes, isThreeWay),
    remarks: remarksOn(changes),
  }
}

function titleOf(change: Change): string | null {
  if (change.class === 'material' && change.rule === undefined) return null
  return change.rule === undefined ? change.class : `${change.class}: ${change.rule}`
}

function twoWayEntry(change: Change, context: number): ReportEntry {
  const { op, pointer, before, after } = change
  const entry = { op, place: placeName(pointer) }
  const lines = op === 'replace' ? linesOf(before, after, context) : null
  if (lines !== null) return { ...entry, values: [], lines }
  const [shownBefore, shownAfter] = showValues([before, after])
  if (isUntold(change)) return { ...entry, values: [] }
  switch (op) {
    case 'add':
      return { ...entry, values: [{ role: 'after', text: shownAfter! }] }
    case 'remove':
      return { ...entry, values: [{ role: 'before', text: shownBefore! }] }
    case 'move':
      return {
        ...entry,
        values: [
          { role: 'after', text: shownAfter! },
          { role: 'from', text: change.from! },
        ],
      }
    case 'replace':
      return {
        ...entry,
        values: [
          { role: 'before', text: shownBefore! },
          { role: 'after', text: shownAfter! },
        ],
      }
  }
}

function threeWayEntry(change: ThreeWayChange, context: number): ReportEntry {
  const { op, cause, pointer, base, desired, live } = change
  const entry = { op, cause, place: placeName(pointer) }
  if (isUntold(change)) return { ...entry, values: [] }
  // For a conflict all three texts differ: no two of them tell the whole.
  const isOfTwo = cause !== 'conflict' && cause !== 'converged'
  const lines = isOfTwo ? linesOf(desired, live, context) : null
  if (lines !== null)
    return { ...entry, values: [], lines: { ...lines, title: `${lines.title}, desired to live` } }
  if (cause === 'converged') {
    const [shownBase, shownBoth] = showValues([base, live])
    return {
      ...entry,
      values: [
        { role: 'base', text: shownBase! },
        { role: 'desired and live', text: shownBoth! },
      ],
    }
  }
  const [shownDesired, shownLive, shownBase] = showValues(
    cause === 'conflict' ? [desired, live, base] : [desired, live],
  )
  const values: ReportValue[] = [
    { role: 'desired', text: shownDesired! },
    { role: 'live', text: shownLive! },
  ]
  // For drift and for what is pending base is one of the two.
  return { ...entry, values: cause === 'conflict' ? [{ role: 'base', text: shownBase! }, ...values] : values }
}

function placeName(pointer: string): string {
  return pointer === '' ? 'the whole document' : pointer
}

/** A change that says it is redacted and holds nothing in place of its values. */
function isUntold(change: Change & Partial<ThreeWayChange>): boolean {
  const { redacted, before, after, base, desired, live } = change
  return redacted === true && [before, after, base, desired, live].every((value) => value === undefined)
}

function linesOf(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  context: number,
): ReportLines | null {
  if (typeof before !== 'string' || typeof after !== 'string') return null
  if (!before.includes('\n') && !after.includes('\n')) return null
  const hunks: Hunk[] = []
  let changed = 0
  let left = MOST_LINES
  let omitted = 0
  for (const hunk of diffLines(before, after, context)) {
    changed += hunk.lines.filter(({ sign }) => sign !== ' ').length
    const lines = hunk.lines.slice(0, left).map(({ sign, text }) => ({ sign, text: showLine(text) }))
    left -= lines.length
    omitted += hunk.lines.length - lines.length
    if (lines.length > 0) hunks.push({ ...hunk, lines })
  }
  const title = `${countOf(changed, 'changed line')} of a text of ${countOf(after.split('\n').length, 'line')}`
  return { title, hunks, omitted }
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function summarise(changes: ChangeSet | ThreeWayChangeSet, isThreeWay: boolean): string {
  const { length } = changes.changes
  if (length === 0) return 'no difference'
  const counts = isThreeWay
    ? countBy(COUNTED_CAUSES, (name) => changes.changes.filter(({ cause }) => cause === name).length)
    : countBy(COUNTED_CLASSES, (name) => changes.changes.filter((change) => change.class === name).length)
  return `${countOf(length, 'change')}: ${counts}`
}

function countBy<Name extends string>(names: readonly Name[], count: (name: Name) => number): string {
  return names
    .map((name) => ({ name, number: count(name) }))
    .filter(({ number }) => number > 0)
    .map(({ name, number }) => `${number} ${name}`)
    .join(', ')
}

function remarksOn(changes: ChangeSet | ThreeWayChangeSet): string[] {
  const { notes = [], unusedRules = [] } = changes
  const { withheld = 0 } = changes as Partial<ThreeWayChangeSet>
  return [
    ...(withheld > 0 ? [`remediation leaves out ${countOf(withheld, 'redacted place')}`] : []),
    ...notes.map(({ pointer, message }) => `${placeName(pointer)}: ${message}`),
    ...unusedRules.map((rule) => `covered nothing: ${rule}`),
  ]
}
