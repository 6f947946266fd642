import { compareCodePoints } from '../../core/index.js'
import type { Scalar } from './constant-value.js'

/** Why something is known: the part of a condition that says so. */
export interface Origin {
  /** Number of its span. */
  readonly at: number
  /** Whether the condition is true or false where this is known. */
  readonly holds: boolean
  /** `natural`: by what sizes, counts and equal values are; `target`: by the targets of the policy. */
  readonly source: 'condition' | 'type' | 'target' | 'natural'
  /** How much was known before it. What is known by nature, and not because something was asked, comes last. */
  readonly position: number
}

/** What can be asked of a value. */
export type Predicate =
  | { readonly op: 'among' | 'except'; readonly values: readonly Scalar[] }
  | { readonly op: 'low' | 'high'; readonly value: number | string; readonly open: boolean }
  | { readonly op: 'prefix' | 'suffix'; readonly text: string }

/** What is known of one value. */
export interface Knowledge {
  /** All that it can be, or `null` where that is no short list. */
  readonly values: readonly Scalar[] | null
  readonly valuesFrom: Origin | null
  /** The earliest of what had to be known for `values`. */
  readonly valuesSince: number
  /** The list is that of a declared type, or what is left of it: nothing checks that a request holds to it. */
  readonly isByType: boolean
  readonly low: Bound | null
  readonly high: Bound | null
  readonly prefix: Affix | null
  readonly suffix: Affix | null
}

interface Bound {
  readonly value: number | string
  readonly open: boolean
  readonly from: Origin
}

interface Affix {
  readonly text: string
  readonly from: Origin
}

export const NOTHING: Knowledge = {
  values: null,
  valuesFrom: null,
  valuesSince: Number.POSITIVE_INFINITY,
  isByType: false,
  low: null,
  high: null,
  prefix: null,
  suffix: null,
}

/** A value by its number, with what is known of it from the start. */
export interface Subject {
  readonly number: number
  readonly initial: Knowledge
  /** It is a whole number. */
  readonly isWhole: boolean
}

/** Two things that cannot both be. */
export interface Conflict {
  /** The earliest of what had to be known for it. */
  readonly since: number
  /** The latest of it. */
  readonly from: Origin
  /** It rests on what a declared type says. */
  readonly isByType: boolean
}

/**
 * What is known at a place of a program because of the conditions it stands under. Values are told by their numbers;
 * what was learned is forgotten in the reverse order. Each step takes constant time: longer lists of values than
 * {@link constantValue} gives are never learned.
 */
export class Facts {
  readonly #known = new Map<number, Knowledge>()
  /** Values that something is known not to be. */
  readonly #excluded = new Map<string, Origin>()
  readonly #undo: (() => void)[] = []

  /** Grows with each thing that is learned. */
  get position(): number {
    return this.#undo.length
  }

  forget(position: number): void {
    while (this.#undo.length > position) this.#undo.pop()!()
  }

  /** Why a value cannot be so, or `null` where it can as far as is known. */
  conflict(subject: Subject, asked: Predicate): Conflict | null {
    const known = this.#of(subject)
    switch (asked.op) {
      case 'among':
        return this.#noneOf(asked.values, subject, known)
      case 'except':
        return fromValues(known, (value) => asked.values.includes(value))
      default:
        return (
          fromValues(known, (value) => !satisfies(value, asked)) ??
          fromRange(known, asked) ??
          this.#fromPoint(subject, known, asked)
        )
    }
  }

  learn(subject: Subject, learned: Predicate, from: Origin): void {
    const known = this.#of(subject)
    if (learned.op === 'except') {
      for (const value of learned.values) this.#exclude(keyOf(subject, value), from)
      if (known.values !== null) this.#set(subject.number, this.#withoutExcluded(subject, known, from))
      return
    }
    const next = withPredicate(known, learned, from)
    this.#set(subject.number, next.values === null ? next : this.#withoutExcluded(subject, next, from))
  }

  #withoutExcluded(subject: Subject, known: Knowledge, from: Origin): Knowledge {
    let since = known.valuesSince
    const values = known.values!.filter((value) => {
      const excluded = this.#excluded.get(keyOf(subject, value))
      if (excluded !== undefined) since = Math.min(since, excluded.position)
      return excluded === undefined
    })
    if (values.length === known.values!.length) return known
    return { ...known, values, valuesFrom: from, valuesSince: since }
  }

