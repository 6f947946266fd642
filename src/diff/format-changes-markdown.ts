import { escapeInvisibleLine, escapeMarkdown, markdownFence } from '../core/index.js'
import { checkOptions } from './check-options.js'
import { checkContext } from './format-changes.js'
import { type ReportEntry, type ReportGroup, reportChanges } from './format-report.js'
import type { ChangeSet, FormatMarkupOptions, ThreeWayChangeSet } from './types.js'

const OPTIONS = ['context'] as const
const VERBS = { add: 'added', remove: 'removed', replace: 'changed', move: 'moved' } as const

/**
 * A change set as Markdown, for a pull request or a ticket: the counts, then a block for what counts and one for each
 * rule by which something does not, in the notation of `diff`, which most places colour. Nothing of a document is
 * outside of a block, and no line of it can end one; long values are cut, with their full length told.
 *
 * @throws KeelsonError `diff/invalid-changes`, `diff/invalid-format`, `diff/unknown-option`
 *
 * @example
 * ```ts
 * import { diff, formatChangesMarkdown } from 'keelson/diff'
 * formatChangesMarkdown(diff({ replicas: 3 }, { replicas: 5 }))
 * // => '**1 change: 1 material**\n\n```diff\n@@ changed: /replicas @@\n- 3\n+ 5\n```'
 * ```
 */
export function formatChangesMarkdown(
  changes: ChangeSet | ThreeWayChangeSet,
  options: FormatMarkupOptions = {},
): string {
  checkOptions(options, OPTIONS)
  const { groups, summary, remarks } = reportChanges(changes, checkContext(options.context))
  const parts = [`**${summary}**`]
  for (const group of groups) {
    if (group.title !== null) parts.push(`Not counted, ${escapeMarkdown(group.title)}:`)
    parts.push(blockOf(group))
  }
  if (remarks.length > 0) parts.push(remarks.map((remark) => `- ${escapeMarkdown(remark)}`).join('\n'))
  return parts.join('\n\n')
}

function blockOf({ entries }: ReportGroup): string {
  return markdownFence(entries.flatMap(entryLines).join('\n'), 'diff')
}

/** Each line of a document begins with a sign of ours, so that none is taken for another kind of line. */
function entryLines({ op, cause, place, values, lines }: ReportEntry): string[] {
  const lead = cause === undefined ? VERBS[op] : cause
  const from = values.find(({ role }) => role === 'from')
  const moved = from === undefined ? '' : ` from ${escapeInvisibleLine(from.text)}`
  const head = `@@ ${lead}: ${escapeInvisibleLine(place)}${moved} @@`
  if (lines !== undefined) {
    return [
      head,
      `  (${lines.title})`,
      ...lines.hunks.flatMap((hunk) => [
        `  (line ${hunk.before} -> ${hunk.after})`,
        ...hunk.lines.map(({ sign, text }) => `${sign} ${escapeInvisibleLine(text)}`),
      ]),
      ...(lines.omitted > 0 ? [`  (… ${lines.omitted} more lines of the difference)`] : []),
    ]
  }
  if (values.length === 0) return [head, '  (redacted)']
  return [
    head,
    ...values
      .filter(({ role }) => role !== 'from')
      .map(({ role, text }) => {
        const named = cause === undefined ? '' : `${role}: `
        return `${signOf(role, op)} ${named}${escapeInvisibleLine(text)}`
      }),
  ]
}

function signOf(role: string, op: ReportEntry['op']): '-' | '+' | ' ' {
  if (op === 'move' || role === 'base') return ' '
  return role === 'before' || role === 'desired' ? '-' : '+'
}
