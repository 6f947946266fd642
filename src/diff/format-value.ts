import type { JsonValue } from '../core/index.js'
import { beginningOfJson, JsonMeter } from './json-text.js'
import { isRedactedValue, REDACTED_KEY, type RedactedValue } from './redact-options.js'

/** A value whose JSON text is longer is cut. */
const LONGEST_VALUE = 160
const SHOWN_OF_LONG_VALUE = 120

/** Cut values show so much of what they have in common before they differ. */
const SHOWN_IN_COMMON = 24

/** Two values are looked through so far for where they begin to differ. */
const MOST_COMPARED = 1024 * 1024

const SHOWN_OF_COMMITMENT = 10

/**
 * Values as JSON text, to be shown beside each other; `absent` for those that are not there. A long one is cut, with
 * its full length told (UTF-16 units); where long ones begin alike they are cut so that their difference is seen.
 */
export function showValues(values: readonly (JsonValue | undefined)[]): string[] {
  const texts = values.map((value) => (value === undefined ? undefined : shownText(value, LONGEST_VALUE)))
  const isCut = texts.map((text) => text !== undefined && text.length > LONGEST_VALUE)
  if (!isCut.includes(true)) return texts.map((text) => text ?? 'absent')
  const start = differenceStart(values)
  return values.map((value, at) => {
    if (value === undefined) return 'absent'
    if (!isCut[at]) return texts[at]!
    return cut(value, start)
  })
}

function shownText(value: JsonValue, units: number): string {
  return isRedactedValue(value) ? describeRedacted(value) : beginningOfJson(value, units)
}

/** `(redacted: Kubernetes Secret)`, with the beginning of the commitment where there is one. */
function describeRedacted(value: RedactedValue): string {
  const told = value[REDACTED_KEY]
  const digest = told.slice(told.lastIndexOf(':') + 1)
  const commitment = digest.length === told.length ? '' : ` ${digest.slice(0, SHOWN_OF_COMMITMENT)}`
  return `(redacted${commitment}: ${value.by})`
}

function differenceStart(values: readonly (JsonValue | undefined)[]): number {
  const [first = '', ...others] = values.flatMap((value) =>
    value === undefined ? [] : [beginningOfJson(value, MOST_COMPARED).slice(0, MOST_COMPARED)],
  )
  if (others.length === 0) return 0
  // Of three values two may be the same: what matters is where the first of those that differ does.
  let start = Number.POSITIVE_INFINITY
  for (const other of others) {
    let at = 0
    while (at < first.length && at < other.length && first.charCodeAt(at) === other.charCodeAt(at)) at += 1
    if (at < first.length || at < other.length) start = Math.min(start, at)
  }
  return start > SHOWN_OF_LONG_VALUE && start < Number.POSITIVE_INFINITY ? start - SHOWN_IN_COMMON : 0
}

function cut(value: JsonValue, start: number): string {
  const length = new JsonMeter().measure(value)
  const text = beginningOfJson(value, start + SHOWN_OF_LONG_VALUE)
  const from = Math.min(start, Math.max(0, length - SHOWN_OF_LONG_VALUE))
  const shown = wholeCharacters(text, from, from + SHOWN_OF_LONG_VALUE)
  const isEnd = from + SHOWN_OF_LONG_VALUE >= length
  return `${from > 0 ? '…' : ''}${shown}${isEnd ? '' : '…'} (${length} characters)`
}

/** Half a surrogate pair at a cut would be no character. */
function wholeCharacters(text: string, from: number, to: number): string {
  const start = (text.charCodeAt(from) & 0xfc00) === 0xdc00 ? from + 1 : from
  const end = (text.charCodeAt(to - 1) & 0xfc00) === 0xd800 ? to - 1 : to
  return text.slice(start, end)
}

/** A line of a text, cut as values are. */
export function showLine(line: string): string {
  if (line.length <= LONGEST_VALUE) return line
  return `${wholeCharacters(line, 0, SHOWN_OF_LONG_VALUE)}… (${line.length} characters)`
}
