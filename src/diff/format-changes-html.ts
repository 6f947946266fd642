import { escapeHtml, escapeInvisibleLine } from '../core/index.js'
import { checkOptions } from './check-options.js'
import { checkContext } from './format-changes.js'
import {
  type ReportEntry,
  type ReportGroup,
  type ReportLines,
  type ReportValue,
  reportChanges,
} from './format-report.js'
import type { ChangeSet, FormatMarkupOptions, ThreeWayChangeSet } from './types.js'

const OPTIONS = ['context'] as const
const VERBS = { add: 'added', remove: 'removed', replace: 'changed', move: 'moved' } as const

/**
 * A change set as a fragment of HTML: a table with a row for each change, first what counts, then what does not by the
 * rule that says so. `<ins>` and `<del>` and words, not colour alone, tell what is new and what is gone. It holds no
 * script, no style and no URL, so it works under any content security policy; {@link changesStylesheet} gives it colour.
 * Everything in it is escaped; long values are cut, with their full length told.
 *
 * @throws KeelsonError `diff/invalid-changes`, `diff/invalid-format`, `diff/unknown-option`
 *
 * @example
 * ```ts
 * import { diff, formatChangesHtml } from 'keelson/diff'
 * formatChangesHtml(diff({ a: '<script>' }, { a: 1 })).includes('&quot;&lt;script&gt;&quot;') // => true
 * ```
 */
export function formatChangesHtml(
  changes: ChangeSet | ThreeWayChangeSet,
  options: FormatMarkupOptions = {},
): string {
  checkOptions(options, OPTIONS)
  const { groups, summary, remarks } = reportChanges(changes, checkContext(options.context))
  const parts = ['<section class="keelson-changes">']
  if (groups.length === 0) parts.push(`<p>${summary}</p>`)
  else {
    parts.push(
      '<table>',
      `<caption>${summary}</caption>`,
      '<thead><tr><th scope="col">Change</th><th scope="col">Place</th><th scope="col">Values</th></tr></thead>',
      ...groups.flatMap(groupRows),
      '</table>',
    )
  }
  if (remarks.length > 0) {
    parts.push('<ul>', ...remarks.map((remark) => `<li>${oneLine(remark)}</li>`), '</ul>')
  }
  parts.push('</section>')
  return parts.join('\n')
}

function groupRows({ title, counts, entries }: ReportGroup): string[] {
  return [
    `<tbody class="${counts ? 'keelson-material' : 'keelson-immaterial'}">`,
    ...(title === null ? [] : [`<tr><th scope="rowgroup" colspan="3">${oneLine(title)}</th></tr>`]),
    ...entries.map(row),
    '</tbody>',
  ]
}

function row(entry: ReportEntry): string {
  const { op, cause, place, values, lines } = entry
  const kind = cause === undefined ? VERBS[op] : `${cause}, ${VERBS[op]}`
  const told = lines !== undefined ? textOf(lines) : values.length === 0 ? 'redacted' : valuesOf(values, op)
  return `<tr class="keelson-${op}"><td>${kind}</td><th scope="row">${code(place)}</th><td>${told}</td></tr>`
}

function valuesOf(values: readonly ReportValue[], op: ReportEntry['op']): string {
  return values
    .map(({ role, text }) => {
      if (role === 'from') return `from ${code(text)}`
      if (op === 'move') return code(text)
      if (role === 'before') return `<del>${code(text)}</del>`
      if (role === 'after') return `<ins>${code(text)}</ins>`
      if (role === 'desired') return `desired <del>${code(text)}</del>`
      if (role === 'live') return `live <ins>${code(text)}</ins>`
      return `${role} ${code(text)}`
    })
    .join(' ')
}

function textOf({ title, hunks, omitted }: ReportLines): string {
  const lines = hunks.flatMap(({ before, after, lines }) => [
    `<span class="keelson-hunk">line ${before} → ${after}</span>`,
    ...lines.map(({ sign, text }) => {
      const line = `${sign} ${oneLine(text)}`
      return sign === '-' ? `<del>${line}</del>` : sign === '+' ? `<ins>${line}</ins>` : line
    }),
  ])
  if (omitted > 0) lines.push(`<span class="keelson-hunk">… ${omitted} more lines of the difference</span>`)
  return `${title}<pre dir="auto">${lines.join('\n')}</pre>`
}

/** Set apart from what stands around it, so that text written from the right moves nothing else. */
function code(text: string): string {
  return `<code dir="auto">${oneLine(text)}</code>`
}

function oneLine(text: string): string {
  return escapeHtml(escapeInvisibleLine(text))
}

/** A style sheet for {@link formatChangesHtml}: put it where your policy lets styles come from. */
export const changesStylesheet: string = `.keelson-changes table { border-collapse: collapse; }
.keelson-changes caption { font-weight: bold; text-align: start; padding: 0.4em 0; }
.keelson-changes th, .keelson-changes td { border: 1px solid #8888; padding: 0.2em 0.6em; text-align: start; vertical-align: top; }
.keelson-changes th[scope="row"] { font-weight: normal; }
.keelson-changes code, .keelson-changes pre { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.keelson-changes pre { margin: 0.4em 0 0; }
.keelson-changes del { background: #f8514933; text-decoration: line-through; text-decoration-thickness: 1px; }
.keelson-changes pre del { text-decoration: none; }
.keelson-changes ins { background: #3fb95033; text-decoration: none; }
.keelson-changes .keelson-hunk, .keelson-changes .keelson-immaterial { opacity: 0.75; }
`
