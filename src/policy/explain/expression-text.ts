import { formatDuration } from '../../core/index.js'
import type { Expression, ProgramPattern } from '../runtime/program.js'
import {
  AND,
  COALESCE,
  COMPARE,
  CONCAT,
  NOT,
  OR,
  PATH,
  PRODUCT,
  QUANTIFIER,
  SUM,
  UNARY,
} from '../syntax/binding-levels.js'

const LONGEST = 200

/**
 * Writes lowered expressions as the language does, so that a bundle that was loaded, without its sources, explains
 * itself in the same words as the one that was compiled.
 */
export class ExpressionWriter {
  readonly #patterns: readonly ProgramPattern[]

  constructor(patterns: readonly ProgramPattern[]) {
    this.#patterns = patterns
  }

  /** At most 200 characters. */
  write(node: Expression): string {
    const text = this.#write(node, QUANTIFIER)
    if (text.length <= LONGEST) return text
    // Half of a surrogate pair must not survive the cut.
    const isPair = (text.charCodeAt(LONGEST - 1) & 0xfc00) === 0xd800
    return `${text.slice(0, isPair ? LONGEST - 1 : LONGEST)}…`
  }

  #write(node: Expression, within: number): string {
    const [text, level] = this.#parts(node)
    return level < within ? `(${text})` : text
  }

  #parts(node: Expression): readonly [text: string, level: number] {
    switch (node.op) {
      case 'literal':
        return [JSON.stringify(node.value), PATH]
      case 'root':
        return [node.name, PATH]
      case 'now':
      case 'target':
        return [node.op, PATH]
      case 'constant':
      case 'local':
        return [shortName(node.name), PATH]
      case 'path':
        return [`${this.#write(node.base, PATH)}${node.steps.map((step) => this.#step(step)).join('')}`, PATH]
      case 'has':
        return [`has(${this.#write(node.path, QUANTIFIER)})`, PATH]
      case 'required':
        return [`required(${this.#write(node.value, QUANTIFIER)})`, PATH]
      case 'read':
        return this.#parts(node.value)
      case 'call':
      case 'apply':
        return [`${node.name}(${this.#all(node.items)})`, PATH]
      case 'list':
        return [`[${this.#all(node.items)}]`, PATH]
      case 'object': {
        const members = node.items.map(
          (item, index) => `${JSON.stringify(node.keys[index])}: ${this.#write(item, QUANTIFIER)}`,
        )
        return [`{ ${members.join(', ')} }`, PATH]
      }
      case 'template': {
        const parts = node.items.map((item) =>
          item.op === 'literal' && typeof item.value === 'string'
            ? JSON.stringify(item.value).slice(1, -1)
            : `{${this.#write(item, QUANTIFIER)}}`,
        )
        return [`"${parts.join('')}"`, PATH]
      }
      case 'and':
        return [this.#chain(node.items, ' && ', AND), AND]
      case 'or':
        return [this.#chain(node.items, ' || ', OR), OR]
      case 'coalesce':
        return [this.#chain(node.items, ' ?? ', COALESCE), COALESCE]
      case 'concat':
        return [this.#chain(node.items, ' ++ ', CONCAT), CONCAT]
      case 'not':
        return [`not ${this.#write(node.operand, NOT)}`, NOT]
      case 'negate':
        return [`-${this.#write(node.operand, PATH)}`, UNARY]
      case 'compare':
        return [
          `${this.#beside(node.left, node.right, COALESCE)} ${node.operator} ${this.#beside(node.right, node.left, COALESCE)}`,
          COMPARE,
        ]
      case 'matches': {
        const pattern = this.#patterns[node.pattern]!
        const quoted = `r"${pattern.text.replaceAll('"', '\\"')}"`
        return pattern.regex.anywhere
          ? [`contains(${this.#write(node.text, QUANTIFIER)}, ${quoted})`, PATH]
          : [`${this.#write(node.text, COALESCE)} matches ${quoted}`, COMPARE]
      }
      case 'arithmetic': {
        const isSum = '+-'.includes(node.rest[0]!.operator)
        const level = isSum ? SUM : PRODUCT
        const other = isSum ? node.rest[0]!.operand : node.first
        const rest = node.rest.map(({ operator, operand }) => {
          return ` ${operator} ${isSum ? this.#beside(operand, node.first, level + 1) : this.#write(operand, level + 1)}`
        })
        const first = isSum ? this.#beside(node.first, other, level) : this.#write(node.first, level)
        return [`${first}${rest.join('')}`, level]
      }
      case 'if': {
        const { condition, chosen, otherwise } = node
        const [c, a, b] = [condition, chosen, otherwise].map((part) => this.#write(part, QUANTIFIER))
        return [`if ${c} then ${a} else ${b}`, QUANTIFIER]
      }
      case 'quantifier': {
        const names = node.names.map(shortName).join(', ')
        const list = this.#write(node.list, QUANTIFIER)
        return [`${node.kind} ${names} in ${list}: ${this.#write(node.body, QUANTIFIER)}`, QUANTIFIER]
      }
      case 'comprehension': {
        const names = node.names.map(shortName).join(', ')
        const where = node.where.map((test) => ` where ${this.#write(test, QUANTIFIER)}`).join('')
        const list = this.#write(node.list, QUANTIFIER)
        return [`[${this.#write(node.item, QUANTIFIER)} for ${names} in ${list}${where}]`, PATH]
      }
    }
  }

  /** A number beside an amount is one of its kind, beside a time in a sum a duration: the program holds numbers. */
  #beside(node: Expression, other: Expression, within: number): string {
    if (node.op !== 'literal' || typeof node.value !== 'number' || node.value < 0)
      return this.#write(node, within)
    const amount = amountOf(other)
    if (amount === 'quantity') return `q"${node.value}"`
    const isDuration = amount === 'duration' || (amount === 'time' && within > COALESCE)
    return isDuration && Number.isSafeInteger(node.value)
      ? formatDuration(node.value)
      : this.#write(node, within)
  }

  #step(step: (Expression & { readonly op: 'path' })['steps'][number]): string {
    if (step.op === 'index') return `[${this.#write(step.key, QUANTIFIER)}]`
    return `${step.op === 'optional' ? '?.' : '.'}${step.name}`
  }

  #all(items: readonly Expression[]): string {
    return items.map((item) => this.#write(item, QUANTIFIER)).join(', ')
  }

  #chain(items: readonly Expression[], operator: string, level: number): string {
    return items.map((item) => this.#write(item, level + 1)).join(operator)
  }
}

/** What JSON has no form for, where the expression shows that it is one. */
function amountOf(node: Expression): 'time' | 'duration' | 'quantity' | undefined {
  if (node.op === 'now') return 'time'
  if (node.op === 'read') return node.as === 'int' ? undefined : node.as
  if (node.op === 'call') return node.name === 'duration' || node.name === 'time' ? node.name : undefined
  return node.op === 'arithmetic' ? amountOf(node.first) : undefined
}

/** As it is in the text: names of the program say besides which module, policy or call they belong to. */
export function shortName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1)
}
