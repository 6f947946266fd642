import { KeelsonError } from '../core/index.js'
import type { FleetEntry } from './fleet-side.js'
import type { FleetSideName } from './fleet-types.js'

/** A resource of both sides, or of one where the other has none. */
export interface FleetPair {
  readonly desired: FleetEntry | null
  readonly live: FleetEntry | null
}

/** Brings together the resources of both sides, which it asks for one at a time. */
export interface FleetOrder {
  /** A pair that is ready, or else the side to read from next; `null` once all is done. */
  next(): FleetPair | FleetSideName | null
  /** Takes what was read; `null` is the end of that side. */
  take(side: FleetSideName, entry: FleetEntry | null): void
}

export function duplicateId(side: FleetSideName, index: number, id: string): KeelsonError {
  return new KeelsonError('diff/duplicate-id', `${side} has two resources with the id "${shortenId(id)}"`, {
    path: `/${side}/${index}`,
    help: 'give every resource an id of its own on its side, such as namespace/kind/name',
  })
}

/** An id, as much of it as a message needs. */
export function shortenId(id: string): string {
  return id.slice(0, 80)
}
