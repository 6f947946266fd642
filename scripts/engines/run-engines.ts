import type { HostReport } from '../../test/engines/corpus/main.js'
import type { CorpusReport, CorpusRequest } from '../../test/engines/corpus/run-corpus.js'
import { type Engine, labelOf } from './engine.js'
import { describeDifference, findDifference } from './find-difference.js'

/** What one run of the corpus gave. */
export interface EngineRun {
  readonly engine: Engine
  readonly report: CorpusReport
  readonly roomMilliseconds: HostReport['roomMilliseconds']
}

export interface EnginesResult {
  /** In the order of the engines; those that failed are left out. */
  readonly runs: readonly EngineRun[]
  /** In words: engines that failed, rooms on which engines differ, wasm that was used where it must not be, or not. */
  readonly faults: readonly string[]
}

/**
 * Runs the corpus in every engine, as many at a time as `jobs`, and holds the digests against those of the first.
 *
 * @param say is told of each run as it ends
 */
export async function runEngines(
  engines: readonly Engine[],
  request: CorpusRequest,
  jobs: number,
  say: (line: string) => void,
): Promise<EnginesResult> {
  const outcomes = new Map<Engine, HostReport | Error>()
  // A page and its worker run side by side and keep both cores busy: they come last, so that no core waits at the end.
  const waiting = [...engines.filter(({ paired }) => !paired), ...engines.filter(({ paired }) => paired)]
  const work = async (): Promise<void> => {
    for (let engine = waiting.shift(); engine !== undefined; engine = waiting.shift()) {
      const outcome = await engine.run(request).catch((error: Error) => error)
      outcomes.set(engine, outcome)
      say(`${labelOf(engine)}: ${outcome instanceof Error ? 'failed' : timesOf(outcome)}`)
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  const runs: EngineRun[] = []
  const faults: string[] = []
  for (const engine of engines) {
    const outcome = outcomes.get(engine)!
    if (outcome instanceof Error || outcome.report === undefined) {
      faults.push(`${labelOf(engine)} failed: ${outcome instanceof Error ? outcome.message : outcome.error}`)
      continue
    }
    // Only hashing uses it.
    if (engine.wasm !== null && engine.wasm !== outcome.wasm && outcome.report.rooms.hash !== undefined) {
      faults.push(`${labelOf(engine)} ${outcome.wasm ? 'used' : 'did not use'} WebAssembly`)
    }
    runs.push({ engine, report: outcome.report, roomMilliseconds: outcome.roomMilliseconds })
  }
  const [reference, ...others] = runs
  if (reference !== undefined) {
    for (const other of others) faults.push(...(await differences(reference, other, request.cases)))
  }
  return { runs, faults }
}

/** `12.3 s (hash 1.2, diff 3.4)` */
function timesOf({ milliseconds, roomMilliseconds }: HostReport): string {
  const seconds = (count: number): string => (count / 1000).toFixed(1)
  const rooms = Object.entries(roomMilliseconds).map(([room, spent]) => `${room} ${seconds(spent)}`)
  return `${seconds(milliseconds)} s (${rooms.join(', ')})`
}

async function differences(reference: EngineRun, other: EngineRun, cases: number): Promise<string[]> {
  const found: string[] = []
  for (const [room, { digest }] of Object.entries(reference.report.rooms)) {
    if (other.report.rooms[room]?.digest === digest) continue
    const [left, right] = [labelOf(reference.engine), labelOf(other.engine)]
    const difference = await findDifference(room, cases, corpusOf(reference.engine), corpusOf(other.engine))
    found.push(
      difference === null
        ? `${room}: ${left} and ${right} differed, and agreed when they were asked again`
        : describeDifference(difference, left, right),
    )
  }
  return found
}

function corpusOf(engine: Engine): (request: CorpusRequest) => Promise<CorpusReport> {
  return async (request) => {
    const { report, error } = await engine.run(request)
    if (report === undefined) throw new Error(`${labelOf(engine)} failed: ${error}`)
    return report
  }
}
