import type { BehaviourEvent } from 'keelson/behaviour'

export const DAY = 86_400_000

/** Monday 2026-01-05T00:00Z. */
const MONDAY = 1_767_571_200_000

const ROLES = ['developer', 'sre', 'analyst', 'pipeline', 'triage'] as const

/**
 * A stream of events of many actors, the same each time: actors in turn, each with a few namespaces, actions and
 * resources of its own and now and then one that is new, in sessions of two. Eight attributes and a session are shown
 * by each event, as an audit log shows them.
 */
export class EventStream {
  readonly #actors: number
  readonly #perDay: number
  #next = 0

  constructor(actors: number, perDay: number) {
    this.#actors = actors
    this.#perDay = perDay
  }

  take(count: number): BehaviourEvent[] {
    return Array.from({ length: count }, () => this.#event())
  }

  #event(): BehaviourEvent {
    const number = this.#next
    this.#next += 1
    // Two events in a row are a session; sessions go round the actors.
    const session = Math.floor(number / 2)
    const actor = session % this.#actors
    const draw = mixed(number)
    const role = ROLES[actor % ROLES.length]!
    const namespace = `prod/team-${(actor + (draw % 3)) % 97}`
    const isNew = draw % 211 === 0
    const kind = draw % 5 === 0 ? 'secret' : 'pod'
    return {
      at: MONDAY + Math.floor((number * DAY) / this.#perDay),
      actor: `actor-${actor}`,
      kind: role === 'pipeline' ? 'service' : role === 'triage' ? 'agent' : 'human',
      role,
      action: `${role}.act-${(draw >>> 4) % 12}`,
      resource: `${kind}:${namespace}/${isNew ? `new-${number}` : `svc-${(draw >>> 8) % 9}`}`,
      attributes: {
        ns: namespace,
        env: draw % 7 === 0 ? 'stage' : 'prod',
        ip: `10.${actor % 200}.4.${(draw >>> 12) % 250}`,
        client: `${role}-cli/1.${(draw >>> 10) % 5}`,
        channel: draw % 9 === 0 ? 'console' : 'cli',
        ok: draw % 31 !== 0,
        bytes: (draw >>> 3) & 0xffff,
        region: actor % 2 === 0 ? 'eu' : 'us',
      },
      session: `session-${session}`,
    }
  }
}

function mixed(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x21f0aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
  return (bits ^ (bits >>> 15)) >>> 0
}
