import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createBehaviourModel } from 'keelson/behaviour'
import { type RankingMetrics, rankingMetrics } from './metrics.js'
import { Numbering } from './numbering.js'
import { midas, midasF, midasR } from './peers/midas.js'

const SEEDS = [1, 2] as const

export interface EdgeResult extends RankingMetrics {
  readonly detector: string
}

/** The edges in columns, with hosts and minutes numbered in the order in which they come. */
interface Edges {
  readonly hosts: readonly string[]
  readonly source: Uint32Array
  readonly target: Uint32Array
  readonly at: Float64Array
  /** The n-th minute in which there are edges, from 1. */
  readonly tick: Uint32Array
  readonly isAttack: Uint8Array
}

/**
 * The edges of DARPA 1998 as `source,target,MM/DD/YYYY-HH:MM,attack`, scored in their order without training. Peers run
 * under two seeds, since the hash alone moves them.
 */
export async function peersOnDarpaEdges(archive: string): Promise<EdgeResult[]> {
  const edges = await readEdges(archive)
  return PEERS.flatMap(([name, create]) =>
    SEEDS.map((seed) => {
      const detector = create(seed)
      return measure(`${name}, seed ${seed}`, edges, (at) =>
        detector.scoreAndLearn(edges.source[at]!, edges.target[at]!, edges.tick[at]!),
      )
    }),
  )
}

const PEERS = [
  ['MIDAS', midas],
  ['MIDAS-R', midasR],
  ['MIDAS-F', midasF],
] as const

function measure(detector: string, edges: Edges, score: (at: number) => number): EdgeResult {
  const scores = new Float64Array(edges.source.length)
  for (let at = 0; at < scores.length; at += 1) scores[at] = score(at)
  return {
    detector,
    ...rankingMetrics(scores, edges.isAttack),
  }
}

/** Ours: a host connects to another. The channel of bursts is what tells here, as rare edges are the benign ones. */
export async function oursOnDarpaEdges(archive: string): Promise<EdgeResult[]> {
  const edges = await readEdges(archive)
  const model = createBehaviourModel()
  const channels = new Map<string, Float64Array>()
  const fused = measure('keelson', edges, (at) => {
    const target = edges.hosts[edges.target[at]!]!
    const event = {
      at: edges.at[at]!,
      actor: edges.hosts[edges.source[at]!]!,
      action: 'connect',
      resource: `host:${target}`,
      attributes: { namespace: target },
    }
    const score = model.score(event)
    model.learn(event)
    for (const { name, bits } of score.channels) {
      if (!channels.has(name)) channels.set(name, new Float64Array(edges.source.length))
      channels.get(name)![at] = bits
    }
    return score.bits
  })
  return [
    fused,
    ...[...channels].map(([name, scores]) => ({
      detector: `keelson, ${name} alone`,
      ...rankingMetrics(scores, edges.isAttack),
    })),
  ]
}

async function readEdges(archive: string): Promise<Edges> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-darpa-'))
  execFileSync('unzip', ['-q', archive, '-d', folder])
  const numbers = new Numbering()
  const hosts: string[] = []
  const numberOf = (host: string): number => {
    const number = numbers.of(host)
    hosts[number] = host
    return number
  }
  const columns = { source: [], target: [], at: [], tick: [], isAttack: [] } as Record<
    'source' | 'target' | 'at' | 'tick' | 'isAttack',
    number[]
  >
  let [minute, tick] = ['', 0]
  for await (const line of createInterface({ input: createReadStream(join(folder, 'darpa_original.csv')) })) {
    const [source, target, time, attack] = line.split(',') as [string, string, string, string]
    if (time !== minute) {
      minute = time
      tick += 1
    }
    columns.source.push(numberOf(source))
    columns.target.push(numberOf(target))
    columns.at.push(timeOf(time))
    columns.tick.push(tick)
    columns.isAttack.push(attack === '-' ? 0 : 1)
  }
  rmSync(folder, { recursive: true })
  return {
    hosts,
    source: Uint32Array.from(columns.source),
    target: Uint32Array.from(columns.target),
    at: Float64Array.from(columns.at),
    tick: Uint32Array.from(columns.tick),
    isAttack: Uint8Array.from(columns.isAttack),
  }
}

/** `MM/DD/YYYY-HH:MM`, taken as UTC. */
function timeOf(text: string): number {
  const [month, day, year, hour, minute] = text.split(/[/:-]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return Date.UTC(year, month - 1, day, hour, minute)
}
