import type {
  ActorKind,
  BehaviourEvent,
  BehaviourModel,
  BehaviourScore,
  ScoreOptions,
} from 'keelson/behaviour'

/** Monday 2026-01-05T00:00Z. */
export const MONDAY = 1_767_571_200_000
export const HOUR = 3_600_000
export const DAY: number = 24 * HOUR

/** A stream of numbers in [0, 1) that is the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x100000000
  }
}

interface Worker {
  readonly actor: string
  readonly kind: ActorKind
  readonly role: string
  readonly team: string
  readonly network: string
}

const TEAMS = ['pay', 'search'] as const

const WORKERS: readonly Worker[] = [
  ...Array.from(
    { length: 16 },
    (_, number): Worker => ({
      actor: `dev-${number}`,
      kind: 'human',
      role: 'developer',
      team: TEAMS[number % 2]!,
      network: `10.${number}.7.${number + 20}`,
    }),
  ),
  ...TEAMS.map(
    (team): Worker => ({
      actor: `ci-${team}`,
      kind: 'service',
      role: 'pipeline',
      team,
      network: '10.100.3.9',
    }),
  ),
  ...TEAMS.map(
    (team): Worker => ({
      actor: `agent-${team}`,
      kind: 'agent',
      role: 'triage',
      team,
      network: '10.101.0.4',
    }),
  ),
]

const WORK: Readonly<Record<string, readonly (readonly [action: string, resource: string])[]>> = {
  developer: [
    ['git.push', 'repo'],
    ['git.review', 'repo'],
    ['k8s.get', 'pod'],
    ['k8s.logs', 'pod'],
  ],
  pipeline: [
    ['ci.run', 'pipeline'],
    ['registry.push', 'image'],
    ['argocd.sync', 'app'],
  ],
  triage: [
    ['alert.read', 'alert'],
    ['k8s.logs', 'pod'],
    ['ticket.create', 'ticket'],
  ],
}

/**
 * Some weeks of a small company: sixteen developers in office hours, two pipelines and two triage agents around the
 * clock, each in its own team's namespaces. Ordered by time.
 */
export function officeEvents(days: number, seed = 1): BehaviourEvent[] {
  const events: BehaviourEvent[] = []
  WORKERS.forEach((worker, position) => {
    const next = numbers(seed * 1000 + position)
    for (let day = 0; day < days; day += 1) {
      const isHuman = worker.kind === 'human'
      if (isHuman && day % 7 >= 5) continue
      const sessions = 2 + Math.floor(next() * 3)
      for (let session = 0; session < sessions; session += 1) {
        let at = MONDAY + day * DAY + Math.floor((isHuman ? 8 + next() * 8 : next() * 23) * HOUR)
        const environment = next() < 0.7 ? 'dev' : 'stage'
        for (const [action, kind] of WORK[worker.role]!) {
          at += Math.floor(10_000 + next() * 60_000)
          const namespace = `${environment}/${worker.team}`
          events.push({
            at,
            actor: worker.actor,
            kind: worker.kind,
            role: worker.role,
            action,
            resource: `${kind}:${namespace}/svc-${Math.floor(next() * 3)}`,
            attributes: {
              ns: namespace,
              env: environment,
              ip: worker.network,
              client: `${worker.role}-cli/1.4`,
            },
            session: `${worker.actor}-${day}-${session}`,
          })
        }
      }
    }
  })
  return events.sort((left, right) => left.at - right.at)
}

export interface ScoredEvent {
  readonly event: BehaviourEvent
  readonly score: BehaviourScore
}

/** Scores, then learns each event in turn. */
export function replay(
  model: BehaviourModel,
  events: readonly BehaviourEvent[],
  options?: ScoreOptions,
): ScoredEvent[] {
  return events.map((event) => {
    const score = model.score(event, options)
    model.learn(event)
    return { event, score }
  })
}

/** Two streams in one, by time. */
export function merged(left: readonly BehaviourEvent[], right: readonly BehaviourEvent[]): BehaviourEvent[] {
  return [...left, ...right].sort((one, other) => one.at - other.at)
}
