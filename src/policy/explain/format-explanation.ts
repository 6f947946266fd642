import { escapeInvisibleLine, excerpt, type Span } from '../../core/index.js'
import type { PolicySource } from '../types.js'
import type { Atom, AtomValue, ExplainedRule, Explanation } from './types.js'

export interface FormatExplanationOptions {
  /** The texts that were compiled, for excerpts with carets; spans point into no other. */
  readonly sources?: string | readonly PolicySource[]
  /** ANSI colours for a terminal. */
  readonly colour?: boolean
}

/**
 * An explanation for people: what decided, with the values that it read, and what would have to be otherwise. Lines
 * without a line end at the end; what a terminal would obey is escaped.
 *
 * @example
 * ```ts
 * import { compilePolicy, formatExplanation } from 'keelson/policy'
 * const text = 'mode gate\ninput env: json\npolicy p on deploy.apply { when env == "prod" deny "not in prod" }'
 * const { bundle } = compilePolicy(text)
 * const explanation = bundle!.explain({ target: 'deploy.apply', env: 'prod' }, { now: 0 })
 * formatExplanation(explanation).split('\n').slice(0, 5)
 * // => ['deny: 1 rule decided', '', 'deny p 3:47: not in prod', '  env == "prod" is true', '    env = "prod" at /env']
 * ```
 */
export function formatExplanation(explanation: Explanation, options: FormatExplanationOptions = {}): string {
  const { sources = [], colour = false } = options
  const texts = new Map(
    typeof sources === 'string' ? [['', sources]] : sources.map(({ path, text }) => [path, text]),
  )
  const paint = (text: string, code: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const lines = [paint(headingOf(explanation), COLOURS[explanation.effect]!)]
  for (const rule of explanation.rules) {
    const name = `${rule.effect} ${rule.policy} ${placeOf(rule.span)}`
    lines.push(
      '',
      `${paint(escapeInvisibleLine(name), COLOURS[rule.effect]!)}: ${escapeInvisibleLine(whatOf(rule))}`,
    )
    lines.push(...excerptOf(rule.span, texts))
    for (const atom of rule.atoms) lines.push(...describeAtom(atom, texts))
  }
  for (const obligation of explanation.obligations) {
    const what =
      obligation.kind === 'named'
        ? obligation.name
        : `${obligation.needed} of ${obligation.quota} approvals from ${obligation.from.join(' or ')}`
    lines.push('', escapeInvisibleLine(`still open: ${what}`))
  }
  explanation.wouldAllow.forEach((changes, index) => {
    lines.push('', index === 0 ? 'it would not be denied if' : 'or if')
    for (const change of changes) lines.push(`  ${escapeInvisibleLine(describeChange(change))}`)
  })
  if (explanation.truncated) lines.push('', 'there is more than can be told')
  return lines.join('\n')
}

const COLOURS: Readonly<Record<string, string>> = { allow: '32', pending: '33', deny: '31' }

function headingOf({ effect, basis, rules }: Explanation): string {
  if (basis === 'fuel') return `${effect}: the decision needs more fuel than it was given`
  if (basis === 'default') {
    return effect === 'allow'
      ? 'allow: nothing stands against it, and the default is allow'
      : 'deny: no rule allows it, and the default is deny'
  }
  return `${effect}: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} decided`
}

function whatOf({ outcome, message }: ExplainedRule): string {
  return outcome === 'not-fired' ? 'does not fire' : (message ?? outcome)
}

function describeAtom(atom: Atom, texts: ReadonlyMap<string, string>): string[] {
  return [
    `  ${escapeInvisibleLine(sentenceOf(atom))}`,
    ...excerptOf(atom.span, texts).map((part) => `  ${part}`),
    ...atom.values.map((value) => `    ${escapeInvisibleLine(describeValue(value))}`),
  ]
}

function sentenceOf({ kind, text, outcome }: Atom): string {
  const state = outcome === 'error' ? 'cannot be computed' : outcome === 'missing' ? 'is missing' : null
  if (state !== null) return `${text} ${state}`
  if (kind === 'item') return `there is ${text}`
  if (kind === 'list') return `there is nothing else in ${text}`
  return `${text} is ${String(outcome)}`
}

function describeChange({ kind, text, wanted, values }: Explanation['wouldAllow'][number][number]): string {
  const place = values.find(({ pointer }) => pointer !== undefined)?.pointer
  const where = place === undefined ? '' : ` (${place})`
  if (wanted === 'known') return `${text} were known${where}`
  return kind === 'item' ? `there were no ${text}${where}` : `${text} were ${wanted}${where}`
}

function describeValue({ text, value, pointer }: AtomValue): string {
  const shown = value === undefined ? '…' : JSON.stringify(value)
  return `${text} = ${shown}${pointer === undefined ? '' : ` at ${pointer}`}`
}

function placeOf({ path, line: row, column }: Span): string {
  return `${path === undefined ? '' : `${path}:`}${row}:${column}`
}

function excerptOf(span: Span, texts: ReadonlyMap<string, string>): string[] {
  const text = texts.get(span.path ?? '')
  return text === undefined ? [] : excerpt(text, span)
}