  #of(subject: Subject): Knowledge {
    return this.#known.get(subject.number) ?? subject.initial
  }

  #set(number: number, knowledge: Knowledge): void {
    const before = this.#known.get(number)
    this.#known.set(number, knowledge)
    this.#undo.push(() => {
      if (before === undefined) this.#known.delete(number)
      else this.#known.set(number, before)
    })
  }

  #exclude(key: string, from: Origin): void {
    if (this.#excluded.has(key)) return
    this.#excluded.set(key, from)
    this.#undo.push(() => this.#excluded.delete(key))
  }

  #noneOf(values: readonly Scalar[], subject: Subject, known: Knowledge): Conflict | null {
    let conflict: Conflict | null = null
    for (const value of values) {
      const found = this.#against(value, subject, known)
      if (found === null) return null
      conflict =
        conflict === null
          ? found
          : {
              from: conflict.from,
              since: Math.min(conflict.since, found.since),
              isByType: conflict.isByType || found.isByType,
            }
    }
    return conflict
  }

  #against(value: Scalar, subject: Subject, known: Knowledge): Conflict | null {
    const excluded = this.#excluded.get(keyOf(subject, value))
    if (excluded !== undefined) return conflictWith(excluded)
    if (known.values !== null && !known.values.includes(value)) return conflictWithValues(known)
    const limit = limitsOf(known).find((asked) => !satisfies(value, asked))
    return limit === undefined ? null : conflictWith(limit.from)
  }

  /** A range that would shrink to one value which is excluded. */
  #fromPoint(subject: Subject, known: Knowledge, asked: Predicate): Conflict | null {
    const [bound, other] = asked.op === 'low' ? [asked, known.high] : [asked, known.low]
    if ((bound.op !== 'low' && bound.op !== 'high') || other === null) return null
    if (bound.open || other.open || bound.value !== other.value) return null
    const excluded = this.#excluded.get(keyOf(subject, bound.value))
    if (excluded === undefined) return null
    const since = Math.min(excluded.position, other.from.position)
    return { since, from: excluded, isByType: false }
  }
}

function conflictWith(from: Origin): Conflict {
  return { since: from.position, from, isByType: false }
}

function conflictWithValues({ valuesSince, valuesFrom, isByType }: Knowledge): Conflict {
  return { since: valuesSince, from: valuesFrom!, isByType }
}

/** What is known of a value from the start. */
export function initially(values: readonly Scalar[], from: Origin): Knowledge {
  return {
    ...NOTHING,
    values,
    valuesFrom: from,
    valuesSince: from.position,
    isByType: from.source === 'type',
  }
}

export function atLeast(value: number, from: Origin): Knowledge {
  return { ...NOTHING, low: { value, open: false, from } }
}

export function beginningWith(text: string, from: Origin): Knowledge {
  return { ...NOTHING, prefix: { text, from } }
}

function withPredicate(known: Knowledge, learned: Predicate, from: Origin): Knowledge {
  switch (learned.op) {
    case 'except':
      return known
    case 'among': {
      const limits = limitsOf(known)
      const values = learned.values.filter(
        (value) =>
          (known.values === null || known.values.includes(value)) &&
          limits.every((limit) => satisfies(value, limit)),
      )
      const earlier = limits.reduce((least, limit) => Math.min(least, limit.from.position), known.valuesSince)
      // A list that the older knowledge did not shorten stands by itself.
      const own = values.length === learned.values.length
      const valuesSince = own ? from.position : Math.min(earlier, from.position)
      return { ...known, values, valuesFrom: from, valuesSince, isByType: !own && known.isByType }
    }
    case 'low':
    case 'high': {
      const { value, open } = learned
      const before = known[learned.op]
      const keeps = before !== null && !isTighter(learned.op, { value, open }, before)
      const bounded = keeps ? known : { ...known, [learned.op]: { value, open, from } }
      return onePoint(withValuesThat(bounded, learned, from))
    }
    case 'prefix':
    case 'suffix': {
      const before = known[learned.op]
      const keeps = before !== null && before.text.length >= learned.text.length
      const longer = keeps ? known : { ...known, [learned.op]: { text: learned.text, from } }
      return withValuesThat(longer, learned, from)
    }
  }
}

