import { escapeInvisibleLine, KeelsonError } from '../core/index.js'
import { checkOptions } from './check-options.js'
import {
  DEFAULT_CONTEXT,
  type ReportEntry,
  type ReportLines,
  type ReportValue,
  reportChanges,
} from './format-report.js'
import type { ChangeSet, FormatOptions, ThreeWayChangeSet } from './types.js'

const OPTIONS = ['colour', 'context'] as const

const SIGNS = { add: '+', remove: '-', replace: '~', move: '>' } as const
const COLOURS = { add: '32', remove: '31', replace: '33', move: '36' } as const
const LINE_COLOURS = { '+': '32', '-': '31', ' ': '' } as const
const DIM = '2'
const MARGIN = '    '

/**
 * A change set for people to read on a terminal. First what counts: a line for each change with its place and both
 * values; of texts of several lines the lines that differ. Then what does not count, in groups, with the rule that says
 * so in brackets. The last line counts, and remarks on rules that covered nothing. Long values are cut, with their full
 * length told. No value, name or reason can put a control character on the terminal.
 *
 * @throws KeelsonError `diff/invalid-changes`, `diff/invalid-format`, `diff/unknown-option`
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
  const paint: Paint = options.colour === true ? paintAnsi : (text) => text
  const { groups, summary, remarks } = reportChanges(changes, checkContext(options.context))
  const lines: string[] = []
  for (const { title, counts, entries } of groups) {
    const note = title === null ? '' : ` [${escapeInvisibleLine(title)}]`
    for (const entry of entries) {
      lines.push(paint(`${entryLine(entry)}${note}`, counts ? COLOURS[entry.op] : DIM))
      if (entry.lines !== undefined) lines.push(...textLines(entry.lines, counts ? paint : null))
    }
  }
  lines.push([summary, ...remarks.map(escapeInvisibleLine)].join('; '))
  return lines.join('\n')
}

/** @throws KeelsonError `diff/invalid-format` */
export function checkContext(context: number | undefined): number {
  if (context === undefined) return DEFAULT_CONTEXT
  if (typeof context === 'number' && Number.isSafeInteger(context) && context >= 0) return context
  throw new KeelsonError('diff/invalid-format', 'context is a number of lines, from 0', {
    path: '/context',
    help: `leave it out for ${DEFAULT_CONTEXT}`,
  })
}

type Paint = (text: string, colour: string) => string

function paintAnsi(text: string, colour: string): string {
  return colour === '' ? text : `\u001b[${colour}m${text}\u001b[0m`
}

function entryLine({ op, cause, place, values, lines }: ReportEntry): string {
  const lead = cause === undefined ? '' : `${cause.padEnd('converged'.length)} `
  const told = lines?.title ?? (cause === undefined ? sides(values) : states(values))
  return `${lead}${SIGNS[op]} ${escapeInvisibleLine(place)}: ${told}`
}

function sides(values: readonly ReportValue[]): string {
  if (values.length === 0) return '(redacted)'
  const [first, second] = values.map(({ text }) => escapeInvisibleLine(text))
  if (second === undefined) return first!
  return values[1]!.role === 'from' ? `${first} from ${second}` : `${first} -> ${second}`
}

function states(values: readonly ReportValue[]): string {
  if (values.length === 0) return '(redacted)'
  return values.map(({ role, text }) => `${role} ${escapeInvisibleLine(text)}`).join(', ')
}

/** Indented, so that no line of a text passes for a change. */
function textLines({ hunks, omitted }: ReportLines, paint: Paint | null): string[] {
  const lines = hunks.flatMap(({ before, after, lines }) => [
    `${MARGIN}@@ line ${before} -> ${after} @@`,
    ...lines.map(({ sign, text }) => {
      const line = `${MARGIN}${sign} ${escapeInvisibleLine(text)}`
      return paint === null ? line : paint(line, LINE_COLOURS[sign])
    }),
  ])
  if (omitted > 0) lines.push(`${MARGIN}… ${omitted} more lines of the difference`)
  return lines
}
