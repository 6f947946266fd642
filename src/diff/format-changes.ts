import { escapeTerminal, type JsonValue } from '../core/index.js'
import { checkChangeSet } from './check-change-set.js'
import { beginningOfJson, JsonMeter } from './json-text.js'
import { checkOptions } from './profile.js'
import type { Change, ChangeSet, FormatOptions, ThreeWayChange, ThreeWayChangeSet } from './types.js'

const OPTIONS = ['colour'] as const

/** A value whose JSON text is longer is cut. */
const LONGEST_VALUE = 160
const SHOWN_OF_LONG_VALUE = 120

const SIGNS = { add: '+', remove: '-', replace: '~', move: '>' } as const
const COLOURS = { add: '32', remove: '31', replace: '33', move: '36' } as const
const DIM = '2'

const COUNTED_CLASSES = ['material', 'ignored', 'normalised', 'defaulted', 'foreign'] as const
const COUNTED_CAUSES = ['drift', 'pending', 'conflict', 'foreign', 'converged'] as const

/**
 * A change set for people to read on a terminal: a line for each change with its place and both values, and in
 * brackets why it does not count; in a three-way set the cause comes first. The last line counts. Long values are
 * cut, with their full length told. No value, name or reason can put a control character on the terminal.
 *
 * @throws KeelsonError `diff/invalid-changes`, `diff/unknown-option`
 *
 * @example
 * ```ts
 * import { diff, formatChanges } from 'keelson/diff'
 * formatChanges(diff({ replicas: 3, image: 'app:1' }, { replicas: 5, image: 'app:1' }))
 * // => '~ /replicas: 3 -> 5\n1 change: 1 material'
 * ```
 */
export function formatChanges(changes: ChangeSet | ThreeWayChangeSet, options: FormatOptions = {}): string {
  checkOptions(options, OPTIONS)
  checkChangeSet(changes)
  const paint = options.colour === true ? paintAnsi : (text: string) => text
  const lines = isThreeWay(changes)
    ? changes.changes.map((change) => threeWayLine(change, paint))
    : changes.changes.map((change) => line(change, describe(change), paint))
  return [...lines, summarise(changes)].join('\n')
}

type Paint = (text: string, colour: string) => string

function paintAnsi(text: string, colour: string): string {
  return `\u001b[${colour}m${text}\u001b[0m`
}

function isThreeWay(changes: ChangeSet | ThreeWayChangeSet): changes is ThreeWayChangeSet {
  return Object.hasOwn(changes, 'remediation')
}

function line(change: Change, values: string, paint: Paint): string {
  const place = change.pointer === '' ? 'the whole document' : oneLine(change.pointer)
  const text = `${SIGNS[change.op]} ${place}: ${values}${note(change)}`
  return paint(text, change.class === 'material' ? COLOURS[change.op] : DIM)
}

function describe(change: Change): string {
  if (change.redacted === true) return '(redacted)'
  if (change.op === 'move') return `${show(change.after)} from ${oneLine(change.from!)}`
  if (change.op === 'add') return show(change.after)
  if (change.op === 'remove') return show(change.before)
  return `${show(change.before)} -> ${show(change.after)}`
}

function threeWayLine(change: ThreeWayChange, paint: Paint): string {
  return `${change.cause.padEnd('converged'.length)} ${line(change, describeStates(change), paint)}`
}

function describeStates(change: ThreeWayChange): string {
  if (change.redacted === true) return '(redacted)'
  const base = `base ${show(change.base)}`
  if (change.cause === 'converged') return `${base}, desired and live ${show(change.live)}`
  const states = `desired ${show(change.desired)}, live ${show(change.live)}`
  // For drift and for what is pending base is one of the two.
  return change.cause === 'conflict' ? `${base}, ${states}` : states
}

function note(change: Change): string {
  if (change.class === 'material' && change.rule === undefined) return ''
  return ` [${change.class}${change.rule === undefined ? '' : `: ${oneLine(change.rule)}`}]`
}

function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent'
  const text = beginningOfJson(value, LONGEST_VALUE)
  if (text.length <= LONGEST_VALUE) return oneLine(text)
  // Half a surrogate pair at the cut would be no character.
  const isCutInPair = (text.charCodeAt(SHOWN_OF_LONG_VALUE - 1) & 0xfc00) === 0xd800
  const shown = text.slice(0, SHOWN_OF_LONG_VALUE - (isCutInPair ? 1 : 0))
  return `${oneLine(shown)}… (${new JsonMeter().measure(value)} characters)`
}

/** Safe to print, and a line break in a name cannot pretend to be another change. */
function oneLine(text: string): string {
  return escapeTerminal(text).replaceAll('\n', '\\u{a}')
}

function summarise(changes: ChangeSet | ThreeWayChangeSet): string {
  const count = changes.changes.length
  if (count === 0) return 'no difference'
  const counts = isThreeWay(changes)
    ? countBy(COUNTED_CAUSES, (name) => changes.changes.filter(({ cause }) => cause === name).length)
    : countBy(COUNTED_CLASSES, (name) => changes.changes.filter((change) => change.class === name).length)
  return `${count} ${count === 1 ? 'change' : 'changes'}: ${counts}`
}

function countBy<Name extends string>(names: readonly Name[], count: (name: Name) => number): string {
  return names
    .map((name) => ({ name, number: count(name) }))
    .filter(({ number }) => number > 0)
    .map(({ name, number }) => `${number} ${name}`)
    .join(', ')
}
