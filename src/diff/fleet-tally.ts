import { compareCodePoints } from '../core/index.js'
import type { EqualBy, FleetCounts, FleetResource } from './fleet-types.js'

/** Counts what became of the resources, and keeps those that the report lists. */
export class FleetTally {
  readonly #listsAll: boolean
  readonly #resources: FleetResource[] = []
  readonly #equalBy: { [By in EqualBy]: number } = { bytes: 0, fingerprint: 0, walk: 0, seal: 0 }
  readonly #statuses: { [Status in FleetResource['status']]: number } = {
    equal: 0,
    immaterial: 0,
    drifted: 0,
    missing: 0,
    extra: 0,
    failed: 0,
  }
  #declared = 0
  #settled = 0

  constructor(listsAll: boolean) {
    this.#listsAll = listsAll
  }

  add(resource: FleetResource): void {
    this.#settled += 1
    this.#statuses[resource.status] += 1
    if (resource.equalBy !== undefined) this.#equalBy[resource.equalBy] += 1
    if (resource.rule !== undefined) this.#declared += 1
    if (this.#listsAll || resource.status !== 'equal') this.#resources.push(resource)
  }

  /** How many resources were settled. */
  get settled(): number {
    return this.#settled
  }

  counts(desired: number, live: number): FleetCounts {
    const { equal, immaterial, drifted, missing, extra, failed } = this.#statuses
    return {
      desired,
      live,
      compared: equal + immaterial + drifted + failed,
      equal,
      equalBy: { ...this.#equalBy },
      immaterial,
      drifted,
      failed,
      missing,
      extra,
      declared: this.#declared,
    }
  }

  resources(): FleetResource[] {
    return this.#resources.sort((left, right) => compareCodePoints(left.id, right.id))
  }
}
