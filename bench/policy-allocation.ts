import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { PolicyRequest } from 'keelson/policy'
import type { RuntimeBundle } from 'keelson/policy/runtime'

const ROUNDS = 20

/**
 * Bytes that one decision takes from the heap, beside those of its result: what remains after a collection while the
 * results are kept. Only decisions without a deny are looked at.
 */
export function bytesPerDecision(
  bundle: RuntimeBundle,
  requests: readonly PolicyRequest[],
  now: number,
): Readonly<Record<string, number>> {
  const allowed = requests.filter((request) => bundle.decide(request, { now }).effect === 'allow')
  const options = { now }
  const rounds = Array.from({ length: ROUNDS }, () => measure(bundle, allowed, options))
  const least = (part: 'taken' | 'kept'): number =>
    Math.round(Math.min(...rounds.map((round) => round[part])) / allowed.length)
  return { taken: least('taken'), ofWhichResult: least('kept') }
}

function measure(
  bundle: RuntimeBundle,
  requests: readonly PolicyRequest[],
  options: { readonly now: number },
): { readonly taken: number; readonly kept: number } {
  const collect = collector()
  const results: unknown[] = new Array(requests.length).fill(null)
  // Enough decisions for the compiler of the engine to be done with them.
  for (let warm = 0; warm < 50; warm += 1) {
    for (let index = 0; index < requests.length; index += 1) bundle.decide(requests[index]!, options)
  }
  collect()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < requests.length; index += 1)
    results[index] = bundle.decide(requests[index]!, options)
  const after = process.memoryUsage().heapUsed
  collect()
  const kept = process.memoryUsage().heapUsed
  // Keeps the results until here.
  if (results.length !== requests.length) throw new Error('the results are gone')
  return { taken: after - before, kept: kept - before }
}

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
