import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { PolicyRequest } from 'keelson/policy'
import type { RuntimeBundle } from 'keelson/policy/runtime'

const DECISIONS = 5_000
const ROUNDS = 5

/**
 * Bytes that a decision without a deny takes from the heap, and those of them that its result is: what is left of them
 * after a collection while the results are kept. The least of some rounds, since what the engine's own compiler takes
 * meanwhile is counted too.
 */
export function bytesPerDecision(
  bundle: RuntimeBundle,
  requests: readonly PolicyRequest[],
  now: number,
): Readonly<Record<string, number>> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const options = { now }
  const allowed = requests.filter((request) => bundle.decide(request, options).effect === 'allow')
  const results: unknown[] = new Array(DECISIONS).fill(null)
  const decideAll = (): void => {
    for (let index = 0; index < DECISIONS; index += 1) {
      results[index] = bundle.decide(allowed[index % allowed.length]!, options)
    }
  }
  const rounds = Array.from({ length: ROUNDS }, () => {
    decideAll()
    results.fill(null)
    collect()
    const before = allocated()
    decideAll()
    const taken = allocated() - before
    collect()
    return { taken, kept: allocated() - before }
  })
  const least = (part: 'taken' | 'kept'): number =>
    Math.round(Math.min(...rounds.map((round) => round[part])) / DECISIONS)
  return { taken: least('taken'), ofWhichResult: least('kept') }
}

function allocated(): number {
  return process.memoryUsage().heapUsed
}
