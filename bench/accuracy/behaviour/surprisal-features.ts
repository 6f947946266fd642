import { Numbering } from './numbering.js'
import { DAY, type Line, START } from './synthetic-log.js'

const HOUR = 3_600_000
const TEN_MINUTES = 600_000
const ACTOR_WEIGHT = 4
const ROLE_WEIGHT = 8

/** A value of a field, and what it is conditional on. */
type Observation = readonly [context: string, value: string]

/** What an event shows, in the order of the columns. `''` is no context. */
export const COLUMNS = [
  'action',
  'kind of resource and environment',
  'namespace',
  'action and namespace',
  'channel',
  'hour and weekend',
  'network',
  'client',
  'action after the one before',
  'target',
  'bytes',
  'events in this hour',
  'repeats in ten minutes',
] as const

interface Recent {
  hour: number
  events: number
  previous: string
  readonly repeats: Map<string, { since: number; count: number }>
}

/** Reads the fields of events in the order of time. */
export class EventFields {
  readonly #recent: Map<string, Recent> = new Map()

  next(line: Line): Observation[] {
    const { ts, actor, action, resource, attributes } = line
    const recent = this.#recentOf(actor)
    const hour = Math.floor(ts / HOUR)
    recent.events = recent.hour === hour ? recent.events + 1 : 1
    recent.hour = hour
    const namespace = String(attributes.ns)
    const pair = `${action} in ${namespace}`
    const repeat = recent.repeats.get(pair)
    const isRepeated = repeat !== undefined && ts - repeat.since < TEN_MINUTES
    const repeats = isRepeated ? repeat.count + 1 : 1
    recent.repeats.set(pair, { since: isRepeated ? repeat.since : ts, count: repeats })
    const previous = recent.previous
    recent.previous = action
    const day = Math.floor((ts - START) / DAY)
    const part = day % 7 >= 5 ? 'weekend' : 'weekday'
    return [
      ['', action],
      ['', `${resource.split(':', 1)[0]} ${attributes.env}`],
      ['', namespace],
      ['', pair],
      [action, String(attributes.channel)],
      ['', `${part} ${Math.floor((ts - START - day * DAY) / (2 * HOUR))}`],
      ['', String(attributes.ip).split('.').slice(0, 2).join('.')],
      ['', String(attributes.client)],
      [previous, action],
      ['', resource],
      [action, String(Math.floor(Math.log2(1 + Number(attributes.bytes))))],
      ['', String(Math.floor(Math.log2(recent.events)))],
      ['', String(Math.floor(Math.log2(repeats)))],
    ]
  }

  #recentOf(actor: string): Recent {
    const known = this.#recent.get(actor)
    if (known !== undefined) return known
    const fresh = { hour: -1, events: 0, previous: '', repeats: new Map() }
    this.#recent.set(actor, fresh)
    return fresh
  }
}

/** Names of each sort that fit into a key: a double holds all four of them exactly. */
const [CONTEXTS, OWNERS, VALUES] = [1 << 10, 1 << 10, 1 << 22]
/** In the place of an owner, all of them; in that of a value, the total. */
const ALL = 0
const TOTAL = 0

/**
 * The surprisal of each field in bits, by counts of the actor, of its role and of all: what the detectors of rows are
 * fed. Hierarchical Dirichlet smoothing with the weights of the study (4 and 8), untuned.
 */
export class SurprisalFeatures {
  readonly #counts: Map<number, number> = new Map()
  readonly #distinct: Map<number, number> = new Map()
  readonly #contexts: Numbering = new Numbering()
  readonly #owners: Numbering = new Numbering()
  readonly #values: Numbering = new Numbering()

  row(line: Line, fields: readonly Observation[]): Float64Array {
    const role = this.#owners.of(`role ${line.role}`)
    const actor = this.#owners.of(line.actor)
    return Float64Array.from(fields, ([context, value], field) => {
      const place = this.#placeOf(field, context)
      const number = this.#values.of(value)
      const all = this.#count(place, ALL, number) + 0.5
      let share = all / (this.#count(place, ALL, TOTAL) + 0.5 * ((this.#distinct.get(place) ?? 0) + 1))
      share =
        (this.#count(place, role, number) + ROLE_WEIGHT * share) /
        (this.#count(place, role, TOTAL) + ROLE_WEIGHT)
      share =
        (this.#count(place, actor, number) + ACTOR_WEIGHT * share) /
        (this.#count(place, actor, TOTAL) + ACTOR_WEIGHT)
      return -Math.log2(share)
    })
  }

  learn(line: Line, fields: readonly Observation[]): void {
    const owners = [ALL, this.#owners.of(`role ${line.role}`), this.#owners.of(line.actor)]
    fields.forEach(([context, value], field) => {
      const place = this.#placeOf(field, context)
      const number = this.#values.of(value)
      if (this.#count(place, ALL, number) === 0)
        this.#distinct.set(place, (this.#distinct.get(place) ?? 0) + 1)
      for (const owner of owners) {
        for (const key of [keyOf(place, owner, TOTAL), keyOf(place, owner, number)]) {
          this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
        }
      }
    })
  }

  #placeOf(field: number, context: string): number {
    return field * CONTEXTS + this.#contexts.of(context)
  }

  #count(place: number, owner: number, value: number): number {
    return this.#counts.get(keyOf(place, owner, value)) ?? 0
  }
}

function keyOf(place: number, owner: number, value: number): number {
  return (place * OWNERS + owner) * VALUES + value
}
