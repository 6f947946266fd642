import type { Expression } from '../syntax/ast.js'
import type { DiagnosticSink } from '../syntax/diagnostic-sink.js'
import { presentType, type Type } from '../typing/type.js'

/** What an amount is measured in, in milliseconds or bytes. */
interface Unit {
  readonly measures: 'time' | 'size'
  /** How many milliseconds or bytes it is, and how the language writes so many. */
  readonly amount: number
  readonly written: string
  readonly phrase: string
}

const unit = (measures: Unit['measures'], amount: number, written: string, phrase: string): Unit => ({
  measures,
  amount,
  written,
  phrase,
})

const SECONDS = unit('time', 1000, '1s', 'seconds')
const MINUTES = unit('time', 60_000, '1m', 'minutes')
const HOURS = unit('time', 3_600_000, '1h', 'hours')
const DAYS = unit('time', 86_400_000, '1d', 'days')
const MILLISECONDS = unit('time', 1, '1ms', 'milliseconds')
const BYTES = unit('size', 1, '1', 'bytes')
const KIBIBYTES = unit('size', 1024, '1Ki', 'kibibytes')
const MEBIBYTES = unit('size', 1_048_576, '1Mi', 'mebibytes')
const GIBIBYTES = unit('size', 1_073_741_824, '1Gi', 'gibibytes')
const KILOBYTES = unit('size', 1000, '1000', 'kilobytes')
const MEGABYTES = unit('size', 1_000_000, '1000000', 'megabytes')
const GIGABYTES = unit('size', 1_000_000_000, '1000000000', 'gigabytes')

/** The last words of names that say a unit. Short ones that also mean something else, such as `Min`, are left out. */
const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...['milliseconds', 'millis', 'ms'].map((word) => [word, MILLISECONDS] as const),
  ...['seconds', 'secs'].map((word) => [word, SECONDS] as const),
  ['minutes', MINUTES],
  ['hours', HOURS],
  ['days', DAYS],
  ['bytes', BYTES],
  ...['kib', 'kibibytes'].map((word) => [word, KIBIBYTES] as const),
  ...['mib', 'mebibytes'].map((word) => [word, MEBIBYTES] as const),
  ...['gib', 'gibibytes'].map((word) => [word, GIBIBYTES] as const),
  ...['kb', 'kilobytes'].map((word) => [word, KILOBYTES] as const),
  ...['mb', 'megabytes'].map((word) => [word, MEGABYTES] as const),
  ...['gb', 'gigabytes'].map((word) => [word, GIGABYTES] as const),
])

/**
 * A value of which nothing is known but its name, beside an amount in another unit: `timeoutSeconds < 15m` compares
 * seconds with milliseconds. What has a declared type is compared by that.
 */
export function checkUnits(
  node: Expression & { readonly kind: 'compare' },
  left: Type,
  right: Type,
  sink: DiagnosticSink,
): void {
  // First the right side: mostly a constant without a unit, which is all there is to know.
  const other = measureOf(node.right, right)
  if (other === null) return
  const one = measureOf(node.left, left)
  if (one === null || (!one.isNamed && !other.isNamed)) return
  if (one.unit.measures === other.unit.measures && one.unit.amount === other.unit.amount) return
  const [named, beside] = one.isNamed ? [one, other] : [other, one]
  const message = `by its name, ${named.what} is in ${named.unit.phrase}; ${beside.what} is in ${beside.unit.phrase}`
  const fits = named.unit.measures === beside.unit.measures && !beside.isNamed
  const help = fits ? `write ${named.what} * ${named.unit.written}` : undefined
  sink.hint('policy/unit-mismatch', message, node.span, help)
}

interface Measure {
  readonly unit: Unit
  /** The unit is that of a name, not of a type. */
  readonly isNamed: boolean
  readonly what: string
}

function measureOf(node: Expression, type: Type): Measure | null {
  // A size is a plain number to all but this rule.
  if (isSize(node)) return { unit: BYTES, isNamed: false, what: 'a size' }
  const { kind } = presentType(type)
  switch (kind) {
    case 'time':
    case 'duration':
      return { unit: MILLISECONDS, isNamed: false, what: `a ${kind}` }
    case 'json':
    case 'number':
    case 'int':
    case 'quantity':
      return namedMeasure(node)
    default:
      return null
  }
}

/** `512Mi`, and not `536870912`: a size is written in fewer characters than its number has. */
function isSize(node: Expression): boolean {
  if (node.kind !== 'literal' || node.type !== 'number' || typeof node.value !== 'number') return false
  return node.value >= 1024 && node.value % 1024 === 0 && node.span.length < String(node.value).length
}

function namedMeasure(node: Expression): Measure | null {
  const name = nameOf(node)
  const found = name === null ? undefined : UNITS.get(lastWord(name))
  return name === null || found === undefined ? null : { unit: found, isNamed: true, what: name }
}

function nameOf(node: Expression): string | null {
  if (node.kind === 'name') return node.name
  if (node.kind !== 'path') return null
  const step = node.steps.at(-1)!
  return step.kind === 'index' ? null : step.name
}

/** `seconds` of `timeoutSeconds`, `timeout_seconds` and `seconds`; in ASCII, since names are. */
function lastWord(name: string): string {
  const [word] = name.match(/(?:[A-Z][a-z]+|[A-Z]i?B|[a-z]+|[A-Z]+)$/) ?? ['']
  return word.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
}
