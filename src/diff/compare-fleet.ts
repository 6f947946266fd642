import { AnyOrder } from './fleet-any-order.js'
import { nextTurn } from './fleet-next-turn.js'
import { completeFleetOptions } from './fleet-options.js'
import type { FleetOrder, FleetPair } from './fleet-order.js'
import { PairComparer } from './fleet-pair.js'
import { type FleetEntry, FleetSide } from './fleet-side.js'
import { SortedOrder } from './fleet-sorted-order.js'
import { FleetTally } from './fleet-tally.js'
import type { FleetCounts, FleetOptions, FleetReport, FleetResource } from './fleet-types.js'

const PROGRESS_EVERY = 100

/**
 * The host gets a turn after so many characters or bytes of resources that had to be read: some 10 ms of work on the
 * machine this was measured on.
 */
const WORK_PER_TURN = 0x10_0000

/** Comparing equal texts is so many times cheaper than reading them. */
const EQUAL_TEXT_SHARE = 64

/** What a resource counts for that is handed in as a value, whose size is not known. */
const WORK_OF_VALUE = 0x4000

/**
 * Compares all resources of two fleets, each under the same profile and rules: what is desired with what is live, or
 * one environment with another. Pairs by id; tries what is cheapest first (equal bytes, then fingerprints under
 * `'fast'`) and reads only what differs.
 *
 * Both sides are iterables or async iterables, read one resource at a time and closed whatever happens. Sorted by id
 * they are compared in memory for one resource of each side, besides what the report holds; in any order, what waits
 * for its counterpart is held, up to a stated bound. The host gets its turn in between, so that a page stays alive.
 *
 * A resource that cannot be read (invalid JSON, a limit) is reported as `failed` and the others are compared.
 * docs/fleet.md says what each assurance means, and how declared differences work.
 *
 * @throws KeelsonError (the promise is rejected) `diff/unknown-option`, `diff/invalid-option`, `diff/invalid-rule`,
 * `diff/invalid-profile`, `diff/invalid-fleet`, `diff/invalid-resource`, `diff/duplicate-id`, `diff/not-sorted`,
 * `diff/fleet-too-large`, `core/invalid-pointer`, `core/invalid-limits`; the `reason` of the signal; whatever a source
 * or `onProgress` throws
 *
 * @example
 * ```ts
 * import { compareFleet } from 'keelson/diff'
 * const report = await compareFleet({
 *   desired: [{ id: 'api', json: '{"replicas":2}' }, { id: 'web', json: '{"replicas":3,"image":"web:1"}' }],
 *   live: [{ id: 'web', json: '{ "image": "web:1", "replicas": 3 }' }, { id: 'api', json: '{"replicas":5}' }],
 * })
 * report.counts.equalBy.walk // => 1
 * report.resources.map(({ id, status, changes }) => [id, status, changes?.changes[0]?.pointer])
 * // => [['api', 'drifted', '/replicas']]
 * ```
 */
export async function compareFleet(options: FleetOptions): Promise<FleetReport> {
  const complete = completeFleetOptions(options)
  const { onProgress, signal } = options
  const desired = new FleetSide('desired', options.desired, signal)
  const live = new FleetSide('live', options.live, signal)
  const order: FleetOrder = complete.sorted ? new SortedOrder() : new AnyOrder(complete.limits)
  const comparer = new PairComparer(complete)
  const tally = new FleetTally(complete.listsAll)
  const counts = (): FleetCounts => tally.counts(desired.count, live.count)
  let work = 0
  try {
    for (;;) {
      if (signal?.aborted === true) throw signal.reason
      const next = order.next()
      if (next === null) break
      if (typeof next === 'string') {
        const pulled = (next === 'desired' ? desired : live).pull()
        order.take(next, pulled instanceof Promise ? await pulled : pulled)
        continue
      }
      const resource = comparer.settle(next)
      tally.add(resource)
      if (onProgress !== undefined && tally.settled % PROGRESS_EVERY === 0) onProgress(counts())
      work += workOf(next, resource)
      if (work >= WORK_PER_TURN) {
        work = 0
        await nextTurn()
      }
    }
  } catch (error) {
    await Promise.all([desired.close(), live.close()])
    throw error
  }
  const total = counts()
  onProgress?.(total)
  return {
    profile: complete.profile,
    assurance: complete.assurance,
    equal: total.drifted + total.failed === 0 && total.missing + total.extra === total.declared,
    counts: total,
    resources: tally.resources(),
    unusedRules: complete.rules.unused(),
  }
}

function workOf({ desired, live }: FleetPair, resource: FleetResource): number {
  const units = unitsOf(desired) + unitsOf(live)
  return resource.equalBy === 'bytes' ? units / EQUAL_TEXT_SHARE : units
}

function unitsOf(entry: FleetEntry | null): number {
  return entry === null ? 0 : (entry.json?.length ?? WORK_OF_VALUE)
}
