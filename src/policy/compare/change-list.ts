import { compareCodePoints, isJsonObject, type JsonObject, type JsonValue } from '../../core/index.js'
import type { Decision, Effect, Reason, RuntimeBundle } from '../runtime/types.js'
import type { Found } from './explorer.js'
import { outcomeText, summaryOf } from './outcome.js'
import type { DecisionChange, RuleChange } from './types.js'

/** Kinds of change that are told; further ones would hardly be read. */
const MOST_CHANGES = 100

const EFFECTS: Readonly<Record<Effect, number>> = { allow: 0, pending: 1, deny: 2 }

/** Both decisions of one request. */
interface Difference {
  readonly change: DecisionChange
  /** Tells changes apart: from what to what, by which effects of which policies. */
  readonly key: string
  /** The same, but only in which direction, and which policies. */
  readonly gist: string
  /** What was missing or wrong in the request for either side. */
  readonly faults: number
}

/** The changes that were found, one witness of each kind. */
export class ChangeList {
  readonly #before: RuntimeBundle
  readonly #after: RuntimeBundle
  readonly #differences = new Map<string, Difference>()

  constructor(before: RuntimeBundle, after: RuntimeBundle) {
    this.#before = before
    this.#after = after
  }

  /** Notes a request, with everything taken from it that the change can do without. */
  add({ request, now }: Found): void {
    const difference = this.#differenceOf(request, now)
    if (difference === null) return
    const known = this.#differences.get(difference.key)
    if (known === undefined ? this.#differences.size >= MOST_CHANGES : known.faults <= difference.faults)
      return
    this.#differences.set(difference.key, this.#smallest(difference))
  }

  /**
   * What is newly allowed first. A request that lacks something is only told where no whole one shows that the same
   * policies decide otherwise in the same direction.
   */
  sorted(): DecisionChange[] {
    const found = [...this.#differences.values()]
    const whole = new Set(found.filter(({ faults }) => faults === 0).map(({ gist }) => gist))
    return found
      .filter(({ faults, gist }) => faults === 0 || !whole.has(gist))
      .map(({ change }) => ({ change, text: JSON.stringify([change.request, change.because]) }))
      .sort(
        (one, other) => rankOf(one.change) - rankOf(other.change) || compareCodePoints(one.text, other.text),
      )
      .map(({ change }) => change)
  }

  #differenceOf(request: Found['request'], now: number): Difference | null {
    const before = this.#before.decide(request, { now })
    const after = this.#after.decide(request, { now })
    const [one, other] = [summaryOf(before), summaryOf(after)]
    if (outcomeText(one) === outcomeText(other)) return null
    const because = [...rulesBeside('before', before, after), ...rulesBeside('after', after, before)]
    const order = EFFECTS[other.effect] - EFFECTS[one.effect]
    const kind = order < 0 ? 'loosened' : order > 0 ? 'tightened' : 'changed'
    const faults = before.errors.length + after.errors.length
    const rules = because.map(({ side, policy, effect }) => [side, policy, effect].join(' '))
    const ends = [one.effect, other.effect, one.verdict, other.verdict]
    return {
      change: { kind, request, now, before: one, after: other, because },
      key: JSON.stringify([ends, [...new Set(rules)]]),
      gist: JSON.stringify([kind, [...new Set(because.map(({ policy }) => policy))].sort(compareCodePoints)]),
      faults,
    }
  }

  /** Takes members and items away, the outermost first, as long as the change is the same and no more is missing. */
  #smallest(found: Difference): Difference {
    let smallest = found
    for (let isSmaller = true; isSmaller; ) {
      isSmaller = false
      for (const path of pathsIn(smallest.change.request)) {
        const request = without(smallest.change.request, path) as Found['request']
        const difference = this.#differenceOf(request, smallest.change.now)
        if (difference?.key !== found.key || difference.faults > smallest.faults) continue
        smallest = difference
        isSmaller = true
        break
      }
    }
    return smallest
  }
}

/** Newly allowed, then allowed once approved, other duties, more to approve, and newly denied. */
function rankOf({ before, after }: DecisionChange): number {
  const [from, to] = [EFFECTS[before.effect], EFFECTS[after.effect]]
  if (from === to) return 3
  return from > to ? to * 2 + (2 - from) : 3 + to
}

function rulesBeside(side: RuleChange['side'], own: Decision, other: Decision): RuleChange[] {
  const known = new Set(other.reasons.map(ruleText))
  return own.reasons
    .filter((reason) => !known.has(ruleText(reason)))
    .map(({ policy, effect, message, span }) => ({ side, policy, effect, message, span }))
}

function ruleText({ policy, effect, message }: Reason): string {
  return JSON.stringify([policy, effect, message])
}

type Path = readonly (string | number)[]

/** Everything in a request but its target, the outermost first. */
function pathsIn(request: JsonObject): Path[] {
  const paths: Path[] = Object.keys(request)
    .filter((name) => name !== 'target')
    .map((name) => [name])
  for (let at = 0; at < paths.length; at += 1) {
    const path = paths[at]!
    const value = path.reduce<JsonValue | undefined>((holder, key) => memberOf(holder, key), request)
    if (Array.isArray(value)) paths.push(...value.map((_item, index) => [...path, index]))
    else if (isJsonObject(value)) paths.push(...Object.keys(value).map((name) => [...path, name]))
  }
  return paths
}

function memberOf(holder: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (Array.isArray(holder)) return holder[key as number] as JsonValue
  return isJsonObject(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined
}

function without(holder: JsonValue, [key, ...rest]: Path): JsonValue {
  if (Array.isArray(holder)) {
    const items = holder as readonly JsonValue[]
    return items.flatMap((item, index) =>
      index !== key ? [item] : rest.length === 0 ? [] : [without(item, rest)],
    )
  }
  const entries = Object.entries(holder as JsonObject).flatMap(([name, member]): [string, JsonValue][] =>
    name !== key ? [[name, member]] : rest.length === 0 ? [] : [[name, without(member, rest)]],
  )
  return Object.fromEntries(entries)
}
