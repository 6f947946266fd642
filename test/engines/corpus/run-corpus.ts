import { behaviourRoom } from './behaviour.js'
import { demoRoom } from './demo.js'
import { diffRoom } from './diff.js'
import { TextDigest } from './digest.js'
import { Draw } from './draw.js'
import { driftRoom } from './drift.js'
import { engineRoom } from './engine.js'
import { hashRoom } from './hash.js'
import { interopRoom } from './interop.js'
import { ledgerRoom } from './ledger.js'
import { policyRoom } from './policy.js'
import { type CorpusRoom, resultText } from './room.js'
import { statisticsRoom } from './statistics.js'

/** What is asked of the corpus, JSON-shaped. */
export interface CorpusRequest {
  /** Cases of each room; a fixed room has as many as it has. */
  readonly cases: number
  /** Names of rooms; all where absent. */
  readonly rooms?: readonly string[]
  /** Besides the digest of all cases, that after each so many of them. */
  readonly every?: number
  /** The digest of each case from the first to before the last index, instead of marks. */
  readonly digests?: { readonly from: number; readonly to: number }
  /** The result of the case of this index as text. */
  readonly show?: number
}

export interface RoomReport {
  readonly cases: number
  readonly digest: string
  /** The digest after each `every` cases. */
  readonly marks: readonly string[]
  readonly digests: readonly string[]
  readonly shown: string | null
}

export interface CorpusReport {
  readonly rooms: { readonly [name: string]: RoomReport }
}

export const ROOMS: readonly CorpusRoom[] = [
  hashRoom,
  diffRoom,
  statisticsRoom,
  driftRoom,
  behaviourRoom,
  policyRoom,
  ledgerRoom,
  interopRoom,
  engineRoom,
  demoRoom,
]

/** Runs the cases and returns their digests. Whatever is asked, a room runs from its first case on. */
export function runCorpus(request: CorpusRequest, rooms: readonly CorpusRoom[] = ROOMS): CorpusReport {
  const asked = rooms.filter(({ name }) => request.rooms?.includes(name) ?? true)
  return { rooms: Object.fromEntries(asked.map((room) => [room.name, runRoom(room, request)])) }
}

function runRoom(room: CorpusRoom, request: CorpusRequest): RoomReport {
  const { every, digests: range, show } = request
  const whole = new TextDigest()
  const marks: string[] = []
  const digests: string[] = []
  let shown: string | null = null
  let index = 0
  for (const result of casesOf(room, request.cases)) {
    const text = resultText(result)
    whole.add(text)
    if (range !== undefined && index >= range.from && index < range.to)
      digests.push(`${new TextDigest().add(text)}`)
    if (index === show) shown = text
    index += 1
    if (every !== undefined && index % every === 0) marks.push(`${whole}`)
  }
  return { cases: index, digest: `${whole}`, marks, digests, shown }
}

function* casesOf(room: CorpusRoom, count: number): Generator<unknown> {
  let left = count
  for (let scenario = 0; left > 0; scenario += 1) {
    let ofScenario = 0
    for (const result of room.scenario(new Draw(seedOf(room.name, scenario)))) {
      yield result
      ofScenario += 1
      left -= 1
      if (left === 0 || (ofScenario === room.scenarioLength && room.isFixed !== true)) break
    }
    if (room.isFixed === true) return
  }
}

function seedOf(room: string, scenario: number): number {
  let seed = Math.imul(scenario + 1, 0x9e3779b1)
  for (let at = 0; at < room.length; at += 1) seed = Math.imul(seed ^ room.charCodeAt(at), 0x85ebca6b)
  return seed
}
