import type { BehaviourScore, ChannelName } from 'keelson/behaviour'
import { DAY, type Line, START } from './synthetic-log.js'

/** What log lines are ranked by: the fused evidence, or the bits of one channel. */
export const RANKINGS = ['fused', 'live', 'anchor', 'burst', 'sequence', 'target'] as const
export type Ranking = (typeof RANKINGS)[number] & ('fused' | ChannelName)

const ROOM = 1 << 16

/** What is kept of each scored event, in columns: half a million objects would take as long to collect as to make. */
export class Outcomes {
  readonly attacks: string[] = ['']
  readonly incidents: string[] = ['']
  readonly actors: string[] = []
  /** Day of the approval of each actor that was moved to another role. */
  readonly moves: Map<string, number> = new Map()
  size = 0
  day: Float64Array = new Float64Array(ROOM)
  p: Float64Array = new Float64Array(ROOM)
  /** 1 for an event that raised an alert. */
  alert: Uint8Array = new Uint8Array(ROOM)
  /** Positions in `attacks`, `incidents` and `actors`. */
  attack: Int32Array = new Int32Array(ROOM)
  incident: Int32Array = new Int32Array(ROOM)
  actor: Int32Array = new Int32Array(ROOM)
  readonly bits: Record<Ranking, Float64Array> = {
    fused: new Float64Array(ROOM),
    live: new Float64Array(ROOM),
    anchor: new Float64Array(ROOM),
    burst: new Float64Array(ROOM),
    sequence: new Float64Array(ROOM),
    target: new Float64Array(ROOM),
  }
  readonly #positions: Map<string, number> = new Map()

  add(line: Line, score: BehaviourScore): void {
    if (this.size === this.day.length) this.#grow()
    const at = this.size
    this.size += 1
    this.day[at] = (line.ts - START) / DAY
    this.p[at] = score.p
    this.alert[at] = Number(score.alert?.raised === true)
    this.attack[at] = this.#position(this.attacks, line.attack, 'attack')
    this.incident[at] = this.#position(this.incidents, line.incident, 'incident')
    this.actor[at] = this.#position(this.actors, line.actor, 'actor')
    this.bits.fused[at] = score.bits
    for (const { name, bits } of score.channels) this.bits[name][at] = bits
  }

  #position(names: string[], name: string, column: string): number {
    if (name === '') return 0
    const key = `${column} ${name}`
    const known = this.#positions.get(key)
    if (known !== undefined) return known
    this.#positions.set(key, names.length)
    return names.push(name) - 1
  }

  #grow(): void {
    const room = this.day.length * 2
    this.day = filled(new Float64Array(room), this.day)
    this.p = filled(new Float64Array(room), this.p)
    this.alert = filled(new Uint8Array(room), this.alert)
    this.attack = filled(new Int32Array(room), this.attack)
    this.incident = filled(new Int32Array(room), this.incident)
    this.actor = filled(new Int32Array(room), this.actor)
    for (const ranking of RANKINGS) {
      this.bits[ranking] = filled(new Float64Array(room), this.bits[ranking])
    }
  }
}

function filled<Column extends Float64Array | Int32Array | Uint8Array>(
  larger: Column,
  column: Column,
): Column {
  larger.set(column)
  return larger
}
