import type { Span } from './span.js'
import { escapeTerminal } from './terminal-text.js'

/** A fault in a user's text, as data: compilers and checkers return these and never throw them. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'hint'
  /** `room/what-went-wrong`; every code has an entry in docs/errors.md. */
  readonly code: string
  readonly message: string
  readonly span: Span
  readonly help?: string
}

/**
 * Renders a diagnostic for a terminal: `file:line:col`, the line it is on, and a caret under the place.
 *
 * @param text the text that the span points into; without it only the first line is given
 *
 * @example
 * ```ts
 * import { formatDiagnostic, LineIndex } from 'keelson/core'
 * const text = 'mode gaurd'
 * const span = new LineIndex(text, 'a.keel').span(5, 5)
 * formatDiagnostic({ severity: 'error', code: 'policy/syntax', message: 'unknown mode', span }, text)
 * // => 'a.keel:1:6: error policy/syntax: unknown mode\n  1 | mode gaurd\n    |      ^^^^^'
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic, text?: string): string {
  const { span } = diagnostic
  const place = `${span.path ?? '<text>'}:${span.line}:${span.column}`
  const lines = [oneLine(`${place}: ${diagnostic.severity} ${diagnostic.code}: ${diagnostic.message}`)]
  if (text !== undefined) lines.push(...excerpt(text, span))
  if (diagnostic.help !== undefined) lines.push(oneLine(`  help: ${diagnostic.help}`))
  return lines.join('\n')
}

// Messages quote the user's text: a line feed in it must not begin a line that looks like another diagnostic.
function oneLine(text: string): string {
  return escapeTerminal(text).replaceAll('\n', '\\u{a}')
}

const WIDEST_EXCERPT = 160

/**
 * The line of a text that a span begins on, and carets under the place: two lines, indented by two spaces. A line of
 * megabytes is shown as a window around the place, and what a terminal would obey is escaped.
 *
 * @example
 * ```ts
 * import { excerpt, LineIndex } from 'keelson/core'
 * const text = 'mode gaurd'
 * excerpt(text, new LineIndex(text).span(5, 5)) // => ['  1 | mode gaurd', '    |      ^^^^^']
 * ```
 */
export function excerpt(text: string, span: Span): string[] {
  const start = span.offset - (span.column - 1)
  const end = text.indexOf('\n', start)
  // Minified input has lines of megabytes: show a window around the place.
  const from = Math.max(start, span.offset - WIDEST_EXCERPT / 2)
  const line = text.slice(from, Math.min(end === -1 ? text.length : end, from + WIDEST_EXCERPT))
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line
  const place = span.offset - from
  const before = visible(whole.slice(0, place))
  const marked = visible(whole.slice(place, place + span.length))
  const after = visible(whole.slice(place + span.length))
  const label = String(span.line)
  // Escapes are wider than what they stand for, so the caret is measured on what is shown.
  const caret = `${' '.repeat(before.length)}${'^'.repeat(Math.max(1, marked.length))}`
  return [`  ${label} | ${before}${marked}${after}`, `  ${' '.repeat(label.length)} | ${caret}`]
}

function visible(text: string): string {
  return escapeTerminal(text.replaceAll('\t', ' '))
}
