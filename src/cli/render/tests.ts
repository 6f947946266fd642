import { escapeInvisibleLine, type Span } from '../../core/index.js'
import type { Coverage, MutationReport, TestReport } from '../../policy/index.js'

/** The text of a file that a span points into. */
type TextOf = (path: string) => string

/** Every case with what became of it, and how many passed. Lines without line ends. */
export function describeTests({ cases, passed, failed }: TestReport): string[] {
  if (cases.length === 0) return ['there are no tests']
  const lines = cases.flatMap(({ name, module, failures }, index) => {
    const heading = module === (cases[index - 1]?.module ?? '') ? [] : [`module ${module}`]
    const head = `${failures.length === 0 ? 'ok  ' : 'FAIL'}  ${name}`
    return [...heading, head, ...failures.map(({ message, span }) => `      ${placeOf(span)} ${message}`)]
  })
  const summary =
    failed === 0 ? `${count(passed, 'case')} passed` : `${failed} of ${count(cases.length, 'case')} failed`
  return [...lines, '', summary].map(safe)
}

/** The shares, policies that are not covered whole, and what is missing in them. */
export function describeCoverage(coverage: Coverage, textOf: TextOf): string[] {
  const { policies, uncovered } = coverage
  const rules = sum(policies.map((policy) => policy.rules))
  const outcomes = sum(policies.map((policy) => policy.outcomes))
  const head = `coverage: rules ${share(coverage.rules)} (${of(rules)}), outcomes of conditions ${share(coverage.conditions)} (${of(outcomes)})`
  const open = policies.filter((policy) => !isWhole(policy.rules) || !isWhole(policy.outcomes))
  const widest = open.reduce((width, { policy }) => Math.max(width, nameOf(policy).length), 0)
  const table = open.map((policy) => {
    const name = nameOf(policy.policy).padEnd(widest)
    return `  ${name}  rules ${of(policy.rules)}, outcomes ${of(policy.outcomes)}`
  })
  const missing = uncovered.map((found) => {
    const what = found.kind === 'rule' ? 'never fired' : `never ${found.outcome}`
    return `  ${placeOf(found.span)} ${what}: ${excerpt(found.span, textOf)}`
  })
  return [head, ...table, ...missing].map(safe)
}

/** The score, and each change that no case noticed. */
export function describeMutants(report: MutationReport, textOf: TextOf): string[] {
  const { killed, survived, score, skipped, survivors } = report
  const beyond = skipped === 0 ? '' : `; ${skipped} more were not tried`
  const head = `mutation: ${share(score)} (${killed} of ${count(killed + survived, 'change')} noticed${beyond})`
  const lines = survivors.map(
    ({ change, span }) => `  ${placeOf(span)} ${change} in: ${lineOf(span, textOf)}`,
  )
  return [head, ...lines].map(safe)
}

interface Count {
  readonly covered: number
  readonly total: number
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (all, { covered, total }) => ({ covered: all.covered + covered, total: all.total + total }),
    { covered: 0, total: 0 },
  )
}

function isWhole({ covered, total }: Count): boolean {
  return covered === total
}

function of({ covered, total }: Count): string {
  return `${covered} of ${total}`
}

/** Rounded down, so that only what is whole is called 100 %. */
function share(part: number): string {
  return `${Math.floor(part * 1000) / 10} %`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function nameOf(policy: string | null): string {
  return policy ?? '(functions and constants)'
}

function placeOf({ path, line, column }: Span): string {
  return `${path ?? ''}:${line}:${column}:`
}

const LONGEST_EXCERPT = 80

/** What is written at a place, on one line. */
function excerpt({ path, offset, length }: Span, textOf: TextOf): string {
  const text = textOf(path ?? '')
    .slice(offset, offset + length)
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text
}

/** The line that a place begins on. */
function lineOf(span: Span, textOf: TextOf): string {
  const text = textOf(span.path ?? '')
  const offset = span.offset - (span.column - 1)
  const end = text.indexOf('\n', offset)
  return excerpt({ ...span, offset, length: (end === -1 ? text.length : end) - offset }, textOf)
}

function safe(line: string): string {
  return escapeInvisibleLine(line)
}
