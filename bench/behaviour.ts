import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type BehaviourEvent, createBehaviourModel, restoreBehaviourModel } from 'keelson/behaviour'
import { DAY, EventStream } from './behaviour-events.js'
import { type ComparisonResult, median, record, round3 } from './harness.js'

const ROUNDS = Number(process.env.KEELSON_BENCH_ROUNDS ?? 5)
const EVENTS_A_ROUND = 4_000
const ACTORS = [200, 10_000, 100_000]
const FORKS = 100

/**
 * Score and learn an event, from objects, with 200, 10,000 and 100,000 actors: the mean, the 99th percentile, and what
 * an actor takes in memory and in bytes, and how long it takes to write, restore and fork. Beside it what one would write by hand: counts of the same kinds of values in
 * maps, and the sum of their surprisals, without peers, anchors, calibration, bounds or reasons.
 */
export async function benchBehaviour(): Promise<void> {
  const results: ComparisonResult[] = []
  for (const actors of ACTORS) {
    results.push(measure(actors))
    console.log(JSON.stringify(results.at(-1), undefined, 2))
  }
  record('behaviour', results)
}

function measure(actors: number): ComparisonResult {
  // Two days before it is timed, so that there are peers, rings and a closed day; each actor acts at least twice.
  const before = Math.max(48_000, actors * 2)
  const stream = new EventStream(actors, before / 2)
  const model = createBehaviourModel()
  const counts = new Map<string, number>()
  const memoryBefore = memory()
  for (let learnt = 0; learnt < before; learnt += EVENTS_A_ROUND) {
    for (const event of stream.take(EVENTS_A_ROUND)) model.learn(event)
  }
  const memoryOfActor = (memory() - memoryBefore) / actors
  const ours: number[] = []
  const explainingFew: number[] = []
  const byHand: number[] = []
  const slowest: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const events = stream.take(EVENTS_A_ROUND)
    // Of its own: what one model has learnt it does not learn again.
    const others = stream.take(EVENTS_A_ROUND)
    const runs = [
      (): void => {
        const times = timesOf(events, (event) => {
          model.score(event)
          model.learn(event)
        })
        ours.push(mean(times))
        slowest.push(times.sort((left, right) => left - right)[Math.floor(times.length * 0.99)]!)
      },
      (): void => {
        const times = timesOf(others, (event) => {
          model.score(event, { explainUpTo: 0.01 })
          model.learn(event)
        })
        explainingFew.push(mean(times))
      },
      (): void => {
        byHand.push(mean(timesOf(events, (event) => countByHand(counts, event))))
      },
    ]
    for (const run of round % 2 === 0 ? runs : runs.reverse()) run()
  }
  const [writing, bytes] = timed(() => model.toBytes())
  const [restoring, restored] = timed(() => restoreBehaviourModel(bytes))
  const [forking] = timed(() => {
    for (let actor = 0; actor < FORKS; actor += 1) restored.fork(`actor-${actor}`)
  })
  return {
    name: `score and learn an event, ${actors.toLocaleString('en-US')} actors`,
    microseconds: {
      keelson: round3(median(ours)),
      'keelson, explaining p up to 0.01': round3(median(explainingFew)),
      'maps by hand': round3(median(byHand)),
    },
    timesFaster: { 'maps by hand': round3(median(ours.map((time, round) => byHand[round]! / time))) },
    notes: {
      'events a second': Math.round(1e6 / median(ours)),
      'p99 in microseconds': round3(median(slowest)),
      'bytes of an actor in memory, with its share of all': Math.round(memoryOfActor),
      'bytes of an actor as written, with its share of all': Math.round(bytes.length / actors),
      'milliseconds to write the model': Math.round(writing),
      'milliseconds to restore it': Math.round(restoring),
      'microseconds to fork an actor': round3((forking * 1000) / FORKS),
    },
  }
}

function mean(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0) / times.length
}

/** In milliseconds, and what came of it. */
function timed<Result>(run: () => Result): [time: number, result: Result] {
  const start = process.hrtime.bigint()
  const result = run()
  return [Number(process.hrtime.bigint() - start) / 1e6, result]
}

/** In microseconds. */
function timesOf(events: readonly BehaviourEvent[], run: (event: BehaviourEvent) => void): number[] {
  return events.map((event) => {
    const start = process.hrtime.bigint()
    run(event)
    return Number(process.hrtime.bigint() - start) / 1000
  })
}

function countByHand(counts: Map<string, number>, event: BehaviourEvent): number {
  const { action, actor, attributes = {}, at, resource } = event
  const hour = Math.floor((at % DAY) / 7_200_000)
  const values = [
    `action ${action}`,
    `kind ${resource.slice(0, resource.indexOf(':'))}`,
    `pair ${action} ${attributes.ns}`,
    `target ${resource}`,
    `hour ${hour}`,
    ...Object.entries(attributes).map(([name, value]) => `${name} ${value}`),
  ]
  const totalKey = `${actor}|`
  const total = counts.get(totalKey) ?? 0
  let bits = 0
  for (const value of values) {
    const key = `${actor}|${value}`
    const count = counts.get(key) ?? 0
    bits -= Math.log2((count + 0.5) / (total + 1))
    counts.set(key, count + 1)
  }
  counts.set(totalKey, total + 1)
  return bits
}

/** Bytes in use once garbage is collected. */
function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}
