import { type JsonObject, type JsonValue, valueAtPath } from '../../core/index.js'
import { Context } from '../runtime/context.js'
import { jsonEqual } from '../runtime/json-equal.js'
import type { Finding, ProgramExpectation, RequestPath } from '../runtime/program-test.js'
import type { Decision, DecisionError, Reason } from '../runtime/types.js'
import { applyPatches, writePath } from './change-request.js'

type Of<Op extends ProgramExpectation['op']> = Extract<ProgramExpectation, { readonly op: Op }>

/** What is expected of a decision and does not hold, in one line that says what came; `null` where it holds. */
export function failureOf(
  expectation: ProgramExpectation,
  decision: Decision,
  request: JsonObject,
): string | null {
  switch (expectation.op) {
    case 'finding':
      return findingFailure(expectation, decision)
    case 'obligation': {
      const names = decision.obligations.flatMap((found) => (found.kind === 'named' ? [found.name] : []))
      if (names.includes(expectation.name) !== expectation.negated) return null
      const wanted = `${expectation.negated ? 'no ' : ''}obligation ${quote(expectation.name)}`
      return `expected ${wanted}, got ${names.length === 0 ? 'none' : names.map(quote).join(', ')}`
    }
    case 'fix':
    case 'noValue':
    case 'noFix':
      return fixFailure(expectation, decision, request)
  }
}

const VERDICTS: ReadonlySet<string> = new Set(['review', 'revert', 'accept'])
const EFFECTS: ReadonlySet<string> = new Set(['allow', 'pending', 'deny'])

function findingFailure(expectation: Of<'finding'>, decision: Decision): string | null {
  const { finding, negated, text, policy, pointer } = expectation
  const entries = entriesOf(finding, decision)
  const fitting = entries.filter(
    (entry) =>
      (text === null || entry.message.includes(text)) &&
      (policy === null || entry.policy === policy) &&
      (pointer === null || entry.pointer === pointer),
  )
  const isNarrowed = text !== null || policy !== null || pointer !== null
  const wanted = `expected ${negated ? 'no ' : ''}${writeExpected(expectation)}`
  if (EFFECTS.has(finding)) {
    const isDecided = decision.effect === finding
    if (negated) {
      if (isNarrowed ? fitting.length === 0 : !isDecided && entries.length === 0) return null
      return `${wanted}, got ${fitting.length === 0 ? finding : writeEntries(fitting)}`
    }
    if (!isDecided) return `${wanted}, got ${writeDecision(decision)}`
    if (!isNarrowed || fitting.length > 0) return null
    return `${wanted}, got ${entries.length === 0 ? `${finding} without a reason` : writeEntries(entries)}`
  }
  if (negated) return fitting.length === 0 ? null : `${wanted}, got ${writeEntries(fitting)}`
  if (fitting.length === 0) return `${wanted}, got ${entries.length === 0 ? 'none' : writeEntries(entries)}`
  if (VERDICTS.has(finding) && decision.verdict !== finding)
    return `${wanted}, got verdict ${decision.verdict}`
  return null
}

/** A reason, a warning or an error, as far as tests look at it. */
interface Entry {
  readonly what: string
  readonly message: string
  readonly policy: string | null
  readonly pointer?: string
}

function entriesOf(finding: Finding, { reasons, warnings, errors }: Decision): Entry[] {
  if (finding === 'error') return errors.map(errorEntry)
  const source = finding === 'warn' ? warnings : reasons
  return source.filter(({ effect }) => effect === finding).map(reasonEntry)
}

function reasonEntry(reason: Reason): Entry {
  return { ...reason, what: reason.effect }
}

export function errorEntry(error: DecisionError): Entry {
  return { ...error, what: 'error' }
}

function writeExpected({ finding, text, policy, pointer }: Of<'finding'>): string {
  const message = text === null ? '' : ` ${quote(text)}`
  return `${finding}${message}${policy === null ? '' : ` from ${policy}`}${pointer === null ? '' : ` at ${pointer}`}`
}

/** The effect, and why. */
function writeDecision({ effect, reasons }: Decision): string {
  const why = reasons.filter((reason) => reason.effect === effect)
  return why.length === 0 ? effect : writeEntries(why.map(reasonEntry))
}

const MOST_WRITTEN = 3

export function writeEntries(entries: readonly Entry[]): string {
  const written = entries.slice(0, MOST_WRITTEN).map(({ what, message, policy, pointer }) => {
    const place = pointer === undefined ? '' : ` at ${pointer}`
    return `${what} ${quote(message)}${policy === null ? '' : ` from ${policy}`}${place}`
  })
  const more = entries.length - written.length
  return `${written.join('; ')}${more === 0 ? '' : `; and ${more} more`}`
}

function fixFailure(
  expectation: Of<'fix' | 'noValue' | 'noFix'>,
  { patches, warnings }: Decision,
  request: JsonObject,
): string | null {
  const { path } = expectation
  const found = valueAt(applyPatches(request, patches), path)
  const before = valueAt(request, path)
  const place = path.length === 0 ? '' : ` ${writePath(path)}`
  if (expectation.op === 'noFix') {
    const untouched = path.length === 0 ? patches.length === 0 : isSame(before, found)
    if (untouched) return null
    return path.length === 0
      ? `expected no fix, got ${show(patches)}`
      : `expected no fix${place}, got ${show(found)}`
  }
  const why = warnings[0] === undefined ? '' : ` (${warnings[0].message})`
  const isIdle = isSame(before, found)
  const got = isIdle ? `no fix of it: ${show(before)}${why}` : show(found)
  if (expectation.op === 'noValue') {
    return found === undefined && before !== undefined ? null : `expected fix remove${place}, got ${got}`
  }
  const wanted = JSON.parse(expectation.json) as JsonValue
  return !isIdle && isSame(found, wanted) ? null : `expected fix${place} = ${show(wanted)}, got ${got}`
}

function valueAt(document: JsonValue, path: RequestPath): JsonValue | undefined {
  return valueAtPath(document, path)
}

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return jsonEqual(one, other, new Context({}, '', 0, Number.MAX_SAFE_INTEGER, 0))
}

const LONGEST_SHOWN = 120

function show(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing there'
  const text = JSON.stringify(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

/** One line, whatever a message holds. */
function quote(text: string): string {
  return JSON.stringify(text)
}
