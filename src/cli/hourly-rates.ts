import type { AssessmentInput } from '../engine/index.js'

const HOUR_MS = 3_600_000

/** What is counted each hour; the names are those of the drift monitor's features. */
const RATES: readonly (readonly [name: string, kind: AssessmentInput['kind']])[] = [
  ['events by people', 'human'],
  ['events by services', 'service'],
  ['events by agents', 'agent'],
  ['events of unknown kind', undefined],
]

/** One hour's count of one rate. */
export interface HourlyCount {
  /** Start of the hour, epoch milliseconds. */
  readonly at: number
  readonly feature: string
  readonly value: number
}

/** Counts events by hour as they pass in order; an hour is handed out once it is over, silent hours as zeros. */
export class HourlyRates {
  /** The rates that are counted, never none. */
  readonly names: readonly string[]
  readonly #rates: typeof RATES
  #hour: number | null = null
  #counts: number[]

  /** @param kinds what the `kind` of the events to come may be; other kinds are not counted */
  constructor(kinds: readonly unknown[]) {
    const present = RATES.filter(([, kind]) => kinds.includes(kind))
    this.#rates = present.length === 0 ? RATES : present
    this.names = this.#rates.map(([name]) => name)
    this.#counts = this.#rates.map(() => 0)
  }

  /** Takes the next event. @returns the counts of the hours that ended before it */
  add(event: AssessmentInput): HourlyCount[] {
    const hour = Math.floor(event.at / HOUR_MS) * HOUR_MS
    const ended = this.#hour === null ? [] : this.#close(hour)
    this.#hour = hour
    const rate = this.#rates.findIndex(([, kind]) => kind === event.kind)
    if (rate >= 0) this.#counts[rate]! += 1
    return ended
  }

  #close(next: number): HourlyCount[] {
    const ended: HourlyCount[] = []
    for (let hour = this.#hour!; hour < next; hour += HOUR_MS) {
      this.#rates.forEach(([feature], index) => {
        ended.push({ at: hour, feature, value: this.#counts[index]! })
      })
      this.#counts = this.#rates.map(() => 0)
    }
    return ended
  }
}
