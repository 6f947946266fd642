import { compareCodePoints, KeelsonError } from '../core/index.js'
import { duplicateId, type FleetOrder, type FleetPair, shortenId } from './fleet-order.js'
import type { FleetEntry } from './fleet-side.js'
import type { FleetSideName } from './fleet-types.js'

/** Merges two sides that are sorted by id. Holds one resource of each. */
export class SortedOrder implements FleetOrder {
  // `undefined`: not read yet; `null`: the side has ended.
  readonly #heads: { [Side in FleetSideName]: FleetEntry | null | undefined } = {
    desired: undefined,
    live: undefined,
  }
  readonly #lastIds: { [Side in FleetSideName]: string | undefined } = { desired: undefined, live: undefined }
  readonly #read: { [Side in FleetSideName]: number } = { desired: 0, live: 0 }

  next(): FleetPair | FleetSideName | null {
    const { desired, live } = this.#heads
    if (desired === undefined) return 'desired'
    if (live === undefined) return 'live'
    if (desired === null && live === null) return null
    const order = orderOf(desired, live)
    if (order <= 0 && desired !== null) this.#heads.desired = undefined
    if (order >= 0 && live !== null) this.#heads.live = undefined
    return { desired: order <= 0 ? desired : null, live: order >= 0 ? live : null }
  }

  /** @throws KeelsonError `diff/not-sorted`, `diff/duplicate-id` */
  take(side: FleetSideName, entry: FleetEntry | null): void {
    if (entry !== null) this.#checkOrder(side, entry.id)
    this.#heads[side] = entry
  }

  #checkOrder(side: FleetSideName, id: string): void {
    const last = this.#lastIds[side]
    const order = last === undefined ? -1 : compareCodePoints(last, id)
    if (order === 0) throw duplicateId(side, this.#read[side], id)
    if (order > 0) {
      throw new KeelsonError(
        'diff/not-sorted',
        `${side} gave "${shortenId(id)}" after "${shortenId(last!)}"`,
        {
          path: `/${side}/${this.#read[side]}`,
          help: 'sort both sides by the code points of their ids (compareCodePoints), or leave out `sorted`',
        },
      )
    }
    this.#lastIds[side] = id
    this.#read[side] += 1
  }
}

/** The end of a side comes after every id. */
function orderOf(desired: FleetEntry | null, live: FleetEntry | null): number {
  if (desired === null) return 1
  if (live === null) return -1
  return desired.id === live.id ? 0 : compareCodePoints(desired.id, live.id)
}