function withValuesThat(known: Knowledge, learned: Predicate, from: Origin): Knowledge {
  const values = known.values?.filter((value) => satisfies(value, learned))
  if (values === undefined || values.length === known.values!.length) return known
  return { ...known, values, valuesFrom: from, valuesSince: Math.min(known.valuesSince, from.position) }
}

/** A range of one value. */
function onePoint(known: Knowledge): Knowledge {
  const { low, high, values } = known
  if (values !== null || low === null || high === null || low.open || high.open || low.value !== high.value)
    return known
  const valuesSince = Math.min(low.from.position, high.from.position)
  const valuesFrom = low.from.position > high.from.position ? low.from : high.from
  return { ...known, values: [low.value], valuesFrom, valuesSince }
}

function fromValues(known: Knowledge, fails: (value: Scalar) => boolean): Conflict | null {
  return known.values?.every(fails) ? conflictWithValues(known) : null
}

type Asked = Exclude<Predicate, { readonly op: 'among' | 'except' }>
type Limit = Asked & { readonly from: Origin }

function limitsOf({ low, high, prefix, suffix }: Knowledge): Limit[] {
  const limits: Limit[] = []
  if (low !== null) limits.push({ op: 'low', ...low })
  if (high !== null) limits.push({ op: 'high', ...high })
  if (prefix !== null) limits.push({ op: 'prefix', ...prefix })
  if (suffix !== null) limits.push({ op: 'suffix', ...suffix })
  return limits
}

function fromRange(known: Knowledge, asked: Asked): Conflict | null {
  const limit = limitsOf(known).find((other) => exclude(other, asked))
  return limit === undefined ? null : conflictWith(limit.from)
}

function exclude(one: Asked, other: Asked): boolean {
  // An affix is of a text, a bound of a text or of a number.
  if ('text' in one && 'text' in other) {
    if (one.op !== other.op) return false
    const [short, long] = one.text.length < other.text.length ? [one, other] : [other, one]
    return one.op === 'prefix' ? !long.text.startsWith(short.text) : !long.text.endsWith(short.text)
  }
  if ('text' in one) return 'value' in other && typeof other.value === 'number'
  if ('text' in other) return typeof one.value === 'number'
  if (typeof one.value !== typeof other.value) return true
  if (one.op === other.op) return false
  const [low, high] = one.op === 'low' ? [one, other] : [other, one]
  const order = compare(low.value, high.value)
  return order > 0 || (order === 0 && (low.open || high.open))
}

function satisfies(value: Scalar, asked: Predicate): boolean {
  switch (asked.op) {
    case 'among':
      return asked.values.includes(value)
    case 'except':
      return !asked.values.includes(value)
    case 'prefix':
      return typeof value === 'string' && value.startsWith(asked.text)
    case 'suffix':
      return typeof value === 'string' && value.endsWith(asked.text)
    case 'low':
    case 'high': {
      if (typeof value !== typeof asked.value) return false
      const order = compare(value as number | string, asked.value) * (asked.op === 'low' ? 1 : -1)
      return asked.open ? order > 0 : order >= 0
    }
  }
}

function compare(one: number | string, other: number | string): number {
  if (typeof one === 'string') return compareCodePoints(one, other as string)
  return one - (other as number)
}

function isTighter(
  op: 'low' | 'high',
  one: { readonly value: number | string; readonly open: boolean },
  other: { readonly value: number | string; readonly open: boolean },
): boolean {
  const order = compare(one.value, other.value) * (op === 'low' ? 1 : -1)
  return order > 0 || (order === 0 && one.open && !other.open)
}

function keyOf({ number }: Subject, value: Scalar): string {
  return `${number} ${typeof value} ${value}`
}
